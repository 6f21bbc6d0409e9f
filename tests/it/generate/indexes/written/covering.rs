//! Covering.
//!
//! - alter index note.by_stars: include none → title

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_index(Index::drop().name("by_stars").table("note"));
        script.create_index(
            Index::create()
                .name("by_stars")
                .table("note")
                .col("stars")
                .include("title"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_index(Index::drop().name("by_stars").table("note"));
        script.create_index(Index::create().name("by_stars").table("note").col("stars"));
    }
}
