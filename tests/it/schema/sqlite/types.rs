//! What sea-query makes of its types, and what is read of them.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault};
use seaworthy::schema::constraint::{Action, ForeignKey, PrimaryKey, Unique};
use seaworthy::schema::index::{Index, IndexKey, Keyed};
use seaworthy::schema::name::Name;
use seaworthy::schema::table::Table;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::sea_query::{
    self, Alias, ColumnDef, Expr, ForeignKey as KeyStatement, Index as IndexStatement, IntoIden,
    SqliteQueryBuilder, StringLen, Table as TableStatement,
};

use super::{canonical, introspect, open, read, table};
use crate::support::{run, texts};

/// Each of sea-query's types that SQLite has, and the neutral word.
fn pairs() -> Vec<(sea_query::ColumnType, ColumnType)> {
    use sea_query::ColumnType as Said;
    let choice = Said::Enum {
        name: "mood".into_iden(),
        variants: vec!["well".into_iden()],
    };
    let chosen = ColumnType::Enum {
        name: Name::here("mood"),
        values: vec!["well".to_owned()],
    };
    vec![
        (Said::Char(None), ColumnType::Char(None)),
        (Said::Char(Some(3)), ColumnType::Char(Some(3))),
        (Said::String(StringLen::None), ColumnType::String(None)),
        (Said::String(StringLen::Max), ColumnType::String(None)),
        (Said::String(StringLen::N(50)), ColumnType::String(Some(50))),
        (Said::Text, ColumnType::Text),
        (Said::Blob, ColumnType::Blob),
        (Said::TinyInteger, ColumnType::Integer(Width::Tiny)),
        (Said::SmallInteger, ColumnType::Integer(Width::Small)),
        (Said::Integer, ColumnType::Integer(Width::Normal)),
        (Said::BigInteger, ColumnType::Integer(Width::Big)),
        (Said::TinyUnsigned, ColumnType::Unsigned(Width::Tiny)),
        (Said::SmallUnsigned, ColumnType::Unsigned(Width::Small)),
        (Said::Unsigned, ColumnType::Unsigned(Width::Normal)),
        (Said::BigUnsigned, ColumnType::Unsigned(Width::Big)),
        (Said::Float, ColumnType::Float),
        (Said::Double, ColumnType::Double),
        (Said::Decimal(None), ColumnType::Decimal(None)),
        (
            Said::Decimal(Some((16, 4))),
            ColumnType::Decimal(Some((16, 4))),
        ),
        (Said::DateTime, ColumnType::DateTime(None)),
        (Said::DateTime, ColumnType::DateTime(Some(6))),
        (Said::Timestamp, ColumnType::Timestamp(None)),
        (
            Said::TimestampWithTimeZone,
            ColumnType::TimestampWithTimeZone(None),
        ),
        (Said::Time, ColumnType::Time(None)),
        (Said::Date, ColumnType::Date),
        (Said::Binary(16), ColumnType::Binary(Some(16))),
        (
            Said::VarBinary(StringLen::None),
            ColumnType::VarBinary(None),
        ),
        (
            Said::VarBinary(StringLen::N(9)),
            ColumnType::VarBinary(Some(9)),
        ),
        (Said::Boolean, ColumnType::Boolean),
        (Said::Money(None), ColumnType::Money(None)),
        (Said::Money(Some((19, 2))), ColumnType::Money(Some((19, 2)))),
        (Said::Json, ColumnType::Json),
        (Said::JsonBinary, ColumnType::JsonBinary),
        (Said::Uuid, ColumnType::Uuid),
        (
            Said::custom("citext"),
            ColumnType::Other("citext".to_owned()),
        ),
        (choice, chosen),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_type_that_an_entity_can_have_is_the_one_that_is_read() {
    let pairs = pairs();
    let mut statement = TableStatement::create();
    statement.table("all");
    let mut desired = Table {
        name: "all".into(),
        ..Table::default()
    };
    for (number, (said, neutral)) in pairs.into_iter().enumerate() {
        let name = format!("c{number}");
        let mut definition = ColumnDef::new_with_type(Alias::new(&name), said);
        statement.col(definition.not_null());
        desired.columns.push(Column::new(name, neutral));
    }
    let db = open().await;
    run(&db, &statement.to_string(SqliteQueryBuilder)).await;
    let live = introspect(&db).await;
    let understood = |column: &Column| {
        column.column_type == ColumnType::Other("citext".to_owned())
            || !matches!(column.column_type, ColumnType::Other(_))
    };
    assert!(live.tables[0].columns.iter().all(understood), "{live:#?}");
    let desired = Schema {
        tables: vec![desired],
        ..Schema::default()
    };
    super::super::differ(&canonical(desired.clone()), &canonical(live));
    // What is written down is sea-query's word, but for the width of a number.
    let words = "SELECT replace(lower(type), 'bigint', 'integer') FROM pragma_table_xinfo('all')";
    let made = super::made(&desired).await;
    assert_eq!(texts(&made, words).await, texts(&db, words).await);
}

/// As SeaORM creates the tables of two entities, and as the entities say it.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_an_entity_is_the_one_that_is_read() {
    let users = TableStatement::create()
        .table("users")
        .col(
            ColumnDef::new("id")
                .big_integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        )
        .col(
            ColumnDef::new("email")
                .string_len(200)
                .not_null()
                .unique_key(),
        )
        .col(
            ColumnDef::new("is_admin")
                .boolean()
                .not_null()
                .default(false),
        )
        .col(
            ColumnDef::new("score")
                .decimal_len(16, 4)
                .null()
                .default(1.5),
        )
        .col(
            ColumnDef::new("seen_at")
                .timestamp_with_time_zone()
                .not_null()
                .default(Expr::current_timestamp()),
        )
        .col(ColumnDef::new("name").string().not_null().default("it's"))
        .to_string(SqliteQueryBuilder);
    let members = TableStatement::create()
        .table("members")
        .col(ColumnDef::new("user_id").big_integer().not_null())
        .col(ColumnDef::new("group_id").uuid().not_null())
        .primary_key(
            IndexStatement::create()
                .name("pk-members")
                .col("group_id")
                .col("user_id")
                .primary(),
        )
        .foreign_key(
            KeyStatement::create()
                .name("fk-members-user_id")
                .from("members", "user_id")
                .to("users", "id")
                .on_delete(sea_query::ForeignKeyAction::Cascade),
        )
        .to_string(SqliteQueryBuilder);
    let index = IndexStatement::create()
        .name("idx-members-user_id")
        .table("members")
        .col("user_id")
        .to_string(SqliteQueryBuilder);
    let codes = TableStatement::create()
        .table("codes")
        .col(
            ColumnDef::new("code")
                .big_integer()
                .not_null()
                .primary_key(),
        )
        .to_string(SqliteQueryBuilder);
    let live = read(&[users, members, index, codes].join(";\n")).await;
    let with = |name: &str, column_type: ColumnType| Column::new(name, column_type);
    let desired = Schema {
        tables: vec![
            Table {
                name: "users".into(),
                columns: vec![
                    Column {
                        auto_increment: Some(AutoIncrement::Usual),
                        ..with("id", ColumnType::Integer(Width::Big))
                    },
                    with("email", ColumnType::String(Some(200))),
                    Column {
                        default: Some(ColumnDefault::Boolean(false)),
                        ..with("is_admin", ColumnType::Boolean)
                    },
                    Column {
                        nullable: true,
                        default: Some(ColumnDefault::Number("1.5".to_owned())),
                        ..with("score", ColumnType::Decimal(Some((16, 4))))
                    },
                    Column {
                        default: Some(ColumnDefault::CurrentTimestamp),
                        comment: Some("when".to_owned()),
                        ..with("seen_at", ColumnType::TimestampWithTimeZone(None))
                    },
                    Column {
                        default: Some(ColumnDefault::Text("it's".to_owned())),
                        ..with("name", ColumnType::String(None))
                    },
                ],
                primary_key: Some(PrimaryKey {
                    columns: vec!["id".to_owned()],
                    ..PrimaryKey::default()
                }),
                uniques: vec![Unique {
                    name: Some("users_email_key".to_owned()),
                    columns: vec!["email".to_owned()],
                    ..Unique::default()
                }],
                ..Table::default()
            },
            Table {
                name: Name::of("other", "members"),
                columns: vec![
                    with("user_id", ColumnType::Integer(Width::Big)),
                    with("group_id", ColumnType::Uuid),
                ],
                primary_key: Some(PrimaryKey {
                    name: Some("pk-members".to_owned()),
                    columns: vec!["group_id".to_owned(), "user_id".to_owned()],
                    ..PrimaryKey::default()
                }),
                foreign_keys: vec![ForeignKey {
                    name: Some("fk-members-user_id".to_owned()),
                    columns: vec!["user_id".to_owned()],
                    table: "users".into(),
                    referenced: vec!["id".to_owned()],
                    on_delete: Action::Cascade,
                    ..ForeignKey::default()
                }],
                indexes: vec![Index {
                    name: "idx-members-user_id".to_owned(),
                    keys: vec![IndexKey::new(Keyed::Column("user_id".to_owned()))],
                    ..Index::default()
                }],
                ..Table::default()
            },
            Table {
                name: "codes".into(),
                columns: vec![with("code", ColumnType::Integer(Width::Big))],
                primary_key: Some(PrimaryKey {
                    columns: vec!["code".to_owned()],
                    ..PrimaryKey::default()
                }),
                ..Table::default()
            },
        ],
        ..Schema::default()
    };
    super::super::differ(&canonical(desired.clone()), &canonical(live.clone()));
    // What is written down of it is no other table than SeaORM's.
    let made = introspect(&super::made(&desired).await).await;
    super::super::differ(&canonical(made), &canonical(live));
}

/// What somebody wrote behind a column is what it says.
#[tokio::test(flavor = "multi_thread")]
async fn options_of_a_column_are_taken_apart() {
    let live = read(
        "CREATE TABLE t (a text NOT NULL COLLATE nocase CONSTRAINT some CHECK (a <> '') DEFAULT 'x', \
         b AS (a || a) STORED, c REFERENCES t (a) ON DELETE CASCADE UNIQUE)",
    )
    .await;
    let column = |name: &str, column_type: ColumnType, options: &str| Column {
        options: Some(options.to_owned()),
        nullable: name != "a",
        ..Column::new(name, column_type)
    };
    let nothing = || ColumnType::Other(String::new());
    let desired = Schema {
        tables: vec![Table {
            name: "t".into(),
            columns: vec![
                column(
                    "a",
                    ColumnType::Text,
                    "COLLATE NOCASE CONSTRAINT some CHECK (a<>'') DEFAULT 'x'",
                ),
                column("b", nothing(), "GENERATED ALWAYS AS (a || a) STORED"),
                column("c", nothing(), "UNIQUE REFERENCES t(a) ON DELETE CASCADE"),
            ],
            ..Table::default()
        }],
        ..Schema::default()
    };
    super::super::differ(&canonical(desired.clone()), &canonical(live.clone()));
    let made = introspect(&super::made(&desired).await).await;
    super::super::differ(&canonical(made), &canonical(live));
}

/// Words are read whatever their case and spaces, and kept as they are where sea-query has none.
#[tokio::test(flavor = "multi_thread")]
async fn types_keep_their_words() {
    let words = [
        ("VARCHAR ( 50 )", ColumnType::String(Some(50))),
        ("TEXT", ColumnType::Text),
        ("real(16,4)", ColumnType::Decimal(Some((16, 4)))),
        ("\"integer\"", ColumnType::Integer(Width::Normal)),
        ("", ColumnType::Other(String::new())),
        ("REAL", ColumnType::Other("REAL".to_owned())),
        (
            "DECIMAL(10, 5)",
            ColumnType::Other("DECIMAL(10, 5)".to_owned()),
        ),
        (
            "long  varchar",
            ColumnType::Other("long varchar".to_owned()),
        ),
        (
            "UNSIGNED BIG INT",
            ColumnType::Other("UNSIGNED BIG INT".to_owned()),
        ),
        (
            "[nvarchar](50)",
            ColumnType::Other("[nvarchar](50)".to_owned()),
        ),
        ("tinyint(1)", ColumnType::Other("tinyint(1)".to_owned())),
        ("numeric(-1)", ColumnType::Other("numeric(-1)".to_owned())),
    ];
    for (word, expected) in words {
        let read = table(&format!("CREATE TABLE t (a {word} NOT NULL, b)")).await;
        assert_eq!(read.columns[0].column_type, expected, "{word}");
    }
}
