//! What only MySQL and MariaDB have.

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::schema::Schema;
use seaworthy::sea_orm::ConnectionTrait;

use crate::support::{TestDatabase, Which};

/// The statements of a file. One with semicolons inside stands between lines `DELIMITER`, as the
/// servers' own client reads it.
fn statements(text: &str) -> Vec<String> {
    let mut statements = Vec::new();
    let mut delimiter = ";".to_owned();
    let mut statement = String::new();
    for line in text.lines() {
        if let Some(next) = line.strip_prefix("DELIMITER ") {
            delimiter = next.trim().to_owned();
        } else if !(line.starts_with("--") && statement.is_empty()) {
            statement.push_str(line);
            match statement.trim_end().strip_suffix(&delimiter) {
                Some(whole) => {
                    statements.push(whole.to_owned());
                    statement.clear();
                }
                None => statement.push('\n'),
            }
        }
    }
    assert_eq!(statement.trim(), "", "it ends with its delimiter");
    statements
}

/// What a database holds after the statements of a file, and after it was written and read again.
async fn read(text: &str) -> Schema {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect_with(|options| {
        options.max_connections(1);
    });
    let db = db.await;
    for statement in statements(text) {
        let sent = db.execute_unprepared(&statement).await;
        sent.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
    db.close().await.unwrap();
    let schema = super::round_trip(&database).await;
    database.drop().await;
    schema
}

/// The files of a folder of cases.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/cases/schema")
        .join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::MySql).await;
}

/// Each file of the folder is a database; what cannot be read again names it.
#[tokio::test(flavor = "multi_thread")]
async fn schemas_of_applications_are_read_and_written() {
    for file in files("mysql") {
        println!("{}", file.display());
        let schema = read(&fs::read_to_string(&file).expect("a text")).await;
        assert!(!schema.tables.is_empty());
    }
}
