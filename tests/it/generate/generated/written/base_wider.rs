//! Base wider.
//!
//! - alter column item.price: column type integer normal → integer big

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_table(Table::alter().table("item").drop_column("total"));
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "item",
            ColumnDef::new("price").big_integer().not_null().default(5),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.add_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), true),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("item")
                .and_where(Expr::col("price").not_between(i32::MIN, i32::MAX)),
            "rows of `item` have a value of `price` that does not fit",
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.alter_table(Table::alter().table("item").drop_column("total"));
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "item",
            ColumnDef::new("price").integer().not_null().default(5),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.add_column(
            "item",
            ColumnDef::new("total")
                .integer()
                .generated(Expr::cust("price * count"), true),
        );
    }
}
