#![expect(clippy::expect_used, reason = "a test that cannot go on ends there")]

use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
use sea_orm::sea_query::{ColumnDef, ColumnType, Expr, ForeignKey, Query, StringLen};

use super::Script;

fn shown(backend: sea_orm::DatabaseBackend, build: fn(&mut Script)) -> Vec<String> {
    let mut script = Script::new(backend);
    build(&mut script);
    let statements = script.statements().iter();
    statements.map(ToString::to_string).collect()
}

#[test]
fn a_column_is_restated_in_the_words_of_each_backend() {
    let alter: fn(&mut Script) = |script| {
        let mut price = ColumnDef::new("price");
        price
            .string_len(9)
            .not_null()
            .default("it's")
            .comment("what it costs");
        // Keys are the table's.
        script.alter_column("note", price.unique_key().primary_key());
    };
    assert_eq!(
        shown(Postgres, alter),
        [
            "ALTER TABLE \"note\" ALTER COLUMN \"price\" DROP IDENTITY IF EXISTS, \
             ALTER COLUMN \"price\" DROP DEFAULT, \
             ALTER COLUMN \"price\" TYPE varchar(9) USING \"price\"::varchar, \
             ALTER COLUMN \"price\" SET NOT NULL, ALTER COLUMN \"price\" SET DEFAULT E'it\\'s'",
            "COMMENT ON COLUMN \"note\".\"price\" IS 'what it costs'"
        ]
    );
    assert_eq!(
        shown(MySql, alter),
        [
            "ALTER TABLE `note` MODIFY COLUMN `price` varchar(9) NOT NULL DEFAULT 'it\\'s' COMMENT 'what it costs'"
        ]
    );
    assert_eq!(
        shown(Sqlite, alter),
        ["/* rebuild note: alter column \"price\" varchar(9) NOT NULL DEFAULT 'it''s' */"]
    );
}

#[test]
fn a_cast_cuts_nothing_and_goes_through_text_to_an_enum() {
    let cast = |kind: ColumnType| {
        let mut script = Script::new(Postgres);
        script.alter_column("t", &ColumnDef::new_with_type("c", kind));
        let shown = script.statements()[0].to_string();
        let (_, cast) = shown.split_once(" USING ").expect("a cast");
        cast.split(", ALTER").next().unwrap_or_default().to_owned()
    };
    let array = |kind: ColumnType| ColumnType::Array(std::sync::Arc::new(kind));
    let mood = || ColumnType::Enum {
        name: "mood".into(),
        variants: Vec::new(),
    };
    assert_eq!(cast(ColumnType::Char(Some(3))), "\"c\"::bpchar");
    assert_eq!(
        cast(array(ColumnType::String(StringLen::N(3)))),
        "\"c\"::varchar[]"
    );
    assert_eq!(cast(ColumnType::VarBit(3)), "\"c\"::varbit");
    assert_eq!(cast(mood()), "\"c\"::text::mood");
    assert_eq!(cast(array(mood())), "\"c\"::text[]::mood[]");
    assert_eq!(
        cast(ColumnType::Decimal(Some((8, 1)))),
        "\"c\"::decimal(8, 1)"
    );
}

#[test]
fn what_a_column_cannot_be_given_is_said_and_nothing_is_sent() {
    let refused = |backend, column: &ColumnDef| {
        let mut script = Script::new(backend);
        script.alter_column("t", column);
        script.impossibility().map(ToOwned::to_owned)
    };
    let check = ColumnDef::new("c")
        .text()
        .check(Expr::cust("c <> ''"))
        .take();
    let generated = ColumnDef::new("c")
        .text()
        .generated(Expr::col("d"), true)
        .take();
    let extra = ColumnDef::new("c").text().extra("STORAGE PLAIN").take();
    let collation = ColumnDef::new("c").text().extra("COLLATE \"C\"").take();
    for (column, backends) in [
        (&check, vec![Postgres, Sqlite]),
        (&generated, vec![Postgres]),
        (&extra, vec![Postgres]),
        (&ColumnDef::new("c"), vec![Postgres, MySql, Sqlite]),
        (&collation, vec![]),
    ] {
        for backend in [Postgres, MySql, Sqlite] {
            let is_refused = refused(backend, column).is_some();
            assert_eq!(
                is_refused,
                backends.contains(&backend),
                "{backend:?} {column:?}"
            );
        }
    }
    assert_eq!(
        refused(Postgres, &extra).as_deref(),
        Some("`alter_column` cannot give `t`.`c` `STORAGE PLAIN` on PostgreSQL")
    );
}

