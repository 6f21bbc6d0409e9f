//! Session: the connections that a run uses.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::select;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};

use crate::backend::{Backend, Failure, Opened};
use crate::lock::pause;
use crate::migration::Timeouts;

/// How long connections may take to say the last word, and to close.
const CLOSING: Duration = Duration::from_secs(2);

/// What the caller gave, and connections of the run's own where the backend needs them.
pub(crate) struct Session<'c> {
    given: &'c DatabaseExecutor<'c>,
    opened: Opened,
}

impl<'c> Session<'c> {
    /// Opens what the backend needs.
    pub(crate) async fn open(
        given: &'c DatabaseExecutor<'c>,
        backend: &dyn Backend,
        run: &str,
        timeouts: &Timeouts,
    ) -> Result<Self, DbErr> {
        let opened = backend.open(given, run, timeouts).await?;
        Ok(Self { given, opened })
    }

    /// What there is to know of it.
    pub(crate) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The connection, when no transaction of the caller's is open on it.
    pub(crate) fn connection(&self) -> Option<&DatabaseConnection> {
        match (&self.opened.pinned, self.given) {
            (Some(connection), _) => Some(connection),
            (None, DatabaseExecutor::Connection(connection)) => Some(connection),
            (None, _) => None,
        }
    }

    /// What statements are sent to.
    pub(crate) fn executor(&self) -> DatabaseExecutor<'_> {
        match (&self.opened.pinned, self.given) {
            (Some(connection), _) => DatabaseExecutor::Connection(connection),
            (None, given) => reborrow(given),
        }
    }

    /// As many connections as the caller has, for a migration that may need several at once.
    pub(crate) fn wide(&self) -> DatabaseExecutor<'_> {
        match &self.opened.wide {
            Some(connection) => DatabaseExecutor::Connection(connection),
            None => self.executor(),
        }
    }

    /// Cancels what runs in it, on the server.
    pub(crate) async fn cancel(&self, backend: &dyn Backend) {
        // A statement that cannot be cancelled ends by itself, or with its connection.
        let _ = backend.cancel(&self.opened).await;
    }

    /// Lets statements run again after [`cancel`](Self::cancel).
    pub(crate) fn resume(&self) {
        if let Some(stop) = &self.opened.stop {
            stop.store(false, Ordering::Relaxed);
        }
    }

    /// Sends a last statement, again where somebody is in its way, and closes what was opened. Where
    /// something is still at work that could not be cancelled, nobody waits for it.
    pub(crate) async fn end(self, backend: &dyn Backend, last: &str) {
        let executor = self.executor();
        let sending = async {
            while let Err(error) = executor.execute_unprepared(last).await {
                if !backend.is_busy_error(&Failure::of(&error)) {
                    return;
                }
            }
        };
        select(pin!(sending), pin!(pause(CLOSING))).await;
        drop(executor);
        self.close().await;
    }

    /// Closes what was opened.
    pub(crate) async fn close(self) {
        let Opened {
            pinned, side, wide, ..
        } = self.opened;
        let closing = async {
            for connection in [pinned, side, wide].into_iter().flatten() {
                // Nothing is lost with a connection that does not close: the run has ended.
                let _ = connection.close().await;
            }
        };
        // One that is still at work would be waited for.
        select(pin!(closing), pin!(pause(CLOSING))).await;
    }
}

/// The same executor, borrowed for less long.
pub(crate) fn reborrow<'a>(executor: &'a DatabaseExecutor<'_>) -> DatabaseExecutor<'a> {
    match executor {
        DatabaseExecutor::Connection(connection) => DatabaseExecutor::Connection(connection),
        DatabaseExecutor::Transaction(transaction) => DatabaseExecutor::Transaction(transaction),
        DatabaseExecutor::OwnedTransaction(transaction) => {
            DatabaseExecutor::Transaction(transaction)
        }
    }
}
