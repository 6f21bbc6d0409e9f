//! Json.
//!
//! - alter column note.value: column type string → json_binary

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust("NOT JSON_VALID(`value`)")),
            "rows of `note` have a value of `value` that is no JSON",
        );
    }
    script.alter_column("note", ColumnDef::new("value").json_binary().not_null());
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("value").string().not_null());
}
