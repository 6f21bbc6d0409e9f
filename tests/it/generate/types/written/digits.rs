//! Digits.
//!
//! - alter column note.value: column type decimal 10, 2 → decimal 12, 4

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("value").decimal_len(12, 4).not_null(),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("value").decimal_len(10, 2).not_null(),
    );
}
