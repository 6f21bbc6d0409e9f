//! Commented.
//!
//! - alter column note.title: comment none → it's said first

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.comment_on_column("note", "title", Some("it's said first"));
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column(
            "note",
            ColumnDef::new("title")
                .string()
                .not_null()
                .comment("it's said first"),
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.comment_on_column("note", "title", None);
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column("note", ColumnDef::new("title").string().not_null());
    }
}
