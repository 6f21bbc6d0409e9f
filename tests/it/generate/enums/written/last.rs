//! Last.
//!
//! - drop column note.mood
//! - drop enum type weather

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.alter_table(Table::alter().table("note").drop_column("mood"));
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("weather"));
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("weather")
                .values(["happy", "sunny", "sad"]),
        );
    }
    script.alter_table(
        Table::alter().table("note").add_column(
            ColumnDef::new("mood")
                .enumeration("weather", ["happy", "sunny", "sad"])
                .not_null()
                .default("sad"),
        ),
    );
}
