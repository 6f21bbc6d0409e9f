//! What is no change: entities that say the same in other words, and tables that somebody else made.

use seaworthy::generate::{Answers, Snapshot};
use seaworthy::{Entities, Runner, Verify, entities};

use crate::generate::case::{entity, snapshot};
use crate::support::{Migrations, Sql, TestDatabase, Which, list};

entity!(note, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    #[sea_orm(unique_key = "place")]
    pub position: i32,
    #[sea_orm(indexed)]
    pub title: Option<String>,
});

/// The module of an entity, a struct and a field are called what they are for Rust alone.
mod library {
    use crate::generate::case::entity;

    entity!(document, "note", {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(unique_key = "place", column_name = "shelf")]
        pub row: i32,
        #[sea_orm(unique_key = "place")]
        pub position: i32,
        #[sea_orm(indexed, column_name = "title")]
        pub heading: Option<String>,
    });
}

entity!(in_another_order, "note", {
    #[sea_orm(indexed)]
    pub title: Option<String>,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub position: i32,
});

entity!(place_in_another_order, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub position: i32,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    #[sea_orm(indexed)]
    pub title: Option<String>,
});

entity!(null_by_default, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "place")]
    pub shelf: i32,
    #[sea_orm(unique_key = "place")]
    pub position: i32,
    #[sea_orm(indexed, default_expr = "Expr::cust(\"NULL\")")]
    pub title: Option<String>,
});

entity!(priced, "item", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))", default_expr = "Expr::cust(\"1.5\")")]
    pub price: Decimal,
    #[sea_orm(default_expr = "Expr::cust(\"1000\")")]
    pub weight: f64,
});

entity!(priced_otherwise, "item", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))", default_expr = "Expr::cust(\"1.50\")")]
    pub price: Decimal,
    #[sea_orm(default_expr = "Expr::cust(\"1e3\")")]
    pub weight: f64,
});

entity!(shelf, "shelf", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

/// What is on a shelf, and what becomes of it with its shelf.
macro_rules! on_shelf {
    ($module:ident $(, $action:ident = $value:literal)*) => {
        entity!($module, "thing", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub shelf_id: i32,
        }, {
            #[sea_orm(
                belongs_to = "super::shelf::Entity",
                from = "Column::ShelfId",
                to = "super::shelf::Column::Id"
                $(, $action = $value)*
            )]
            Shelf,
        });
    };
}

on_shelf!(placed);
on_shelf!(
    placed_without_action,
    on_update = "NoAction",
    on_delete = "NoAction"
);

entity!(json, "document", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "JsonBinary", default_value = r#"{"b": 1, "a": 2}"#)]
    pub content: Json,
});

entity!(same_json, "document", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "JsonBinary", default_value = r#"{"a":2,"b":1}"#)]
    pub content: Json,
});

entity!(plain, "note", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
});

entity!(counted, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(of_moment, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "custom(\"citext\")")]
    pub title: String,
});

/// Notes with an index of some of them.
macro_rules! best {
    ($predicate:literal) => {
        entities![note].declare(|schema| {
            let table = schema.table(note::Entity);
            table.index("best").column("title").only_where($predicate);
        })
    };
}

/// Documents with an index of what is in them.
macro_rules! within {
    ($($class:tt)*) => {
        entities![json].declare(|schema| {
            let index = schema.table(json::Entity).index("within");
            index.column("content") $($class)*;
            index.method("gin");
        })
    };
}

/// What it is about, two lists that say the same, and the backends that have it.
type Same = (&'static str, Entities, Entities, &'static [Which]);

const EVERYWHERE: &[Which] = &[Which::Postgres, Which::MySql, Which::Sqlite];

/// What is not worth a migration.
fn same() -> Vec<Same> {
    vec![
        (
            "names of Rust's",
            entities![note],
            entities![library::document],
            EVERYWHERE,
        ),
        (
            "order of columns",
            entities![note],
            entities![in_another_order],
            EVERYWHERE,
        ),
        (
            "order of what is unique together",
            entities![note],
            entities![place_in_another_order],
            EVERYWHERE,
        ),
        (
            "default of NULL",
            entities![note],
            entities![null_by_default],
            EVERYWHERE,
        ),
        (
            "no action",
            entities![shelf, placed],
            entities![shelf, placed_without_action],
            EVERYWHERE,
        ),
        (
            "order of the list",
            entities![shelf, placed, note],
            entities![note, placed, shelf],
            EVERYWHERE,
        ),
    ]
}

/// What a server writes in one way, however it was spelled.
fn spelled_otherwise() -> Vec<Same> {
    const POSTGRES: &[Which] = &[Which::Postgres];
    vec![
        (
            "numbers",
            entities![priced],
            entities![priced_otherwise],
            EVERYWHERE,
        ),
        ("JSON", entities![json], entities![same_json], POSTGRES),
        (
            "parentheses",
            best!("shelf > 5"),
            best!("((shelf)) > (5)"),
            POSTGRES,
        ),
        (
            "usual class",
            within!(),
            within!(.operator_class("jsonb_ops")),
            POSTGRES,
        ),
    ]
}

