//! Renamed.
//!
//! - alter index note.by_title: name some → by_title

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.rename_index("note", "some", "by_title");
}

fn down(script: &mut Script) {
    script.rename_index("note", "by_title", "some");
}
