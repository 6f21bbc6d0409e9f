//! Running a script: each statement is a message to the database.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};
use sea_orm_migration::SchemaManager;

use super::failure::Cause;
use super::{Session, run_id, transaction};
use crate::backend::{self, Backend};
use crate::lock;
use crate::migration::manifest::Build;
use crate::migration::{DroppedForeignKey, Script, ScriptStatement};
use crate::schema::name::{Name, clipped};

/// Builds and runs one direction of a declarative migration under SeaORM's own migrator.
pub(crate) async fn run(
    build: Build,
    manager: &SchemaManager<'_>,
    wanted: Option<bool>,
) -> Result<(), DbErr> {
    let database = manager.get_connection();
    let script = built(build, database.get_database_backend())?;
    let backend = backend_of(database)?;
    let is_rebuild = |statement: &ScriptStatement| matches!(statement, ScriptStatement::Rebuild(_));
    let must_be_whole = script.statements().iter().any(is_rebuild);
    let as_a_whole = backend.facts().transactional_ddl && (wanted != Some(false) || must_be_whole);
    let session = Session::open(database, backend, &run_id(), &script.timeouts()).await?;
    let sent = match session.connection() {
        Some(connection) if as_a_whole => send_as_a_whole(&script, connection, backend).await,
        _ => send(&script, &session.executor(), &Frame::default()).await,
    };
    session.close().await;
    sent.map_err(Cause::into_error)
}

/// SeaORM opens no transaction on SQLite, and enforces foreign keys while a table is dropped.
async fn send_as_a_whole(
    script: &Script,
    connection: &DatabaseConnection,
    backend: &dyn Backend,
) -> Result<(), Cause> {
    let mut violations = backend.violations(connection).await;
    let begun = backend.begin(connection).await?;
    let executor = DatabaseExecutor::from(&begun.transaction);
    let result = send(script, &executor, &Frame::default()).await;
    transaction::end(backend, connection, begun, &mut violations, result).await
}

