//! The lease on MySQL and MariaDB: sessions, and what takes no turn.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use sea_orm::sqlx::{self, MySqlPool, Row};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, SqlxMySqlConnector};

use super::super::{Backend, Failure, Opened, before_look, send_in_session, single};
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
    let Some(pool) = super::pool(given) else {
        return Ok(Opened::default());
    };
    if pool.options().get_max_connections() == 1 {
        // What its only session is set to is the caller's wish.
        return Ok(Opened {
            side: Some(connect(pool)),
            ..Opened::default()
        });
    }
    let own = connect(pool);
    let named = format!("; SET @seaworthy_run = {}", super::literal(run));
    own.execute_unprepared(&(lock_timeout(timeouts) + &named))
        .await?;
    let executor = DatabaseExecutor::Connection(&own);
    // A cluster may refuse the lock. Then whoever comes next waits until the lease expires.
    let turn = RandomState::new().build_hasher().finish();
    let name = format!("seaworthy_{}_{turn:016x}", &run[..run.len().min(16)]);
    let session = format!(
        "SELECT CASE get_lock('{name}', 0) WHEN 1 THEN concat(@@hostname, ':', @@port, ' {name}') END"
    );
    let session = super::super::text(backend, &executor, &session).await;
    let session = session.unwrap_or_default();
    let opened = Opened {
        session,
        mark: run.to_owned(),
        side: Some(connect(pool)),
        pinned: Some(own),
        ..Opened::default()
    };
    Ok(Opened {
        wide: Some(connect_wide(pool, &opened, lock_timeout(timeouts))),
        ..opened
    })
}

fn connect(pool: &MySqlPool) -> DatabaseConnection {
    let connect = pool.connect_options().as_ref().clone();
    SqlxMySqlConnector::from_sqlx_mysql_pool(single(pool.options().clone(), connect))
}

/// As many connections as the caller has, for as long as the run has the lease. Each waits for tables
/// as long as was said, and has a name that begins with that of the session.
fn connect_wide(pool: &MySqlPool, opened: &Opened, timeout: String) -> DatabaseConnection {
    let session = opened.session.clone();
    let number = Arc::clone(&opened.wide_count);
    let guard = Arc::clone(&opened.guard);
    let options = pool.options().clone().min_connections(0);
    // One that went by its age would take along what is counted of it.
    let options = options.max_lifetime(None).idle_timeout(None);
    // Whoever takes the lease can end the sessions of its own server; those of another one of a
    // cluster look for themselves.
    let looked_at = Arc::clone(&guard);
    let options = options.test_before_acquire(false);
    let options = options.before_acquire(move |connection, _| {
        let guard = looked_at.get().map_or("SELECT 1", String::as_str);
        let guard = guard.to_owned();
        Box::pin(async move {
            let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(guard));
            Ok(!rows.fetch_all(connection).await?.is_empty())
        })
    });
    let options = options.after_connect(move |connection, _| {
        let number = number.fetch_add(1, Ordering::Relaxed);
        let wide = wide_of(&session, number);
        let mut message = timeout.clone();
        if let Some(name) = wide.split(' ').nth(1) {
            message.push_str(&format!("; DO get_lock('{name}', 0)"));
        }
        let guard = guard.get().map_or("SELECT 1", String::as_str);
        message.push_str(&format!("; {guard}"));
        Box::pin(super::super::checked(connection, message))
    });
    let connect = pool.connect_options().as_ref().clone();
    SqlxMySqlConnector::from_sqlx_mysql_pool(options.connect_lazy_with(connect))
}

/// The name of one of the wide connections, as a session.
fn wide_of(session: &str, number: u32) -> String {
    match session {
        "" => String::new(),
        session => format!("{session}_{number}"),
    }
}

/// How many wide connections in a row may be missing.
const GAPS: u32 = 4;

/// The numbers of the sessions of a run that the server still has.
async fn numbers_of(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    session: &str,
) -> Result<Vec<u64>, DbErr> {
    let mut numbers = Vec::new();
    numbers.extend(number_of(backend, database, session).await?);
    // They are opened one after the other; one that was not had leaves a gap.
    let (mut wide, mut missing) = (0, 0);
    while missing < GAPS && !session.is_empty() {
        match number_of(backend, database, &wide_of(session, wide)).await? {
            Some(number) => {
                numbers.push(number);
                missing = 0;
            }
            None => missing += 1,
        }
        wide += 1;
    }
    Ok(numbers)
}

/// A year: as long as the server can be told.
const LONGEST: u128 = 31_536_000;

/// How long a change of the schema waits for the table: whole seconds, at least one.
pub(super) fn lock_timeout(timeouts: &Timeouts) -> String {
    let timeout = timeouts.lock.unwrap_or(super::FACTS.lock_timeout);
    let seconds = match timeout.as_micros().div_ceil(1_000_000) {
        0 => LONGEST,
        seconds => seconds.min(LONGEST),
    };
    format!("SET SESSION lock_wait_timeout = {seconds}")
}

/// Seconds that a statement waits for a row, as the server has it by itself.
const SERVERS_DEFAULT: u64 = 50;

