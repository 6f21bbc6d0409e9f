//! Base gone.
//!
//! - alter column item.total: generated expression price * count, stored → expression count * 2, stored
//! - drop column item.price

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_columns("item", ["total", "price"]);
    script.add_column(
        "item",
        ColumnDef::new("total")
            .integer()
            .generated(Expr::cust("count * 2"), true),
    );
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_table(Table::alter().table("item").drop_column("total"));
    }
    script.alter_table(
        Table::alter()
            .table("item")
            .add_column(ColumnDef::new("price").integer().not_null().default(5)),
    );
    if script.backend() == DbBackend::Postgres {
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
