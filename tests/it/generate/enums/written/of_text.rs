//! Of text.
//!
//! - create enum type mood
//! - alter column note.mood: column type string → enum values sad, happy; default text sad → text happy

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("mood").is_not_in(["sad", "happy"])),
        "rows of `note` have a value of `mood` that is none of the new type",
    );
    if script.backend() == DbBackend::Postgres {
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
}

fn down(script: &mut Script) {
    script.alter_column(
        "note",
        ColumnDef::new("mood").string().not_null().default("sad"),
    );
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood"));
    }
}
