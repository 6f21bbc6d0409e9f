//! Options: what a runner is told before it runs.

use std::sync::Arc;
use std::time::Duration;

use super::Runner;
use crate::event::Observer;
use crate::execute::Cancelled;
use crate::plan::{Modified, Target, Unknown};

impl<M> Runner<M> {
    /// How far to go; else [`up`](Self::up) goes to the end and [`down`](Self::down) one step.
    pub fn target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// What to do about versions of the ledger that the code does not know.
    pub fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// What to do about applied migrations whose source has changed since; else it is an error.
    pub fn modified(mut self, modified: Modified) -> Self {
        self.modified = modified;
        self
    }

    /// For how long to wait while another program is migrating the database; else ten minutes.
    /// Zero looks once.
    pub fn lock_wait(mut self, time: Duration) -> Self {
        self.patience.wait = time;
        self
    }

    /// For how long this program has the lease after it has said for the last time that it is
    /// alive, which it does three times as often; else 30 seconds. Others wait that long for one
    /// that was cut off or stopped. On a cluster of MariaDB whose clocks differ, take a minute.
    pub fn lease(mut self, time: Duration) -> Self {
        self.patience.lasts = time.max(Duration::from_millis(100));
        self
    }

    /// How long a statement waits for a lock before its step is undone and tried again; see
    /// [`Timeouts::lock`](crate::Timeouts::lock).
    pub fn lock_timeout(mut self, time: Duration) -> Self {
        self.timeouts.lock = Some(time);
        self
    }

    /// How long one statement may take; see [`Timeouts::statement`](crate::Timeouts::statement).
    pub fn statement_timeout(mut self, time: Duration) -> Self {
        self.timeouts.statement = Some(time);
        self
    }

    /// For how long a step that waits for a lock, or whose connection broke, is tried again; else
    /// 15 minutes.
    pub fn retry_for(mut self, time: Duration) -> Self {
        self.retry_for = time;
        self
    }

    /// Stops when that future is ready: what runs is cancelled on the server and undone, the lease
    /// is given back, and the run ends with [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn cancel_when(mut self, wish: impl Future<Output = ()> + Send + 'static) -> Self {
        self.cancelled = Cancelled::when(wish);
        self
    }

    /// Name and version of the program for the journal; else those of the crate that holds the
    /// migrations, or the name of the running file.
    pub fn application(mut self, application: impl Into<String>) -> Self {
        self.application = Some(application.into());
        self
    }

    /// The revision that the program was built of, for the journal: it stands behind the application,
    /// as in `personalkb 1.3.0 (4f2a1c9)`. A build that knows it hands it over in a variable:
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// # struct Migrator;
    /// # impl MigratorTrait for Migrator {
    /// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
    /// # }
    /// use seaworthy::Runner;
    ///
    /// // GIT_REVISION=$(git rev-parse --short HEAD) cargo build
    /// let runner = Runner::new(Migrator).revision(option_env!("GIT_REVISION").unwrap_or_default());
    /// ```
    pub fn revision(mut self, revision: impl Into<String>) -> Self {
        self.revision = Some(revision.into()).filter(|revision| !revision.is_empty());
        self
    }

    /// Goes on where the database is marked and nothing makes sure who answers in the place of its
    /// server; else that is refused. The reason is kept in the journal with every attempt.
    ///
    /// Only a connection tells where it leads: one that stands inside a transaction of the caller's
    /// is let pass.
    pub fn unverified(mut self, reason: impl Into<String>) -> Self {
        self.unverified = Some(reason.into());
        self
    }

    /// Who is told of events; else they go to `tracing`.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// On a database that goes afterwards, nothing needs a backup.
    pub(crate) fn with_nothing_to_lose(mut self) -> Self {
        self.has_nothing_to_lose = true;
        self
    }
}
