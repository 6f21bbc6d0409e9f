//! What SeaORM makes of its types is, in canonical form, what they say.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault};
use seaworthy::schema::constraint::{ForeignKey, PrimaryKey, Unique};
use seaworthy::schema::name::Name;
use seaworthy::schema::table::Table;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend;
use seaworthy::sea_orm::sea_query::{
    self, ColumnDef, ColumnType as Neutral, Expr, PgInterval, PostgresQueryBuilder, StringLen,
};

use crate::support::{TestDatabase, Which, run};

fn canonical(schema: Schema) -> Schema {
    seaworthy::canonical(schema, DatabaseBackend::Postgres).unwrap()
}

fn schema_of(table: Table) -> Schema {
    Schema {
        tables: vec![table],
        ..Schema::default()
    }
}

async fn introspected(sql: &str) -> Schema {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(&db, sql).await;
    let schema = seaworthy::introspect(&db, &[]).await.unwrap();
    db.close().await.unwrap();
    database.drop().await;
    canonical(schema)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_type() {
    use ColumnType as Ours;
    let cases = [
        (Neutral::Char(None), Ours::Char(None)),
        (Neutral::Char(Some(3)), Ours::Char(Some(3))),
        (Neutral::String(StringLen::None), Ours::String(None)),
        (Neutral::String(StringLen::Max), Ours::String(None)),
        (Neutral::String(StringLen::N(20)), Ours::String(Some(20))),
        (Neutral::Text, Ours::Text),
        (Neutral::Blob, Ours::Blob),
        (Neutral::TinyInteger, Ours::Integer(Width::Tiny)),
        (Neutral::SmallInteger, Ours::Integer(Width::Small)),
        (Neutral::Integer, Ours::Integer(Width::Normal)),
        (Neutral::BigInteger, Ours::Integer(Width::Big)),
        (Neutral::TinyUnsigned, Ours::Unsigned(Width::Tiny)),
        (Neutral::SmallUnsigned, Ours::Unsigned(Width::Small)),
        (Neutral::Unsigned, Ours::Unsigned(Width::Normal)),
        (Neutral::BigUnsigned, Ours::Unsigned(Width::Big)),
        (Neutral::Float, Ours::Float),
        (Neutral::Double, Ours::Double),
        (Neutral::Decimal(None), Ours::Decimal(None)),
        (
            Neutral::Decimal(Some((10, 2))),
            Ours::Decimal(Some((10, 2))),
        ),
        (Neutral::DateTime, Ours::DateTime(None)),
        (Neutral::Timestamp, Ours::Timestamp(None)),
        (
            Neutral::TimestampWithTimeZone,
            Ours::TimestampWithTimeZone(None),
        ),
        (Neutral::Time, Ours::Time(None)),
        (Neutral::Date, Ours::Date),
        (Neutral::Interval(None, None), Ours::Interval(None)),
        (
            Neutral::Interval(None, Some(3)),
            Ours::Interval(Some("(3)".to_owned())),
        ),
        (
            Neutral::Interval(Some(PgInterval::YearToMonth), None),
            Ours::Interval(Some("YEAR TO MONTH".to_owned())),
        ),
        (
            Neutral::Interval(Some(PgInterval::DayToSecond), Some(2)),
            Ours::Interval(Some("DAY TO SECOND(2)".to_owned())),
        ),
        (Neutral::Binary(16), Ours::Binary(Some(16))),
        (
            Neutral::VarBinary(StringLen::N(16)),
            Ours::VarBinary(Some(16)),
        ),
        (Neutral::Bit(None), Ours::Bit(None)),
        (Neutral::Bit(Some(5)), Ours::Bit(Some(5))),
        (Neutral::VarBit(5), Ours::VarBit(Some(5))),
        (Neutral::Boolean, Ours::Boolean),
        (Neutral::Money(None), Ours::Money(None)),
        (Neutral::Json, Ours::Json),
        (Neutral::JsonBinary, Ours::JsonBinary),
        (Neutral::Uuid, Ours::Uuid),
        (Neutral::custom("citext"), Ours::Other("citext".to_owned())),
        (
            Neutral::custom("VARCHAR(7)"),
            Ours::Other("VARCHAR(7)".to_owned()),
        ),
        (
            Neutral::custom("mood"),
            Ours::Enum {
                name: Name::here("mood"),
                values: vec!["a".to_owned()],
            },
        ),
        (Neutral::custom("mood"), Ours::Other("mood".to_owned())),
        (
            Neutral::Array(sea_query::RcOrArc::new(Neutral::Unsigned)),
            Ours::Array(Box::new(Ours::Unsigned(Width::Normal))),
        ),
        (Neutral::Cidr, Ours::Cidr),
        (Neutral::Inet, Ours::Inet),
        (Neutral::MacAddr, Ours::MacAddress),
        (Neutral::LTree, Ours::LabelTree),
    ];
    let mut create = sea_query::Table::create();
    create.table("t");
    let mut table = Table {
        name: "t".into(),
        ..Table::default()
    };
    for (number, (neutral, ours)) in cases.into_iter().enumerate() {
        let name = format!("c{number}");
        create.col(ColumnDef::new_with_type(name.clone(), neutral).not_null());
        table.columns.push(Column::new(name, ours));
    }
    let sql = create.to_string(PostgresQueryBuilder);
    let types = "CREATE EXTENSION citext; CREATE EXTENSION ltree; CREATE TYPE mood AS ENUM ('a'); ";
    let mut live = introspected(&format!("{types}{sql}")).await;
    let mut desired = schema_of(table);
    desired.enums = std::mem::take(&mut live.enums);
    live.enums = desired.enums.clone();
    live.extensions.clear();
    let desired = canonical(desired);
    for (a, b) in desired.tables[0]
        .columns
        .iter()
        .zip(&live.tables[0].columns)
    {
        assert_eq!(a, b);
    }
    assert_eq!(desired, live);
}

#[tokio::test(flavor = "multi_thread")]
async fn defaults() {
    let cases = [
        (
            Neutral::String(StringLen::None),
            Expr::val("a'b"),
            ColumnType::String(None),
            ColumnDefault::Text("a'b".into()),
        ),
        (
            Neutral::Text,
            Expr::val("\\"),
            ColumnType::Text,
            ColumnDefault::Text("\\".into()),
        ),
        (
            Neutral::Integer,
            Expr::val(-5),
            ColumnType::Integer(Width::Normal),
            ColumnDefault::Number("-5".into()),
        ),
        (
            Neutral::BigInteger,
            Expr::val(7),
            ColumnType::Integer(Width::Big),
            ColumnDefault::Number("7".into()),
        ),
        (
            Neutral::SmallInteger,
            Expr::val("3"),
            ColumnType::Integer(Width::Small),
            ColumnDefault::Text("3".into()),
        ),
        (
            Neutral::Decimal(Some((9, 2))),
            Expr::val(1.50),
            ColumnType::Decimal(Some((9, 2))),
            ColumnDefault::Number("1.50".into()),
        ),
        (
            Neutral::Double,
            Expr::val(0.25),
            ColumnType::Double,
            ColumnDefault::Number("0.25".into()),
        ),
        (
            Neutral::Boolean,
            Expr::val(true),
            ColumnType::Boolean,
            ColumnDefault::Boolean(true),
        ),
        (
            Neutral::JsonBinary,
            Expr::val("{\"b\":1,\"a\":[]}"),
            ColumnType::JsonBinary,
            ColumnDefault::Text("{\"b\":1,\"a\":[]}".into()),
        ),
        (
            Neutral::TimestampWithTimeZone,
            Expr::current_timestamp(),
            ColumnType::TimestampWithTimeZone(None),
            ColumnDefault::CurrentTimestamp,
        ),
        (
            Neutral::Timestamp,
            Expr::cust("now()"),
            ColumnType::Timestamp(None),
            ColumnDefault::CurrentTimestamp,
        ),
        (
            Neutral::Uuid,
            Expr::cust("gen_random_uuid()"),
            ColumnType::Uuid,
            ColumnDefault::Expression("gen_random_uuid()".into()),
        ),
        (
            Neutral::Date,
            Expr::val("2020-01-31"),
            ColumnType::Date,
            ColumnDefault::Text("2020-01-31".into()),
        ),
        (
            Neutral::custom("mood"),
            Expr::val("b"),
            ColumnType::Enum {
                name: "mood".into(),
                values: vec![],
            },
            ColumnDefault::Text("b".into()),
        ),
        (
            Neutral::Array(sea_query::RcOrArc::new(Neutral::Text)),
            Expr::val("{}"),
            ColumnType::Array(Box::new(ColumnType::Text)),
            ColumnDefault::Text("{}".into()),
        ),
    ];
    let mut create = sea_query::Table::create();
    create.table("t");
    let mut table = Table {
        name: "t".into(),
        ..Table::default()
    };
    for (number, (neutral, expression, kind, default)) in cases.into_iter().enumerate() {
        let name = format!("c{number}");
        create.col(ColumnDef::new_with_type(name.clone(), neutral).default(expression));
        let mut column = Column::new(name, kind);
        column.default = Some(default);
        column.nullable = true;
        table.columns.push(column);
    }
    let sql = create.to_string(PostgresQueryBuilder);
    let live = introspected(&format!("CREATE TYPE mood AS ENUM ('a', 'b'); {sql}")).await;
    let mut desired = schema_of(table);
    desired.enums = live.enums.clone();
    let desired = canonical(desired);
    for (a, b) in desired.tables[0]
        .columns
        .iter()
        .zip(&live.tables[0].columns)
    {
        assert_eq!(a, b);
    }
}

/// SeaORM 1 wrote `serial`, SeaORM 2 writes an identity column.
#[tokio::test(flavor = "multi_thread")]
async fn both_ways_to_count_are_the_usual_one_and_names_of_the_server_are_none() {
    let rest = "parent integer REFERENCES t, name varchar NOT NULL UNIQUE CHECK (name <> ''), UNIQUE (parent, name)";
    let serial = introspected(&format!(
        "CREATE TABLE t (id serial NOT NULL PRIMARY KEY, {rest})"
    ))
    .await;
    let identity = format!(
        "CREATE TABLE t (id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY, {rest})"
    );
    let identity = introspected(&identity).await;
    assert_eq!(serial, identity);
    let mut id = Column::new("id", ColumnType::Integer(Width::Normal));
    id.auto_increment = Some(AutoIncrement::Usual);
    let mut parent = Column::new("parent", ColumnType::Integer(Width::Normal));
    parent.nullable = true;
    let name = Column::new("name", ColumnType::String(None));
    let columns = |columns: &[&str]| columns.iter().map(|&name| name.to_owned()).collect();
    let unique = |of: &[&str]| Unique {
        columns: columns(of),
        ..Unique::default()
    };
    let desired = Table {
        name: "t".into(),
        columns: vec![id, parent, name],
        primary_key: Some(PrimaryKey {
            columns: columns(&["id"]),
            ..PrimaryKey::default()
        }),
        uniques: vec![unique(&["name"]), unique(&["parent", "name"])],
        foreign_keys: vec![ForeignKey {
            columns: columns(&["parent"]),
            table: "t".into(),
            ..ForeignKey::default()
        }],
        checks: serial.tables[0].checks.clone(),
        ..Table::default()
    };
    assert_eq!(serial.tables[0].checks[0].name, None);
    assert_eq!(canonical(schema_of(desired)), serial);
}
