//! Stored.
//!
//! - alter column item.total: generated expression price * count → expression price * count, stored

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_table(Table::alter().table("item").drop_column("total"));
        script.add_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), true),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), true),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_table(Table::alter().table("item").drop_column("total"));
        script.add_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), false),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), false),
        );
    }
}
