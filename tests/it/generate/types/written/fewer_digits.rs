//! Fewer digits.
//!
//! - alter column note.value: column type decimal 12, 4 → decimal 8, 1

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(
                Expr::col("value")
                    .lte(-10000000)
                    .or(Expr::col("value").gte(10000000)),
            ),
        "rows of `note` have a value of `value` that does not fit",
    );
    script.alter_column("note", ColumnDef::new("value").decimal_len(8, 1).not_null());
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("value").decimal_len(12, 4).not_null(),
    );
}
