//! Single.
//!
//! - alter primary key note: columns id, tenant → id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("note")
                .and_where(Expr::col("id").is_not_null())
                .group_by_col("id")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `id` stand in several rows of `note`",
    );
    script.drop_primary_key("note");
    script.add_primary_key("note", &["id"]);
}

fn down(script: &mut Script) {
    script.drop_primary_key("note");
    script.add_named_primary_key("note", "pk-note", &["id", "tenant"]);
}
