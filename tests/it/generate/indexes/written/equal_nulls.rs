//! Equal nulls.
//!
//! - alter unique constraint note.stars: nulls not distinct no → yes

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.require_none(
            Query::select().expr(Expr::cust("count(*)")).from_subquery(
                Query::select()
                    .expr(Expr::val(1))
                    .from("note")
                    .group_by_col("stars")
                    .and_having(Expr::cust("count(*)").gt(1))
                    .take(),
                "equal",
            ),
            "values of `stars` stand in several rows of `note`",
        );
        script.drop_unique("note", "stars", &["stars"]);
        script.sql(
            r#"ALTER TABLE "note" ADD CONSTRAINT "stars" UNIQUE NULLS NOT DISTINCT ("stars")"#,
        );
    }
}

fn down(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_unique("note", "stars", &["stars"]);
        script.add_unique("note", "stars", &["stars"]);
    }
}
