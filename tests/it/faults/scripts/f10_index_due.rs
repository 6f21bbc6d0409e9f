//! Finds invoices by the day on which they are due.

use seaworthy::prelude::*;

seaworthy::migration!("f10_index_due");

fn up(script: &mut Script) {
    script.create_index(
        Index::create()
            .name("invoice_due")
            .table("invoice")
            .col("due"),
    );
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("invoice_due").table("invoice"));
}
