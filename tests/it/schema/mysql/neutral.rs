//! SeaORM's types, which are the same on every backend: what is created for one is read as the
//! same canonical type.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault};
use seaworthy::schema::constraint::{Action, Check, ForeignKey, PrimaryKey, Unique};
use seaworthy::schema::index::{Index, IndexKey, Keyed};
use seaworthy::schema::name::Name;
use seaworthy::schema::table::Table;
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::sea_query::{
    self, Alias, ColumnDef, ColumnType as Neutral, Expr, ExprTrait, ForeignKey as NeutralKey,
    ForeignKeyAction, Index as NeutralIndex, MysqlQueryBuilder, StringLen,
};
use seaworthy::sea_orm::{DatabaseBackend, DatabaseConnection};

use crate::support::{TestDatabase, Which, run};

/// What is read of a database, and what was wanted, in the form in which they must be equal.
async fn same(db: &DatabaseConnection, desired: Schema) {
    let canonical = |schema| seaworthy::canonical(schema, DatabaseBackend::MySql).unwrap();
    let live = seaworthy::introspect(db, &[]).await.expect("a catalog");
    super::super::differ(&canonical(live), &canonical(desired));
}

fn nullable(name: &str, column_type: ColumnType) -> Column {
    Column {
        nullable: true,
        ..Column::new(name, column_type)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_neutral_type_is_read_as_itself() {
    let variants = ["a", "b c"]
        .map(|variant| Alias::new(variant).into())
        .to_vec();
    let values = ["a", "b c"].map(str::to_owned).to_vec();
    let types = [
        (Neutral::Char(None), ColumnType::Char(None)),
        (Neutral::Char(Some(7)), ColumnType::Char(Some(7))),
        (Neutral::String(StringLen::None), ColumnType::String(None)),
        (
            Neutral::String(StringLen::N(9)),
            ColumnType::String(Some(9)),
        ),
        (Neutral::Text, ColumnType::Text),
        (Neutral::Blob, ColumnType::Blob),
        (Neutral::TinyInteger, ColumnType::Integer(Width::Tiny)),
        (Neutral::SmallInteger, ColumnType::Integer(Width::Small)),
        (Neutral::Integer, ColumnType::Integer(Width::Normal)),
        (Neutral::BigInteger, ColumnType::Integer(Width::Big)),
        (Neutral::TinyUnsigned, ColumnType::Unsigned(Width::Tiny)),
        (Neutral::SmallUnsigned, ColumnType::Unsigned(Width::Small)),
        (Neutral::Unsigned, ColumnType::Unsigned(Width::Normal)),
        (Neutral::BigUnsigned, ColumnType::Unsigned(Width::Big)),
        (Neutral::Float, ColumnType::Float),
        (Neutral::Double, ColumnType::Double),
        (Neutral::Decimal(None), ColumnType::Decimal(None)),
        (
            Neutral::Decimal(Some((9, 3))),
            ColumnType::Decimal(Some((9, 3))),
        ),
        (Neutral::DateTime, ColumnType::DateTime(None)),
        (Neutral::Timestamp, ColumnType::Timestamp(None)),
        (
            Neutral::TimestampWithTimeZone,
            ColumnType::TimestampWithTimeZone(None),
        ),
        (Neutral::Time, ColumnType::Time(None)),
        (Neutral::Date, ColumnType::Date),
        (Neutral::Year, ColumnType::Year),
        (Neutral::Binary(16), ColumnType::Binary(Some(16))),
        (
            Neutral::VarBinary(StringLen::None),
            ColumnType::VarBinary(None),
        ),
        (
            Neutral::VarBinary(StringLen::N(20)),
            ColumnType::VarBinary(Some(20)),
        ),
        (Neutral::Bit(None), ColumnType::Bit(None)),
        (Neutral::Bit(Some(5)), ColumnType::Bit(Some(5))),
        (Neutral::VarBit(5), ColumnType::VarBit(Some(5))),
        (Neutral::Boolean, ColumnType::Boolean),
        (Neutral::Money(None), ColumnType::Money(None)),
        (
            Neutral::Money(Some((19, 4))),
            ColumnType::Money(Some((19, 4))),
        ),
        (Neutral::Json, ColumnType::Json),
        (Neutral::JsonBinary, ColumnType::JsonBinary),
        (Neutral::Uuid, ColumnType::Uuid),
        (
            Neutral::Enum {
                name: Alias::new("kind").into(),
                variants,
            },
            ColumnType::Enum {
                name: "kind".into(),
                values,
            },
        ),
        (
            Neutral::Custom(Alias::new("MEDIUMTEXT").into()),
            ColumnType::Other("MEDIUMTEXT".to_owned()),
        ),
        (
            Neutral::Custom(Alias::new("ENUM('x', 'y')").into()),
            ColumnType::Other("ENUM('x', 'y')".to_owned()),
        ),
    ];
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let mut create = sea_query::Table::create();
    create.table(Alias::new("t"));
    let mut columns = Vec::new();
    for (number, (neutral, column_type)) in types.into_iter().enumerate() {
        let name = format!("c{number}");
        create.col(ColumnDef::new_with_type(Alias::new(&name), neutral).null());
        columns.push(nullable(&name, column_type));
    }
    run(&db, &create.to_string(MysqlQueryBuilder)).await;
    let desired = Table {
        name: "t".into(),
        columns,
        ..Table::default()
    };
    same(
        &db,
        Schema {
            tables: vec![desired],
            ..Schema::default()
        },
    )
    .await;
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sea_query_creates_is_what_was_wanted() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let parent = sea_query::Table::create()
        .table(Alias::new("parent"))
        .col(
            ColumnDef::new(Alias::new("id"))
                .integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        )
        .col(
            ColumnDef::new(Alias::new("email"))
                .string()
                .not_null()
                .unique_key(),
        )
        .col(
            ColumnDef::new(Alias::new("on"))
                .boolean()
                .not_null()
                .default(true),
        )
        .col(ColumnDef::new(Alias::new("n")).integer().default(0))
        .col(
            ColumnDef::new(Alias::new("price"))
                .decimal_len(9, 2)
                .default(1.5),
        )
        .col(ColumnDef::new(Alias::new("word")).string().default("it's"))
        .col(
            ColumnDef::new(Alias::new("at"))
                .timestamp()
                .not_null()
                .default(Expr::current_timestamp()),
        )
        .col(
            ColumnDef::new(Alias::new("age"))
                .integer()
                .check(Expr::col(Alias::new("age")).gt(0)),
        )
        .comment("it's")
        .to_owned();
    run(&db, &parent.to_string(MysqlQueryBuilder)).await;
    let child = sea_query::Table::create()
        .table(Alias::new("child"))
        .col(ColumnDef::new(Alias::new("a")).integer().not_null())
        .col(ColumnDef::new(Alias::new("b")).integer().not_null())
        .primary_key(
            NeutralIndex::create()
                .col(Alias::new("a"))
                .col(Alias::new("b")),
        )
        .foreign_key(
            NeutralKey::create()
                .name("fk-child-b")
                .from(Alias::new("child"), Alias::new("b"))
                .to(Alias::new("parent"), Alias::new("id"))
                .on_delete(ForeignKeyAction::Restrict)
                .on_update(ForeignKeyAction::Cascade),
        )
        .to_owned();
    run(&db, &child.to_string(MysqlQueryBuilder)).await;
    let index = NeutralIndex::create()
        .name("idx-parent-word")
        .table(Alias::new("parent"))
        .col(Alias::new("word"))
        .to_owned();
    run(&db, &index.to_string(MysqlQueryBuilder)).await;

    let with = |column: Column, default: ColumnDefault| Column {
        default: Some(default),
        ..column
    };
    let integer = ColumnType::Integer(Width::Normal);
    let parent = Table {
        name: "parent".into(),
        columns: vec![
            Column {
                auto_increment: Some(AutoIncrement::Usual),
                ..Column::new("id", integer.clone())
            },
            Column::new("email", ColumnType::String(None)),
            with(
                Column::new("on", ColumnType::Boolean),
                ColumnDefault::Boolean(true),
            ),
            with(
                nullable("n", integer.clone()),
                ColumnDefault::Number("0".to_owned()),
            ),
            with(
                nullable("price", ColumnType::Decimal(Some((9, 2)))),
                ColumnDefault::Number("1.5".to_owned()),
            ),
            with(
                nullable("word", ColumnType::String(None)),
                ColumnDefault::Text("it's".to_owned()),
            ),
            with(
                Column::new("at", ColumnType::Timestamp(None)),
                ColumnDefault::CurrentTimestamp,
            ),
            nullable("age", integer.clone()),
        ],
        primary_key: Some(PrimaryKey {
            name: Some("pk-parent".to_owned()),
            columns: vec!["id".to_owned()],
            ..PrimaryKey::default()
        }),
        uniques: vec![Unique {
            columns: vec!["email".to_owned()],
            ..Unique::default()
        }],
        checks: vec![Check {
            name: None,
            expression: "`age` > 0".into(),
            not_valid: false,
            not_enforced: false,
            no_inherit: false,
            comment: None,
        }],
        indexes: vec![Index {
            name: "idx-parent-word".to_owned(),
            keys: vec![IndexKey::new(Keyed::Column("word".to_owned()))],
            ..Index::default()
        }],
        comment: Some("it's".to_owned()),
        ..Table::default()
    };
    let child = Table {
        name: "child".into(),
        columns: vec![Column::new("a", integer.clone()), Column::new("b", integer)],
        primary_key: Some(PrimaryKey {
            columns: vec!["a".to_owned(), "b".to_owned()],
            ..PrimaryKey::default()
        }),
        foreign_keys: vec![ForeignKey {
            name: Some("fk-child-b".to_owned()),
            columns: vec!["b".to_owned()],
            table: Name::here("parent"),
            // The primary key of the other table.
            referenced: Vec::new(),
            on_delete: Action::NoAction,
            on_update: Action::Cascade,
            ..ForeignKey::default()
        }],
        ..Table::default()
    };
    same(
        &db,
        Schema {
            tables: vec![parent, child],
            ..Schema::default()
        },
    )
    .await;
    db.close().await.unwrap();
    database.drop().await;
}
