//! Swap.
//!
//! - rename column note.first to first_before
//! - rename column note.last to first
//! - rename column note.first_before to last

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("first", "first_before"),
    );
    script.alter_table(Table::alter().table("note").rename_column("last", "first"));
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("first_before", "last"),
    );
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("last", "first_before"),
    );
    script.alter_table(Table::alter().table("note").rename_column("first", "last"));
    script.alter_table(
        Table::alter()
            .table("note")
            .rename_column("first_before", "first"),
    );
}
