//! Seen.
//!
//! - drop column note.old

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(Table::alter().table("note").drop_column("old"));
}

fn down(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("old").string()),
    );
}
