//! Many.
//!
//! - drop unique constraint page (slug)
//! - alter column page.number: column type string → integer normal; default none → number 3
//! - alter column page.stars: default none → number 7; nullable yes → no
//! - alter column page.mode: default text preview → text markup
//! - add unique constraint page (mode)
//! - add check page.page_stars_check

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::MySql {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from("page")
                .and_where(Expr::cust("`number` NOT REGEXP '^ *-?[0-9]+ *$'")),
            "rows of `page` have a value of `number` that is no whole number",
        );
    }
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("page")
                .and_where(Expr::col("mode").is_not_null())
                .group_by_col("mode")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `mode` stand in several rows of `page`",
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("page", "page_slug_key", &["slug"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("page", "slug", &["slug"]);
    }
    script.alter_column(
        "page",
        ColumnDef::new("number").integer().not_null().default(3),
    );
    script.update(
        Query::update()
            .table("page")
            .value("stars", 7)
            .and_where(Expr::col("stars").is_null()),
    );
    script.alter_column(
        "page",
        ColumnDef::new("stars").integer().not_null().default(7),
    );
    script.alter_column(
        "page",
        ColumnDef::new("mode").string().not_null().default("markup"),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("page", "page_mode_key", &["mode"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("page", "mode", &["mode"]);
    }
    script.add_check("page", "page_stars_check", "stars < 9");
}

fn down(script: &mut Script) {
    script.require_none(
        Query::select().expr(Expr::cust("count(*)")).from_subquery(
            Query::select()
                .expr(Expr::val(1))
                .from("page")
                .and_where(Expr::col("slug").is_not_null())
                .group_by_col("slug")
                .and_having(Expr::cust("count(*)").gt(1))
                .take(),
            "equal",
        ),
        "values of `slug` stand in several rows of `page`",
    );
    script.drop_check("page", "page_stars_check");
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.drop_unique("page", "page_mode_key", &["mode"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique("page", "mode", &["mode"]);
    }
    script.alter_column("page", ColumnDef::new("number").string().not_null());
    script.alter_column("page", ColumnDef::new("stars").integer().null());
    script.alter_column(
        "page",
        ColumnDef::new("mode")
            .string()
            .not_null()
            .default("preview"),
    );
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::Sqlite) {
        script.add_unique("page", "page_slug_key", &["slug"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique("page", "slug", &["slug"]);
    }
}
