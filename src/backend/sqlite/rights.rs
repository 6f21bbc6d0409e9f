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
    Ok(About {
        server: format!("SQLite {version}"),
        read_only: read_only(backend, database).await?,
        ..About::default()
    })
}

/// Why the file cannot be written to, by a statement that needs to and has nothing to do: where no
/// page is kept for later, there is none to give back.
async fn read_only(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<Option<String>, DbErr> {
    let keeps_pages = "SELECT CAST(auto_vacuum = 2 AS text) FROM pragma_auto_vacuum";
    if text(backend, database, keeps_pages).await? == "1" {
        return Ok(None);
    }
    let asked = database.execute_unprepared("PRAGMA incremental_vacuum(1)");
    let Err(error) = asked.await else {
        return Ok(None);
    };
    let is_read_only = match Failure::of(&error).cause {
        Cause::Server(code) => code.parse::<u32>().unwrap_or(0) & 0xff == READ_ONLY,
        _ => false,
    };
    Ok(is_read_only.then(|| "the file or its folder is read-only".to_owned()))
}
