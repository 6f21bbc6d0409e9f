//! Removed.
//!
//! - alter enum type mood: values sad, happy, wild → sad, happy
//! - alter column note.mood: column type enum values sad, happy, wild → enum values sad, happy; default text sad → text happy
//! - alter column song.mood: column type enum values sad, happy, wild → enum values sad, happy

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
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("song")
            .and_where(Expr::col("mood").is_in(["wild"])),
        "rows of `song` have `wild` as `mood`",
    );
    if script.backend() == DbBackend::Postgres {
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
    script.alter_column(
        "note",
        ColumnDef::new("mood")
            .enumeration("mood", ["sad", "happy"])
            .not_null()
            .default("happy"),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "song",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .null(),
        );
    }
    if script.backend() == DbBackend::Postgres {
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
    script.alter_column(
        "note",
        ColumnDef::new("mood")
            .enumeration("mood", ["sad", "happy", "wild"])
            .not_null()
            .default("sad"),
    );
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "song",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy", "wild"])
                .null(),
        );
    }
}
