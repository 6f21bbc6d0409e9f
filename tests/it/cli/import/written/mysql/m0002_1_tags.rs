//! Tags.
//!
//! - from `V2.1__tags.sql`

use seaworthy::prelude::*;

seaworthy::migration!("m0002_1_tags");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("tags")
            .col(ColumnDef::new("note_id").big_integer().not_null())
            .col(ColumnDef::new("word").string_len(40).not_null())
            .primary_key(Index::create().col("note_id").col("word"))
            .foreign_key(
                ForeignKey::create()
                    .name("tags_note")
                    .from("tags", "note_id")
                    .to("letters", "id"),
            ),
    );
    script.alter_table(
        Table::alter()
            .table("letters")
            .add_column(ColumnDef::new("stars").integer()),
    );
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("letters").drop_column("stars"));
    script.drop_table(Table::drop().table("tags"));
}
