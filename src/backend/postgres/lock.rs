//! The lease on PostgreSQL: sessions, and what takes no turn.

use std::time::Duration;

use sea_orm::sqlx::PgPool;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, SqlxPostgresConnector,
    TransactionTrait,
};

use super::super::{Backend, Cause, Failure, Opened, before_look, send_in_session, single};
use crate::migration::Timeouts;

/// Whether the session of a lease is still there. Who may not see another role's session sees no
/// start of it either, and takes it to be the same.
pub(super) const SESSION_LIVES: &str = "EXISTS (SELECT 1 FROM pg_stat_activity \
    WHERE pid::text = split_part(session, ' ', 1) AND (backend_start IS NULL \
    OR extract(epoch FROM backend_start)::text = split_part(session, ' ', 2)))";

/// A connection of the run's own, or what the caller gave.
///
/// The connection carries the run's name as a setting, which a pooler between program and server
/// does not pass on: it refuses to, or forgets it. So it is known whether the session is ours.
pub(super) async fn open(
    backend: &dyn Backend,
    given: &DatabaseExecutor<'_>,
    run: &str,
) -> Result<Opened, DbErr> {
    let Some(pool) = super::pool(given) else {
        return described(backend, given, Opened::default(), "").await;
    };
    let plain = pool.connect_options().as_ref().clone();
    let side = Some(connect(pool, plain.clone()));
    if pool.options().get_max_connections() == 1 {
        // What its only session is set to is the caller's wish.
        let opened = Opened {
            side,
            ..Opened::default()
        };
        return described(backend, given, opened, "").await;
    }
    let named = plain.clone().options([("seaworthy.run", run)]);
    let own = connect(pool, named);
    let mark = mark_of(run);
    let opened = Opened {
        side,
        mark,
        ..Opened::default()
    };
    let executor = DatabaseExecutor::Connection(&own);
    match described(backend, &executor, opened.clone(), run).await {
        Ok(found) if !found.is_pooled => {
            let role = super::super::text(backend, &executor, "SELECT current_setting('role')");
            let marked = plain.application_name(&found.mark);
            let wide = connect_wide(pool, marked, &found, &role.await?);
            Ok(Opened {
                pinned: Some(own),
                wide: Some(wide),
                ..found
            })
        }
        Err(error) if is_full(&error) => described(backend, given, Opened::default(), "").await,
        Err(error) if !matches!(Failure::of(&error).cause, Cause::Server(_)) => Err(error),
        // Each pooler has its own words for a setting that it does not know. What is wrong with the
        // connection itself is said again without the setting.
        _ => {
            // What nobody uses yet loses nothing.
            let _ = own.close().await;
            let plain = plain.statement_cache_capacity(0);
            let own = connect(pool, plain.clone());
            let executor = DatabaseExecutor::Connection(&own);
            // What is set for one of them would be found by others.
            let wide = pool.options().clone().min_connections(0);
            let wide = wide.connect_lazy_with(plain);
            let opened = Opened {
                wide: Some(SqlxPostgresConnector::from_sqlx_postgres_pool(wide)),
                ..opened
            };
            let found = described(backend, &executor, opened, "").await?;
            Ok(Opened {
                pinned: Some(own),
                is_pooled: true,
                ..found
            })
        }
    }
}

fn connect(pool: &PgPool, options: PgConnectOptions) -> DatabaseConnection {
    SqlxPostgresConnector::from_sqlx_postgres_pool(single(pool.options().clone(), options))
}

/// As many connections as the caller has, each like the run's own, and only for as long as it has
/// the lease.
fn connect_wide(
    pool: &PgPool,
    options: PgConnectOptions,
    opened: &Opened,
    role: &str,
) -> DatabaseConnection {
    let mut message = String::new();
    if let Some(path) = &opened.search_path {
        message.push_str(&format!("SET search_path = {path}; "));
    }
    if role != "none" {
        message.push_str(&format!("SET ROLE {}; ", super::FACTS.quoted(role)));
    }
    let guard = opened.guard.clone();
    let pool = pool.options().clone().min_connections(0);
    let pool = pool.max_lifetime(None).idle_timeout(None);
    let pool = pool.after_connect(move |connection, _| {
        let guard = guard.get().map_or("SELECT 1", String::as_str);
        let message = format!("{message}{guard}");
        Box::pin(super::super::checked(connection, message))
    });
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool.connect_lazy_with(options))
}

/// The name that sessions carry which work for a run and are not its own.
fn mark_of(run: &str) -> String {
    format!("seaworthy_{run}")
}

/// The server, or the role, has no connection left.
fn is_full(error: &DbErr) -> bool {
    matches!(Failure::of(error).cause, Cause::Server(code) if code == "53300")
}

/// What the session is like: its schema, its search path, its name on the server.
async fn described(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    opened: Opened,
    run: &str,
) -> Result<Opened, DbErr> {
    let query = "SELECT current_schema()::text, \
        (SELECT string_agg(quote_ident(name), ', ') FROM unnest(current_schemas(false)) name \
        WHERE name NOT LIKE 'pg\\_temp%'), \
        coalesce(current_setting('seaworthy.run', true), ''), \
        (SELECT pid || ' ' || extract(epoch FROM backend_start) FROM pg_stat_activity \
        WHERE pid = pg_backend_pid())";
    let rows = backend.query(database, query).await?;
    let Some(row) = rows.first() else {
        return Ok(opened);
    };
    let is_named = row.try_get_by_index::<String>(2)? == run && !run.is_empty();
    let session: Option<String> = row.try_get_by_index(3)?;
    Ok(Opened {
        schema: row.try_get_by_index(0)?,
        search_path: row.try_get_by_index(1)?,
        is_pooled: !is_named && !run.is_empty(),
        session: session.filter(|_| is_named).unwrap_or_default(),
        ..opened
    })
}

