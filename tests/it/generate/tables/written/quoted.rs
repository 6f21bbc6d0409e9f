//! Quoted.
//!
//! - alter column order.group: column type integer normal → integer big
//! - alter column order.select: column type integer normal → integer big
//! - alter column order.user: default none → text it's; nullable yes → no

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column("order", ColumnDef::new("group").big_integer().not_null());
        script.alter_column("order", ColumnDef::new("select").big_integer().not_null());
    }
    script.update(
        Query::update()
            .table("order")
            .value("user", "it's")
            .and_where(Expr::col("user").is_null()),
    );
    script.alter_column(
        "order",
        ColumnDef::new("user").string().not_null().default("it's"),
    );
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("order")
                .and_where(Expr::col("group").not_between(i32::MIN, i32::MAX)),
            "rows of `order` have a value of `group` that does not fit",
        );
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("order")
                .and_where(Expr::col("select").not_between(i32::MIN, i32::MAX)),
            "rows of `order` have a value of `select` that does not fit",
        );
        script.alter_column("order", ColumnDef::new("group").integer().not_null());
        script.alter_column("order", ColumnDef::new("select").integer().not_null());
    }
    script.alter_column("order", ColumnDef::new("user").string().null());
}
