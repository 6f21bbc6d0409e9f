//! The lease on SQLite: sessions, and what takes no turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::sqlx::SqlitePool;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, SqlxSqliteConnector};

use super::super::failure::driver_error;
use super::super::{Backend, Opened, single};
use super::introspect;

/// How many instructions SQLite runs between two looks at whether to stop.
const INSTRUCTIONS: i32 = 1_000;

/// A connection of the run's own, or what the caller gave.
///
/// `PRAGMA foreign_keys` must be set on the very connection that begins the transaction, and
/// before it begins; and a run that is dropped in the middle must not leave it off for the
/// program. So a file is opened once more, with the same options. A database in memory may be
/// its connection's own, and is used through the pool.
pub(super) async fn open(
    backend: &dyn Backend,
    given: &DatabaseExecutor<'_>,
) -> Result<Opened, DbErr> {
    let Some(pool) = super::pool(given) else {
        return Ok(Opened::default());
    };
    let is_single = pool.options().get_max_connections() == 1;
    if is_single && introspect::is_in_memory(backend, given).await? {
        return Ok(Opened::default());
    }
    let own = connect(pool);
    let stop = Arc::new(AtomicBool::new(false));
    stop_on(own.get_sqlite_connection_pool(), stop.clone()).await?;
    Ok(Opened {
        side: Some(connect(pool)),
        pinned: Some(own),
        stop: Some(stop),
        ..Opened::default()
    })
}

fn connect(pool: &SqlitePool) -> DatabaseConnection {
    // A hook that turns foreign keys on whenever a connection is taken would undo it.
    let options = pool.options().clone();
    let options = options.before_acquire(|_, _| Box::pin(async { Ok(true) }));
    let connect = pool.connect_options().as_ref().clone();
    SqlxSqliteConnector::from_sqlx_sqlite_pool(single(options, connect))
}

/// Lets the statement that runs be interrupted: there is no server that could be asked to.
async fn stop_on(pool: &SqlitePool, stop: Arc<AtomicBool>) -> Result<(), DbErr> {
    let mut connection = pool.acquire().await.map_err(driver_error)?;
    let mut handle = connection.lock_handle().await.map_err(driver_error)?;
    handle.set_progress_handler(INSTRUCTIONS, move || !stop.load(Ordering::Relaxed));
    drop(handle);
    connection.return_to_pool().await;
    Ok(())
}

/// Creates what is missing in one transaction, which nobody else can be in.
pub(super) async fn create_alone(
    database: &DatabaseExecutor<'_>,
    statements: &[String],
) -> Result<(), DbErr> {
    let message = statements.join("\n;\n");
    if !matches!(database, DatabaseExecutor::Connection(_)) {
        return database.execute_unprepared(&message).await.map(drop);
    }
    let message = format!("BEGIN IMMEDIATE\n;\n{message}\n;\nCOMMIT");
    let created = database.execute_unprepared(&message).await;
    if created.is_err() {
        // Without a transaction there is nothing to roll back, and that is said as an error.
        let _ = database.execute_unprepared("ROLLBACK").await;
    }
    created.map(drop)
}
