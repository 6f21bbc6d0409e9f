//! Prefix.
//!
//! - alter index note.by_title: keys of column title, prefix 20 → of column title, prefix 40

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("by_title").table("note"));
        script.create_index(
            Index::create()
                .name("by_title")
                .table("note")
                .col(("title", 40)),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("by_title").table("note"));
        script.create_index(
            Index::create()
                .name("by_title")
                .table("note")
                .col(("title", 20)),
        );
    }
}
