//! Instead.
//!
//! - add column member.id
//! - alter primary key member: columns team, person → id

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.drop_primary_key("member");
    script.add_counting_key(
        "member",
        ColumnDef::new("id").integer().not_null().auto_increment(),
    );
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("member")
                .and_where(Expr::col("team").is_not_null())
                .and_where(Expr::col("person").is_not_null())
                .group_by_col("team")
                .group_by_col("person")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `team`, `person` stand in several rows of `member`",
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_primary_key("member");
        script.add_named_primary_key("member", "pk-member", &["team", "person"]);
    }
    if script.backend() == DbBackend::MySql {
        script.alter_column("member", ColumnDef::new("id").integer().not_null());
        script.drop_primary_key("member");
        script.add_named_primary_key("member", "pk-member", &["team", "person"]);
    }
    script.alter_table(Table::alter().table("member").drop_column("id"));
}
