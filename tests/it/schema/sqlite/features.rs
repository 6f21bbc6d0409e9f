//! Each thing that a table can have, by itself.

use seaworthy::schema::column::{AutoIncrement, ColumnDefault, Generated};
use seaworthy::schema::constraint::{Action, Check, Deferrable, ForeignKey, Match, Unique};
use seaworthy::schema::index::{IndexKey, Keyed};
use seaworthy::schema::name::Name;
use seaworthy::schema::types::{ColumnType, Width};

use super::{emit, introspect, open, read, table};
use crate::support::run;

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_default_is_exact() {
    let number = |number: &str| ColumnDefault::Number(number.to_owned());
    let text = |text: &str| ColumnDefault::Text(text.to_owned());
    let expression = |text: &str| ColumnDefault::Expression(text.into());
    let all = [
        ("1", number("1")),
        ("-1", number("-1")),
        ("- 1.50", number("-1.50")),
        ("+7", number("7")),
        (".5", number(".5")),
        ("0x10", expression("0x10")),
        ("1e3", expression("1e3")),
        ("'a''b'", text("a'b")),
        ("''", text("")),
        ("'datetime(''now'')'", text("datetime('now')")),
        ("'--'", text("--")),
        ("'1'", text("1")),
        ("\"quoted\"", text("quoted")),
        ("plain", text("plain")),
        ("TRUE", ColumnDefault::Boolean(true)),
        ("false", ColumnDefault::Boolean(false)),
        ("NULL", expression("NULL")),
        ("CURRENT_TIMESTAMP", ColumnDefault::CurrentTimestamp),
        ("current_date", expression("current_date")),
        ("x'00ff'", expression("x'00ff'")),
        ("(datetime('now'))", expression("datetime('now')")),
        ("((1 + 2) * 3)", expression("(1 + 2) * 3")),
        (
            "(strftime('%Y', 'now') || ')')",
            expression("strftime('%Y', 'now') || ')'"),
        ),
    ];
    for (written, expected) in all {
        let sql = format!("CREATE TABLE t (a DEFAULT {written} CHECK (a), b NOT NULL)");
        let read = table(&sql).await;
        assert_eq!(read.columns[0].default, Some(expected), "{written}");
        assert_eq!(read.checks.len(), 1, "{written}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_the_number_of_the_row_where_sqlite_makes_it_so() {
    let big = ColumnType::Other("bigint".to_owned());
    let int = ColumnType::Other("INT".to_owned());
    let whole = ColumnType::Integer(Width::Normal);
    let number = Some(AutoIncrement::RowNumber);
    let all = [
        ("a INTEGER PRIMARY KEY", &whole, number.clone(), None),
        (
            "a integer NOT NULL PRIMARY KEY AUTOINCREMENT",
            &whole,
            Some(AutoIncrement::Keyword),
            None,
        ),
        ("a INT PRIMARY KEY", &int, None, None),
        ("a BIGINT PRIMARY KEY", &big, None, None),
        ("a INTEGER PRIMARY KEY DESC", &whole, None, Some("DESC")),
        ("a INTEGER, PRIMARY KEY (a)", &whole, number.clone(), None),
        (
            "a INTEGER, PRIMARY KEY (a DESC)",
            &whole,
            number.clone(),
            None,
        ),
        (
            "a INTEGER, PRIMARY KEY (a AUTOINCREMENT)",
            &whole,
            Some(AutoIncrement::Keyword),
            None,
        ),
        (
            "a INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT",
            &whole,
            Some(AutoIncrement::Keyword),
            Some("ON CONFLICT REPLACE"),
        ),
        (
            "a TEXT, PRIMARY KEY (a COLLATE NOCASE)",
            &ColumnType::Text,
            None,
            Some("(a COLLATE NOCASE)"),
        ),
    ];
    for (written, column_type, counts, options) in all {
        let read = table(&format!("CREATE TABLE t ({written})")).await;
        assert_eq!(read.columns[0].column_type, *column_type, "{written}");
        assert_eq!(read.columns[0].auto_increment, counts, "{written}");
        let key = read.primary_key.expect("a key");
        assert_eq!(key.columns, ["a"]);
        assert_eq!(key.options.as_deref(), options, "{written}");
        // As SQLite has it: the number of the row is filled in.
        let db = super::made(&introspect_of(&format!("CREATE TABLE t ({written})")).await).await;
        run(&db, "INSERT INTO t VALUES (NULL)").await;
        let filled = crate::support::count(&db, "SELECT count(a) FROM t").await;
        assert_eq!(filled == 1, counts.is_some(), "{written}");
    }
    let read = table("CREATE TABLE t (a INTEGER PRIMARY KEY, b) WITHOUT ROWID").await;
    assert_eq!(read.columns[0].auto_increment, None);
    assert_eq!(read.options.as_deref(), Some("WITHOUT ROWID"));
}

async fn introspect_of(sql: &str) -> seaworthy::schema::Schema {
    let db = open().await;
    run(&db, sql).await;
    introspect(&db).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_several_columns_keeps_its_order() {
    let read = table(
        "CREATE TABLE t (x text, y text NOT NULL, z text, CONSTRAINT \"the key\" PRIMARY KEY (Y, x) \
         ON CONFLICT IGNORE, UNIQUE (z, y), CONSTRAINT u UNIQUE (z DESC, x COLLATE RTRIM) ON CONFLICT FAIL)",
    )
    .await;
    let key = read.primary_key.expect("a key");
    assert_eq!(key.name.as_deref(), Some("the key"));
    assert_eq!(key.columns, ["y", "x"]);
    assert_eq!(key.options.as_deref(), Some("ON CONFLICT IGNORE"));
    assert_eq!(
        read.uniques,
        [
            Unique {
                columns: owned(&["z", "y"]),
                ..Unique::default()
            },
            Unique {
                name: Some("u".to_owned()),
                columns: owned(&["z", "x"]),
                options: Some("(z DESC, x COLLATE RTRIM) ON CONFLICT FAIL".to_owned()),
                ..Unique::default()
            },
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_has_what_its_text_says() {
    let read = table(
        "CREATE TABLE \"t\" (
            -- the first, with a comma
            \"a b\" VARCHAR(20) COLLATE nocase CONSTRAINT filled NOT NULL ON CONFLICT REPLACE DEFAULT '',
            [c d] int /* not a , column */ NULL UNIQUE,
            `e` AS ([c d] + 1) STORED NOT NULL,
            'f' text GENERATED ALWAYS AS (\"a b\" || '(')
        )",
    )
    .await;
    let names: Vec<&str> = read
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["a b", "c d", "e", "f"]);
    let [first, second, third, fourth] = &read.columns[..] else {
        panic!("{read:#?}");
    };
    assert_eq!(first.collation.as_deref(), Some("nocase"));
    assert!(!first.nullable);
    assert_eq!(first.options.as_deref(), Some("ON CONFLICT REPLACE"));
    assert_eq!(first.default, Some(ColumnDefault::Text(String::new())));
    assert!(second.nullable);
    assert_eq!(read.uniques.len(), 1);
    let generated = |expression: &str, stored| {
        Some(Generated {
            expression: expression.into(),
            stored,
        })
    };
    assert_eq!(third.generated, generated("[c d] + 1", true));
    assert!(!third.nullable);
    assert_eq!(fourth.generated, generated("\"a b\" || '('", false));
    assert_eq!(fourth.column_type, ColumnType::Text);
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_are_read_where_they_stand() {
    let read = table(
        "CREATE TABLE t (a int CHECK (a > 0) CONSTRAINT even CHECK ((a % 2) = 0),
         b text, CHECK (b IN ('(', ')', 'it''s -- no comment')) CONSTRAINT [odd name] CHECK ((length(b) > 0)))",
    )
    .await;
    let check = |name: Option<&str>, expression: &str| Check {
        name: name.map(str::to_owned),
        expression: expression.into(),
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        comment: None,
    };
    assert_eq!(
        read.checks,
        [
            check(None, "a > 0"),
            check(None, "b IN ('(', ')', 'it''s -- no comment')"),
            check(Some("even"), "(a % 2) = 0"),
            check(Some("odd name"), "length(b) > 0"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_keys_are_read_where_they_stand() {
    let schema = read(
        "CREATE TABLE p (id integer PRIMARY KEY, x, y, UNIQUE (x, y));
         CREATE TABLE c (
            a CONSTRAINT one REFERENCES p ON DELETE SET NULL ON UPDATE CASCADE,
            b integer REFERENCES p (id) MATCH FULL ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED NOT NULL,
            d REFERENCES nowhere DEFERRABLE,
            e,
            CONSTRAINT \"two\" FOREIGN KEY (e, D) REFERENCES p (x, y) ON DELETE SET DEFAULT
            FOREIGN KEY (e) REFERENCES c (a) NOT DEFERRABLE INITIALLY IMMEDIATE
         )",
    )
    .await;
    let child = &schema.tables[0];
    assert!(!child.columns[1].nullable);
    let of = |columns: &[&str], table: &str, referenced: &[&str]| ForeignKey {
        columns: owned(columns),
        table: Name::here(table),
        referenced: owned(referenced),
        ..ForeignKey::default()
    };
    let expected = [
        ForeignKey {
            match_type: Match::Full,
            on_delete: Action::Restrict,
            deferrable: Deferrable::Deferred,
            ..of(&["b"], "p", &["id"])
        },
        ForeignKey {
            deferrable: Deferrable::Immediate,
            ..of(&["d"], "nowhere", &[])
        },
        of(&["e"], "c", &["a"]),
        ForeignKey {
            name: Some("one".to_owned()),
            on_delete: Action::SetNull(Vec::new()),
            on_update: Action::Cascade,
            ..of(&["a"], "p", &[])
        },
        ForeignKey {
            name: Some("two".to_owned()),
            on_delete: Action::SetDefault(Vec::new()),
            ..of(&["e", "d"], "p", &["x", "y"])
        },
    ];
    assert_eq!(child.foreign_keys, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_have_their_keys_and_rows() {
    let schema = read(
        "CREATE TABLE t (a text, b integer, \"c d\" text);
         CREATE INDEX i1 ON t (a, b DESC, \"c d\" COLLATE NOCASE ASC);
         CREATE UNIQUE INDEX i2 ON t (lower(a) DESC, (b + 1), (a || b) COLLATE NOCASE, a || 'x' COLLATE NOCASE)
            WHERE b > 0 AND a IS NOT NULL;
         CREATE INDEX \"i \"\"3\" ON t ((a)) WHERE (a = ',')",
    )
    .await;
    let [first, second, third] = &schema.tables[0].indexes[..] else {
        panic!("{schema:#?}");
    };
    assert_eq!(first.name, "i \"3");
    assert_eq!(first.keys, [IndexKey::new(Keyed::Column("a".to_owned()))]);
    assert_eq!(first.predicate, Some("a = ','".into()));
    let column = |name: &str| IndexKey::new(Keyed::Column(name.to_owned()));
    let expression = |text: &str| IndexKey::new(Keyed::Expression(text.into()));
    let with_collation = |key: IndexKey| IndexKey {
        collation: Some("NOCASE".to_owned()),
        ..key
    };
    let descending = |key: IndexKey| IndexKey {
        descending: true,
        ..key
    };
    assert_eq!(
        second.keys,
        [
            column("a"),
            descending(column("b")),
            with_collation(column("c d"))
        ]
    );
    assert!(!second.unique && third.unique);
    assert_eq!(second.predicate, None);
    assert_eq!(
        third.keys,
        [
            descending(expression("lower(a)")),
            expression("b + 1"),
            with_collation(expression("a || b")),
            expression("a || 'x' COLLATE NOCASE"),
        ]
    );
    assert_eq!(third.predicate, Some("b > 0 AND a IS NOT NULL".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn views_and_triggers_keep_their_text() {
    let schema = read(
        "CREATE TABLE t (a, b);
         CREATE VIEW z AS SELECT a -- the first\n FROM t;;
         CREATE VIEW \"a view\" (\"x y\", z) AS SELECT * FROM z, t;
         CREATE TRIGGER IF NOT EXISTS main.\"on t\" AFTER UPDATE OF a ON t WHEN new.a <> ';' BEGIN
            DELETE FROM t WHERE b = 'END';
         END;
         CREATE TRIGGER [on view] INSTEAD OF DELETE ON z BEGIN SELECT 1; END",
    )
    .await;
    let [first, second] = &schema.views[..] else {
        panic!("{schema:#?}");
    };
    assert_eq!(first.name, "a view".into());
    assert_eq!(first.columns, ["x y", "z"]);
    assert_eq!(first.query, "SELECT * FROM z, t");
    assert_eq!(second.query, "SELECT a -- the first\n FROM t");
    assert_eq!(second.triggers.len(), 1);
    let [trigger] = &schema.tables[0].triggers[..] else {
        panic!("{schema:#?}");
    };
    assert_eq!(trigger.name, "on t");
    assert!(
        trigger
            .definition
            .starts_with("CREATE TRIGGER \"on t\" AFTER UPDATE")
    );
    assert!(trigger.definition.ends_with("END"));
    // `z` stands before the view that is made of it.
    let statements = emit(&schema);
    let position = |part: &str| statements.iter().position(|sql| sql.contains(part));
    assert!(position("VIEW \"z\"") < position("VIEW \"a view\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_virtual_table_has_no_tables_of_its_own() {
    let schema = read(
        "CREATE TABLE notes (id integer PRIMARY KEY, body text);
         CREATE VIRTUAL TABLE found USING fts5(body, content='notes', content_rowid='id');
         CREATE VIRTUAL TABLE IF NOT EXISTS \"near by\" USING rtree(id, left, right);
         CREATE TRIGGER noted AFTER INSERT ON notes BEGIN
            INSERT INTO found (rowid, body) VALUES (new.id, new.body);
         END",
    )
    .await;
    assert_eq!(schema.tables.len(), 1);
    assert_eq!(schema.tables[0].triggers.len(), 1);
    let names: Vec<&str> = schema
        .others
        .iter()
        .map(|other| other.name.name.as_str())
        .collect();
    assert_eq!(names, ["found", "near by"]);
    assert!(schema.others.iter().all(|other| other.kind == "table"));
}

/// What SQLite keeps after a change of a table is its own text, edited.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_was_changed_is_read() {
    let schema = read(
        "CREATE TABLE first (id integer PRIMARY KEY, a text, gone int, CHECK (a <> ''));
         CREATE TABLE second (f REFERENCES first (id), a REFERENCES first);
         CREATE INDEX i ON first (a) WHERE a > '';
         CREATE VIEW v AS SELECT a FROM first;
         ALTER TABLE first ADD COLUMN b varchar(9) NOT NULL DEFAULT 'b' /* last */;
         ALTER TABLE first DROP COLUMN gone;
         ALTER TABLE first RENAME COLUMN a TO \"new a\";
         ALTER TABLE first RENAME TO \"new first\";
         CREATE TABLE third AS SELECT 1 AS x, 'y' AS \"y z\", id FROM \"new first\"",
    )
    .await;
    assert!(schema.others.is_empty(), "{schema:#?}");
    let [first, second, third] = &schema.tables[..] else {
        panic!("{schema:#?}");
    };
    assert_eq!(first.name, "new first".into());
    let names: Vec<&str> = first
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["id", "new a", "b"]);
    assert_eq!(first.checks[0].expression, "\"new a\" <> ''".into());
    assert_eq!(first.indexes[0].predicate, Some("\"new a\" > ''".into()));
    let parents: Vec<String> = second
        .foreign_keys
        .iter()
        .map(|key| key.table.to_string())
        .collect();
    assert_eq!(parents, ["new first", "new first"]);
    let types: Vec<&ColumnType> = third
        .columns
        .iter()
        .map(|column| &column.column_type)
        .collect();
    assert_eq!(third.columns[1].name, "y z");
    assert_eq!(types[2], &ColumnType::Other("INT".to_owned()));
}

/// SQLite takes a type that ends so, without an expression. The reader does not, and the table is
/// carried as it is, with what is on it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_carried_as_it_is() {
    let schema = read(
        "CREATE TABLE odd (a int GENERATED ALWAYS);
         CREATE TABLE even (a int);
         CREATE INDEX i ON odd (a);
         CREATE TRIGGER r AFTER INSERT ON odd BEGIN SELECT 1; END",
    )
    .await;
    assert_eq!(schema.tables.len(), 1);
    let others: Vec<(&str, &str, Option<String>)> = schema
        .others
        .iter()
        .map(|other| {
            let table = other.table.as_ref().map(|table| table.to_string());
            (other.kind.as_str(), other.name.name.as_str(), table)
        })
        .collect();
    let odd = Some("odd".to_owned());
    assert_eq!(
        others,
        [
            ("index", "i", odd.clone()),
            ("table", "odd", None),
            ("trigger", "r", odd)
        ]
    );
    assert_eq!(
        schema.others[1].definition,
        "CREATE TABLE odd (a int GENERATED ALWAYS)"
    );
}

/// Only the database itself, and nothing that SQLite keeps for itself.
#[tokio::test(flavor = "multi_thread")]
async fn other_databases_and_tables_of_sqlite_are_left_out() {
    let db = open().await;
    run(
        &db,
        "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a); INSERT INTO t (a) VALUES (1);
         CREATE INDEX i ON t (a); ANALYZE;
         CREATE TEMP TABLE t (other); CREATE TEMP VIEW v AS SELECT 1;
         ATTACH ':memory:' AS beside; CREATE TABLE beside.s (a)",
    )
    .await;
    let schema = introspect(&db).await;
    assert_eq!(schema.tables.len(), 1, "{schema:#?}");
    assert_eq!(schema.tables[0].columns.len(), 2);
    assert_eq!(schema.tables[0].indexes.len(), 1);
    assert!(schema.views.is_empty() && schema.others.is_empty());
}

/// What is written down reads well.
#[tokio::test(flavor = "multi_thread")]
async fn statements_are_laid_out() {
    let schema = read(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE,
         kind varchar(9) DEFAULT 'a' COLLATE NOCASE, n AS (id * 2), t_id REFERENCES t ON DELETE CASCADE,
         CONSTRAINT short CHECK (length(email) < 99))",
    )
    .await;
    let expected = "\
CREATE TABLE \"t\" (
    \"id\" integer PRIMARY KEY AUTOINCREMENT,
    \"email\" text NOT NULL UNIQUE,
    \"kind\" varchar(9) DEFAULT 'a' COLLATE \"NOCASE\",
    \"n\" GENERATED ALWAYS AS (id * 2) VIRTUAL,
    \"t_id\",
    CONSTRAINT \"short\" CHECK (length(email) < 99),
    FOREIGN KEY (\"t_id\") REFERENCES \"t\" ON DELETE CASCADE
)";
    assert_eq!(emit(&schema), [expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_from_outside_work_everywhere() {
    let names = [
        "order",
        "a\"b",
        "it's",
        "back`tick",
        "[brackets]",
        "naïve 名前",
        "two  spaces",
        "UPPER",
        "select",
        "-- no comment",
        "/*",
        "a,b",
        "(",
        ";",
        "%",
        "\\",
        "x\ny",
        "🦀",
    ];
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    for name in names {
        let q = quoted(name);
        let index = quoted(&format!("{name} i"));
        let (view, trigger) = (quoted(&format!("{name} v")), quoted(&format!("{name} t")));
        let schema = read(&format!(
            "CREATE TABLE {q} ({q} text COLLATE NOCASE CONSTRAINT {q} CHECK ({q} <> ''), b REFERENCES {q} ({q}),
             UNIQUE ({q}), CONSTRAINT {q} PRIMARY KEY (b, {q}));
             CREATE INDEX {index} ON {q} (lower({q}), {q} DESC) WHERE {q} > 'x';
             CREATE VIEW {view} ({q}) AS SELECT {q} FROM {q};
             CREATE TRIGGER {trigger} AFTER UPDATE OF {q} ON {q} BEGIN UPDATE {q} SET {q} = new.{q}; END"
        ))
        .await;
        assert!(schema.others.is_empty(), "{name}: {schema:#?}");
        let [table] = &schema.tables[..] else {
            panic!("{name}: {schema:#?}");
        };
        assert_eq!(table.name, name.into());
        assert_eq!(table.columns[0].name, name);
        assert_eq!(table.checks[0].name.as_deref(), Some(name));
        assert_eq!(table.foreign_keys[0].referenced, [name]);
        assert_eq!(table.foreign_keys[0].table, name.into());
        assert_eq!(table.uniques[0].columns, [name]);
        assert_eq!(table.indexes[0].keys[1].of, Keyed::Column(name.to_owned()));
        assert_eq!(table.triggers.len(), 1);
        assert_eq!(schema.views[0].columns, [name]);
    }
}

/// Parts of statements in any quotes.
#[tokio::test(flavor = "multi_thread")]
async fn all_quotes_are_read() {
    for [open, close] in [["\"", "\""], ["`", "`"], ["[", "]"], ["'", "'"], ["", ""]] {
        let q = |name: &str| format!("{open}{name}{close}");
        let sql = format!(
            "CREATE TABLE {} ({} text, {} int, CONSTRAINT {} UNIQUE ({}), FOREIGN KEY ({}) REFERENCES {} ({}))",
            q("t"),
            q("a"),
            q("b"),
            q("u"),
            q("a"),
            q("b"),
            q("t"),
            q("a")
        );
        let read = table(&sql).await;
        assert_eq!(read.columns[1].name, "b", "{sql}");
        assert_eq!(read.uniques[0].name.as_deref(), Some("u"), "{sql}");
        assert_eq!(read.uniques[0].columns, ["a"], "{sql}");
        assert_eq!(read.foreign_keys[0].referenced, ["a"], "{sql}");
    }
}
