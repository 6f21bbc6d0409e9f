//! Opaque.
//!
//! - alter column note.value: column type other macaddr → other macaddr8

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("value").custom("macaddr8").not_null(),
    );
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("value").custom("macaddr").not_null());
}
