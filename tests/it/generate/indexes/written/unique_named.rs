//! Unique named.
//!
//! - alter unique constraint note.each_title_once: name one_title → each_title_once

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.rename_index("note", "one_title", "each_title_once");
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.rename_index("note", "each_title_once", "one_title");
    }
}
