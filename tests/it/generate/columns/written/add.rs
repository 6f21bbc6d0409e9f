//! Add.
//!
//! - add column note.group
//! - add column note.order
//! - add column note.body
//! - add index note.idx-note-group

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("group").integer().not_null().default(3)),
    );
    script.alter_column("note", ColumnDef::new("group").integer().not_null());
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("order").string()),
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("body").text()),
    );
    script.update(
        Query::update()
            .table("note")
            .value("body", Expr::cust("'nr ' || '1'")),
    );
    script.alter_column("note", ColumnDef::new("body").text().not_null());
    script.create_index(
        Index::create()
            .name("idx-note-group")
            .table("note")
            .col("group"),
    );
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("idx-note-group").table("note"));
    script.alter_table(Table::alter().table("note").drop_column("group"));
    script.alter_table(Table::alter().table("note").drop_column("order"));
    script.alter_table(Table::alter().table("note").drop_column("body"));
}
