//! Creates the invoices.

use seaworthy::prelude::*;

seaworthy::migration!("f04_create_invoice");

fn up(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("invoice")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("account_id").integer().not_null())
            .col(ColumnDef::new("cents").big_integer().not_null()),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("invoice"));
}
