//! Holder: who has the lease.

use std::time::Duration;

use super::Version;

/// Who has the lease of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Holder {
    /// The program and its version, such as `personalkb 1.3.0`.
    pub application: String,
    /// The machine.
    pub host: String,
    /// The number of the process on that machine.
    pub process_id: i64,
    /// The account of the process.
    pub os_user: String,
    /// The migration that it is at, where that is known.
    pub step: Option<Version>,
    /// For how long it has had the lease, by the database's clock.
    pub held_for: Duration,
}

impl std::fmt::Display for Holder {
    /// `personalkb 1.3.0 (process 4711 on web-1, at m2026…, for 12 s)`; a holder that is not known,
    /// because the database itself is locked, is another program.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.application.is_empty() && self.host.is_empty() {
            return formatter.write_str("another program");
        }
        let Self {
            application,
            process_id,
            host,
            ..
        } = self;
        write!(formatter, "{application} (process {process_id} on {host}")?;
        if let Some(step) = &self.step {
            write!(formatter, ", at `{step}`")?;
        }
        write!(formatter, ", for {} s)", self.held_for.as_secs())
    }
}
