//! Two.
//!
//! - rename column note.b to c
//! - rename column note.a to d

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(Table::alter().table("note").rename_column("b", "c"));
    script.alter_table(Table::alter().table("note").rename_column("a", "d"));
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("note").rename_column("d", "a"));
    script.alter_table(Table::alter().table("note").rename_column("c", "b"));
}
