//! Deferred.
//!
//! - alter foreign key note.fk-note-folder_id: deferrable no → deferred

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
        script.create_deferrable_foreign_key(
            ForeignKey::create()
                .name("fk-note-folder_id")
                .from("note", "folder_id")
                .to("folder", "id"),
            true,
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_foreign_key_of("note", "fk-note-folder_id", &["folder_id"]);
        script.create_foreign_key(
            ForeignKey::create()
                .name("fk-note-folder_id")
                .from("note", "folder_id")
                .to("folder", "id"),
        );
    }
}
