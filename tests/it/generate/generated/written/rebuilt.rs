//! Rebuilt.
//!
//! - alter column item.said: default none → text nothing; nullable yes → no

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.update(
        Query::update()
            .table("item")
            .value("said", "nothing")
            .and_where(Expr::col("said").is_null()),
    );
    script.alter_column(
        "item",
        ColumnDef::new("said")
            .string()
            .not_null()
            .default("nothing"),
    );
}

fn down(script: &mut Script) {
    script.alter_column("item", ColumnDef::new("said").string().null());
}
