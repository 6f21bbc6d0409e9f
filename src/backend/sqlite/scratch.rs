//! Scratch places on SQLite: memory.

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{DbErr, SqlxSqliteConnector};

use super::super::{Scratch, single};

/// A database in memory, which is its connection's own and goes with it.
pub(super) async fn create() -> Result<Scratch, DbErr> {
    let options = SqliteConnectOptions::new().in_memory(true);
    let pool = single(PoolOptions::new(), options);
    Ok(Scratch::passing(
        SqlxSqliteConnector::from_sqlx_sqlite_pool(pool),
    ))
}