/// Creates what is missing while nobody else does. The statements are one message, which is one
/// transaction, and the first fails when somebody else has the lock.
pub(super) async fn create_alone(
    database: &DatabaseExecutor<'_>,
    statements: &[String],
    name: &str,
) -> Result<(), DbErr> {
    let name = super::literal(name);
    let lock = format!(
        "SELECT 1 / pg_try_advisory_xact_lock(hashtextextended(\
         'seaworthy ' || coalesce(current_schema(), '') || ' ' || {name}, 0))::int"
    );
    let message = [&[lock], statements].concat().join("\n;\n");
    if let DatabaseExecutor::Connection(connection) = database {
        return connection.execute_unprepared(&message).await.map(drop);
    }
    let savepoint = database.begin().await?;
    match savepoint.execute_unprepared(&message).await {
        Ok(_) => savepoint.commit().await,
        Err(error) => savepoint.rollback().await.and(Err(error)),
    }
}

/// Ends the sessions of a run and whatever runs in them, and waits until they have ended.
pub(super) async fn end_session(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    session: &str,
    run: &str,
) -> Result<(), DbErr> {
    let sessions = format!(
        "FROM pg_stat_activity, (SELECT {} AS session) lease WHERE pid <> pg_backend_pid() \
         AND (application_name = {} OR pid::text = split_part(session, ' ', 1) \
         AND extract(epoch FROM backend_start)::text = split_part(session, ' ', 2))",
        super::literal(session),
        super::literal(&mark_of(run)),
    );
    let end = format!("SELECT pg_terminate_backend(pid)::int {sessions}");
    let look = format!("SELECT 1 {sessions}");
    backend.query(database, &end).await?;
    let mut looks = 0;
    while !backend.query(database, &look).await?.is_empty() {
        before_look(looks).await?;
        looks += 1;
    }
    Ok(())
}

/// Cancels what runs in the run's session, and in those that carry its mark.
pub(super) async fn cancel(opened: &Opened) -> Result<(), DbErr> {
    // Sessions without a name are not the run's.
    let Some(side) = opened.side.as_ref().filter(|_| !opened.mark.is_empty()) else {
        return Ok(());
    };
    let cancel = format!(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
         WHERE application_name = {} OR pid::text = {}",
        super::literal(&opened.mark),
        super::literal(opened.session.split(' ').next().unwrap_or_default()),
    );
    side.execute_unprepared(&cancel).await.map(drop)
}

/// Sets what holds until the transaction ends, and for nobody who gets the session afterwards.
///
/// Temporary tables come last on the search path: first, which is where they are by default, one
/// could stand in for a real table.
pub(super) fn settings(opened: &Opened, timeouts: &Timeouts) -> String {
    let lock = timeouts.lock.unwrap_or(super::FACTS.lock_timeout);
    let mut settings = vec![
        ("lock_timeout", milliseconds(lock)),
        ("idle_in_transaction_session_timeout", "0".to_owned()),
    ];
    if let Some(statement) = timeouts.statement {
        settings.push(("statement_timeout", milliseconds(statement)));
    }
    if let Some(path) = &opened.search_path {
        settings.push(("search_path", format!("{path}, pg_temp")));
    }
    if opened.is_pooled {
        settings.push(("application_name", opened.mark.clone()));
    }
    let set = |(name, value): (&str, String)| {
        format!("set_config('{name}', {}, true)", super::literal(&value))
    };
    let settings: Vec<String> = settings.into_iter().map(set).collect();
    format!("SELECT {}", settings.join(", "))
}

/// Sets what holds for a statement without a transaction, in a session that is closed after the
/// run. A timeout in a concurrent build would only leave an invalid index.
pub(super) fn settings_alone(
    opened: &Opened,
    timeouts: &Timeouts,
    is_concurrent: bool,
) -> Option<String> {
    if opened.session.is_empty() {
        return None;
    }
    let lock = timeouts.lock.unwrap_or(super::FACTS.lock_timeout);
    let statement = timeouts.statement.map(milliseconds);
    let (lock, statement) = match is_concurrent {
        true => (
            milliseconds(Duration::ZERO),
            Some(milliseconds(Duration::ZERO)),
        ),
        false => (milliseconds(lock), statement),
    };
    let statement = match statement {
        Some(statement) => format!("'{statement}'"),
        None => "DEFAULT".to_owned(),
    };
    let path = opened.search_path.as_ref();
    let path = path.map(|path| format!("; SET search_path = {path}, pg_temp"));
    Some(format!(
        "SET lock_timeout = '{lock}'; SET statement_timeout = {statement}{}",
        path.unwrap_or_default()
    ))
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
        "{settings}; SELECT 1 FROM pg_stat_get_activity(pg_backend_pid()) \
         WHERE pid || ' ' || extract(epoch FROM backend_start) = {}",
        super::literal(&opened.session)
    );
    send_in_session(pool, &check, sql).await
}

/// As long as the server can be told, which is 24 days; only zero is without end.
fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_micros().div_ceil(1000);
    format!("{}ms", milliseconds.min(i32::MAX.unsigned_abs().into()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::milliseconds;

    #[test]
    fn a_time_is_one_that_the_server_takes_and_means_what_it_says() {
        let cases = [
            (Duration::ZERO, "0ms"),
            (Duration::from_micros(1), "1ms"),
            (Duration::from_millis(250), "250ms"),
            (Duration::from_hours(1_000), "2147483647ms"),
            (Duration::MAX, "2147483647ms"),
        ];
        for (time, expected) in cases {
            assert_eq!(milliseconds(time), expected, "{time:?}");
        }
    }
}
