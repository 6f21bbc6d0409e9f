//! Backups of SQLite: properties of the file, databases in memory, files in use.

use seaworthy::sea_orm::Database;
use seaworthy::sea_orm::sqlx::sqlite::{SqliteAutoVacuum, SqliteJournalMode};

use super::*;

#[tokio::test]
async fn the_properties_of_the_file_come_back() {
    let folder = TemporaryFolder::new("backup");
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database
        .connect_with(|options| {
            options.map_sqlx_sqlite_opts(|options| {
                let options = options.page_size(512).journal_mode(SqliteJournalMode::Wal);
                let options = options.auto_vacuum(SqliteAutoVacuum::Incremental);
                options.pragma("encoding", "'UTF-16le'")
            });
        })
        .await;
    runner().up(&db).await.expect("applied");
    contents::fill(&database, &db).await;
    let file = backed_up(&db, &folder).await;
    run(&db, "DELETE FROM seaql_migrations_lease").await;
    let before = contents::contents(Which::Sqlite, &db).await;
    for expected in [
        "page_size [\"512\"]",
        "encoding [\"UTF-16le\"]",
        "auto_vacuum [\"2\"]",
    ] {
        assert!(before.iter().any(|line| line == expected), "{expected}");
    }
    assert_eq!(files(folder.path()).len(), 1, "the file is all there is");
    let other = TestDatabase::create(Which::Sqlite).await;
    let restored = other.connect().await;
    runner()
        .restore(&restored, &Restore::from(&file))
        .await
        .expect("restored");
    assert_eq!(contents::contents(Which::Sqlite, &restored).await, before);
    assert_eq!(texts(&restored, "PRAGMA journal_mode").await, ["wal"]);
    // A copy of the copy is the same file.
    let again = backed_up(&restored, &folder).await;
    assert_eq!(
        fs::metadata(again).unwrap().len(),
        fs::metadata(file).unwrap().len()
    );
    restored.close().await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_database_in_memory_is_backed_up_and_not_restored() {
    let folder = TemporaryFolder::new("backup");
    let db = Database::connect("sqlite::memory:").await.unwrap();
    runner().up(&db).await.expect("applied");
    run(&db, "INSERT INTO one VALUES (3)").await;
    let file = backed_up(&db, &folder).await;
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.starts_with("%3Amemory%3A-"), "{name}");
    let other = TestDatabase::create(Which::Sqlite).await;
    let restored = other.connect().await;
    let restore = Restore::from(&file);
    runner()
        .restore(&restored, &restore)
        .await
        .expect("restored");
    assert_eq!(count(&restored, "SELECT id FROM one").await, 3);
    let memory = Database::connect("sqlite::memory:").await.unwrap();
    let error = runner().restore(&memory, &restore).await;
    let error = why(error.expect_err("in memory"));
    assert!(matches!(error, BackupError::InMemory), "{error:?}");
    restored.close().await.unwrap();
}

#[tokio::test]
async fn a_file_in_use_is_not_replaced() {
    let folder = TemporaryFolder::new("backup");
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = applied(&database).await;
    let restore = Restore::from(backed_up(&db, &folder).await);
    let other = TestDatabase::create(Which::Sqlite).await;
    let target = other.pool(2).await;
    let holder = target.begin().await.unwrap();
    count(&holder, "SELECT count(*) FROM sqlite_master").await;
    let error = runner().restore(&target, &restore).await;
    let error = why(error.expect_err("in use"));
    assert!(
        matches!(error, BackupError::InUse { .. } | BackupError::Database(_)),
        "{error:?}"
    );
    assert!(!other.has_table(&target, "one").await);
    holder.rollback().await.unwrap();
    runner().restore(&target, &restore).await.expect("restored");
    assert_eq!(versions(&target, "seaql_migrations").await, ["one", "two"]);
    assert_eq!(
        files(other.folder().path()).len(),
        1,
        "{:?}",
        files(other.folder().path())
    );
    target.close().await.unwrap();
    db.close().await.unwrap();
}
