//! Mark: a word that says what a database is for, in a table of its own.
//!
//! The table belongs to no ledger, for `fresh` of any of them drops everything. A copy of the
//! database has the table too, and is not marked by it: the row names the database that it is for.

use std::fmt;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};

use crate::backend::{Backend, Failure};
use crate::ledger::cut;
use crate::lock::{backoff, pause};
use crate::migration::Actor;

/// The name of the table.
pub(crate) const TABLE: &str = "seaworthy_mark";

/// How often marking is tried while other programs do the same.
const ATTEMPTS: u32 = 20;

/// A word that says what a database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mark {
    /// What is in it cannot be made again: what destroys data is refused.
    Production,
}

impl Mark {
    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The mark of a database, and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Marked {
    /// The word, as in [`Mark::as_str`]. One that only a later version knows protects as well.
    pub mark: String,
    /// Since when, by the database's clock, as `2026-01-31T12:00:00.000Z`.
    pub marked_at: String,
    /// The role that the database authenticated; empty on SQLite.
    pub marked_by: String,
    /// The account of the process.
    pub os_user: String,
    /// The machine.
    pub host: String,
}

impl Marked {
    /// `postgres (ada@laptop)`, or `ada@laptop` where the database has no roles.
    pub(crate) fn who(&self) -> String {
        let place = format!("{}@{}", self.os_user, self.host);
        match self.marked_by.as_str() {
            "" => place,
            role => format!("{role} ({place})"),
        }
    }
}

/// The mark of the database behind a connection. A missing table says that there is none.
///
/// The catalog is asked first: whatever else goes wrong is an error, and never "not marked".
pub(crate) async fn read(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<Option<Marked>, DbErr> {
    if !has_table(backend, database).await? {
        return Ok(None);
    }
    let facts = backend.facts();
    let sql = format!(
        "SELECT mark, {}, marked_by, os_user, host FROM {} WHERE scope = {}",
        (facts.iso)("marked_at"),
        facts.quoted(TABLE),
        scope(backend, database).await?,
    );
    let rows = backend.query(database, &sql).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let text = |index: usize| row.try_get_by_index::<String>(index);
    Ok(Some(Marked {
        mark: text(0)?,
        marked_at: text(1)?,
        marked_by: text(2)?,
        os_user: text(3)?,
        host: text(4)?,
    }))
}

/// Whether there is a table for marks, with or without one for this database.
pub(crate) async fn has_table(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<bool, DbErr> {
    Ok(!backend.columns(database, TABLE).await?.is_empty())
}

/// Drops the table, with the marks of others.
pub(crate) async fn drop_table(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<(), DbErr> {
    let sql = format!("DROP TABLE {}", backend.facts().quoted(TABLE));
    database.execute_unprepared(&sql).await.map(drop)
}

/// Marks the database, unless it is marked. The table is created where it is missing.
pub(crate) async fn write(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    mark: &str,
    actor: &Actor,
) -> Result<Marked, DbErr> {
    for attempt in 0..ATTEMPTS {
        if let Some(marked) = read(backend, database).await? {
            return Ok(marked);
        }
        let statements = statements(backend, database, mark, actor).await?;
        let created = backend.create_alone(database, &statements, TABLE).await;
        if let Err(error) = created {
            let failure = Failure::of(&error);
            let is_elsewhere = backend.is_busy_error(&failure)
                || backend.is_duplicate_error(&failure)
                || backend.is_creation_taken(&failure);
            if !is_elsewhere || attempt + 1 == ATTEMPTS {
                return Err(error);
            }
            pause(backoff(attempt, Duration::from_millis(500))).await;
        }
    }
    Err(DbErr::Custom(
        "its mark is taken away again and again".to_owned(),
    ))
}

/// Takes the mark away. The table stays, for it may have the marks of others.
pub(crate) async fn erase(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<(), DbErr> {
    let table = backend.facts().quoted(TABLE);
    let scope = scope(backend, database).await?;
    let sql = format!("DELETE FROM {table} WHERE scope = {scope}");
    database.execute_unprepared(&sql).await.map(drop)
}

/// An expression that tells this database from others, and from a copy of it under another name.
async fn scope(backend: &dyn Backend, database: &DatabaseExecutor<'_>) -> Result<String, DbErr> {
    let facts = backend.facts();
    if facts.scope_has_name {
        return Ok(facts.scope.to_owned());
    }
    let name = backend.database_name(database).await?;
    Ok(facts.literal(&name))
}

async fn statements(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    mark: &str,
    actor: &Actor,
) -> Result<[String; 2], DbErr> {
    let facts = backend.facts();
    let (table, scope) = (facts.quoted(TABLE), scope(backend, database).await?);
    let definition = format!(
        "CREATE TABLE IF NOT EXISTS {table} (\
         scope varchar(255) NOT NULL PRIMARY KEY, \
         mark varchar(32) NOT NULL, \
         marked_at {} NOT NULL, \
         marked_by varchar(255) NOT NULL, \
         os_user varchar(255) NOT NULL, \
         host varchar(255) NOT NULL){}",
        facts.timestamp_type, facts.table_options,
    );
    let text = |text: &str| facts.literal(&cut(text, 255));
    let row = format!(
        "INSERT INTO {table} (scope, mark, marked_at, marked_by, os_user, host) \
         SELECT {scope}, {}, {}, {}, {}, {} FROM (SELECT 1 AS one) always \
         WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE scope = {scope})",
        text(mark),
        facts.now,
        facts.current_user,
        text(&actor.os_user),
        text(&actor.host),
    );
    Ok([definition, row])
}
