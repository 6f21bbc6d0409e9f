//! Rename.
//!
//! - rename column note.title to heading

use seaworthy::prelude::*;

pub fn steps() -> (fn(&mut Script), fn(&mut Script)) {
    (up, down)
}

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("title", "heading"),
    );
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("heading", "title"),
    );
}
