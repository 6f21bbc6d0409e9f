//! Ended.
//!
//! - alter column note.id: auto increment usual → none

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.drop_auto_increment("note", ColumnDef::new("id").integer().not_null());
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::col("id").eq(0)),
            "rows of `note` have 0 as `id`, which gets another number",
        );
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.add_auto_increment(
            "note",
            ColumnDef::new("id").integer().not_null().auto_increment(),
        );
    }
}
