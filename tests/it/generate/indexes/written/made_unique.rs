//! Made unique.
//!
//! - alter index note.by_title: unique no → yes

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
    script.drop_index(Index::drop().name("by_title").table("note"));
    script.create_index(
        Index::create()
            .name("by_title")
            .table("note")
            .unique()
            .col("title"),
    );
}

fn down(script: &mut Script) {
    script.drop_index(Index::drop().name("by_title").table("note"));
    script.create_index(Index::create().name("by_title").table("note").col("title"));
}
