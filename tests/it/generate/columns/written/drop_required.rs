//! Drop required.
//!
//! - drop index note.idx-note-group
//! - drop column note.group
//! - drop column note.body

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-note-group").table("note"));
    script.drop_columns("note", ["group", "body"]);
}

fn down(script: &mut Script) {
    script.irreversible("`note.group` must have a value in each row, and nobody knows which");
    script.irreversible("`note.body` must have a value in each row, and nobody knows which");
}
