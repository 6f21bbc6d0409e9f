//! By method.
//!
//! - alter index note.by_stars: method none → hash

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_index(Index::drop().name("by_stars").table("note"));
        script.create_index(
            Index::create()
                .name("by_stars")
                .table("note")
                .index_type(IndexType::Hash)
                .col("stars"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_index(Index::drop().name("by_stars").table("note"));
        script.create_index(Index::create().name("by_stars").table("note").col("stars"));
    }
}
