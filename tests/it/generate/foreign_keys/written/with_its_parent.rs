//! With its parent.
//!
//! - drop foreign key note.fk-note-folder_id
//! - drop table folder

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-note-folder_id").table("note"));
    }
    script.drop_table(Table::drop().table("folder"));
}

fn down(script: &mut Script) {
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
            .col(ColumnDef::new("code").integer().not_null().unique_key())
            .col(ColumnDef::new("room").integer().not_null())
            .col(ColumnDef::new("shelf").integer().not_null())
            .col(ColumnDef::new("parent_id").integer()),
    );
    script.create_index(
        Index::create()
            .name("idx-folder-place")
            .table("folder")
            .unique()
            .col("room")
            .col("shelf"),
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-folder_id")
            .from("note", "folder_id")
            .to("folder", "id"),
    );
}
