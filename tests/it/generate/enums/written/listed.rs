//! Listed.
//!
//! - alter enum type mood: values sad, happy, wild → sad, happy
//! - alter column note.mood: column type enum values sad, happy, wild → enum values sad, happy

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("mood").is_in(["wild"])),
        "rows of `note` have `wild` as `mood`",
    );
    if script.backend() == DbBackend::Postgres {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("note")
                .and_where(Expr::cust("'wild' = ANY (\"moods\")")),
            "rows of `note` have `wild` as `moods`",
        );
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .rename_to("mood_before"),
        );
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("mood")
                .values(["sad", "happy"]),
        );
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .not_null(),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.alter_column_using(
            "note",
            ColumnDef::new("moods")
                .custom("mood[]")
                .not_null()
                .default("{sad}"),
            "\"moods\"::text[]::mood[]",
        );
        script.drop_type(extension::postgres::Type::drop().name("mood_before"));
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .add_value("wild"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy", "wild"])
                .not_null(),
        );
    }
}