fn backend_of(database: &DatabaseExecutor<'_>) -> Result<&'static dyn Backend, DbErr> {
    backend::of(database.get_database_backend())
        .map_err(|unsupported| DbErr::Migration(unsupported.to_string()))
}

/// The script of that backend; a refusal is an error before anything is sent.
pub(crate) fn built(build: Build, backend: sea_orm::DatabaseBackend) -> Result<Script, DbErr> {
    let mut script = Script::new(backend);
    build(&mut script);
    if let Some(why) = script.refusal() {
        return Err(DbErr::Migration(format!("it cannot be reverted: {why}")));
    }
    match script.impossibility() {
        Some(why) => Err(DbErr::Migration(why.to_owned())),
        None => Ok(script),
    }
}

/// Statements of the engine's own around a step in a transaction.
#[derive(Default)]
pub(crate) struct Frame {
    /// Sent before everything.
    pub(crate) before: Vec<String>,
    /// Changes a row where the lease is still this run's, and none or fails where it is not.
    pub(crate) fence: Option<String>,
    /// Marks the attempt as one that a crash does not take back, which is taken back with the
    /// transaction.
    pub(crate) mark: Option<String>,
    /// Claims the step: changes no row, or fails, where another program has done it.
    pub(crate) claim: Option<String>,
    /// The fence once more before the end, where the step may have ended the transaction.
    pub(crate) fence_again: Option<String>,
    /// Sent after the step.
    pub(crate) after: Vec<String>,
    /// Whether all that may travel in one message with statements of the step.
    pub(crate) batched: bool,
    /// Set when what comes before the step has been sent, and the claim is ours.
    pub(crate) claimed: AtomicBool,
}

impl Frame {
    /// What comes before the step, as one message.
    fn opening(&self) -> Vec<String> {
        let guards = [&self.fence, &self.mark, &self.claim];
        let guards = guards.into_iter().flatten();
        self.before.iter().chain(guards).cloned().collect()
    }
}

/// Sends a script within its frame. A message is one statement of the script, so that a failure
/// is that statement's; the frame travels with the first and the last.
pub(crate) async fn send(
    script: &Script,
    database: &DatabaseExecutor<'_>,
    frame: &Frame,
) -> Result<(), Cause> {
    let backend = backend_of(database)?;
    let statements = script.statements();
    if !frame.batched || statements.iter().any(ends_a_transaction) {
        send_before(database, frame).await?;
        for statement in script.statements() {
            send_one(statement, database, backend).await?;
        }
        return send_after(database, frame).await;
    }
    let mut before = frame.opening();
    let last = script.statements().len().saturating_sub(1);
    for (index, statement) in script.statements().iter().enumerate() {
        if let ScriptStatement::Sql(sql) = statement {
            before.push(sql.clone());
            if index == last {
                break;
            }
            send_batch(database, &before).await?;
        } else {
            send_batch(database, &before).await?;
            send_one(statement, database, backend).await?;
        }
        frame.claimed.store(true, Ordering::Relaxed);
        before.clear();
    }
    before.extend(frame.after.iter().cloned());
    Ok(send_batch(database, &before).await?)
}

/// A statement that ends the transaction around it takes the claim along, so there must be no doubt
/// whose claim it was.
pub(super) fn ends_a_transaction(statement: &ScriptStatement) -> bool {
    let ScriptStatement::Sql(sql) = statement else {
        return false;
    };
    let is_letter = |letter: char| letter.is_ascii_alphabetic();
    let mut words = sql.split(|letter| !is_letter(letter));
    let ends = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"];
    words.any(|word| ends.iter().any(|end| word.eq_ignore_ascii_case(end)))
}

/// Sends what comes before a step. A fence or a claim that stands alone and changes no row is
/// refused here.
pub(crate) async fn send_before(
    database: &DatabaseExecutor<'_>,
    frame: &Frame,
) -> Result<(), Cause> {
    if frame.batched {
        send_batch(database, &frame.opening()).await?;
    } else {
        send_batch(database, &frame.before).await?;
        if let Some(fence) = &frame.fence
            && changed(database, fence).await? == 0
        {
            return Err(Cause::Lost);
        }
        send_batch(database, frame.mark.as_slice()).await?;
        if let Some(claim) = &frame.claim
            && changed(database, claim).await? == 0
        {
            return Err(lock::nothing_to_claim().into());
        }
    }
    frame.claimed.store(true, Ordering::Relaxed);
    Ok(())
}

/// Sends what comes after a step.
pub(crate) async fn send_after(
    database: &DatabaseExecutor<'_>,
    frame: &Frame,
) -> Result<(), Cause> {
    if let Some(fence) = &frame.fence_again
        && changed(database, fence).await? == 0
    {
        return Err(Cause::Lost);
    }
    Ok(send_batch(database, &frame.after).await?)
}

async fn changed(database: &DatabaseExecutor<'_>, sql: &str) -> Result<u64, DbErr> {
    let changed = database.execute_unprepared(sql).await?;
    Ok(changed.rows_affected())
}

pub(super) async fn send_one(
    statement: &ScriptStatement,
    database: &DatabaseExecutor<'_>,
    backend: &dyn Backend,
) -> Result<(), DbErr> {
    match statement {
        ScriptStatement::Data(statement) => database.execute_raw(statement.clone()).await.map(drop),
        ScriptStatement::Rebuild(rebuild) => backend.rebuild(database, rebuild).await,
        _ => match needed_sql(statement, database, backend).await? {
            Some(sql) => database.execute_unprepared(&sql).await.map(drop),
            None => Ok(()),
        },
    }
}

/// What there is to send of a statement that binds nothing, once the database was asked.
pub(super) async fn needed_sql<'a>(
    statement: &'a ScriptStatement,
    database: &DatabaseExecutor<'_>,
    backend: &dyn Backend,
) -> Result<Option<Cow<'a, str>>, DbErr> {
    let (sql, is_needed) = match statement {
        ScriptStatement::Sql(sql) => (Cow::from(sql), true),
        ScriptStatement::AddColumn(column) => {
            let has = has_column(database, backend, &column.table, &column.column).await?;
            (Cow::from(&column.sql), !has)
        }
        ScriptStatement::DropColumn(column) => {
            let has = has_column(database, backend, &column.table, &column.column).await?;
            (Cow::from(&column.sql), has)
        }
        ScriptStatement::AlterColumn(column) => {
            let (table, name) = (&column.table, &column.column);
            let has = backend
                .has_type(database, table, name, &column.kind)
                .await?;
            match has {
                true => (Cow::from(&column.without_type), true),
                false => (Cow::from(&column.with_type), true),
            }
        }
        ScriptStatement::DropPrimaryKey { table } => {
            let name = backend.primary_key(database, table).await?;
            let name = name.ok_or_else(|| {
                DbErr::Migration(format!("`{table}` has no primary key, or is not there"))
            })?;
            let facts = backend.facts();
            let (table, name) = (facts.quoted_name(table), facts.quoted(&name));
            let sql = format!("ALTER TABLE {table} DROP CONSTRAINT {name}");
            (Cow::from(sql), true)
        }
        ScriptStatement::Counting { table, column, how } => {
            let place = (table, column.as_str());
            match backend.counting(database, place, how.as_deref()).await? {
                Some(sql) => (Cow::from(sql), true),
                None => return Ok(None),
            }
        }
        ScriptStatement::DropUnique(unique) => {
            let (table, name) = (&unique.table, &unique.name);
            let found = backend.unique(database, unique).await?;
            let found = found.ok_or_else(|| {
                let columns = unique.columns.join("`, `");
                DbErr::Migration(format!(
                    "`{table}` has no unique constraint `{name}`, and none of `{columns}`"
                ))
            })?;
            let facts = backend.facts();
            let sql = match found.is_constraint {
                true => {
                    let (table, name) = (facts.quoted_name(table), facts.quoted(&found.name));
                    format!("ALTER TABLE {table} DROP CONSTRAINT {name}")
                }
                false => {
                    let index = Name {
                        schema: table.schema.clone(),
                        name: found.name,
                    };
                    format!("DROP INDEX {}", facts.quoted_name(&index))
                }
            };
            (Cow::from(sql), true)
        }
        ScriptStatement::DropForeignKey(key) => {
            let facts = backend.facts();
            let drop = key.sql.strip_suffix(&facts.quoted(&key.name));
            match (drop, foreign_key(database, backend, key).await?) {
                (Some(drop), Some(found)) => {
                    (Cow::from(format!("{drop}{}", facts.quoted(&found))), true)
                }
                // The server says that there is none.
                _ => (Cow::from(&key.sql), true),
            }
        }
        ScriptStatement::RequireNone { count, sentence } => {
            require_none(database, backend, count, sentence).await?;
            return Ok(None);
        }
        ScriptStatement::Data(_)
        | ScriptStatement::Rebuild(_)
        | ScriptStatement::Irreversible(_)
        | ScriptStatement::Impossible(_) => return Ok(None),
    };
    if is_needed {
        backend.before_statement(database, &sql).await?;
    }
    Ok(is_needed.then_some(sql))
}