#[test]
fn edits_of_a_table_that_follow_each_other_are_one_rebuild() {
    let build: fn(&mut Script) = |script| {
        script.alter_column("note", ColumnDef::new("a").integer());
        script.comment_on_table("note", Some("of what people write"));
        script.add_check("Note", "k", "a > 0 /* at least */");
        script.create_foreign_key(
            ForeignKey::create()
                .name("f")
                .from("note", "a")
                .to("p", "id"),
        );
        script.drop_foreign_key(ForeignKey::drop().table("note").name("g"));
        script.drop_primary_key("other");
        script.drop_unique("note", "u", &["a"]);
        script.alter_column_using("note", ColumnDef::new("a").text(), "a || '!'");
        script.alter_column("note", ColumnDef::new("A").text().not_null());
    };
    assert_eq!(
        shown(Sqlite, build),
        [
            "/* rebuild note: alter column \"a\" integer; add check k (a > 0 /* at least * /); \
             add f FOREIGN KEY (\"a\") REFERENCES \"p\" (\"id\"); drop foreign key g () */",
            "/* rebuild other: drop primary key */",
            "/* rebuild note: drop unique u (a); alter column \"a\" text using a || '!' */",
            // It is about the values that the other has made.
            "/* rebuild note: alter column \"A\" text NOT NULL */",
        ]
    );
}

#[test]
fn a_key_that_is_dropped_and_added_is_one_statement_on_mysql() {
    let build: fn(&mut Script) = |script| {
        script.drop_primary_key("note");
        script.add_primary_key("note", &["id", "of"]);
    };
    assert_eq!(
        shown(MySql, build),
        ["ALTER TABLE `note` DROP PRIMARY KEY, ADD PRIMARY KEY (`id`, `of`)"]
    );
    assert_eq!(shown(Postgres, build).len(), 2);
}

#[test]
fn questions_come_before_all_that_changes_something() {
    let build: fn(&mut Script) = |script| {
        let count = Query::select()
            .expr(Expr::cust("count(*)"))
            .from("note")
            .take();
        script.require_none(&count, "first");
        script.sql("CREATE TABLE a (id integer)");
        script.require_none(&count, "second");
    };
    assert_eq!(
        shown(Postgres, build),
        [
            "/* nothing is changed if first */ SELECT count(*) FROM \"note\"",
            "/* nothing is changed if second */ SELECT count(*) FROM \"note\"",
            "CREATE TABLE a (id integer)"
        ]
    );
}

#[test]
fn sqlite_adds_a_column_to_a_table_as_it_is_where_it_can() {
    let build: fn(&mut Script) = |script| {
        script.add_column("note", ColumnDef::new("a").integer().not_null().default(3));
        script.add_column(
            "note",
            ColumnDef::new("b")
                .integer()
                .generated(Expr::cust("a * 2"), false),
        );
        script.add_column(
            "note",
            ColumnDef::new("c")
                .integer()
                .generated(Expr::cust("a * 3"), true),
        );
    };
    let shown = shown(Sqlite, build);
    assert!(shown[0].starts_with("ALTER TABLE"), "{shown:?}");
    assert!(shown[1].starts_with("ALTER TABLE"), "{shown:?}");
    assert!(
        shown[2].starts_with("/* rebuild note: add column \"c\""),
        "{shown:?}"
    );
}

#[test]
fn a_foreign_key_that_waits_is_one_that_does_not_on_mysql() {
    let build: fn(&mut Script) = |script| {
        let key = ForeignKey::create()
            .name("f")
            .from("note", "a")
            .to("p", "id")
            .to_owned();
        script.create_deferrable_foreign_key(&key, true);
        script.create_deferrable_foreign_key(&key, false);
    };
    for (backend, waits) in [(Postgres, true), (MySql, false), (Sqlite, true)] {
        let shown = shown(backend, build).join(" ");
        for when in ["INITIALLY DEFERRED", "INITIALLY IMMEDIATE"] {
            assert_eq!(shown.contains(when), waits, "{backend:?}: {shown}");
        }
    }
}
