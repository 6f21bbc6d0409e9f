//! Backups of SQLite: a snapshot that the library itself writes, while others go on reading.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sea_orm::sqlx::{self, AssertSqlSafe, SqlitePool};
use sea_orm::{DatabaseConnection, DatabaseExecutor, SqlxSqliteConnector};

use super::super::failure::driver_error;
use super::super::file::{SIDES, Unfinished, beside};
use super::super::process::aside;
use super::super::{Backend, BackupError, Dumping, Restoring, text, texts};
use super::Sqlite;

/// Writes a copy and checks it.
pub(super) async fn dump(
    database: &DatabaseConnection,
    dumping: &Dumping<'_>,
) -> Result<(), BackupError> {
    let executor = DatabaseExecutor::from(database);
    let pool = super::pool(&executor).ok_or(BackupError::Transaction)?;
    let mode = text(&Sqlite, &executor, "PRAGMA journal_mode").await?;
    copy(database, dumping.file).await?;
    let options = pool.connect_options();
    let copy = open(&options, dumping.file, mode == "wal").await?;
    let ended = check(&copy, dumping).await;
    copy.close().await?;
    ended
}

/// A snapshot in an empty file. What it writes to is given up when nobody waits for it any more.
async fn copy(database: &DatabaseConnection, file: &Path) -> Result<(), BackupError> {
    let sql = format!("VACUUM INTO {}", Sqlite.facts().literal(&uri(file)));
    let executor = DatabaseExecutor::from(database);
    let pinned = super::lock::open(&Sqlite, &executor).await?.pinned;
    // A database in memory may be its connection's own.
    let Some(pinned) = pinned else {
        Sqlite.query(&executor, &sql).await?;
        return Ok(());
    };
    let interest = Interest::default();
    let ended = async {
        let pool = pinned.get_sqlite_connection_pool();
        let mut connection = pool.acquire().await.map_err(driver_error)?;
        let lost = interest.0.clone();
        let mut handle = connection.lock_handle().await.map_err(driver_error)?;
        handle.set_progress_handler(1000, move || !lost.load(Ordering::Relaxed));
        drop(handle);
        let written = sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut *connection)
            .await;
        connection.return_to_pool().await;
        written.map_err(driver_error)
    };
    let ended = ended.await;
    // Nothing is lost with a connection that does not close: the copy is written or not.
    let _ = pinned.close().await;
    ended?;
    Ok(())
}

