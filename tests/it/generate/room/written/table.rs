//! Table.
//!
//! - drop column note.mood
//! - create table mood
//! - add column note.mood_id
//! - add foreign key note.fk-note-mood_id
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
    script.alter_table(Table::alter().table("note").drop_column("mood"));
    script.create_table(
        Table::create()
            .table("mood")
            .col(
                ColumnDef::new("id")
                    .integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("name").string().not_null()),
    );
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("mood_id").integer()),
    );
    script.create_foreign_key(
        ForeignKey::create()
            .name("fk-note-mood_id")
            .from("note", "mood_id")
            .to("mood", "id"),
    );
    if script.backend() == DbBackend::Postgres {
        script.drop_type(extension::postgres::Type::drop().name("mood_before"));
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.rename_table(Table::rename().table("mood", "mood_before"));
        script.rename_index("mood_before", "mood_pkey", "mood_before_pkey");
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("mood")
                .values(["sad", "happy"]),
        );
    }
    script.drop_foreign_key_of("note", "fk-note-mood_id", &["mood_id"]);
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("fk-note-mood_id").table("note"));
    }
    script.alter_table(Table::alter().table("note").drop_column("mood_id"));
    script.alter_table(
        Table::alter().table("note").add_column(
            ColumnDef::new("mood")
                .enumeration("mood", ["sad", "happy"])
                .not_null()
                .default("sad"),
        ),
    );
    if script.backend() == DbBackend::Postgres {
        script.drop_table(Table::drop().table("mood_before"));
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.drop_table(Table::drop().table("mood"));
    }
}
