//! Labels.
//!
//! - alter enum type NoteMood: values it's, Grün, 0 → it's, Grün, 0, ⛵
//! - alter column note.mood: column type enum values it's, Grün, 0 → enum values it's, Grün, 0, ⛵; default text it's → text ⛵

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("NoteMood")
                .rename_to("NoteMood_before"),
        );
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("NoteMood")
                .values(["it's", "Grün", "0", "⛵"]),
        );
        script.alter_column_using(
            "note",
            ColumnDef::new("mood")
                .custom("\"NoteMood\"")
                .not_null()
                .default("⛵"),
            "\"mood\"::text::\"NoteMood\"",
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .custom("enum('it''s', 'Grün', '0', '⛵')")
                .not_null()
                .default("⛵"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("NoteMood", ["it's", "Grün", "0", "⛵"])
                .not_null()
                .default("⛵"),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("NoteMood_before"));
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("mood").is_in(["⛵"])),
        "rows of `note` have `⛵` as `mood`",
    );
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("NoteMood")
                .rename_to("NoteMood_before"),
        );
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("NoteMood")
                .values(["it's", "Grün", "0"]),
        );
        script.alter_column_using(
            "note",
            ColumnDef::new("mood")
                .custom("\"NoteMood\"")
                .not_null()
                .default("it's"),
            "\"mood\"::text::\"NoteMood\"",
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .custom("enum('it''s', 'Grün', '0')")
                .not_null()
                .default("it's"),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("NoteMood", ["it's", "Grün", "0"])
                .not_null()
                .default("it's"),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("NoteMood_before"));
    }
}
