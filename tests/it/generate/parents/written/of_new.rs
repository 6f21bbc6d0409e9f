//! Of new.
//!
//! - create table folder
//! - add column note.folder_id
//! - add foreign key note.fk-note-folder_id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from("note"),
        "rows of `note` need a row of `folder`, which is new",
    );
    script.create_table(
        Table::create()
            .table("folder")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("name").string().not_null()),
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("folder_id").integer().not_null().default(1)),
    );
    script.alter_column("note", ColumnDef::new("folder_id").integer().not_null());
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}

fn down(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-note-folder_id").table("note"));
    }
    script.alter_table(Table::alter().table("note").drop_column("folder_id"));
    script.drop_table(Table::drop().table("folder"));
}
