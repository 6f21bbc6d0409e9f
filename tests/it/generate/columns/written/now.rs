//! Now.
//!
//! - add column note.at

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.add_column(
        "note",
        ColumnDef::new("at")
            .date_time()
            .not_null()
            .default(Expr::current_timestamp()),
    );
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("note").drop_column("at"));
}
