//! Unique.
//!
//! - drop unique constraint note (slug)
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
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_slug_key", &["slug"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "slug", &["slug"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_title_key", &["title"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "title", &["title"]);
    }
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("note")
                .and_where(Expr::col("slug").is_not_null())
                .group_by_col("slug")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `slug` stand in several rows of `note`",
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("note", "note_title_key", &["title"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("note", "title", &["title"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("note", "note_slug_key", &["slug"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("note", "slug", &["slug"]);
    }
}
