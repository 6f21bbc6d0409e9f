//! Now unique.
//!
//! - drop index note.idx-note-title
//! - add unique constraint note (title)

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("note")
                .and_where(Expr::col("title").is_not_null())
                .group_by_col("title")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `title` stand in several rows of `note`",
    );
    script.drop_index(Index::drop().name("idx-note-title").table("note"));
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_title_key", &["title"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "title", &["title"]);
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_title_key", &["title"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "title", &["title"]);
    }
    script.create_index(
        Index::create()
            .name("idx-note-title")
            .table("note")
            .col("title"),
    );
}
