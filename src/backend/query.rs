//! Asking: pools of one connection, messages that are sent as they are, and the catalog's answers.

#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::io;
use std::time::Duration;

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use sea_orm::sqlx::pool::PoolOptions;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use sea_orm::sqlx::{self, Pool};
use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr, QueryResult, Statement};

use super::Backend;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
use super::failure::driver_error;
use crate::migration::effect::normal;

/// A column as the catalog tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CatalogColumn {
    /// Its name.
    pub(crate) name: String,
    /// Its type in the backend's own words, lower case.
    pub(crate) kind: String,
}

/// A table as the catalog tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CatalogTable {
    /// Its schema, where a new table would be created in another one.
    pub(crate) schema: Option<String>,
    /// Its name.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<CatalogColumn>,
    /// Whether the role may read it.
    pub(crate) is_readable: bool,
}

/// What keeps rows of a table from being equal, as the catalog has it.
#[derive(Debug)]
pub(crate) struct CatalogUnique {
    pub(crate) name: String,
    /// Whether it is a constraint, and not an index alone.
    pub(crate) is_constraint: bool,
}

/// An index as the catalog tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CatalogIndex {
    /// Its table.
    pub(crate) table: String,
    /// Whether it is complete: one whose concurrent build broke off is not.
    pub(crate) is_valid: bool,
    /// What stands in its statement after the first parenthesis.
    pub(crate) definition: String,
}

/// Rows of one query through SeaORM, which prepares it.
pub(super) async fn query_prepared(
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<Vec<QueryResult>, DbErr> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_all_raw(statement).await
}

/// A pool of a single connection that is kept for as long as the pool.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(super) fn single<D: sqlx::Database>(
    options: PoolOptions<D>,
    connect: <D::Connection as sqlx::Connection>::Options,
) -> Pool<D> {
    options
        .min_connections(0)
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .connect_lazy_with(connect)
}

/// The one sleep of the core, under any runtime.
pub(crate) async fn pause(time: Duration) {
    futures_timer::Delay::new(time).await;
}

/// How often to look whether a session has ended.
#[cfg(any(feature = "postgres", feature = "mysql"))]
const LOOKS: u32 = 400;

/// Waits between two of those looks, and gives up after the last.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) async fn before_look(look: u32) -> Result<(), DbErr> {
    if look == LOOKS {
        let still_there = "the session before this one does not end";
        return Err(DbErr::Custom(still_there.to_owned()));
    }
    pause(Duration::from_millis(50)).await;
    Ok(())
}

/// Sends a statement in the session for which `check` gives a row, and in no other that the pool may
/// have opened in its place.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) async fn send_in_session<D>(pool: &Pool<D>, check: &str, sql: &str) -> Result<(), DbErr>
where
    D: sqlx::Database,
    for<'c> &'c mut D::Connection: sqlx::Executor<'c, Database = D>,
{
    let mut connection = pool.acquire().await.map_err(driver_error)?;
    let check = sqlx::raw_sql(sqlx::AssertSqlSafe(check));
    let rows = check.fetch_all(&mut *connection).await;
    if rows.map_err(driver_error)?.is_empty() {
        let ended = io::Error::new(io::ErrorKind::ConnectionReset, "the session has ended");
        return Err(driver_error(ended.into()));
    }
    let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
    let sent = statement.execute(&mut *connection).await;
    sent.map(drop).map_err(driver_error)
}

/// Sends a message to a connection that was opened just now, and refuses it when the last
/// statement gives no row.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) async fn checked<C>(connection: &mut C, message: String) -> Result<(), sqlx::Error>
where
    C: sqlx::Connection,
    for<'c> &'c mut C: sqlx::Executor<'c, Database = C::Database>,
{
    let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(message))
        .fetch_all(connection)
        .await?;
    match rows.is_empty() {
        true => Err(sqlx::Error::Configuration(
            "another program has taken the lease".into(),
        )),
        false => Ok(()),
    }
}

/// Rows of one query that is sent as it is.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(super) async fn query_pool<D>(pool: &Pool<D>, sql: &str) -> Result<Vec<QueryResult>, DbErr>
where
    D: sqlx::Database,
    for<'c> &'c mut D::Connection: sqlx::Executor<'c, Database = D>,
    QueryResult: From<D::Row>,
{
    let mut connection = pool.acquire().await.map_err(driver_error)?;
    let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
        .fetch_all(&mut *connection)
        .await;
    // Dropped, it would be returned by a task of its own, and whoever asks next for a connection
    // would open another.
    connection.return_to_pool().await;
    let rows = rows.map_err(driver_error)?;
    Ok(rows.into_iter().map(QueryResult::from).collect())
}

/// The first column of each row, as text.
pub(super) async fn texts(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<Vec<String>, DbErr> {
    let rows = backend.query(database, sql).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// The only value of the only row, as text; empty where it is null.
pub(super) async fn text(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<String, DbErr> {
    let rows = backend.query(database, sql).await?;
    let value = rows
        .first()
        .map(|row| row.try_get_by_index::<Option<String>>(0))
        .transpose()?;
    Ok(value.flatten().unwrap_or_default())
}

/// Name and type of each row's first two columns.
pub(super) async fn catalog_columns(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<Vec<CatalogColumn>, DbErr> {
    let rows = backend.query(database, sql).await?;
    rows.iter()
        .map(|row| {
            let kind: String = row.try_get_by_index(1)?;
            Ok(CatalogColumn {
                name: row.try_get_by_index(0)?,
                kind: kind.to_lowercase(),
            })
        })
        .collect()
}

/// Tables of a query with a row for each column: the schema, empty where it is the session's; the
/// table; a text that is not empty where it may be read; the column; its type.
pub(super) async fn catalog_tables(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<Vec<CatalogTable>, DbErr> {
    let mut tables: Vec<CatalogTable> = Vec::new();
    for row in backend.query(database, sql).await? {
        let text = |index: usize| row.try_get_by_index::<String>(index);
        let schema = Some(text(0)?).filter(|schema| !schema.is_empty());
        let name = text(1)?;
        let column = CatalogColumn {
            name: text(3)?,
            kind: text(4)?.to_lowercase(),
        };
        match tables.last_mut() {
            Some(last) if last.schema == schema && last.name == name => last.columns.push(column),
            _ => tables.push(CatalogTable {
                schema,
                name,
                columns: vec![column],
                is_readable: !text(2)?.is_empty(),
            }),
        }
    }
    Ok(tables)
}

/// The index of a query for its table, its validity and its statement.
pub(super) async fn catalog_index(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<Option<CatalogIndex>, DbErr> {
    let rows = backend.query(database, sql).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let statement: Option<String> = row.try_get_by_index(2)?;
    let definition = statement.as_deref().and_then(|sql| sql.split_once('('));
    Ok(Some(CatalogIndex {
        table: row.try_get_by_index(0)?,
        is_valid: row.try_get_by_index::<i32>(1)? == 1,
        definition: definition.map_or_else(String::new, |(_, rest)| normal(rest)),
    }))
}