/// What is written for entities after these migrations.
async fn written(
    database: &TestDatabase,
    migrations: Migrations,
    after: &Entities,
    recorded: Option<&Snapshot>,
) -> Vec<String> {
    let db = database.connect().await;
    let runner = Runner::new(migrations);
    let how = Verify::new();
    let proposal = runner.proposal_by_replay(after, recorded, &db, &how).await;
    let proposal = proposal.expect("it is known");
    assert!(
        proposal.unreplayable.is_empty(),
        "{:?}",
        proposal.unreplayable
    );
    db.close().await.unwrap();
    let draft = proposal.draft(&Answers::new());
    let open = draft.open.into_iter().map(|question| question.key);
    draft
        .body
        .summary
        .into_iter()
        .map(|change| change.to_string())
        .chain(open)
        .collect()
}

async fn in_other_words(which: Which) {
    let each = same().into_iter().chain(spelled_otherwise());
    for (name, before, after, _) in each.filter(|it| it.3.contains(&which)) {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        let backend = db.get_database_backend();
        let schema = before.schema(backend).unwrap().schema;
        let statements = seaworthy::emit(&schema, backend).unwrap();
        let made = statements
            .iter()
            .fold(Sql::new("m1"), |made, sql| made.up(sql));
        db.close().await.unwrap();
        let recorded = snapshot(Some(&before));
        let found = written(&database, list([made]), &after, Some(&recorded)).await;
        assert_eq!(found, Vec::<String>::new(), "{name} on {which:?}");
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_words_on_postgres() {
    in_other_words(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_words_on_mysql() {
    in_other_words(Which::MySql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_words_on_sqlite() {
    in_other_words(Which::Sqlite).await;
}

#[test]
fn other_words_are_none_to_a_snapshot() {
    for (name, before, after, _) in same() {
        let runner = Runner::new(list([]));
        let proposal = runner.proposal(&after, &snapshot(Some(&before))).unwrap();
        let draft = proposal.expect("it is in step").draft(&Answers::new());
        let changes: Vec<String> = draft.body.summary.iter().map(ToString::to_string).collect();
        assert_eq!(changes, Vec::<String>::new(), "{name}");
        assert_eq!(draft.open, [], "{name}");
    }
}

/// SQLite counts either way; what a column does is what the migrations said.
#[tokio::test]
async fn keys_of_sqlite_stay_what_they_are() {
    let database = TestDatabase::create(Which::Sqlite).await;
    for (key, entities) in [
        ("integer NOT NULL PRIMARY KEY", entities![plain]),
        (
            "integer NOT NULL PRIMARY KEY AUTOINCREMENT",
            entities![counted],
        ),
    ] {
        let made = Sql::new("m1").up(&format!("CREATE TABLE note (id {key})"));
        let found = written(&database, list([made]), &entities, None).await;
        assert_eq!(found, Vec::<String>::new(), "{key}");
    }
}

/// What an extension brings with it is nobody's to drop, and its types are types.
#[tokio::test]
async fn what_extensions_brought_stays() {
    let database = TestDatabase::create(Which::Postgres).await;
    let made = Sql::new("m1")
        .up("CREATE EXTENSION citext")
        .up("CREATE EXTENSION hstore")
        .up("CREATE EXTENSION pg_stat_statements")
        .up("CREATE TABLE note (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, title citext NOT NULL)");
    let found = written(&database, list([made]), &entities![of_moment], None).await;
    assert_eq!(found, Vec::<String>::new());
    database.drop().await;
}

/// A default that counts is the database's own.
#[tokio::test]
async fn a_serial_key_is_a_key_that_counts() {
    let database = TestDatabase::create(Which::Postgres).await;
    let made = Sql::new("m1").up("CREATE TABLE note (id serial PRIMARY KEY)");
    let found = written(&database, list([made]), &entities![counted], None).await;
    assert_eq!(found, Vec::<String>::new());
    database.drop().await;
}

/// In whatever order a program lists its entities.
#[test]
fn the_order_of_the_list_is_nothing_to_a_module() {
    let written = |entities: Entities| {
        let runner = Runner::new(list([]));
        let proposal = runner.proposal(&entities, &snapshot(None)).unwrap();
        let proposal = proposal.expect("it is in step");
        let body = proposal.draft(&Answers::new()).body;
        let module = seaworthy::generate::module("m20260101_000000_all", "seaworthy", &body);
        (module, proposal.snapshot().written())
    };
    let forwards = written(entities![shelf, placed, note, json]);
    assert!(forwards.0.contains("create_table"), "{}", forwards.0);
    assert_eq!(forwards, written(entities![json, note, placed, shelf]));
}
