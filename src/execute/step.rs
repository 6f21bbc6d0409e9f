//! Step: one migration in one direction, in a transaction or without, and what became of it.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr, TransactionTrait};
use sea_orm_migration::SchemaManager;

use super::script::{self, Frame, send_batch};
use super::{Held, Report, Run, build_of, transaction};
use crate::backend::{Failure, Violations};
use crate::hint::Hint;
use crate::ledger::{Attempted, Outcome};
use crate::lock;
use crate::migration::{Member, Version};
use crate::plan::Direction;

/// A step that failed, with what the run had done before it.
#[derive(Debug, thiserror::Error)]
#[error("failed to {} `{version}`: {message}", report.direction.verb())]
pub struct StepError {
    /// The migration.
    pub version: Version,
    /// What went wrong, in one line.
    pub message: String,
    /// What is left of it in the database.
    pub effect: Effect,
    /// The steps before it, and those that were not reached.
    pub report: Report,
    /// SeaORM's error; `None` where the migration panicked.
    #[source]
    pub source: Option<DbErr>,
}

/// What a failed step left in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it never began, or its transaction was rolled back.
    None,
    /// Perhaps a part: it ran without a transaction, or on a backend that commits at every change
    /// of the schema.
    Partial,
}

impl StepError {
    /// Advice for the error of the database.
    pub fn hint(&self, backend: sea_orm::DatabaseBackend) -> Option<Hint> {
        match &self.source {
            Some(DbErr::Migration(message)) if message == SEAORM_HAS_NO_DOWN => {
                Some(Hint::new("Write its `down`, or restore a backup."))
            }
            Some(source) => Failure::of(source).hint(backend),
            None => Some(Hint::new(
                "It panicked: sea-query does so where a backend has no such statement, and so \
                 does `todo!()`.",
            )),
        }
    }
}

/// What SeaORM's default `down` says.
const SEAORM_HAS_NO_DOWN: &str = "We Don't Do That Here";

/// How a step ended that did not fail.
pub(super) enum Ended {
    /// It ran.
    Done,
    /// Another program had run it.
    Elsewhere,
}

/// Why a step failed.
pub(super) struct Failed {
    cause: Cause,
    effect: Effect,
}

enum Cause {
    Database(DbErr),
    Panic(String),
}

impl From<DbErr> for Cause {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Cause {
    fn message(&self) -> String {
        match self {
            Self::Database(DbErr::Migration(message)) if message == SEAORM_HAS_NO_DOWN => {
                "it has no `down`".to_owned()
            }
            Self::Database(error) => Failure::of(error).message,
            Self::Panic(message) => format!("it panicked: {message}"),
        }
    }
}

impl Failed {
    pub(super) fn into_error(self, version: Version, report: Report) -> StepError {
        let message = self.cause.message();
        let source = match self.cause {
            Cause::Database(error) => Some(error),
            Cause::Panic(_) => None,
        };
        StepError {
            version,
            message,
            effect: self.effect,
            report,
            source,
        }
    }
}

impl Run<'_> {
    /// Runs one step: journal, transaction, claim, migration, ledger, journal.
    pub(super) async fn step(
        &self,
        version: &Version,
        direction: Direction,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let untouched = |cause: Cause| Failed {
            cause,
            effect: Effect::None,
        };
        let Some(member) = self.set.member(version) else {
            let message = format!("there is no version `{version}` in this program");
            return Err(untouched(DbErr::Custom(message).into()));
        };
        let facts = self.ledger.backend().facts();
        let in_transaction = member
            .migration
            .use_transaction()
            .unwrap_or(facts.transactional_ddl);
        let attempted = Attempted {
            run: &self.id,
            version,
            direction,
            checksum: member.checksum.as_ref(),
            in_transaction,
            actor: &self.actor,
        };
        let connection = self.session.connection();
        let executor = self.session.executor();
        if let (true, true, Some(connection)) = (in_transaction, facts.batches, connection) {
            return self.in_batches(connection, member, &attempted, held).await;
        }
        // The pool may have no other connection.
        held.release().await;
        let begun = send_batch(&executor, &[self.ledger.beginning(&attempted)]).await;
        begun.map_err(|error| untouched(error.into()))?;

        let result = match (in_transaction, connection) {
            (true, Some(connection)) => {
                self.in_transaction(connection, member, &attempted, &mut held.violations)
                    .await
            }
            (true, None) => self.in_savepoint(&executor, member, &attempted).await,
            (false, _) => self.plainly(&executor, member, &attempted).await,
        };
        let Err(cause) = result else {
            return Ok(Ended::Done);
        };
        let ending = self.ending_of(&attempted, &cause);
        // The step has failed already: a journal that cannot be written is no second error.
        let _ = send_batch(&executor, &[ending]).await;
        let undone = in_transaction && facts.transactional_ddl;
        let effect = if undone {
            Effect::None
        } else {
            Effect::Partial
        };
        self.ended(&executor, &attempted, cause, effect).await
    }

    /// Whether another program was quicker, or the step has failed.
    async fn ended(
        &self,
        executor: &DatabaseExecutor<'_>,
        attempted: &Attempted<'_>,
        cause: Cause,
        effect: Effect,
    ) -> Result<Ended, Failed> {
        let (version, direction) = (attempted.version, attempted.direction);
        if let Cause::Database(error) = &cause
            && lock::was_lost(self.ledger, executor, version, direction, error).await
        {
            return Ok(Ended::Elsewhere);
        }
        Err(Failed { cause, effect })
    }

