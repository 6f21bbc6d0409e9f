//! Grown.
//!
//! - drop unique constraint audit.entry (number)
//! - add column audit.entry.kind
//! - add column audit.entry.person_id
//! - alter column audit.entry.said: column type string 80 → text
//! - alter column audit.entry.number: column type integer normal → integer big
//! - add unique constraint audit.entry.one_kind
//! - add check audit.entry.has_number
//! - add index audit.entry.idx-entry-said
//! - add comment audit.entry
//! - add foreign key audit.entry.by

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    if script.backend() == DbBackend::Postgres {
        script.drop_unique(("audit", "entry"), "entry_number_key", &["number"]);
    }
    if script.backend() == DbBackend::MySql {
        script.drop_unique(("audit", "entry"), "number", &["number"]);
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_table(
            Table::alter().table(("audit", "entry")).add_column(
                ColumnDef::new("kind")
                    .integer()
                    .not_null()
                    .default(3)
                    .comment("Of which kind"),
            ),
        );
        script.alter_table(
            Table::alter()
                .table(("audit", "entry"))
                .add_column(ColumnDef::new("person_id").integer()),
        );
        script.alter_column(
            ("audit", "entry"),
            ColumnDef::new("kind")
                .integer()
                .not_null()
                .comment("Of which kind"),
        );
        script.alter_column(("audit", "entry"), ColumnDef::new("said").text().not_null());
        script.alter_column(
            ("audit", "entry"),
            ColumnDef::new("number").big_integer().not_null(),
        );
        script.add_unique(("audit", "entry"), "one_kind", &["number", "kind"]);
        script.add_check(("audit", "entry"), "has_number", "number > 0");
    }
    if script.backend() == DbBackend::Postgres {
        script.create_index(
            Index::create()
                .name("idx-entry-said")
                .table(("audit", "entry"))
                .col("said"),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.create_index(
            Index::create()
                .name("idx-entry-said")
                .table(("audit", "entry"))
                .col(("said", 255)),
        );
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.comment_on_table(("audit", "entry"), Some("What was done"));
        script.create_foreign_key(
            ForeignKey::create()
                .name("by")
                .from(("audit", "entry"), "person_id")
                .to("person", "id"),
        );
    }
}

fn down(script: &mut Script) {
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from(("audit", "entry"))
                .and_where(Expr::expr(Func::char_length(Expr::col("said"))).gt(80)),
            "rows of `audit.entry` have a `said` of more than 80 characters",
        );
        script.require_none(
            Query::select()
                .expr(Expr::cust("count(*)"))
                .from(("audit", "entry"))
                .and_where(Expr::col("number").not_between(i32::MIN, i32::MAX)),
            "rows of `audit.entry` have a value of `number` that does not fit",
        );
        script.require_none(
            Query::select().expr(Expr::cust("count(*)")).from_subquery(
                Query::select()
                    .expr(Expr::val(1))
                    .from(("audit", "entry"))
                    .and_where(Expr::col("number").is_not_null())
                    .group_by_col("number")
                    .and_having(Expr::cust("count(*)").gt(1))
                    .take(),
                "equal",
            ),
            "values of `number` stand in several rows of `audit.entry`",
        );
        script.drop_check(("audit", "entry"), "has_number");
        script.comment_on_table(("audit", "entry"), None);
        script.drop_foreign_key_of(("audit", "entry"), "by", &["person_id"]);
        script.drop_unique(("audit", "entry"), "one_kind", &["number", "kind"]);
        script.drop_index(
            Index::drop()
                .name("idx-entry-said")
                .table(("audit", "entry")),
        );
    }
    if script.backend() == DbBackend::MySql {
        script.drop_index(Index::drop().name("by").table(("audit", "entry")));
    }
    if matches!(script.backend(), DbBackend::Postgres | DbBackend::MySql) {
        script.alter_table(Table::alter().table(("audit", "entry")).drop_column("kind"));
        script.alter_table(
            Table::alter()
                .table(("audit", "entry"))
                .drop_column("person_id"),
        );
        script.alter_column(
            ("audit", "entry"),
            ColumnDef::new("said").string_len(80).not_null(),
        );
        script.alter_column(
            ("audit", "entry"),
            ColumnDef::new("number").integer().not_null(),
        );
    }
    if script.backend() == DbBackend::Postgres {
        script.add_unique(("audit", "entry"), "entry_number_key", &["number"]);
    }
    if script.backend() == DbBackend::MySql {
        script.add_unique(("audit", "entry"), "number", &["number"]);
    }
}
