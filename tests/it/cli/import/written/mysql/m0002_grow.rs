//! Grow.
//!
//! - from `V2__grow.sql` and `U2__grow.sql`

use seaworthy::prelude::*;

seaworthy::migration!("m0002_grow");

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("users")
            .add_column(ColumnDef::new("phone").string_len(20))
            .add_column(ColumnDef::new("zip").string_len(9).not_null().default("")),
    );
    script.sql("ALTER TABLE users ADD COLUMN place varchar(20) AFTER id");
    script.alter_table(
        Table::alter()
            .table("users")
            .rename_column("tiny", "little"),
    );
    script.add_unique("users", "phone_key", &["phone"]);
    script.add_check("users", "small_small", "small < 100");
    script.create_foreign_key(
        ForeignKey::create()
            .name("notes_parent_of")
            .from("notes", "parent_id")
            .to("notes", "id")
            .on_delete(ForeignKeyAction::SetNull),
    );
    script.drop_index(Index::drop().name("notes_body").table("notes"));
    script.rename_table(Table::rename().table("notes", "letters"));
}

fn down(script: &mut Script) {
    script.sql("RENAME TABLE letters TO notes");
}
