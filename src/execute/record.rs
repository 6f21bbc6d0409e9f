//! Record: versions are written down as applied without being run, all or none.

use sea_orm::{ConnectionTrait, DbErr};

use super::failure::Cause;
use super::{Run, send_each};
use crate::ledger::Wanted;
use crate::lock::{self, backoff};
use crate::migration::Version;
use crate::plan::Direction;

/// How often it is tried again while somebody is in the way.
const ATTEMPTS: u32 = 10;

impl Run<'_> {
    /// Writes versions down, each with why. A table that stands in the place of the ledger gets
    /// another name first, and keeps all that it holds; on MySQL, whose transactions do not take
    /// that back, a ledger with all the versions takes its place in one statement.
    pub(crate) async fn record(
        &self,
        versions: &[(Version, String)],
        aside: Option<&str>,
    ) -> Result<(), Cause> {
        let kind = self.session.executor().get_database_backend();
        let is_undone = self.backend().facts().transactional_ddl;
        let fresh = self.ledger.fresh();
        let (before, ledger, after) = match aside {
            None => (Vec::new(), self.ledger, None),
            Some(aside) if is_undone => {
                let mut before = vec![self.ledger.renaming(aside)];
                before.extend(self.ledger.definitions(kind).into_iter().take(1));
                (before, self.ledger, None)
            }
            Some(aside) => {
                self.guarded(&self.session.executor(), &[]).await?;
                let executor = self.session.executor();
                // One that was left by an attempt that ended here; whatever else is called so stays.
                let left = fresh.read(&executor, Wanted::Rows).await;
                left.map_err(|error| DbErr::Migration(error.to_string()))?;
                let mut alone = vec![fresh.drop_statement()];
                alone.extend(fresh.definitions(kind).into_iter().take(1));
                send_each(&executor, &alone).await?;
                (
                    Vec::new(),
                    &fresh,
                    Some(self.ledger.exchange(&fresh, aside)),
                )
            }
        };
        let mut statements = before;
        for (version, why) in versions {
            let (_, attempted) = self.attempted(version, Direction::Up)?;
            statements.push(self.ledger.settle(version));
            statements.push(lock::record(ledger, version, Direction::Up));
            statements.push(self.ledger.note(&attempted, why));
        }
        self.together(&statements).await?;
        if let Some(exchange) = after {
            let executor = self.session.executor();
            self.guarded(&executor, &[]).await?;
            send_each(&executor, &[exchange]).await?;
        }
        Ok(())
    }

    /// Sends statements behind the fence in one transaction, again while somebody is in the way.
    async fn together(&self, statements: &[String]) -> Result<(), Cause> {
        let statements = [self.settings(self.timeouts).as_slice(), statements].concat();
        let mut attempt = 0;
        loop {
            match self.together_once(&statements).await {
                Err(cause) if cause.is_busy(self.backend()) && attempt < ATTEMPTS => {
                    lock::pause(backoff(attempt, self.lease.lasts() / 10)).await;
                    attempt += 1;
                }
                sent => return sent,
            }
        }
    }

    /// The same, and no second time.
    pub(super) async fn together_once(&self, statements: &[String]) -> Result<(), Cause> {
        let Some(connection) = self.session.connection() else {
            let executor = self.session.executor();
            self.fence(&executor).await?;
            return Ok(send_each(&executor, statements).await?);
        };
        let backend = self.backend();
        let begun = backend.begin(connection).await?;
        let sent = async {
            self.fence(&begun.transaction).await?;
            Ok(send_each(&begun.transaction, statements).await?)
        };
        let ended = match sent.await {
            Ok(()) => begun.transaction.commit().await.map_err(Cause::from),
            Err(cause) => {
                // A rollback that fails is one that the server does by itself.
                let _ = begun.transaction.rollback().await;
                Err(cause)
            }
        };
        let restored = backend.after_transaction(connection, begun.before).await;
        ended.and(restored.map_err(Cause::from))
    }
}
