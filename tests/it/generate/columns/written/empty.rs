//! Empty.
//!
//! - alter column note.title: default none → ''; nullable yes → no

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.update(
        Query::update()
            .table("note")
            .value("title", "")
            .and_where(Expr::col("title").is_null()),
    );
    script.alter_column(
        "note",
        ColumnDef::new("title").string().not_null().default(""),
    );
}

fn down(script: &mut Script) {
    script.alter_column("note", ColumnDef::new("title").string().null());
}
