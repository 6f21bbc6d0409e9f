//! Turned.
//!
//! - alter primary key note: columns id, tenant → tenant, id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_primary_key("note");
    script.add_named_primary_key("note", "pk-note", &["tenant", "id"]);
}

fn down(script: &mut Script) {
    script.drop_primary_key("note");
    script.add_named_primary_key("note", "pk-note", &["id", "tenant"]);
}
