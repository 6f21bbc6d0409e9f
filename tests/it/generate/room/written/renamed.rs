//! Renamed.
//!
//! - rename table feeling to mood
//! - alter column note.mood: column type enum values sad, happy → string
//! - drop enum type mood

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_type(
            &extension::postgres::Type::alter()
                .name("mood")
                .rename_to("mood_before"),
        );
    }
    script.rename_table(Table::rename().table("feeling", "mood"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("mood", "feeling_pkey", "mood_pkey");
    }
    script.alter_column(
        "note",
        ColumnDef::new("mood").string().not_null().default("sad"),
    );
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood_before"));
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::col("mood").is_not_in(["sad", "happy"])),
        "rows of `note` have a value of `mood` that is none of the new type",
    );
    script.rename_table(Table::rename().table("mood", "feeling"));
    if script.backend() == DbBackend::Postgres {
        script.rename_index("feeling", "mood_pkey", "feeling_pkey");
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
            .default("sad"),
    );
}
