//! Strict.
//!
//! - alter column setting.value: default text off → text on

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "setting",
        ColumnDef::new("value")
            .text()
            .not_null()
            .default(Expr::tuple([Expr::val("on")])),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "setting",
        ColumnDef::new("value")
            .text()
            .not_null()
            .default(Expr::tuple([Expr::val("off")])),
    );
}
