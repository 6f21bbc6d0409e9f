//! What only SQLite has.

use std::fs;
use std::path::PathBuf;

use seaworthy::schema::Schema;
use seaworthy::sea_orm::ConnectionTrait;

use crate::support::{TestDatabase, Which};

/// What a database holds after some statements.
async fn read(sql: &str) -> Schema {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    db.execute_unprepared(sql).await.expect("statements");
    let schema = super::round_trip(&database).await;
    database.drop().await;
    schema
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::Sqlite).await;
}

/// Each file of the folder is a database; what cannot be read again names it.
#[tokio::test(flavor = "multi_thread")]
async fn schemas_of_applications_are_read_and_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cases/schema/sqlite");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        println!("{}", file.display());
        let schema = read(&fs::read_to_string(&file).expect("a text")).await;
        assert!(!schema.tables.is_empty());
    }
}
