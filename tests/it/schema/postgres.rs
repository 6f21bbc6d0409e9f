//! What only PostgreSQL has.

use std::path::Path;

use crate::support::{TestDatabase, Which, run};

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_has_an_empty_schema() {
    super::is_empty(Which::Postgres).await;
}

/// Every file of the folder is a schema that is read, made again, and read again.
#[tokio::test(flavor = "multi_thread")]
async fn schemas_of_all_kinds_are_made_again() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/cases/schema/postgres"
    );
    let mut wrong = Vec::new();
    for file in files(Path::new(folder)) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
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

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "sql"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}
