//! Partial.
//!
//! - alter index note.best: predicate stars > 5 → stars > 3

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.require_none(
            Query::select().expr(Expr::cust("count(*)")).from_subquery(
                Query::select()
                    .expr(Expr::val(1))
                    .from("note")
                    .and_where(Expr::col("title").is_not_null())
                    .and_where(Expr::cust("stars > 3"))
                    .group_by_col("title")
                    .and_having(Expr::cust("count(*)").gt(1))
                    .take(),
                "equal",
            ),
            "values of `title` stand in several rows of `note`",
        );
        script.drop_index(Index::drop().name("best").table("note"));
        script.create_index(
            Index::create()
                .name("best")
                .table("note")
                .unique()
                .col("title")
                .and_where(Expr::cust("stars > 3")),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.require_none(
            Query::select().expr(Expr::cust("count(*)")).from_subquery(
                Query::select()
                    .expr(Expr::val(1))
                    .from("note")
                    .and_where(Expr::col("title").is_not_null())
                    .and_where(Expr::cust("stars > 5"))
                    .group_by_col("title")
                    .and_having(Expr::cust("count(*)").gt(1))
                    .take(),
                "equal",
            ),
            "values of `title` stand in several rows of `note`",
        );
        script.drop_index(Index::drop().name("best").table("note"));
        script.create_index(
            Index::create()
                .name("best")
                .table("note")
                .unique()
                .col("title")
                .and_where(Expr::cust("stars > 5")),
        );
    }
}
