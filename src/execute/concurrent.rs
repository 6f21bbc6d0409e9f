//! Indexes that PostgreSQL builds beside writes, outside of a transaction. One whose build broke
//! off is left behind invalid: it is in the way of its name, costs every write, and
//! `IF NOT EXISTS` takes it for a whole one.

use sea_orm::{DatabaseExecutor, DbErr};

use super::alone::Alone;
use super::failure::Cause;
use crate::backend::{Backend, CatalogIndex, Failure};
use crate::migration::ScriptStatement;
use crate::migration::effect::{Effect, IndexEffect};

/// The index that a statement builds concurrently.
pub(super) fn index_of(statement: &ScriptStatement) -> Option<IndexEffect> {
    let ScriptStatement::Sql(sql) = statement else {
        return None;
    };
    match Effect::of(sql)? {
        Effect::CreatesIndex(index) if index.is_concurrent => Some(index),
        _ => None,
    }
}

/// Whether an index is what is left of a build of this one that broke off.
pub(super) fn is_leftover(found: &CatalogIndex, index: &IndexEffect) -> bool {
    let method = found.definition == index.definition;
    !found.is_valid && found.table == index.table && method
}

/// Drops what is left of a build that broke off, so that the same statement can be sent again.
pub(super) async fn clear(alone: &Alone<'_>, index: &IndexEffect) -> Result<(), DbErr> {
    let found = alone
        .backend
        .index(alone.database, &index.table, &index.name)
        .await?;
    match found.is_some_and(|found| is_leftover(&found, index)) {
        true => drop_leftover(alone, index).await,
        false => Ok(()),
    }
}

/// Builds the index, and leaves either a valid one or none.
pub(super) async fn create(
    alone: &Alone<'_>,
    statement: &ScriptStatement,
    index: &IndexEffect,
) -> Result<(), Cause> {
    let (backend, database) = (alone.backend, alone.database);
    let before = backend.index(database, &index.table, &index.name).await?;
    match &before {
        Some(found) if is_leftover(found, index) => drop_leftover(alone, index).await?,
        Some(found) if !found.is_valid => {
            return Err(DbErr::Migration(format!(
                "there is an invalid index `{}` on `{}` that is another one: drop it first",
                index.name, found.table
            ))
            .into());
        }
        _ => {}
    }
    let sql = statement.to_string();
    let Err(error) = alone.send(&sql).await else {
        return Ok(());
    };
    if Failure::of(&error).is_of_connection() {
        return Err(error.into());
    }
    let after = backend.index(database, &index.table, &index.name).await?;
    if after.is_some_and(|found| is_leftover(&found, index)) {
        drop_leftover(alone, index).await?;
    }
    let duplicate = index.is_unique && backend.is_duplicate_error(&Failure::of(&error));
    match duplicate.then(|| equal_keys(backend, database, index)) {
        Some(count) => Err(told(error, count.await).into()),
        None => Err(error.into()),
    }
}

async fn drop_leftover(alone: &Alone<'_>, index: &IndexEffect) -> Result<(), DbErr> {
    let name = alone.backend.facts().quoted(&index.name);
    let sql = format!("DROP INDEX CONCURRENTLY IF EXISTS {name}");
    alone.send(&sql).await
}

/// How many keys stand in several rows, where the database can count them.
async fn equal_keys(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    index: &IndexEffect,
) -> Option<i64> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {} GROUP BY {} HAVING count(*) > 1) equal",
        backend.facts().quoted(&index.table),
        index.keys
    );
    let rows = backend.query(database, &sql).await.ok()?;
    rows.first()?.try_get_by_index(0).ok()
}

fn told(error: DbErr, keys: Option<i64>) -> DbErr {
    match keys {
        Some(keys) => DbErr::Migration(format!(
            "{}: {} in several rows",
            Failure::of(&error).message,
            crate::plan::count(usize::try_from(keys).unwrap_or(0), "key")
        )),
        None => error,
    }
}
