//! Concurrent.
//!
//! - add index note.by_title

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.create_index(
        Index::create()
            .name("by_title")
            .table("note")
            .col("title")
            .concurrently(),
    );
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("by_title").table("note").concurrently());
}
