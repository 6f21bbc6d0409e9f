//! Step: one migration in one direction, in a transaction or without.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, TransactionTrait};
use sea_orm_migration::SchemaManager;

use super::failure::{Cause, Effect, Failed, panic_message};
use super::script::{self, Frame, send_batch};
use super::session::reborrow;
use super::watch::LeaseIs;
use super::{Held, Run, build_of, transaction};
use crate::ledger::{Attempted, Outcome};
use crate::lock::{self, Claimed, LeaseRow};
use crate::migration::{Member, Script, Timeouts, Version};
use crate::plan::Direction;

/// How a step ended that did not fail.
pub(super) enum Ended {
    /// It ran.
    Done,
    /// Another program had run it.
    Elsewhere,
}

/// What a step runs.
pub(super) enum Work<'a> {
    /// The statements of a declarative migration.
    Script(Script),
    /// A migration of SeaORM's form.
    Code(&'a Member),
}

impl Work<'_> {
    /// Whether it may end the transaction around it.
    fn may_commit(&self) -> bool {
        match self {
            Self::Script(script) => script.statements().iter().any(script::ends_a_transaction),
            Self::Code(_) => true,
        }
    }
}

impl Run<'_> {
    /// Runs one step: journal, transaction, fence, claim, migration, ledger, journal. `next` is the
    /// step after it, whose beginning may be written together with this one's end.
    pub(super) async fn step(
        &self,
        version: &Version,
        next: Option<&Version>,
        direction: Direction,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let (member, attempted) = self.attempted(version, direction).map_err(untouched)?;
        let executor = self.session.executor();
        let begun = std::mem::take(&mut held.begun);
        let beginning = (!begun).then(|| self.ledger.beginning(&attempted));
        let kind = executor.get_database_backend();
        let work = match self.recorded.contains(version) {
            true => Ok(Work::Script(Script::new(kind))),
            false => work(member, direction, kind),
        };
        let work = match work {
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
        if !attempted.in_transaction {
            // The pool may have no other connection.
            held.release().await;
            held.begun = begun;
            return self.alone(work, attempted, next, held).await;
        }
        let batches = self.backend().facts().batches;
        if let (true, Some(connection)) = (batches, self.session.connection()) {
            return self
                .in_batches(connection, &work, &attempted, beginning, held)
                .await;
        }
        held.release().await;
        let beginning: Vec<String> = beginning.into_iter().collect();
        send_batch(&executor, &beginning).await.map_err(untouched)?;
        let mut frame = self.frame(&attempted, &work);
        frame.before = self.settings(self.timeouts_of(&work));
        let next = next.map(|next| self.attempted(next, direction));
        let next = next.transpose().map_err(untouched)?;
        let next = next.filter(|(_, next)| next.in_transaction);
        if let Some((_, next)) = &next {
            frame.after.push(self.ledger.beginning(next));
        }
        let result = match self.session.connection() {
            Some(connection) => {
                self.in_transaction(connection, &work, direction, &frame, held)
                    .await
            }
            None => self.in_savepoint(&executor, &work, direction, &frame).await,
        };
        let Err(cause) = result else {
            held.begun = next.is_some();
            return Ok(Ended::Done);
        };
        let undone = self.backend().facts().transactional_ddl || cause.is_absence();
        let effect = match undone {
            true => Effect::None,
            false => self.effect_of(&executor, &attempted).await,
        };
        let was_claimed = frame.claimed.into_inner();
        self.ended(&executor, &attempted, cause, effect, was_claimed)
            .await
    }

    pub(super) fn attempted<'a>(
        &'a self,
        version: &'a Version,
        direction: Direction,
    ) -> Result<(&'a Member, Attempted<'a>), DbErr> {
        let member = self.set.member(version).ok_or_else(|| {
            DbErr::Custom(format!("there is no version `{version}` in this program"))
        })?;
        let transactional = self.backend().facts().transactional_ddl;
        let attempted = Attempted {
            run: self.id,
            version,
            direction,
            checksum: member.checksum.as_ref(),
            in_transaction: self.recorded.contains(version)
                || member.transaction.unwrap_or(transactional),
            progress: None,
            unverified: self.unverified,
            actor: self.actor,
        };
        Ok((member, attempted))
    }

    /// What is left of a step in a transaction of a backend that commits at every change of the
    /// schema: nothing, if the mark that the transaction began with is gone with it.
    async fn effect_of(
        &self,
        database: &DatabaseExecutor<'_>,
        attempted: &Attempted<'_>,
    ) -> Effect {
        let query = self.ledger.was_committed(attempted);
        match self.backend().query(database, &query).await {
            Ok(rows) if rows.is_empty() => Effect::None,
            _ => Effect::Partial,
        }
    }

    /// Writes down that another program was quicker, or that the step has failed. It has done so
    /// already: a journal that cannot be written is no second error.
    pub(super) async fn ended(
        &self,
        executor: &DatabaseExecutor<'_>,
        attempted: &Attempted<'_>,
        cause: Cause,
        effect: Effect,
        was_claimed: bool,
    ) -> Result<Ended, Failed> {
        let cause = self.judged(executor, cause).await;
        if cause.is_of_connection() {
            return Err(Failed { cause, effect });
        }
        if matches!(cause, Cause::Abandoned) {
            // Its end is looked up by whoever comes next.
            let effect = Effect::Partial;
            return Err(Failed { cause, effect });
        }
        // What came too late to stop the commit stops nothing.
        let done = self.ledger.is_done(attempted);
        if self
            .backend()
            .query(executor, &done)
            .await
            .is_ok_and(|rows| !rows.is_empty())
        {
            return Ok(Ended::Done);
        }
        if matches!(cause, Cause::Lost) {
            let lost = self.ledger.ending(attempted, &Outcome::Lost);
            let _ = send_batch(executor, &[lost]).await;
            return Err(Failed { cause, effect });
        }
        let mut records = vec![self.ledger.beginning_if_missing(attempted)];
        let (version, direction) = (attempted.version, attempted.direction);
        let claimed = match &cause {
            Cause::Database(error) if effect == Effect::None && !cause.is_absence() => {
                lock::after_failure(self.ledger, executor, version, direction, Some(error)).await
            }
            Cause::Panic(_) if effect == Effect::None && was_claimed => {
                lock::after_failure(self.ledger, executor, version, direction, None).await
            }
            _ => Ok(Claimed::Undone),
        };
        let message = cause.message();
        let code = cause.code();
        let failed = Outcome::Failed {
            error: &message,
            code: code.as_deref(),
        };
        let ended = match claimed {
            // Whose row it is, nobody knows: it stays.
            Ok(Claimed::Kept) if !was_claimed => Err(Failed { cause, effect }),
            Ok(Claimed::Undone) => Err(Failed { cause, effect }),
            Ok(Claimed::Elsewhere) => {
                records.push(self.ledger.ending(attempted, &Outcome::Skipped));
                Ok(Ended::Elsewhere)
            }
            Ok(Claimed::Kept) => {
                records.push(lock::record(self.ledger, version, direction.opposite()));
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
        // By now somebody else may have the lease, and what is written would be about their step.
        match (self.guarded(executor, &records).await, ended) {
            (Err(cause), Err(_)) if matches!(cause, Cause::Lost) || cause.is_of_connection() => {
                Err(Failed { cause, effect })
            }
            (_, ended) => ended,
        }
    }

    async fn in_transaction(
        &self,
        connection: &DatabaseConnection,
        work: &Work<'_>,
        direction: Direction,
        frame: &Frame,
        held: &mut Held,
    ) -> Result<(), Cause> {
        let backend = self.backend();
        let begun = backend.begin(connection).await?;
        let executor = DatabaseExecutor::from(&begun.transaction);
        let timeouts = self.timeouts_of(work);
        let step = migrate(work, &executor, direction, frame);
        // A change of the schema may have ended the transaction, and the hold on the lease with it.
        let lease = match backend.facts().transactional_ddl {
            true => LeaseIs::InUse,
            false => LeaseIs::Renewed,
        };
        let result = self.watched(step, timeouts, lease).await;
        if matches!(result, Err(Cause::Abandoned)) {
            // A rollback would wait for what runs.
            return result;
        }
        transaction::end(backend, connection, begun, &mut held.violations, result).await
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
        let inner = DatabaseExecutor::from(&savepoint);
        let step = migrate(work, &inner, direction, frame);
        let timeouts = self.timeouts_of(work);
        match self.watched(step, timeouts, LeaseIs::InUse).await {
            Ok(()) => Ok(savepoint.commit().await?),
            Err(cause) => {
                // The caller's transaction goes on, or is broken and says so itself.
                let _ = savepoint.rollback().await;
                Err(cause)
            }
        }
    }

    /// The engine's own statements around a step in a transaction: fence and claim before it, the
    /// records after it.
    pub(super) fn frame(&self, attempted: &Attempted<'_>, work: &Work<'_>) -> Frame {
        let (version, direction) = (attempted.version, attempted.direction);
        let record = lock::record(self.ledger, version, direction);
        let ending = self.ledger.ending(attempted, &Outcome::Done);
        let lease = LeaseRow(self.ledger);
        let mark = work.may_commit() || !self.backend().facts().transactional_ddl;
        Frame {
            fence: Some(lease.renewal(self.lease)),
            mark: mark.then(|| self.ledger.unprotected(attempted)),
            claim: lock::claim(self.ledger, version, direction),
            fence_again: (!self.backend().facts().transactional_ddl)
                .then(|| lease.renewal(self.lease)),
            after: vec![record, ending, lease.renewal(self.lease)],
            ..Frame::default()
        }
    }

    /// What a step may wait for: its own wish, then the run's.
    pub(super) fn timeouts_of(&self, work: &Work<'_>) -> Timeouts {
        let own = match work {
            Work::Script(script) => script.timeouts(),
            Work::Code(_) => Timeouts::default(),
        };
        own.or(self.timeouts)
    }
}

fn untouched(error: DbErr) -> Failed {
    Failed::untouched(error)
}

/// Builds the script of a declarative migration, before anything is sent.
pub(super) fn work(
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

/// The script of a declarative migration, where it can be built.
pub(crate) fn script_of(
    member: &Member,
    direction: Direction,
    backend: sea_orm::DatabaseBackend,
) -> Option<Script> {
    match work(member, direction, backend) {
        Ok(Work::Script(script)) => Some(script),
        _ => None,
    }
}

/// The migration itself, within its frame. A panic in it is caught here.
pub(super) async fn migrate(
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
        script::send_before(executor, frame).await?;
        let manager = SchemaManager::new(reborrow(executor));
        match direction {
            Direction::Up => member.migration.up(&manager).await?,
            Direction::Down => member.migration.down(&manager).await?,
        }
        script::send_after(executor, frame).await
    };
    match AssertUnwindSafe(run).catch_unwind().await {
        Ok(result) => result,
        Err(payload) => Err(Cause::Panic(panic_message(payload.as_ref()))),
    }
}
