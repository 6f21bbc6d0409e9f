//! Elsewhere.
//!
//! - create enum type sys.mood
//! - add column note.mood

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_type(
            extension::postgres::Type::create()
                .as_enum(("sys", "mood"))
                .values(["sad", "happy"]),
        );
        script.alter_table(
            Table::alter().table("note").add_column(
                ColumnDef::new("mood")
                    .custom("sys.mood")
                    .not_null()
                    .default("happy"),
            ),
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.alter_table(
            Table::alter().table("note").add_column(
                ColumnDef::new("mood")
                    .enumeration("mood", ["sad", "happy"])
                    .not_null()
                    .default("happy"),
            ),
        );
    }
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("note").drop_column("mood"));
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name(("sys", "mood")));
    }
}
