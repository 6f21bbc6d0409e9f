//! Unique added.
//!
//! - add column note.code
//! - add unique constraint note (code)

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust(
                "CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END",
            ))
            .from("note"),
        "rows of `note` would all have the same `code`",
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("code").string().not_null().default("x")),
    );
    script.alter_column("note", ColumnDef::new("code").string().not_null());
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_code_key", &["code"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "code", &["code"]);
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_code_key", &["code"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "code", &["code"]);
    }
    script.alter_table(Table::alter().table("note").drop_column("code"));
}
