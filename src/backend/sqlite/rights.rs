//! What a session of SQLite's is. A file knows no roles: who may write to it, the system decides.

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};

use super::super::{About, Backend, Cause, Failure, text};

/// The result code of a file that cannot be written to.
const READ_ONLY: u32 = 8;

pub(super) async fn about(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<About, DbErr> {
    let version = text(backend, database, "SELECT sqlite_version()").await?;
    // It takes the lock and gives it back, and nothing is written.
    let begun = database
        .execute_unprepared("BEGIN IMMEDIATE; ROLLBACK")
        .await;
    let read_only = begun.err().map(|error| Failure::of(&error));
    let read_only = read_only.filter(|failure| match &failure.cause {
        Cause::Server(code) => code.parse::<u32>().unwrap_or(0) & 0xff == READ_ONLY,
        _ => false,
    });
    Ok(About {
        server: format!("SQLite {version}"),
        read_only: read_only.map(|_| "the file or its folder is read-only".to_owned()),
        ..About::default()
    })
}
