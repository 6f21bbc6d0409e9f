//! Rename.
//!
//! - rename column note.title to heading

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("title", "heading"),
    );
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "note_title_key", "note_heading_key");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_index("note", "title", "heading");
    }
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("heading", "title"),
    );
    if script.backend() == DbBackend::Postgres {
        script.rename_index("note", "note_heading_key", "note_title_key");
    }
    if script.backend() == DbBackend::MySql {
        script.rename_index("note", "heading", "title");
    }
}
