//! Unique gone.
//!
//! - drop unique constraint note (number)
//! - drop column note.number

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_number_key", &["number"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "number", &["number"]);
    }
    script.alter_table(Table::alter().table("note").drop_column("number"));
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust(
                "CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END",
            ))
            .from("note"),
        "rows of `note` would all have the same `number`",
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("number").integer().not_null().default(0)),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_number_key", &["number"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "number", &["number"]);
    }
}
