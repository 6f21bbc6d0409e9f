//! Reordered.
//!
//! - alter enum type mood: values sad, happy → happy, sad
//! - alter column note.mood: column type enum values sad, happy → enum values happy, sad

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .rename_to("mood_before"),
        );
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("mood")
                .values(["happy", "sad"]),
        );
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column(
            "note",
            ColumnDef::new("mood")
                .enumeration("mood", ["happy", "sad"])
                .not_null(),
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
