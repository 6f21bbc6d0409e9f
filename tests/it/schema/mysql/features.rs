//! Each thing that a schema can hold, by itself, and what is read of it.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault, Expression, Generated};
use seaworthy::schema::constraint::{Action, Check, ForeignKey};
use seaworthy::schema::index::{Index, IndexKey, Keyed};
use seaworthy::schema::table::Table;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend;

use super::{is_mariadb, read};
use crate::support::{TestDatabase, Which};

fn table(schema: &Schema, name: &str) -> Table {
    schema.table(&name.into()).expect("a table").clone()
}

/// The columns of a table of theirs.
async fn columns_of(definitions: &str) -> Vec<Column> {
    let schema = read(&format!("CREATE TABLE t ({definitions});")).await;
    table(&schema, "t").columns
}

fn other(written: &str) -> ColumnType {
    ColumnType::Other(written.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn types_are_read() {
    let expected = [
        ("tinyint(1)", ColumnType::Boolean),
        ("tinyint", ColumnType::Integer(Width::Tiny)),
        ("smallint unsigned", ColumnType::Unsigned(Width::Small)),
        ("mediumint", ColumnType::Integer(Width::Medium)),
        ("int", ColumnType::Integer(Width::Normal)),
        ("bigint unsigned", ColumnType::Unsigned(Width::Big)),
        ("float", ColumnType::Float),
        ("double", ColumnType::Double),
        ("float(7,3)", other("float(7,3)")),
        ("decimal(12,4)", ColumnType::Decimal(Some((12, 4)))),
        ("decimal(12,4) unsigned", other("decimal(12,4) unsigned")),
        ("char(7)", ColumnType::Char(Some(7))),
        ("varchar(191)", ColumnType::String(Some(191))),
        ("tinytext", other("tinytext")),
        ("text", ColumnType::Text),
        ("longtext", other("longtext")),
        ("binary(16)", ColumnType::Binary(Some(16))),
        ("varbinary(20)", ColumnType::VarBinary(Some(20))),
        ("blob", ColumnType::Blob),
        ("longblob", other("longblob")),
        ("bit(5)", ColumnType::Bit(Some(5))),
        ("date", ColumnType::Date),
        ("time(2)", ColumnType::Time(Some(2))),
        ("datetime(6)", ColumnType::DateTime(Some(6))),
        ("timestamp NULL", ColumnType::Timestamp(None)),
        ("year", ColumnType::Year),
        ("json", ColumnType::Json),
        ("point", other("point")),
        ("set('a','it''s')", other("set('a','it''s')")),
    ];
    let definitions: Vec<String> = expected
        .iter()
        .enumerate()
        .map(|(number, (written, _))| format!("c{number} {written}"))
        .collect();
    let columns = columns_of(&definitions.join(", ")).await;
    for (column, (written, column_type)) in columns.iter().zip(expected) {
        assert_eq!(column.column_type, column_type, "{written}");
        assert!(column.nullable && column.default.is_none(), "{written}");
        assert_eq!(
            (&column.collation, &column.options),
            (&None, &None),
            "{written}"
        );
    }
    let values = columns_of("e enum('a','it''s','x,y','\"','b\\\\s','ü')");
    let values = values.await.remove(0).column_type;
    let expected = ["a", "it's", "x,y", "\"", "b\\s", "ü"].map(str::to_owned);
    assert!(matches!(values, ColumnType::Enum { values, .. } if values == expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn defaults_are_read() {
    let text = |text: &str| Some(ColumnDefault::Text(text.to_owned()));
    let number = |number: &str| Some(ColumnDefault::Number(number.to_owned()));
    let expected = [
        ("int", None),
        ("int DEFAULT NULL", None),
        ("int DEFAULT 5", number("5")),
        ("int DEFAULT '-7'", number("-7")),
        ("decimal(5,2) DEFAULT 1.5", number("1.50")),
        (
            "tinyint(1) DEFAULT true",
            Some(ColumnDefault::Boolean(true)),
        ),
        (
            "tinyint(1) DEFAULT '0'",
            Some(ColumnDefault::Boolean(false)),
        ),
        ("varchar(30) DEFAULT ''", text("")),
        ("varchar(30) DEFAULT 'NULL'", text("NULL")),
        ("varchar(30) DEFAULT '5'", text("5")),
        (
            "varchar(30) DEFAULT 'it''s \\\\ \"ü\"'",
            text("it's \\ \"ü\""),
        ),
        (
            "varchar(30) DEFAULT 'current_timestamp()'",
            text("current_timestamp()"),
        ),
        (
            "datetime DEFAULT '2020-01-02 03:04:05'",
            text("2020-01-02 03:04:05"),
        ),
        (
            "datetime DEFAULT now()",
            Some(ColumnDefault::CurrentTimestamp),
        ),
        (
            "timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3)",
            Some(ColumnDefault::CurrentTimestamp),
        ),
        (
            "bit(3) DEFAULT b'101'",
            Some(ColumnDefault::Expression("b'101'".into())),
        ),
        (
            "varchar(36) DEFAULT (uuid())",
            Some(ColumnDefault::Expression("uuid()".into())),
        ),
        ("enum('a','b') DEFAULT 'b'", text("b")),
    ];
    let definitions: Vec<String> = expected
        .iter()
        .enumerate()
        .map(|(number, (written, _))| format!("c{number} {written}"))
        .collect();
    let columns = columns_of(&definitions.join(", ")).await;
    for (column, (written, default)) in columns.iter().zip(expected) {
        assert_eq!(column.default, default, "{written}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_column_is_read() {
    let columns = columns_of(
        "id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, \
         at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), \
         name varchar(9) COLLATE utf8mb4_bin NOT NULL COMMENT 'it''s \"ü\" \\\\', \
         twice int AS (id_copy * 2) STORED, id_copy int INVISIBLE, shown varchar(9) AS (lower(name))",
    )
    .await;
    assert_eq!(columns[0].auto_increment, Some(AutoIncrement::Keyword));
    assert!(!columns[0].nullable && columns[3].nullable);
    assert_eq!(columns[1].on_update, Some("CURRENT_TIMESTAMP(6)".into()));
    assert_eq!(columns[2].collation.as_deref(), Some("utf8mb4_bin"));
    assert_eq!(columns[2].comment.as_deref(), Some("it's \"ü\" \\"));
    let generated = |column: usize| columns[column].generated.clone().expect("an expression");
    let plain = |generated: Generated| generated.expression.0.replace(['(', ')'], "");
    assert_eq!(plain(generated(3)), "`id_copy` * 2");
    assert!(generated(3).stored && !generated(5).stored);
    assert_eq!(columns[4].options.as_deref(), Some("INVISIBLE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_indexes_are_read() {
    let schema = read(
        "CREATE TABLE t (a int, b varchar(20), c text, d geometry NOT NULL, \
         PRIMARY KEY (b(5), a), UNIQUE u (a, b), KEY k (c(10), a DESC) COMMENT 'it''s', \
         FULLTEXT f (b, c), SPATIAL s (d), KEY inline_name (b));",
    )
    .await;
    let table = table(&schema, "t");
    let key = table.primary_key.expect("a key");
    assert_eq!(key.columns, ["b", "a"]);
    assert_eq!(key.options.as_deref(), Some("(`b`(5), `a`)"));
    let column = |name: &str| IndexKey::new(Keyed::Column(name.to_owned()));
    let index = |name: &str, keys: &[IndexKey]| Index {
        name: name.to_owned(),
        keys: keys.to_vec(),
        ..Index::default()
    };
    let expected = [
        Index {
            method: Some("fulltext".to_owned()),
            ..index("f", &[column("b"), column("c")])
        },
        index("inline_name", &[column("b")]),
        Index {
            comment: Some("it's".to_owned()),
            ..index(
                "k",
                &[
                    IndexKey {
                        prefix: Some(10),
                        ..column("c")
                    },
                    IndexKey {
                        descending: true,
                        ..column("a")
                    },
                ],
            )
        },
        Index {
            method: Some("spatial".to_owned()),
            ..index("s", &[column("d")])
        },
        Index {
            unique: true,
            ..index("u", &[column("a"), column("b")])
        },
    ];
    assert_eq!(table.indexes, expected);
    assert!(table.uniques.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn references_and_checks_are_read() {
    let schema = read(
        "CREATE TABLE p (x int, y int, PRIMARY KEY (y, x));
         CREATE TABLE c (a int, b int, d int, KEY by_d (d, a), \
         CONSTRAINT named FOREIGN KEY (b, a) REFERENCES p (y, x) ON DELETE SET NULL ON UPDATE CASCADE, \
         CONSTRAINT positive CHECK (d > 0 AND d <> 3));",
    )
    .await;
    let table = table(&schema, "c");
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let expected = ForeignKey {
        name: Some("named".to_owned()),
        columns: names(["b", "a"]),
        table: "p".into(),
        referenced: names(["y", "x"]),
        on_delete: Action::SetNull(Vec::new()),
        on_update: Action::Cascade,
        ..ForeignKey::default()
    };
    assert_eq!(table.foreign_keys, [expected]);
    let Check {
        name, expression, ..
    } = &table.checks[0];
    assert_eq!(name.as_deref(), Some("positive"));
    let Expression(text) = expression;
    assert_eq!(text.replace(['(', ')'], ""), "`d` > 0 and `d` <> 3");
    let indexes: Vec<&str> = table
        .indexes
        .iter()
        .map(|index| index.name.as_str())
        .collect();
    assert_eq!(indexes, ["by_d", "named"]);
    let canonical = seaworthy::canonical(schema, DatabaseBackend::MySql).unwrap();
    let table = super::features::table(&canonical, "c");
    assert_eq!(
        table.indexes.len(),
        1,
        "the server made the other by itself"
    );
    assert_eq!(table.checks[0].expression, "`d` > 0 and `d` <> 3".into());
}

/// Names that the servers give where nobody did, and what each of them says in its own way.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_made_by_itself_is_no_difference() {
    let canonical = |schema| seaworthy::canonical(schema, DatabaseBackend::MySql).unwrap();
    let parent = "CREATE TABLE p (id int PRIMARY KEY);";
    let plain = format!(
        "{parent} CREATE TABLE c (a int, b int DEFAULT '0', \
         FOREIGN KEY (a) REFERENCES p (id), CHECK (b > 0), UNIQUE (b));"
    );
    let said = format!(
        "{parent} CREATE TABLE c (a int(11) DEFAULT NULL, b int(5) DEFAULT 0, KEY a (a), \
         CONSTRAINT c_ibfk_7 FOREIGN KEY (a) REFERENCES p (id) ON DELETE RESTRICT ON UPDATE NO ACTION, \
         CONSTRAINT c_chk_7 CHECK ((b > 0)), UNIQUE KEY b (b) USING BTREE) \
         ENGINE=InnoDB ROW_FORMAT=DYNAMIC;"
    );
    super::super::differ(
        &canonical(read(&plain).await),
        &canonical(read(&said).await),
    );
    let without = read("CREATE TABLE c (a int, b int);").await;
    let with = read("CREATE TABLE c (a int, b int, KEY a (a));").await;
    assert_ne!(
        canonical(without),
        canonical(with),
        "an index without a foreign key is one"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn views_routines_triggers_and_events_are_read() {
    let schema = read(
        "CREATE TABLE t (a int, b int);
         CREATE VIEW w AS SELECT a AS x FROM t WHERE a > 0 WITH CASCADED CHECK OPTION;
         CREATE SQL SECURITY INVOKER VIEW a (y) AS SELECT x FROM w;
         CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x;
         CREATE PROCEDURE p(IN x int, OUT y int) SET y = x;
         CREATE TRIGGER second BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1;
         CREATE TRIGGER first BEFORE INSERT ON t FOR EACH ROW PRECEDES second SET NEW.a = 1;
         CREATE EVENT e ON SCHEDULE AT '2037-01-01 00:00:00' DO DELETE FROM t;",
    )
    .await;
    let view = |name: &str| {
        schema
            .views
            .iter()
            .find(|view| view.name == name.into())
            .unwrap()
    };
    assert_eq!(
        view("w").options.as_deref(),
        Some("WITH CASCADED CHECK OPTION")
    );
    assert_eq!(view("a").options.as_deref(), Some("SQL SECURITY INVOKER"));
    assert!(
        view("w")
            .query
            .starts_with("select `t`.`a` AS `x` from `t` where")
    );
    let functions: Vec<(&str, bool)> = schema
        .functions
        .iter()
        .map(|function| (function.name.name.as_str(), function.is_procedure))
        .collect();
    assert_eq!(functions, [("f", false), ("p", true)]);
    assert!(!schema.functions[0].definition.contains("DEFINER"));
    let triggers: Vec<String> = table(&schema, "t")
        .triggers
        .into_iter()
        .map(|trigger| trigger.definition)
        .collect();
    assert_eq!(
        triggers,
        [
            "CREATE TRIGGER `first` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.a = 1",
            "CREATE TRIGGER `second` BEFORE INSERT ON `t` FOR EACH ROW FOLLOWS `first` SET NEW.b = 1",
        ]
    );
    let event = schema
        .others
        .iter()
        .find(|other| other.kind == "event")
        .unwrap();
    assert_eq!(event.name, "e".into());
    assert!(event.definition.contains("AT '2037-01-01 00:00:00'"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_one_of_the_servers_has_is_read() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let is_mariadb = is_mariadb(&db).await;
    db.close().await.unwrap();
    database.drop().await;
    if is_mariadb {
        let schema = read(
            "CREATE SEQUENCE s START WITH 5 INCREMENT BY 2 CYCLE;
             CREATE TABLE t (id int DEFAULT (NEXT VALUE FOR s), j json, KEY k (id) IGNORED) \
             WITH SYSTEM VERSIONING;
             CREATE TABLE stay (room int, a date, b date, PERIOD FOR p (a, b), \
             UNIQUE u (room, p WITHOUT OVERLAPS));",
        )
        .await;
        let options = &schema.sequences[0].options;
        assert_eq!((options.start, options.increment), (Some(5), Some(2)));
        assert!(options.cycle && options.minimum.is_none() && options.maximum.is_none());
        let table = table(&schema, "t");
        assert_eq!(
            table.columns[0].default,
            Some(ColumnDefault::Expression("nextval(`s`)".into()))
        );
        assert_eq!(table.columns[1].column_type, ColumnType::Json);
        assert!(table.checks.is_empty());
        assert_eq!(table.indexes[0].options.as_deref(), Some("IGNORED"));
        assert_eq!(
            table.options.as_deref(),
            Some("ENGINE=InnoDB WITH SYSTEM VERSIONING")
        );
        let stay = super::features::table(&schema, "stay");
        assert!(stay.checks.is_empty() && stay.indexes.is_empty());
        let kinds: Vec<&str> = schema
            .others
            .iter()
            .map(|other| other.kind.as_str())
            .collect();
        assert_eq!(kinds, ["default collation", "period", "period key"]);
    } else {
        let schema = read(
            "CREATE TABLE t (a varchar(20), c int CHECK (c > 1) NOT ENFORCED, \
             b varbinary(9) DEFAULT 'a\\0b', g point NOT NULL SRID 4326, t text, \
             KEY e ((upper(a)), (c + 1) DESC), KEY i (a) INVISIBLE, \
             FULLTEXT KEY f (t) WITH PARSER ngram, CHECK (a <> 'it''s ü'));",
        )
        .await;
        let table = table(&schema, "t");
        assert!(table.checks[0].not_enforced);
        assert_eq!(table.checks[1].expression, "`a` <> 'it\\'s ü'".into());
        assert_eq!(
            table.columns[2].default,
            Some(ColumnDefault::Text("a\0b".to_owned()))
        );
        assert_eq!(table.columns[3].options.as_deref(), Some("SRID 4326"));
        let key = &table.indexes[0].keys[1];
        assert_eq!(key.of, Keyed::Expression("`c` + 1".into()));
        assert!(key.descending);
        assert_eq!(
            table.indexes[1].options.as_deref(),
            Some("WITH PARSER `ngram`")
        );
        assert_eq!(table.indexes[2].options.as_deref(), Some("INVISIBLE"));
    }
}
