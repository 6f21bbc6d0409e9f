//! Boolean.
//!
//! - alter column note.value: column type integer small → boolean

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_column_using(
            "note",
            ColumnDef::new("value").boolean().not_null(),
            "\"value\" <> 0",
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.alter_column("note", ColumnDef::new("value").boolean().not_null());
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.alter_column_using(
            "note",
            ColumnDef::new("value").small_integer().not_null(),
            "\"value\"::integer",
        );
    }
    if matches!(script.backend(), DbBackend::MySql | DbBackend::Sqlite) {
        script.alter_column("note", ColumnDef::new("value").small_integer().not_null());
    }
}
