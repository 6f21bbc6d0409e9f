//! Wider.
//!
//! - alter column note.id: column type integer normal → integer big

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "note",
            ColumnDef::new("id")
                .big_integer()
                .not_null()
                .auto_increment(),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::col("id").not_between(i32::MIN, i32::MAX)),
            "rows of `note` have a value of `id` that does not fit",
        );
        script.alter_column(
            "note",
            ColumnDef::new("id").integer().not_null().auto_increment(),
        );
    }
}
