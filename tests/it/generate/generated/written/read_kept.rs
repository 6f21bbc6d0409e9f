//! Read kept.
//!
//! - alter column item.total: generated expression price * count → none

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_table(Table::alter().table("item").drop_column("total"));
        script.alter_table(
            Table::alter()
                .table("item")
                .add_column(ColumnDef::new("total").integer()),
        );
        script.update(
            Query::update()
                .table("item")
                .value("total", Expr::cust("price * count")),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.drop_expression("item", "total");
        script.alter_column("item", ColumnDef::new("total").integer().null());
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
