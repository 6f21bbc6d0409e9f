//! Moment.
//!
//! - alter column note.value: column type string → date time

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust("CAST(`value` AS DATETIME) IS NULL")),
            "rows of `note` have a value of `value` that is no date",
        );
    }
    script.alter_column(
        "note",
        ColumnDef::new("value")
            .date_time()
            .not_null()
            .default("2020-01-01 00:00:00"),
    );
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("value")
            .string()
            .not_null()
            .default("2020-01-01 00:00:00"),
    );
}
