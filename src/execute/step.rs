//! Step: one migration in one direction, in a transaction or without.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, TransactionTrait};
use sea_orm_migration::SchemaManager;

use super::failure::{Cause, Effect, Failed, panic_message};
use super::script::{self, Frame, send_batch};
use super::session::reborrow;
use super::{Held, Run, build_of, transaction};
use crate::backend::Violations;
use crate::ledger::{Attempted, Outcome};
use crate::lock::{self, Claimed};
use crate::migration::{Member, Script, Version};
use crate::plan::Direction;

/// How a step ended that did not fail.
pub(super) enum Ended {
    /// It ran.
    Done,
    /// Another program had run it.
    Elsewhere,
}

/// What a step runs.
enum Work<'a> {
    /// The statements of a declarative migration.
    Script(Script),
    /// A migration of SeaORM's form.
    Code(&'a Member),
}

impl Run<'_> {
    /// Runs one step: journal, transaction, claim, migration, ledger, journal. `next` is the step
    /// after it, whose beginning may be written together with this one's end.
    pub(super) async fn step(
        &self,
        version: &Version,
        next: Option<&Version>,
        direction: Direction,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let (member, attempted) = self
            .attempted(version, direction)
            .map_err(Failed::untouched)?;
        let facts = self.ledger.backend().facts();
        let connection = self.session.connection();
        let executor = self.session.executor();
        let begun = std::mem::take(&mut held.begun);
        let beginning = (!begun).then(|| self.ledger.beginning(&attempted));
        let work = match work(member, direction, executor.get_database_backend()) {
            Ok(work) => work,
            Err(cause) => {
                held.release().await;
                let beginning: Vec<String> = beginning.into_iter().collect();
                let _ = send_batch(&executor, &beginning).await;
                return self
                    .ended(&executor, &attempted, cause, Effect::None, false)
                    .await;
            }
        };
        if let (true, true, Some(connection)) =
            (attempted.in_transaction, facts.batches, connection)
        {
            return self
                .in_batches(connection, &work, &attempted, beginning, held)
                .await;
        }
        // The pool may have no other connection.
        held.release().await;
        let beginning: Vec<String> = beginning.into_iter().collect();
        let sent = send_batch(&executor, &beginning).await;
        sent.map_err(Failed::untouched)?;
        let mut frame = self.frame(&attempted);
        if let Some(next) = next {
            let (_, next) = self.attempted(next, direction).map_err(Failed::untouched)?;
            frame.after.push(self.ledger.beginning(&next));
        }
        let result = match (attempted.in_transaction, connection) {
            (true, Some(connection)) => {
                self.in_transaction(connection, &work, direction, &frame, &mut held.violations)
                    .await
            }
            (true, None) => self.in_savepoint(&executor, &work, direction, &frame).await,
            (false, _) => {
                let database = match &work {
                    Work::Script(_) => reborrow(&executor),
                    // It may need several connections at once.
                    Work::Code(_) => self.session.given(),
                };
                migrate(&work, &database, direction, &frame).await
            }
        };
        let Err(cause) = result else {
            held.begun = next.is_some();
            return Ok(Ended::Done);
        };
        let undone = attempted.in_transaction && facts.transactional_ddl || cause.is_absence();
        let effect = if undone {
            Effect::None
        } else {
            Effect::Partial
        };
        let was_claimed = frame.claimed.into_inner();
        self.ended(&executor, &attempted, cause, effect, was_claimed)
            .await
    }

    fn attempted<'a>(
        &'a self,
        version: &'a Version,
        direction: Direction,
    ) -> Result<(&'a Member, Attempted<'a>), DbErr> {
        let member = self.set.member(version).ok_or_else(|| {
            DbErr::Custom(format!("there is no version `{version}` in this program"))
        })?;
        let transactional = self.ledger.backend().facts().transactional_ddl;
        let attempted = Attempted {
            run: &self.id,
            version,
            direction,
            checksum: member.checksum.as_ref(),
            in_transaction: member.transaction.unwrap_or(transactional),
            actor: &self.actor,
        };
        Ok((member, attempted))
    }

    /// Writes down that another program was quicker, or that the step has failed. It has done so
    /// already: a journal that cannot be written is no second error.
    async fn ended(
        &self,
        executor: &DatabaseExecutor<'_>,
        attempted: &Attempted<'_>,
        cause: Cause,
        effect: Effect,
        was_claimed: bool,
    ) -> Result<Ended, Failed> {
        let (version, direction) = (attempted.version, attempted.direction);
        let claimed = match &cause {
            Cause::Database(error) if effect == Effect::None && !cause.is_absence() => {
                lock::after_failure(self.ledger, executor, version, direction, error).await
            }
            _ => Ok(Claimed::Undone),
        };
        let message = cause.message();
        let failed = Outcome::Failed(&message);
        let mut records = vec![self.ledger.beginning_if_missing(attempted)];
        let ended = match claimed {
            // Whose row it is, nobody knows: it stays.
            Ok(Claimed::Kept) if !was_claimed => Err(Failed { cause, effect }),
            Ok(Claimed::Undone) => Err(Failed { cause, effect }),
            Ok(Claimed::Elsewhere) => {
                records.push(self.ledger.ending(attempted, &Outcome::Skipped));
                Ok(Ended::Elsewhere)
            }
            Ok(Claimed::Kept) => {
                let opposite = match direction {
                    Direction::Up => Direction::Down,
                    Direction::Down => Direction::Up,
                };
                records.push(lock::record(self.ledger, version, opposite));
                let effect = Effect::Partial;
                Err(Failed { cause, effect })
            }
            Err(_) => {
                let effect = Effect::Partial;
                Err(Failed { cause, effect })
            }
        };
        if ended.is_err() {
            records.push(self.ledger.ending(attempted, &failed));
        }
        let _ = send_batch(executor, &records).await;
        ended
    }

    /// A step whose beginning, claim, statements and end travel in as few messages as it has
    /// statements, on a connection that is kept for the next step. The beginning has a transaction
    /// of its own, so that it is kept whatever becomes of the step.
    async fn in_batches(
        &self,
        connection: &DatabaseConnection,
        work: &Work<'_>,
        attempted: &Attempted<'_>,
        beginning: Option<String>,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let kept = match held.transaction.take() {
            Some(kept) => kept,
            None => connection.begin().await.map_err(Failed::untouched)?,
        };
        let kept = held.transaction.insert(kept);
        let executor = DatabaseExecutor::from(&*kept);
        let next = ["COMMIT", "BEGIN"].map(str::to_owned);
        let mut frame = self.frame(attempted);
        if let Some(beginning) = beginning {
            let before = [&next[..], &[beginning], &next[..]].concat();
            frame.before.splice(0..0, before);
        }
        frame.after.extend(next);
        frame.batched = true;
        let Err(cause) = migrate(work, &executor, attempted.direction, &frame).await else {
            return Ok(Ended::Done);
        };
        if cause.is_of_connection() {
            // Nothing can be sent on it; the server rolls back, unless it had committed already.
            held.transaction = None;
            return self.ended_unheard(attempted, cause).await;
        }
        let undone = send_batch(&executor, &["ROLLBACK", "BEGIN"].map(str::to_owned)).await;
        let was_claimed = frame.claimed.into_inner();
        let ended = self
            .ended(&executor, attempted, cause, Effect::None, was_claimed)
            .await;
        // What was written down is to stay.
        let kept = send_batch(&executor, &["COMMIT", "BEGIN"].map(str::to_owned)).await;
        if undone.and(kept).is_err() {
            held.transaction = None;
        }
        ended
    }

    /// A step whose connection broke, perhaps after its commit: the journal knows.
    async fn ended_unheard(
        &self,
        attempted: &Attempted<'_>,
        cause: Cause,
    ) -> Result<Ended, Failed> {
        let executor = self.session.executor();
        let query = self.ledger.outcome_query(attempted);
        let outcome = match self.ledger.backend().query(&executor, &query).await {
            Ok(rows) => rows
                .first()
                .and_then(|row| row.try_get_by_index::<String>(0).ok()),
            Err(_) => {
                let effect = Effect::Partial;
                return Err(Failed { cause, effect });
            }
        };
        if outcome.as_deref() == Some(attempted.direction.done()) {
            return Ok(Ended::Done);
        }
        // The server may be at it still, with the commit in its hands.
        self.ended(&executor, attempted, cause, Effect::Partial, false)
            .await
    }

    async fn in_transaction(
        &self,
        connection: &DatabaseConnection,
        work: &Work<'_>,
        direction: Direction,
        frame: &Frame,
        violations: &mut Violations,
    ) -> Result<(), Cause> {
        let backend = self.ledger.backend();
        let begun = backend.begin(connection).await?;
        let executor = DatabaseExecutor::from(&begun.transaction);
        let result = migrate(work, &executor, direction, frame).await;
        transaction::end(backend, connection, begun, violations, result).await
    }

    /// Inside a transaction of the caller's, which alone decides whether it is committed.
    async fn in_savepoint(
        &self,
        executor: &DatabaseExecutor<'_>,
        work: &Work<'_>,
        direction: Direction,
        frame: &Frame,
    ) -> Result<(), Cause> {
        let savepoint = executor.begin().await?;
        let result = migrate(work, &DatabaseExecutor::from(&savepoint), direction, frame).await;
        match result {
            Ok(()) => Ok(savepoint.commit().await?),
            Err(cause) => {
                // The caller's transaction goes on, or is broken and says so itself.
                let _ = savepoint.rollback().await;
                Err(cause)
            }
        }
    }

    /// The engine's own statements around a step: the claim before it, where there is one, and the
    /// records after it.
    fn frame(&self, attempted: &Attempted<'_>) -> Frame {
        let (version, direction) = (attempted.version, attempted.direction);
        let claim = lock::claim(self.ledger, version, direction);
        let claim = claim.filter(|_| attempted.in_transaction);
        let record = lock::record(self.ledger, version, direction);
        let ending = self.ledger.ending(attempted, &Outcome::Done);
        Frame {
            before: claim.into_iter().collect(),
            after: vec![record, ending],
            ..Frame::default()
        }
    }
}

/// Builds the script of a declarative migration, before anything is sent.
fn work(
    member: &Member,
    direction: Direction,
    backend: sea_orm::DatabaseBackend,
) -> Result<Work<'_>, Cause> {
    let Some(build) = build_of(member, direction) else {
        return Ok(Work::Code(member));
    };
    match catch_unwind(AssertUnwindSafe(|| script::built(build, backend))) {
        Ok(built) => Ok(Work::Script(built?)),
        Err(payload) => Err(Cause::Panic(panic_message(payload.as_ref()))),
    }
}

/// The migration itself, within its frame. A panic in it is caught here.
async fn migrate(
    work: &Work<'_>,
    executor: &DatabaseExecutor<'_>,
    direction: Direction,
    frame: &Frame,
) -> Result<(), Cause> {
    let run = async {
        let member = match work {
            Work::Script(script) => return script::send(script, executor, frame).await,
            Work::Code(member) => member,
        };
        script::send_claim(executor, frame).await?;
        let manager = SchemaManager::new(reborrow(executor));
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
