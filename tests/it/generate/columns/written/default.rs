//! Default.
//!
//! - alter column note.mode: default text preview → text it's

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("mode").string().not_null().default("it's"),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("mode")
            .string()
            .not_null()
            .default("preview"),
    );
}
