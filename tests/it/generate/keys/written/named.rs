//! Named.
//!
//! - alter primary key note: name one_note → a_note

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "one_note", "a_note");
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "a_note", "one_note");
    }
}
