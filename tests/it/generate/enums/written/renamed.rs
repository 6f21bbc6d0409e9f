//! Renamed.
//!
//! - rename values of enum type mood: happy to glad

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .rename_value("happy", "glad"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "glad", "happy"])
                .not_null()
                .default("happy"),
        );
        script.update(
            Query::update()
                .table("note")
                .value("mood", "glad")
                .and_where(Expr::col("mood").eq("happy")),
        );
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "glad"])
                .not_null()
                .default("glad"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.update(
            Query::update()
                .table("note")
                .value("mood", "glad")
                .and_where(Expr::col("mood").eq("happy")),
        );
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "glad"])
                .not_null()
                .default("glad"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .rename_value("glad", "happy"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy", "glad"])
                .not_null()
                .default("glad"),
        );
        script.update(
            Query::update()
                .table("note")
                .value("mood", "happy")
                .and_where(Expr::col("mood").eq("glad")),
        );
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .not_null()
                .default("happy"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.update(
            Query::update()
                .table("note")
                .value("mood", "happy")
                .and_where(Expr::col("mood").eq("glad")),
        );
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .not_null()
                .default("happy"),
        );
    }
}
