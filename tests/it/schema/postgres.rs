//! What only PostgreSQL has.

mod features;
mod neutral;
mod random;
mod reading;

use std::path::Path;

use crate::support::{TestDatabase, Which, run};

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::Postgres).await;
}

/// Every file of the folder is a schema that is read, made again, and read again.
#[tokio::test(flavor = "multi_thread")]
async fn schemas_of_all_kinds_are_made_again() {
    let mut wrong = Vec::new();
    for (name, text) in cases() {
        let made = tokio::spawn(async move {
            let database = TestDatabase::create(Which::Postgres).await;
            let db = database.connect().await;
            run(&db, &text).await;
            db.close().await.unwrap();
            let schema = super::round_trip(&database).await;
            assert!(!schema.is_empty());
            database.drop().await;
        });
        if let Err(error) = made.await {
            wrong.push(format!("{name}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names and texts of the files.
fn cases() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases/schema/postgres");
    let mut cases: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "sql"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// A schema of two megabytes.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_schema_is_made_again() {
    let mut text = String::new();
    for number in 0..200 {
        let columns: Vec<String> = (0..60)
            .map(|column| {
                format!(
                    "column_{column} varchar({}) DEFAULT 'x{column}'",
                    column + 1
                )
            })
            .collect();
        let long = "It is said often. ".repeat(220);
        text.push_str(&format!(
            "CREATE TABLE t{number} (id integer PRIMARY KEY, {}); \
             COMMENT ON TABLE t{number} IS '{long}'; \
             CREATE INDEX i{number} ON t{number} (column_1, column_2 DESC); \
             CREATE FUNCTION f{number}(t{number}) RETURNS text LANGUAGE plpgsql AS $$ BEGIN -- {long}\n RETURN 1; END $$;",
            columns.join(", ")
        ));
    }
    assert!(text.len() > 2_000_000, "{}", text.len());
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(&db, &text).await;
    db.close().await.unwrap();
    let schema = super::round_trip(&database).await;
    assert_eq!((schema.tables.len(), schema.functions.len()), (200, 200));
    database.drop().await;
}
