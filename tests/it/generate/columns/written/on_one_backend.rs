//! On one backend.
//!
//! - add column note.place

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_table(
            Table::alter()
                .table("note")
                .add_column(ColumnDef::new("place").integer().not_null().default(5)),
        );
    }
    if script.backend() == DbBackend::Sqlite {
        script.alter_table(
            Table::alter()
                .table("note")
                .add_column(ColumnDef::new("place").integer().not_null().default(7)),
        );
        script.alter_column("note", ColumnDef::new("place").integer().not_null());
    }
}

fn down(script: &mut Script) {
    script.alter_table(Table::alter().table("note").drop_column("place"));
}
