//! The application, as somebody meets it who comes from its SQL files or who comes new, and what the
//! database does for its users.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends there"
)]

#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "shared with the library's tests"
)]
#[path = "../../../../tests/it/support/mod.rs"]
mod support;

#[allow(dead_code, reason = "shared with other packages")]
#[path = "../../../../tests/sessions/mod.rs"]
mod sessions;

mod entities;
mod rows;
mod schema;
mod session;

use seaworthy::Runner;
use seaworthy::sea_orm::{Database, DatabaseConnection};

use support::{TestDatabase, Which, count};

/// Whether the server has pgvector. Where it has not, there is one thing to see: that it is said.
async fn has_vector() -> bool {
    let db = Database::connect(Which::Postgres.server()).await.unwrap();
    let sql = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'";
    let number = count(&db, sql).await;
    db.close().await.unwrap();
    number == 1
}

/// A database with the whole schema, where the server can have it.
async fn migrated() -> Option<(TestDatabase, DatabaseConnection)> {
    if !has_vector().await {
        return None;
    }
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let runner = Runner::new(identra::Migrator);
    runner.up(&db).await.expect("applied");
    Some((database, db))
}
