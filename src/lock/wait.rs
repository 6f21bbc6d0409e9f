//! Waiting for the lease: by looking now and then, and never inside a statement.
//!
//! Whoever waits inside a statement of PostgreSQL's holds a snapshot, and `CREATE INDEX
//! CONCURRENTLY` waits for every snapshot to go. The two would wait for each other, and the server
//! would not see it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};

use super::lease::{Lease, LeaseRow, Seen, Taker};
use crate::backend::{Failure, pause};
use crate::event::{Event, Observer};
use crate::hint::Hint;
use crate::ledger::Ledger;
use crate::migration::Holder;

/// How long to wait for the lease, and how long to have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// From the first look until giving up.
    pub(crate) wait: Duration,
    /// From each renewal until it expires.
    pub(crate) lasts: Duration,
}

/// Why the lease was not had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Somebody else had it for the whole time. Nothing was changed.
    #[error("the database is being migrated by {holder}; waited for {} s", waited.as_secs_f32().round())]
    Busy {
        /// Who, when last looked.
        holder: Box<Holder>,
        /// For how long this program waited.
        waited: Duration,
    },
    /// The tables that are needed could not be created.
    #[error("failed to create the ledger: {}", Failure::of(source).message)]
    Creation {
        /// SeaORM's error.
        source: DbErr,
    },
    /// The database failed.
    #[error("failed to take the lease: {}", Failure::of(source).message)]
    Database {
        /// SeaORM's error.
        #[from]
        source: DbErr,
    },
}

impl LockError {
    /// What to do about it.
    pub fn hint(&self, backend: sea_orm::DatabaseBackend) -> Option<Hint> {
        match self {
            Self::Busy { .. } => Some(Hint::new(
                "Run it again when the other one has ended, or wait longer with `--lock-wait`; \
                 a lease that is not renewed expires by itself.",
            )),
            Self::Creation { source } | Self::Database { source } => {
                Failure::of(source).hint(backend)
            }
        }
    }

    /// What the database said, where it failed.
    pub(crate) fn failure(&self) -> Option<Failure> {
        match self {
            Self::Busy { .. } => None,
            Self::Creation { source } | Self::Database { source } => Some(Failure::of(source)),
        }
    }
}

/// After how long a waiter tells of it, and how often again.
const FIRST_TELLING: Duration = Duration::from_secs(1);
const TELLING: Duration = Duration::from_secs(10);

/// Takes the lease, and creates it with the ledger where it is missing.
pub(crate) async fn acquire(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    taker: &Taker<'_>,
    patience: Patience,
    observer: &dyn Observer,
) -> Result<Lease, LockError> {
    let row = LeaseRow(ledger);
    let started = Instant::now();
    let mut told: Option<Instant> = None;
    let mut attempt = 0;
    loop {
        let holder = match look(ledger, database).await? {
            Looked::Missing => match create(ledger, database).await {
                Ok(true) => continue,
                Ok(false) => Holder::default(),
                Err(source) => return Err(LockError::Creation { source }),
            },
            Looked::Busy => Holder::default(),
            Looked::Seen(mut seen) => {
                // After its connection broke, a run finds itself.
                seen.is_abandoned |= seen.run == taker.run;
                if seen.is_free || seen.is_abandoned {
                    let sql = row.take(&seen, taker, patience.lasts);
                    if ledger
                        .backend()
                        .change_without_waiting(database, &sql)
                        .await?
                        == 1
                    {
                        end_session_of(ledger, database, &seen, taker).await;
                        return Ok(seen.taken(taker.run, patience.lasts));
                    }
                    if seen.is_abandoned {
                        // A statement of whoever is no more may keep the row until it ends.
                        end_session_of(ledger, database, &seen, taker).await;
                    }
                }
                seen.holder
            }
        };
        let waited = started.elapsed();
        if waited >= patience.wait {
            let holder = Box::new(holder);
            return Err(LockError::Busy { holder, waited });
        }
        let is_due = match told {
            None => waited >= FIRST_TELLING,
            Some(told) => told.elapsed() >= TELLING,
        };
        if is_due {
            told = Some(Instant::now());
            observer.notice(&Event::Waiting { holder, waited });
        }
        let longest = patience.wait.saturating_sub(waited);
        pause(backoff(attempt, Duration::from_secs(2)).min(longest)).await;
        attempt += 1;
    }
}

