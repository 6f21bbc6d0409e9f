//! Turned.
//!
//! - alter index note.both: keys of column title, of column stars → of column stars, descending, of column title

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_index(Index::drop().name("both").table("note"));
    script.create_index(
        Index::create()
            .name("both")
            .table("note")
            .col("stars")
            .col(("title", IndexOrder::Desc)),
    );
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("both").table("note"));
    script.create_index(
        Index::create()
            .name("both")
            .table("note")
            .col("title")
            .col("stars"),
    );
}
