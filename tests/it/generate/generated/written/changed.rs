//! Changed.
//!
//! - alter column item.total: generated expression price * count, stored → expression price + count, stored

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_check("item", "item_total_check");
        script.drop_index(Index::drop().name("idx-item-total").table("item"));
        script.alter_table(Table::alter().table("item").drop_column("total"));
        script.add_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price + count"), true),
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.alter_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price + count"), true),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.create_index(
            Index::create()
                .name("idx-item-total")
                .table("item")
                .col("total"),
        );
        script.add_check("item", "item_total_check", "total >= 0");
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_check("item", "item_total_check");
        script.drop_index(Index::drop().name("idx-item-total").table("item"));
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
    if script.backend() == DbBackend::Postgres {
        script.create_index(
            Index::create()
                .name("idx-item-total")
                .table("item")
                .col("total"),
        );
        script.add_check("item", "item_total_check", "total >= 0");
    }
}
