//! Moved.
//!
//! - create enum type weather
//! - alter column note.mood: column type enum values sad, happy → enum values happy, sunny, sad; default text happy → text sad

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("weather")
                .values(["happy", "sunny", "sad"]),
        );
    }
    script.alter_column(
        "note",
        ColumnDef::new("mood")
            .enumeration("weather", ["happy", "sunny", "sad"])
            .not_null()
            .default("sad"),
    );
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("mood").is_in(["sunny"])),
        "rows of `note` have `sunny` as `mood`",
    );
    if script.backend() == DbBackend::Postgres {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .not_null()
                .default("happy"),
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("weather", ["sad", "happy"])
                .not_null()
                .default("happy"),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("weather"));
    }
}
