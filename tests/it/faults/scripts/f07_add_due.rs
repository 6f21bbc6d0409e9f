//! Adds the day on which an invoice is due.

use seaworthy::prelude::*;

seaworthy::migration!("f07_add_due");

fn up(script: &mut Script) {
    script.add_column_if_missing("invoice", ColumnDef::new("due").date());
}

fn down(script: &mut Script) {
    script.drop_column_if_present("invoice", "due");
}
