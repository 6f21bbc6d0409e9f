//! Running a script: each statement is a message to the database.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};
use sea_orm_migration::SchemaManager;

use super::{Session, transaction};
use crate::backend::{self, Backend};
use crate::lock;
use crate::migration::manifest::Build;
use crate::migration::{Script, ScriptStatement};

/// Builds and runs one direction of a declarative migration under SeaORM's own migrator.
pub(crate) async fn run(
    build: Build,
    manager: &SchemaManager<'_>,
    wanted: Option<bool>,
) -> Result<(), DbErr> {
    let database = manager.get_connection();
    let script = built(build, database.get_database_backend())?;
    let backend = backend_of(database)?;
    let as_a_whole = wanted != Some(false) && backend.facts().transactional_ddl;
    let session = Session::open(database, backend).await?;
    let sent = match session.connection() {
        Some(connection) if as_a_whole => send_as_a_whole(&script, connection, backend).await,
        _ => send(&script, &session.executor(), &Frame::default()).await,
    };
    session.close().await;
    sent
}

/// SeaORM opens no transaction on SQLite, and enforces foreign keys while a table is dropped.
async fn send_as_a_whole(
    script: &Script,
    connection: &DatabaseConnection,
    backend: &dyn Backend,
) -> Result<(), DbErr> {
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
    match script.refusal() {
        Some(why) => Err(DbErr::Migration(format!("it cannot be reverted: {why}"))),
        None => Ok(script),
    }
}

/// Statements of the engine's own around a step.
#[derive(Default)]
pub(crate) struct Frame {
    /// Sent before the step.
    pub(crate) before: Vec<String>,
    /// Sent after it.
    pub(crate) after: Vec<String>,
    /// Whether they may travel in one message with statements of the step.
    pub(crate) batched: bool,
    /// Set when what comes before the step has been sent, and the claim is ours.
    pub(crate) claimed: AtomicBool,
}

/// Sends a script within its frame. A message is one statement of the script, so that a failure
/// is that statement's; the frame travels with the first and the last.
pub(crate) async fn send(
    script: &Script,
    database: &DatabaseExecutor<'_>,
    frame: &Frame,
) -> Result<(), DbErr> {
    let backend = backend_of(database)?;
    let statements = script.statements();
    if !frame.batched || statements.iter().any(ends_a_transaction) {
        send_claim(database, frame).await?;
        for statement in script.statements() {
            send_one(statement, database, backend).await?;
        }
        return send_batch(database, &frame.after).await;
    }
    let mut before = frame.before.clone();
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
    send_batch(database, &before).await
}

/// A statement that ends the transaction around it takes the claim along, so there must be no doubt
/// whose claim it was.
fn ends_a_transaction(statement: &ScriptStatement) -> bool {
    let ScriptStatement::Sql(sql) = statement else {
        return false;
    };
    let is_letter = |letter: char| letter.is_ascii_alphabetic();
    let mut words = sql.split(|letter| !is_letter(letter));
    let ends = ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"];
    words.any(|word| ends.iter().any(|end| word.eq_ignore_ascii_case(end)))
}

/// Sends what comes before a step. A claim that stands alone and changes no row is refused here.
pub(crate) async fn send_claim(
    database: &DatabaseExecutor<'_>,
    frame: &Frame,
) -> Result<(), DbErr> {
    if let ([claim], false) = (&frame.before[..], frame.batched) {
        let claimed = database.execute_unprepared(claim).await?;
        if claimed.rows_affected() == 0 {
            return Err(lock::nothing_to_claim());
        }
    } else {
        send_batch(database, &frame.before).await?;
    }
    frame.claimed.store(true, Ordering::Relaxed);
    Ok(())
}

async fn send_one(
    statement: &ScriptStatement,
    database: &DatabaseExecutor<'_>,
    backend: &dyn Backend,
) -> Result<(), DbErr> {
    let sql = match statement {
        ScriptStatement::Sql(sql) => sql,
        ScriptStatement::Data(statement) => {
            return database.execute_raw(statement.clone()).await.map(drop);
        }
        ScriptStatement::AddColumn(column) => {
            if has_column(database, backend, &column.table, &column.column).await? {
                return Ok(());
            }
            &column.sql
        }
        ScriptStatement::DropColumn(column) => {
            if !has_column(database, backend, &column.table, &column.column).await? {
                return Ok(());
            }
            &column.sql
        }
        ScriptStatement::Irreversible(_) => return Ok(()),
    };
    backend.before_statement(database, sql).await?;
    database.execute_unprepared(sql).await.map(drop)
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

/// Sends statements as one message. Each separator stands on a line of its own, for a statement
/// may end in a comment.
pub(crate) async fn send_batch(
    database: &DatabaseExecutor<'_>,
    statements: &[String],
) -> Result<(), DbErr> {
    if statements.is_empty() {
        return Ok(());
    }
    let trimmed: Vec<&str> = statements
        .iter()
        .map(|statement| statement.trim_end().trim_end_matches(';'))
        .collect();
    database
        .execute_unprepared(&trimmed.join("\n;\n"))
        .await
        .map(drop)
}
