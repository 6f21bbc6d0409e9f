//! Made.
//!
//! - alter column item.total: generated none → expression price * count, stored

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_table(Table::alter().table("item").drop_column("total"));
        script.add_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), true),
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.alter_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), true),
        );
    }
}

fn down(script: &mut Script) {
    script.drop_expression("item", "total");
    script.alter_column("item", ColumnDef::new("total").integer().null());
}
