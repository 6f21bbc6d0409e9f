//! Session: the connection that a run uses.

use sea_orm::{DatabaseConnection, DatabaseExecutor, DbErr};

use crate::backend::Backend;

/// What the caller gave, or a connection of the run's own where the backend needs one.
pub(crate) struct Session<'c> {
    given: &'c DatabaseExecutor<'c>,
    pinned: Option<DatabaseConnection>,
}

impl<'c> Session<'c> {
    /// Pins a connection where the backend needs it.
    pub(crate) async fn open(
        given: &'c DatabaseExecutor<'c>,
        backend: &dyn Backend,
    ) -> Result<Self, DbErr> {
        let pinned = backend.pin(given).await?;
        Ok(Self { given, pinned })
    }

    /// The connection, when no transaction of the caller is open on it.
    pub(crate) fn connection(&self) -> Option<&DatabaseConnection> {
        match (&self.pinned, self.given) {
            (Some(connection), _) => Some(connection),
            (None, DatabaseExecutor::Connection(connection)) => Some(connection),
            (None, _) => None,
        }
    }

    /// What statements are sent to.
    pub(crate) fn executor(&self) -> DatabaseExecutor<'_> {
        match (&self.pinned, self.given) {
            (Some(connection), _) => DatabaseExecutor::Connection(connection),
            (None, given) => reborrow(given),
        }
    }

    /// What the caller gave.
    pub(crate) fn given(&self) -> DatabaseExecutor<'_> {
        reborrow(self.given)
    }

    /// Closes what was opened.
    pub(crate) async fn close(self) {
        if let Some(connection) = self.pinned {
            // Nothing is lost with a connection that does not close: the run has ended.
            let _ = connection.close().await;
        }
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
