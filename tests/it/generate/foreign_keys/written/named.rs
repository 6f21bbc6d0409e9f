//! Named.
//!
//! - alter foreign key note.its folder: name fk-note-folder_id → its folder

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
        script.drop_index(Index::drop().name("fk-note-folder_id").table("note"));
    }
    if script.backend() == DbBackend::Postgres {
        script.sql(r#"ALTER TABLE "note" RENAME CONSTRAINT "fk-note-folder_id" TO "its folder""#);
    }
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("its folder")
                .from("note", "folder_id")
                .to("folder", "id"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_foreign_key_of("note", "its folder", &["folder_id"]);
        script.drop_index(Index::drop().name("its folder").table("note"));
    }
    if script.backend() == DbBackend::Postgres {
        script.sql(r#"ALTER TABLE "note" RENAME CONSTRAINT "its folder" TO "fk-note-folder_id""#);
    }
    if script.backend() == DbBackend::MySql {
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-note-folder_id")
                .from("note", "folder_id")
                .to("folder", "id"),
        );
    }
}
