//! Timeouts: how long a step may wait, and how long a statement may take.

use std::time::Duration;

/// How long a step waits for locks and how long its statements may take. What is `None` is left
/// to whoever comes next: a migration's own, then the run's, then the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// How long a statement waits for a lock before the step is undone and tried again: by default
    /// 250 ms on PostgreSQL and 2 s on MySQL. Whoever else uses the table waits behind it, so this
    /// is also the longest that the application stalls. Zero means without end.
    pub lock: Option<Duration>,
    /// How long one statement may take; by default as long as the server allows. On MySQL and
    /// SQLite it is the time of the whole step. Zero means without end.
    pub statement: Option<Duration>,
}

impl Timeouts {
    /// These, and what they leave open from `others`.
    pub fn or(self, others: Self) -> Self {
        Self {
            lock: self.lock.or(others.lock),
            statement: self.statement.or(others.statement),
        }
    }
}
