//! Renamed key.
//!
//! - rename column shelf.id to number

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(Table::alter().table("shelf").rename_column("id", "number"));
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("shelf").rename_column("number", "id"));
}
