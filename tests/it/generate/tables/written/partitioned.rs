//! Partitioned.
//!
//! - add column event.stars

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("event")
            .add_column(ColumnDef::new("stars").integer().not_null().default(3)),
    );
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("event").drop_column("stars"));
}
