//! Kept.
//!
//! - alter column note.at: nullable no → yes

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.alter_column(
            "note",
            ColumnDef::new("at")
                .timestamp()
                .default(Expr::current_timestamp())
                .null(),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("at")
                .timestamp()
                .default(Expr::current_timestamp())
                .extra("ON UPDATE CURRENT_TIMESTAMP")
                .null(),
        );
    }
}

fn down(script: &mut Script) {
    script.update(
        Query::update()
            .table("note")
            .value("at", Expr::current_timestamp())
            .and_where(Expr::col("at").is_null()),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.alter_column(
            "note",
            ColumnDef::new("at")
                .timestamp()
                .not_null()
                .default(Expr::current_timestamp()),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("at")
                .timestamp()
                .not_null()
                .default(Expr::current_timestamp())
                .extra("ON UPDATE CURRENT_TIMESTAMP"),
        );
    }
}
