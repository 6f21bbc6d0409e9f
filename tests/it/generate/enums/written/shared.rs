//! Shared.
//!
//! - create enum type mood
//! - create table note
//! - create table song

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("mood")
                .values(["sad", "happy"]),
        );
    }
    script.create_table(
        Table::create()
            .table("note")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new("mood")
                    .enumeration("mood", ["sad", "happy"])
                    .not_null()
                    .default("happy"),
            ),
    );
    script.create_table(
        Table::create()
            .table("song")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(
                ColumnDef::new("mood")
                    .enumeration("mood", ["sad", "happy"])
                    .not_null(),
            ),
    );
}

fn down(script: &mut Script) {
    script.drop_table(Table::drop().table("song"));
    script.drop_table(Table::drop().table("note"));
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood"));
    }
}
