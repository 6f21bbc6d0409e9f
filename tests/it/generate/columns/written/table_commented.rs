//! Table commented.
//!
//! - alter comment note: notes → what's noted

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.comment_on_table("note", Some("what's noted"));
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.comment_on_table("note", Some("notes"));
    }
}