/// The name of the foreign key that is meant: that which is said, or that of the only one of its columns.
pub(super) async fn foreign_key(
    database: &DatabaseExecutor<'_>,
    backend: &dyn Backend,
    key: &DroppedForeignKey,
) -> Result<Option<String>, DbErr> {
    let mut found = backend.foreign_keys(database, key).await?;
    let is_said = |name: &String| *name == key.name || name == clipped(&key.name);
    Ok(match found.iter().position(is_said) {
        Some(said) => Some(found.swap_remove(said)),
        None if found.len() == 1 => found.pop(),
        None => None,
    })
}

/// Fails where a query counts rows, and tells how many.
async fn require_none(
    database: &DatabaseExecutor<'_>,
    backend: &dyn Backend,
    count: &str,
    sentence: &str,
) -> Result<(), DbErr> {
    let rows = backend.query(database, count).await?;
    let counted: Option<i64> = match rows.first() {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    match counted.unwrap_or_default() {
        0 => Ok(()),
        1 => Err(DbErr::Migration(format!("{sentence}: 1 row"))),
        rows => Err(DbErr::Migration(format!("{sentence}: {rows} rows"))),
    }
}

/// Names of columns are the same in any case on the backends that ask here.
async fn has_column(
    database: &DatabaseExecutor<'_>,
    backend: &dyn Backend,
    table: &str,
    column: &str,
) -> Result<bool, DbErr> {
    let columns = backend.columns(database, table).await?;
    let wanted = column.to_lowercase();
    Ok(columns
        .iter()
        .any(|found| found.name.to_lowercase() == wanted))
}

/// Sends statements as one message.
pub(crate) async fn send_batch(
    database: &DatabaseExecutor<'_>,
    statements: &[String],
) -> Result<(), DbErr> {
    if statements.is_empty() {
        return Ok(());
    }
    database
        .execute_unprepared(&joined(statements))
        .await
        .map(drop)
}

/// Statements as one message. Each separator stands on a line of its own, for a statement may end
/// in a comment.
pub(super) fn joined(statements: &[String]) -> String {
    let trimmed: Vec<&str> = statements
        .iter()
        .map(|statement| statement.trim_end().trim_end_matches(';'))
        .collect();
    trimmed.join("\n;\n")
}
