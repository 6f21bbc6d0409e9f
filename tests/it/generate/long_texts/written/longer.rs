//! Longer.
//!
//! - alter column note.body: column type string 200 → text
//! - alter index note.idx-note-body: keys of column body → of column body, prefix 255

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("idx-note-body").table("note"));
    }
    script.alter_column("note", ColumnDef::new("body").text().not_null());
    if script.backend() == DbBackend::MySql {
        script.create_index(
            Index::create()
                .name("idx-note-body")
                .table("note")
                .col(("body", 255)),
        );
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .and_where(Expr::expr(Func::char_length(Expr::col("body"))).gt(200)),
        "rows of `note` have a `body` of more than 200 characters",
    );
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("idx-note-body").table("note"));
    }
    script.alter_column("note", ColumnDef::new("body").string_len(200).not_null());
    if script.backend() == DbBackend::MySql {
        script.create_index(
            Index::create()
                .name("idx-note-body")
                .table("note")
                .col("body"),
        );
    }
}
