//! Usual.
//!
//! - alter column note.id: auto increment identity always, options '' → usual

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.add_auto_increment(
            "note",
            ColumnDef::new("id").integer().not_null().auto_increment(),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.add_auto_increment(
            "note",
            ColumnDef::new("id")
                .integer()
                .not_null()
                .extra("GENERATED ALWAYS AS IDENTITY"),
        );
    }
}
