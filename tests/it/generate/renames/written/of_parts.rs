//! Of parts.
//!
//! - rename column note.shelf to row
//! - alter check note.on_a_shelf: expression shelf > 0 → row > 0

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_check("note", "on_a_shelf");
    }
    script.alter_table(Table::alter().table("note").rename_column("shelf", "row"));
    if script.backend() == DbBackend::MySql {
        script.add_check("note", "on_a_shelf", "row > 0");
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_check("note", "on_a_shelf");
    }
    script.alter_table(Table::alter().table("note").rename_column("row", "shelf"));
    if script.backend() == DbBackend::MySql {
        script.add_check("note", "on_a_shelf", "shelf > 0");
    }
}
