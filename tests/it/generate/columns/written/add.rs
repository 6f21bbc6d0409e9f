//! Add.
//!
//! - add column note.group
//! - add column note.order
//! - add column note.body
//! - add index note.idx-note-group

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.add_columns(
        "note",
        [
            ColumnDef::new("group").integer().not_null().default(3),
            ColumnDef::new("order").string(),
            ColumnDef::new("body").text(),
        ],
    );
    script.alter_column("note", ColumnDef::new("group").integer().not_null());
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
    script.drop_columns("note", ["group", "order", "body"]);
}
