//! Indexed.
//!
//! - add index note.idx-note-body

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.create_index(
            Index::create()
                .name("idx-note-body")
                .table("note")
                .col("body"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.create_index(
            Index::create()
                .name("idx-note-body")
                .table("note")
                .col(("body", 255)),
        );
    }
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-note-body").table("note"));
}
