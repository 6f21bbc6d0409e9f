//! Narrower.
//!
//! - alter column note.value: column type integer big → integer normal

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::col("value").not_between(i32::MIN, i32::MAX)),
            "rows of `note` have a value of `value` that does not fit",
        );
        script.alter_column("note", ColumnDef::new("value").integer().not_null());
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column("note", ColumnDef::new("value").big_integer().not_null());
    }
}
