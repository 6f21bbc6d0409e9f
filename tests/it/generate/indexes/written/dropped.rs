//! Dropped.
//!
//! - drop index note.idx-note-title

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-note-title").table("note"));
}

fn down(script: &mut Script) {
    script.create_index(
        Index::create()
            .name("idx-note-title")
            .table("note")
            .col("title"),
    );
}
