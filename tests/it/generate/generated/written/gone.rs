//! Gone.
//!
//! - drop column item.total
//! - drop column item.price

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_columns("item", ["total", "price"]);
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("item")
            .add_column(ColumnDef::new("price").integer().not_null().default(5)),
    );
    script.add_column(
        "item",
        ColumnDef::new("total")
            .integer()
            .generated(Expr::cust("price * count"), true),
    );
}
