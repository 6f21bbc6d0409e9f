//! Inserted.
//!
//! - alter enum type mood: values sad, happy → low, sad, calm, happy
//! - alter column note.mood: column type enum values sad, happy → enum values low, sad, calm, happy

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .add_value("low")
                .before("sad"),
        );
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .add_value("calm")
                .after("sad"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["low", "sad", "calm", "happy"])
                .not_null(),
        );
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("mood").is_in(["low", "calm"])),
        "rows of `note` have `low` or `calm` as `mood`",
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
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .not_null(),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood_before"));
    }
}
