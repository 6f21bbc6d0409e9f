//! The lease on MySQL and MariaDB: sessions, and what takes no turn.

use sea_orm::sqlx::MySqlPool;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, SqlxMySqlConnector};

use super::super::{Backend, Failure, Opened, single};
use crate::migration::Timeouts;

/// A session is known by a lock of its own, which the server gives back when the session ends.
/// Such locks are the server's own: another server of a cluster knows nothing of them.
pub(super) const SESSION_LIVES: &str = "substring_index(session, ' ', 1) <> \
    concat(@@hostname, ':', @@port) OR is_used_lock(substring_index(session, ' ', -1)) IS NOT NULL";

/// A connection of the run's own, or what the caller gave.
pub(super) async fn open(
    backend: &dyn Backend,
    given: &DatabaseExecutor<'_>,
    run: &str,
    timeouts: &Timeouts,
) -> Result<Opened, DbErr> {
    let Some(pool) = super::pool(given).filter(|pool| pool.options().get_max_connections() > 1)
    else {
        return Ok(Opened::default());
    };
    let own = connect(pool);
    own.execute_unprepared(&lock_timeout(timeouts)).await?;
    let executor = DatabaseExecutor::Connection(&own);
    // A cluster may refuse the lock. Then whoever comes next waits until the lease expires.
    let name = format!("seaworthy_{run}");
    let session = format!(
        "SELECT CASE get_lock('{name}', 0) WHEN 1 THEN concat(@@hostname, ':', @@port, ' {name}') END"
    );
    let session = super::super::text(backend, &executor, &session).await;
    let wide = SqlxMySqlConnector::from_sqlx_mysql_pool(
        pool.options()
            .clone()
            .min_connections(0)
            .connect_lazy_with(pool.connect_options().as_ref().clone()),
    );
    Ok(Opened {
        session: session.unwrap_or_default(),
        side: Some(connect(pool)),
        wide: Some(wide),
        pinned: Some(own),
        ..Opened::default()
    })
}

fn connect(pool: &MySqlPool) -> DatabaseConnection {
    let connect = pool.connect_options().as_ref().clone();
    SqlxMySqlConnector::from_sqlx_mysql_pool(single(pool.options().clone(), connect))
}

/// A year: as long as the server can be told.
const LONGEST: u128 = 31_536_000;

/// How long a change of the schema waits for the table: whole seconds, at least one.
pub(super) fn lock_timeout(timeouts: &Timeouts) -> String {
    let timeout = timeouts.lock.unwrap_or(super::FACTS.lock_timeout);
    let seconds = match timeout.as_millis().div_ceil(1000) {
        0 => LONGEST,
        seconds => seconds,
    };
    format!("SET SESSION lock_wait_timeout = {seconds}")
}

/// Changes a row unless it is in use: the wait for it is cut to the shortest that there is.
pub(super) async fn change_without_waiting(
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<u64, DbErr> {
    let before = "SET @seaworthy_wait = @@innodb_lock_wait_timeout, \
                  SESSION innodb_lock_wait_timeout = 1";
    database.execute_unprepared(before).await?;
    let changed = database.execute_unprepared(sql).await;
    database
        .execute_unprepared("SET SESSION innodb_lock_wait_timeout = @seaworthy_wait")
        .await?;
    match changed {
        Ok(changed) => Ok(changed.rows_affected()),
        Err(error) if super::MySql.is_busy_error(&Failure::of(&error)) => Ok(0),
        Err(error) => Err(error),
    }
}

/// Ends a session and whatever runs in it. Its lock goes last, so it has ended when that is free.
pub(super) async fn end_session(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    session: &str,
) -> Result<(), DbErr> {
    let (Some(number), Some(name)) = (
        number_of(backend, database, session).await?,
        session.split(' ').next_back(),
    ) else {
        return Ok(());
    };
    database
        .execute_unprepared(&format!("KILL {number}"))
        .await?;
    let name = super::literal(name);
    let wait =
        format!("SELECT CAST(get_lock({name}, 5) AS char), CAST(release_lock({name}) AS char)");
    super::super::text(backend, database, &wait).await.map(drop)
}

/// Cancels what runs in the run's session.
pub(super) async fn cancel(backend: &dyn Backend, opened: &Opened) -> Result<(), DbErr> {
    let Some(side) = &opened.side else {
        return Ok(());
    };
    let executor = DatabaseExecutor::Connection(side);
    match number_of(backend, &executor, &opened.session).await? {
        Some(number) => {
            let kill = format!("KILL QUERY {number}");
            side.execute_unprepared(&kill).await.map(drop)
        }
        None => Ok(()),
    }
}

/// The server's number for a session of its own.
async fn number_of(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    session: &str,
) -> Result<Option<u64>, DbErr> {
    let query = format!(
        "SELECT CAST(CASE WHEN substring_index(session, ' ', 1) = concat(@@hostname, ':', @@port) \
         THEN is_used_lock(substring_index(session, ' ', -1)) END AS char) \
         FROM (SELECT {} AS session) lease",
        super::literal(session)
    );
    let number = super::super::text(backend, database, &query).await?;
    Ok(number.parse().ok())
}
