//! Guarded statements: the engine's own, which have an effect only while the lease is this run's.

use sea_orm::{ConnectionTrait, DatabaseExecutor};

use super::Run;
use super::failure::Cause;
use super::script::joined;
use crate::backend::Failure;
use crate::lock::{self, LeaseRow};

/// How often statements are sent again that were in somebody's way.
const ATTEMPTS: u32 = 10;

impl Run<'_> {
    /// Sends statements that end in a `WHERE` or can have one, all or none. What they are about has
    /// happened, so they are sent again while somebody else is in the way.
    pub(super) async fn guarded(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: &[String],
    ) -> Result<(), Cause> {
        let mut attempt = 0;
        loop {
            let sent = self.guarded_once(database, statements).await;
            match sent {
                Err(cause) if cause.is_busy(self.backend()) && attempt < ATTEMPTS => {
                    lock::pause(lock::backoff(attempt, self.lease.lasts() / 10)).await;
                    attempt += 1;
                }
                sent => return sent,
            }
        }
    }

    /// The same, and no second time.
    pub(super) async fn guarded_once(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: &[String],
    ) -> Result<(), Cause> {
        let row = LeaseRow(self.ledger);
        let facts = self.backend().facts();
        if facts.batches {
            let settings = self.settings(self.timeouts);
            let fence = [row.failing_fence(self.lease)];
            let message = [settings.as_slice(), &fence, statements].concat();
            return match database.execute_unprepared(&joined(&message)).await {
                Ok(_) => Ok(()),
                Err(error) => Err(self.judged(database, error.into()).await),
            };
        }
        let condition = row.condition(self.lease);
        let conditional = statements
            .iter()
            .map(|statement| format!("{statement} AND {condition}"));
        let mut message: Vec<String> = vec![row.renewal(self.lease)];
        message.extend(conditional);
        let is_open = !matches!(database, DatabaseExecutor::Connection(_));
        if !is_open {
            message.insert(0, facts.around_guarded.0.to_owned());
            message.push(facts.around_guarded.1.to_owned());
        }
        if facts.is_local {
            return self.guarded_one_by_one(database, message, is_open).await;
        }
        match database.execute_unprepared(&joined(&message)).await {
            // Nothing changes without the lease, and with it at least its own row.
            Ok(changed) if changed.rows_affected() == 0 => Err(Cause::Lost),
            Ok(_) => Ok(()),
            Err(error) => {
                if !is_open {
                    // A connection that broke has rolled back already.
                    let _ = database.execute_unprepared("ROLLBACK").await;
                }
                Err(self.judged(database, error.into()).await)
            }
        }
    }

    /// The same where a statement that changes no row tells of the one before it.
    async fn guarded_one_by_one(
        &self,
        database: &DatabaseExecutor<'_>,
        statements: Vec<String>,
        is_open: bool,
    ) -> Result<(), Cause> {
        let renewal = LeaseRow(self.ledger).renewal(self.lease);
        for statement in statements {
            let sent = database.execute_unprepared(&statement).await;
            let cause = match sent {
                Ok(changed) if statement == renewal && changed.rows_affected() == 0 => Cause::Lost,
                Ok(_) => continue,
                Err(error) => error.into(),
            };
            if !is_open {
                // Where it has not begun, there is nothing to roll back.
                let _ = database.execute_unprepared("ROLLBACK").await;
            }
            return Err(self.judged(database, cause).await);
        }
        Ok(())
    }

    /// Renews the lease in a transaction, which goes no further without it.
    pub(super) async fn fence(&self, transaction: &impl ConnectionTrait) -> Result<(), Cause> {
        let renewal = LeaseRow(self.ledger).renewal(self.lease);
        match transaction
            .execute_unprepared(&renewal)
            .await?
            .rows_affected()
        {
            0 => Err(Cause::Lost),
            _ => Ok(()),
        }
    }

    /// What an error means: without the lease, nothing but that it was lost.
    pub(super) async fn judged(&self, database: &DatabaseExecutor<'_>, cause: Cause) -> Cause {
        if cause.is_of_connection() {
            return cause;
        }
        let query = LeaseRow(self.ledger).is_held(self.lease);
        match self.backend().query(database, &query).await {
            Ok(rows) if rows.is_empty() => Cause::Lost,
            Ok(_) => cause,
            // Who cannot be asked may have given the lease to somebody else.
            Err(error) if Failure::of(&error).is_of_connection() => error.into(),
            Err(_) => cause,
        }
    }

    /// What holds for the transaction of a step.
    pub(super) fn settings(&self, timeouts: crate::migration::Timeouts) -> Vec<String> {
        // A transaction of the caller's keeps what the caller has set.
        let is_own = self.session.connection().is_some();
        let opened = self.session.opened();
        let settings = is_own.then(|| self.backend().settings(opened, &timeouts));
        settings.flatten().into_iter().collect()
    }
}
