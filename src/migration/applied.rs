//! Applied: a row of the ledger as data, with what the journal knows of it.

use std::time::Duration;

use super::Version;

/// One version that the ledger says is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The migration.
    pub version: Version,
    /// When, in seconds since 1970, as SeaORM's ledger keeps it.
    pub applied_at: i64,
    /// The journal's record of it; `None` where SeaORM's own migrator applied it.
    pub attempt: Option<Attempt>,
}

/// What the journal keeps of one attempt that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its place in the journal: a later attempt has a greater one.
    pub id: i64,
    /// Fingerprint of the source at that time, where the migrator has checksums.
    pub checksum: Option<String>,
    /// The rest, where it was asked for.
    pub details: Option<AttemptDetails>,
}

/// When, how long, and who.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptDetails {
    /// When it ended, by the database's clock, as `2026-01-31T12:00:00.000Z`.
    pub finished_at: String,
    /// How long it took, by the database's clock.
    pub duration: Duration,
    /// Who did it.
    pub actor: Actor,
}

/// Who runs migrations: written to the journal with every attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Actor {
    /// The role that the database authenticated; empty on SQLite.
    pub database_user: String,
    /// The account of the process.
    pub os_user: String,
    /// The machine.
    pub host: String,
    /// The program and its version, such as `personalkb 1.3.0`.
    pub application: String,
    /// The version of Seaworthy.
    pub seaworthy: String,
}
