//! Of parts.
//!
//! - rename column note.shelf to rack
//! - alter check note.on_a_shelf: expression shelf > 0 → rack > 0

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_check("note", "on_a_shelf");
    }
    script.alter_table(Table::alter().table("note").rename_column("shelf", "rack"));
    if script.backend() == DbBackend::MySql {
        script.add_check("note", "on_a_shelf", "rack > 0");
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_check("note", "on_a_shelf");
    }
    script.alter_table(Table::alter().table("note").rename_column("rack", "shelf"));
    if script.backend() == DbBackend::MySql {
        script.add_check("note", "on_a_shelf", "shelf > 0");
    }
}