/// Changes a row unless it is in use: the wait for it is cut to the shortest that there is.
pub(super) async fn change_without_waiting(
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<u64, DbErr> {
    let read = "SELECT CAST(@@innodb_lock_wait_timeout AS char)";
    let before = super::super::text(&super::MySql, database, read).await?;
    database
        .execute_unprepared("SET SESSION innodb_lock_wait_timeout = 1")
        .await?;
    let changed = database.execute_unprepared(sql).await;
    let before: u64 = before.parse().unwrap_or(SERVERS_DEFAULT);
    let restored = database
        .execute_unprepared(&format!("SET SESSION innodb_lock_wait_timeout = {before}"))
        .await;
    let changed = changed.and_then(|changed| restored.map(|_| changed));
    match changed {
        Ok(changed) => Ok(changed.rows_affected()),
        Err(error) if super::MySql.is_busy_error(&Failure::of(&error)) => Ok(0),
        Err(error) => Err(error),
    }
}

/// Ends the sessions of a run and whatever runs in them, and waits until they have ended: their
/// locks go last.
pub(super) async fn end_sessions(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    session: &str,
) -> Result<(), DbErr> {
    for number in numbers_of(backend, database, session).await? {
        let kill = format!("KILL {number}");
        database.execute_unprepared(&kill).await?;
    }
    let mut looks = 0;
    while !numbers_of(backend, database, session).await?.is_empty() {
        before_look(looks).await?;
        looks += 1;
    }
    Ok(())
}

/// What is counted for a session that changes nothing.
const HARMLESS: [&str; 15] = [
    "Com_admin_commands",
    "Com_begin",
    "Com_change_db",
    "Com_commit",
    "Com_dealloc_sql",
    "Com_do",
    "Com_empty_query",
    "Com_execute_sql",
    "Com_help",
    "Com_kill",
    "Com_prepare_sql",
    "Com_rollback",
    "Com_select",
    "Com_set_option",
    "Com_multi",
];

/// How many statements of the wide connections may have changed something; `None` when one of them
/// is gone, and with it what it has counted.
pub(super) async fn changes_of_wide(opened: &Opened) -> Option<u64> {
    let pool = opened.wide.as_ref()?.get_mysql_connection_pool();
    let mut all = Vec::new();
    // One that is on its way back to the pool is not to be had yet, and another one opens instead.
    while all.len() < pool.size() as usize {
        all.push(pool.acquire().await.ok()?);
    }
    let are_all_there = all.len() == opened.wide_count.load(Ordering::Relaxed) as usize;
    let mut changes = 0;
    for mut connection in all {
        let counted = "SHOW SESSION STATUS WHERE Variable_name LIKE 'Com\\_%' AND Value <> '0'";
        let rows = sqlx::raw_sql(counted).fetch_all(&mut *connection).await;
        connection.return_to_pool().await;
        for row in rows.ok()? {
            let (name, value): (String, String) = (row.try_get(0).ok()?, row.try_get(1).ok()?);
            let is_harmless = HARMLESS.contains(&name.as_str())
                || name.starts_with("Com_show_")
                || name.starts_with("Com_stmt_");
            if !is_harmless {
                changes += value.parse::<u64>().ok()?;
            }
        }
    }
    are_all_there.then_some(changes)
}

/// Sends a statement without a transaction in the run's own session.
pub(super) async fn send_alone(
    opened: &Opened,
    database: &DatabaseExecutor<'_>,
    settings: Option<&str>,
    sql: &str,
) -> Result<(), DbErr> {
    let (Some(pool), Some(settings)) = (super::pool(database), settings) else {
        return database.execute_unprepared(sql).await.map(drop);
    };
    let check = format!(
        "{settings}; SELECT 1 FROM dual WHERE @seaworthy_run = {}",
        super::literal(&opened.mark)
    );
    send_in_session(pool, &check, sql).await
}

/// Cancels what runs in the run's sessions.
pub(super) async fn cancel(backend: &dyn Backend, opened: &Opened) -> Result<(), DbErr> {
    let Some(side) = &opened.side else {
        return Ok(());
    };
    let executor = DatabaseExecutor::Connection(side);
    for number in numbers_of(backend, &executor, &opened.session).await? {
        let kill = format!("KILL QUERY {number}");
        side.execute_unprepared(&kill).await?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::lock_timeout;
    use crate::migration::Timeouts;

    #[test]
    fn a_time_is_one_that_the_server_takes_and_means_what_it_says() {
        let cases = [
            (None, 2),
            (Some(Duration::ZERO), 31_536_000),
            (Some(Duration::from_micros(1)), 1),
            (Some(Duration::from_millis(1_001)), 2),
            (Some(Duration::MAX), 31_536_000),
        ];
        for (lock, seconds) in cases {
            let timeouts = Timeouts {
                lock,
                ..Timeouts::default()
            };
            let expected = format!("SET SESSION lock_wait_timeout = {seconds}");
            assert_eq!(lock_timeout(&timeouts), expected, "{lock:?}");
        }
    }
}
