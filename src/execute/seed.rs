//! Seed: a function of the application's in a transaction under the lease.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use sea_orm::{DatabaseExecutor, DatabaseTransaction, DbErr, TransactionTrait};

use super::failure::{Cause, panic_message};
use super::script::send_batch;
use super::watch::LeaseIs;
use super::{Run, send_each};
use crate::migration::Timeouts;
use crate::seed::{Seed, SeedRows};

/// How long a seed waits for a row that somebody else has: nobody queues behind it.
const LOCK_WAIT: Duration = Duration::from_secs(10);

impl Run<'_> {
    /// Runs a seed, all of it or nothing.
    pub(crate) async fn seed(&self, seed: &Seed) -> Result<SeedRows, Cause> {
        let timeouts = Timeouts {
            lock: self.timeouts.lock.or(Some(LOCK_WAIT)),
            ..self.timeouts
        };
        let run = async {
            let transaction = self.begin_seed(&timeouts).await?;
            match self.seed_in(&transaction, seed, &timeouts).await {
                Ok(rows) => {
                    transaction.commit().await?;
                    Ok(rows)
                }
                Err(cause) => {
                    // A rollback that fails is one that the server does by itself.
                    let _ = transaction.rollback().await;
                    Err(cause)
                }
            }
        };
        let ran = self.watched(run, timeouts, LeaseIs::InUse).await;
        match ran {
            Ok(rows) => Ok(rows),
            Err(cause) => Err(self.judged(&self.session.executor(), cause).await),
        }
    }

    async fn begin_seed(&self, timeouts: &Timeouts) -> Result<DatabaseTransaction, DbErr> {
        let executor = self.session.executor();
        let settings = self.settings(*timeouts);
        if !self.backend().facts().batches {
            // Those of MySQL are its session's, which is the run's own.
            send_batch(&executor, &settings).await?;
        }
        match &executor {
            DatabaseExecutor::Connection(connection) => connection.begin().await,
            DatabaseExecutor::Transaction(transaction) => transaction.begin().await,
            DatabaseExecutor::OwnedTransaction(transaction) => transaction.begin().await,
        }
    }

    /// The fence stands at the end, too: a transaction that a statement has spoilt would be taken back
    /// without a word, where the seed went on after it.
    async fn seed_in(
        &self,
        transaction: &DatabaseTransaction,
        seed: &Seed,
        timeouts: &Timeouts,
    ) -> Result<SeedRows, Cause> {
        if self.backend().facts().batches {
            send_each(transaction, &self.settings(*timeouts)).await?;
        }
        self.fence(transaction).await?;
        let work = AssertUnwindSafe(async { seed.run(transaction).await });
        let rows = match work.catch_unwind().await {
            Ok(ran) => ran?,
            Err(payload) => return Err(Cause::Panic(panic_message(payload.as_ref()))),
        };
        self.fence(transaction).await?;
        Ok(rows)
    }
}
