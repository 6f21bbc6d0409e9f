//! Shorter.
//!
//! - alter column note.value: column type string 80 → string 50

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::expr(Func::char_length(Expr::col("value"))).gt(50)),
        "rows of `note` have a `value` of more than 50 characters",
    );
    script.alter_column("note", ColumnDef::new("value").string_len(50).not_null());
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("value").string_len(80).not_null());
}
