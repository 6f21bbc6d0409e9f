//! Family.
//!
//! - alter column chat.mode: default text preview → text markup
//! - alter column said.text: default text hello → text goodbye

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "chat",
        ColumnDef::new("mode").string().not_null().default("markup"),
    );
    script.alter_column(
        "said",
        ColumnDef::new("text")
            .string()
            .not_null()
            .default("goodbye"),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "chat",
        ColumnDef::new("mode")
            .string()
            .not_null()
            .default("preview"),
    );
    script.alter_column(
        "said",
        ColumnDef::new("text").string().not_null().default("hello"),
    );
}
