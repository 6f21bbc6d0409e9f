//! Grown.

use seaworthy::prelude::*;

pub(crate) const STEPS: [fn(&mut Script); 2] = [up, down];

fn up(script: &mut Script) {
    script.require_none(
        Query::select()
            .expr(Expr::cust("count(*)"))
            .from(("audit", "entry"))
            .and_where(Expr::cust("NOT (number > 0)")),
        "`number > 0` does not hold for rows of `audit.entry`",
    );
    script.drop_unique(("audit", "entry"), "entry_number_key", &["number"]);
    script.add_columns(
        ("audit", "entry"),
        [
            ColumnDef::new("kind").integer().not_null().default(3),
            ColumnDef::new("person_id").integer(),
        ],
    );
    script.alter_column(
        ("audit", "entry"),
        ColumnDef::new("kind").integer().not_null(),
    );
    script.comment_on_column(("audit", "entry"), "kind", Some("Of which kind"));
    script.alter_column(("audit", "entry"), ColumnDef::new("said").text().not_null());
    script.alter_column(
        ("audit", "entry"),
        ColumnDef::new("number").big_integer().not_null(),
    );
    script.add_check(("audit", "entry"), "has_number", "number > 0");
    script.add_unique(("audit", "entry"), "one_kind", &["number", "kind"]);
    script.create_index(
        Index::create()
            .name("idx-entry-said")
            .table(("audit", "entry"))
            .col("said"),
    );
    script.comment_on_table(("audit", "entry"), Some("What was done"));
    script.create_foreign_key(
        ForeignKey::create()
            .name("by")
            .from(("audit", "entry"), "person_id")
            .to("person", "id"),
    );
}

fn down(script: &mut Script) {
    script.drop_check(("audit", "entry"), "has_number");
    script.comment_on_table(("audit", "entry"), None);
    script.drop_foreign_key_of(("audit", "entry"), "by", &["person_id"]);
    script.drop_unique(("audit", "entry"), "one_kind", &["number", "kind"]);
    script.drop_index(
        Index::drop()
            .name("idx-entry-said")
            .table(("audit", "entry")),
    );
    script.drop_columns(("audit", "entry"), ["kind", "person_id"]);
    script.alter_column(
        ("audit", "entry"),
        ColumnDef::new("said").string_len(80).not_null(),
    );
    script.alter_column(
        ("audit", "entry"),
        ColumnDef::new("number").integer().not_null(),
    );
    script.add_unique(("audit", "entry"), "entry_number_key", &["number"]);
}