/// The file as a URI. By its plain name the copy of a database in memory would be another one.
fn uri(file: &Path) -> String {
    let mut uri = "file://".to_owned();
    let name = file.as_os_str().as_encoded_bytes();
    if !name.starts_with(b"/") {
        uri.push('/');
    }
    for byte in name {
        if byte.is_ascii_alphanumeric() || *byte == b'/' {
            uri.push(char::from(*byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri + "?mode=rwc&cache=private"
}

/// Tells the snapshot on drop that nobody waits for it.
#[derive(Default)]
struct Interest(Arc<AtomicBool>);

impl Drop for Interest {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A copy, opened as its original is. Write-ahead logging is a property of the file.
async fn open(
    options: &SqliteConnectOptions,
    file: &Path,
    has_wal: bool,
) -> Result<DatabaseConnection, BackupError> {
    let options = options
        .clone()
        .filename(file)
        .in_memory(false)
        .shared_cache(false)
        .immutable(false)
        .read_only(false)
        .create_if_missing(false)
        .journal_mode(if has_wal {
            SqliteJournalMode::Wal
        } else {
            SqliteJournalMode::Delete
        });
    let pool = SqlitePoolOptions::new().max_connections(1);
    let pool: SqlitePool = pool.connect_with(options).await.map_err(driver_error)?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn check(copy: &DatabaseConnection, dumping: &Dumping<'_>) -> Result<(), BackupError> {
    let executor = DatabaseExecutor::from(copy);
    integrity(&executor, dumping.file).await?;
    if !Sqlite.columns(&executor, dumping.lease).await?.is_empty() {
        let sql = format!("DELETE FROM {}", Sqlite.facts().quoted(dumping.lease));
        Sqlite.query(&executor, &sql).await?;
    }
    Ok(())
}

async fn integrity(database: &DatabaseExecutor<'_>, file: &Path) -> Result<(), BackupError> {
    let damaged = |reason: String| BackupError::Damaged {
        file: file.to_path_buf(),
        reason,
    };
    let found = texts(&Sqlite, database, "PRAGMA integrity_check(3)").await;
    let found = found.map_err(|error| damaged(super::super::Failure::of(&error).message))?;
    if found == ["ok"] {
        Ok(())
    } else {
        Err(damaged(found.join("; ")))
    }
}

/// Puts a checked copy of the backup in the place of an empty file.
pub(super) async fn restore(
    database: &DatabaseConnection,
    restoring: &Restoring<'_>,
) -> Result<(), BackupError> {
    let executor = DatabaseExecutor::from(database);
    let pool = super::pool(&executor).ok_or(BackupError::Transaction)?;
    let target = target(&executor).await?;
    // Fails while another program writes.
    Sqlite.query(&executor, "BEGIN EXCLUSIVE; ROLLBACK").await?;
    let (copy, has_wal) = staged(restoring.file, &target).await?;
    let options = pool.connect_options();
    let checked = open(&options, copy.path(), has_wal)
        .await
        .map_err(|_| BackupError::Damaged {
            file: restoring.file.to_path_buf(),
            reason: "SQLite cannot open it".to_owned(),
        })?;
    let ended = integrity(&DatabaseExecutor::from(&checked), restoring.file).await;
    checked.close().await?;
    ended?;
    leave(pool, &target).await?;
    let file = target.clone();
    let replaced = aside(move || copy.replace(&file)).await;
    replaced.map_err(|error| BackupError::file("replace", &target, error))
}

/// The file of a database.
async fn target(database: &DatabaseExecutor<'_>) -> Result<PathBuf, BackupError> {
    let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let file = text(&Sqlite, database, sql).await?;
    if file.is_empty() {
        return Err(BackupError::InMemory);
    }
    // A link stays one: the file that it names is replaced.
    fs::canonicalize(&file).map_err(|error| BackupError::file("find", Path::new(&file), error))
}

/// A copy of the backup beside the file that it will replace, and whether it logs ahead.
async fn staged(backup: &Path, target: &Path) -> Result<(Unfinished, bool), BackupError> {
    let log = beside(backup, "-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(BackupError::InUse {
            file: backup.to_path_buf(),
        });
    }
    let folder = target.parent().unwrap_or(target);
    let copy =
        Unfinished::create(folder).map_err(|error| BackupError::file("write to", folder, error))?;
    let (from, to) = (backup.to_path_buf(), copy.path().to_path_buf());
    let copied = aside(move || {
        let mut from = File::open(from)?;
        let mut to = OpenOptions::new().read(true).write(true).open(to)?;
        io::copy(&mut from, &mut to)?;
        let mut head = [0; 19];
        io::Seek::rewind(&mut to)?;
        to.read_exact(&mut head)?;
        // The version that is needed to read it: 2 is that of write-ahead logs.
        Ok(head[18] == 2)
    });
    let has_wal = copied.await.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => BackupError::Damaged {
            file: backup.to_path_buf(),
            reason: "its end is missing".to_owned(),
        },
        _ => BackupError::file("copy", backup, error),
    })?;
    Ok((copy, has_wal))
}

/// Closes the connections of a pool, which would go on with the file that is replaced.
async fn leave(pool: &SqlitePool, target: &Path) -> Result<(), BackupError> {
    while let Some(connection) = pool.try_acquire() {
        // `try_acquire` gives none that is not open already.
        connection.close().await.map_err(driver_error)?;
    }
    let is_used = SIDES.iter().any(|side| beside(target, side).exists());
    if pool.size() > 0 || is_used {
        return Err(BackupError::InUse {
            file: target.to_path_buf(),
        });
    }
    Ok(())
}
