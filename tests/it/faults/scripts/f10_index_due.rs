//! Finds invoices by the day on which they are due.

use seaworthy::prelude::*;

seaworthy::migration!("f10_index_due", transaction: false);

fn up(script: &mut Script) {
    let mut index = Index::create();
    index.name("invoice_due").table("invoice").col("due");
    if script.backend() == DbBackend::Postgres {
        index.concurrently();
    }
    script.create_index(&index);
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("invoice_due").table("invoice"));
}
