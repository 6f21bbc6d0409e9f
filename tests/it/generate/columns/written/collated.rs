//! Collated.
//!
//! - alter column note.title: collation none → utf8mb4_bin

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_column(
            "note",
            ColumnDef::new("title")
                .string()
                .extra("COLLATE \"C\"")
                .not_null(),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("title")
                .string()
                .extra("COLLATE `utf8mb4_bin`")
                .not_null(),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column(
            "note",
            ColumnDef::new("title")
                .string()
                .extra("COLLATE \"NOCASE\"")
                .not_null(),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_column("note", ColumnDef::new("title").string().not_null());
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_column(
            "note",
            ColumnDef::new("title")
                .string()
                .extra("COLLATE \"BINARY\"")
                .not_null(),
        );
    }
}