    /// A step whose beginning, claim, statements and end travel in as few messages as it has
    /// statements, on a connection that is kept for the next step. The beginning has a transaction
    /// of its own, so that it is kept whatever becomes of the step.
    async fn in_batches(
        &self,
        connection: &DatabaseConnection,
        member: &Member,
        attempted: &Attempted<'_>,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let transaction = match held.transaction.take() {
            Some(transaction) => transaction,
            None => connection.begin().await.map_err(|error| Failed {
                cause: error.into(),
                effect: Effect::None,
            })?,
        };
        let transaction = held.transaction.insert(transaction);
        let executor = DatabaseExecutor::from(&*transaction);
        let next = ["COMMIT", "BEGIN"].map(str::to_owned);
        let mut frame = self.frame(attempted);
        let beginning = [self.ledger.beginning(attempted)];
        let before = [&next[..], &beginning[..], &next[..]].concat();
        frame.before.splice(0..0, before);
        frame.after.extend(next);
        frame.batched = true;
        let Err(cause) = self
            .migrate(&executor, member, attempted.direction, &frame)
            .await
        else {
            return Ok(Ended::Done);
        };
        let undo = [
            "ROLLBACK",
            "BEGIN",
            &self.ending_of(attempted, &cause),
            "COMMIT",
            "BEGIN",
        ];
        let undone = send_batch(&executor, &undo.map(str::to_owned)).await;
        let ended = self.ended(&executor, attempted, cause, Effect::None).await;
        if undone.is_err() {
            held.transaction = None;
        }
        ended
    }

    async fn in_transaction(
        &self,
        connection: &DatabaseConnection,
        member: &Member,
        attempted: &Attempted<'_>,
        violations: &mut Violations,
    ) -> Result<(), Cause> {
        let backend = self.ledger.backend();
        let begun = backend.begin(connection).await?;
        let executor = DatabaseExecutor::from(&begun.transaction);
        let result = self.framed(&executor, member, attempted).await;
        transaction::end(backend, connection, begun, violations, result).await
    }

    /// Inside a transaction of the caller's, which alone decides whether it is committed.
    async fn in_savepoint(
        &self,
        executor: &DatabaseExecutor<'_>,
        member: &Member,
        attempted: &Attempted<'_>,
    ) -> Result<(), Cause> {
        let savepoint = executor.begin().await?;
        let result = self
            .framed(&DatabaseExecutor::from(&savepoint), member, attempted)
            .await;
        match result {
            Ok(()) => Ok(savepoint.commit().await?),
            Err(cause) => {
                let _ = savepoint.rollback().await;
                Err(cause)
            }
        }
    }

    async fn framed(
        &self,
        executor: &DatabaseExecutor<'_>,
        member: &Member,
        attempted: &Attempted<'_>,
    ) -> Result<(), Cause> {
        let frame = self.frame(attempted);
        self.migrate(executor, member, attempted.direction, &frame)
            .await
    }

    /// Claim and records of a step inside its transaction.
    fn frame(&self, attempted: &Attempted<'_>) -> Frame {
        let (version, direction) = (attempted.version, attempted.direction);
        let claim = lock::claim(self.ledger, version, direction);
        let record = match &claim {
            Some(_) => None,
            None => Some(lock::record(self.ledger, version, direction)),
        };
        let ending = self.ledger.ending(attempted, &Outcome::Done);
        Frame {
            before: claim.into_iter().collect(),
            after: record.into_iter().chain([ending]).collect(),
            batched: false,
        }
    }

    async fn plainly(
        &self,
        executor: &DatabaseExecutor<'_>,
        member: &Member,
        attempted: &Attempted<'_>,
    ) -> Result<(), Cause> {
        let frame = Frame {
            before: Vec::new(),
            after: vec![
                lock::record(self.ledger, attempted.version, attempted.direction),
                self.ledger.ending(attempted, &Outcome::Done),
            ],
            batched: false,
        };
        self.migrate(executor, member, attempted.direction, &frame)
            .await
    }

    /// The migration itself, within its frame. A panic in it is caught here.
    async fn migrate(
        &self,
        executor: &DatabaseExecutor<'_>,
        member: &Member,
        direction: Direction,
        frame: &Frame,
    ) -> Result<(), Cause> {
        let run = async {
            if let Some(build) = build_of(member, direction) {
                let backend = sea_orm::ConnectionTrait::get_database_backend(executor);
                let script = script::built(build, backend)?;
                return script::send(&script, executor, frame).await;
            }
            send_batch(executor, &frame.before).await?;
            let manager = SchemaManager::new(super::session::reborrow(executor));
            match direction {
                Direction::Up => member.migration.up(&manager).await?,
                Direction::Down => member.migration.down(&manager).await?,
            }
            send_batch(executor, &frame.after).await
        };
        match AssertUnwindSafe(run).catch_unwind().await {
            Ok(result) => result.map_err(Cause::from),
            Err(payload) => Err(Cause::Panic(panic_message(payload.as_ref()))),
        }
    }

    /// Statement that writes a failure down.
    fn ending_of(&self, attempted: &Attempted<'_>, cause: &Cause) -> String {
        self.ledger
            .ending(attempted, &Outcome::Failed(&cause.message()))
    }
}

/// What `panic!` was given.
pub(super) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "with a value that is no text".to_owned())
}