enum Looked {
    /// There is no table, or no row for this database.
    Missing,
    /// The database is locked as a whole.
    Busy,
    Seen(Box<Seen>),
}

async fn look(ledger: &Ledger, database: &DatabaseExecutor<'_>) -> Result<Looked, DbErr> {
    let backend = ledger.backend();
    // A failed query would be the end of a transaction of the caller's.
    if !matches!(database, DatabaseExecutor::Connection(_)) && !ledger.has_lease(database).await? {
        return Ok(Looked::Missing);
    }
    let rows = match backend.query(database, &LeaseRow(ledger).look()).await {
        Ok(rows) => rows,
        Err(error) => {
            let failure = Failure::of(&error);
            if backend.is_shape_error(&failure) {
                return Ok(Looked::Missing);
            }
            if backend.is_busy_error(&failure) {
                return Ok(Looked::Busy);
            }
            return Err(error);
        }
    };
    match rows.first() {
        Some(row) => Ok(Looked::Seen(Box::new(Seen::of(
            row,
            ledger.facts().is_local,
        )?))),
        None => Ok(Looked::Missing),
    }
}

/// Who has the lease; `None` where nobody has it, or who had it is no more.
pub(crate) async fn holder(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
) -> Result<Option<Holder>, DbErr> {
    let rows = ledger
        .backend()
        .query(database, &LeaseRow(ledger).look())
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let seen = Seen::of(row, ledger.facts().is_local)?;
    Ok((!seen.is_free && !seen.is_abandoned).then_some(seen.holder))
}

/// Creates ledger, journal and lease where they are missing; `false` when somebody else is at it.
///
/// `CREATE TABLE IF NOT EXISTS` is no protection: its check is not part of the creation.
pub(crate) async fn create(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
) -> Result<bool, DbErr> {
    let backend = ledger.backend();
    let mut statements = ledger.definitions(database.get_database_backend());
    statements.extend(LeaseRow(ledger).definitions());
    let created = backend
        .create_alone(database, &statements, ledger.name())
        .await;
    match created {
        Ok(()) => Ok(true),
        Err(error) => {
            let failure = Failure::of(&error);
            if backend.is_busy_error(&failure)
                || backend.is_duplicate_error(&failure)
                || backend.is_creation_taken(&failure)
            {
                return Ok(false);
            }
            Err(error)
        }
    }
}

/// What the run before has left running on the server would still have an effect.
async fn end_session_of(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    seen: &Seen,
    taker: &Taker<'_>,
) {
    if !seen.run.is_empty() && seen.session != taker.session {
        let backend = ledger.backend();
        // Who may not end it can only rely on the fence.
        let _ = backend
            .end_session(database, &seen.session, &seen.run)
            .await;
    }
}

/// How long to wait before the next attempt: longer each time, and never as long as somebody else.
pub(crate) fn backoff(attempt: u32, longest: Duration) -> Duration {
    let doubled = Duration::from_millis(100 << attempt.min(10));
    let random = RandomState::new().build_hasher().finish() % 1000;
    let share = 0.5 + f64::from(u32::try_from(random).unwrap_or(0)) / 2000.0;
    doubled.min(longest).mul_f64(share)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::backoff;

    #[test]
    fn waits_grow_to_a_limit_and_differ() {
        let longest = Duration::from_secs(2);
        for attempt in 0..40 {
            let wait = backoff(attempt, longest);
            assert!(
                wait <= longest && wait >= Duration::from_millis(50),
                "{wait:?}"
            );
        }
        assert!(backoff(0, longest) < backoff(6, longest));
        let waits: std::collections::HashSet<Duration> =
            (0..20).map(|_| backoff(9, longest)).collect();
        assert!(waits.len() > 1, "everybody would look at the same moment");
    }
}
