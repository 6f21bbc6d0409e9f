//! Expression.
//!
//! - alter column note.at: default text 2020-01-01 00:00:00 → current_timestamp

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("at")
            .date_time()
            .not_null()
            .default(Expr::current_timestamp()),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("at")
            .date_time()
            .not_null()
            .default("2020-01-01 00:00:00"),
    );
}
