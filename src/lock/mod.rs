//! Lock: what keeps two programs from applying one migration twice.
//!
//! Where a transaction takes back a change of the schema, the row of the ledger is the claim: it
//! is the first statement of the step's transaction. A second program that comes to the same step
//! waits at the ledger's primary key until the first has ended, and is then told that the row is
//! there. So each step is applied once, whoever comes first.
//!
//! MySQL commits at every change of the schema, so there the row is written after the step and
//! nothing is claimed.

use sea_orm::{DatabaseExecutor, DbErr};

use crate::backend::Failure;
use crate::ledger::{Ledger, Wanted};
use crate::migration::Version;
use crate::plan::Direction;

/// Statement that claims a step inside its transaction, and records its end as well: `None` where
/// the backend commits in between.
pub(crate) fn claim(ledger: &Ledger, version: &Version, direction: Direction) -> Option<String> {
    ledger
        .backend()
        .facts()
        .transactional_ddl
        .then(|| record(ledger, version, direction))
}

/// Statement that records that a step has been applied or reverted.
pub(crate) fn record(ledger: &Ledger, version: &Version, direction: Direction) -> String {
    match direction {
        Direction::Up => ledger.insertion(version),
        Direction::Down => ledger.deletion(version),
    }
}

/// Whether a step failed because another program has applied it meanwhile.
pub(crate) async fn was_lost(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    version: &Version,
    direction: Direction,
    error: &DbErr,
) -> bool {
    if direction == Direction::Down || !ledger.backend().is_duplicate_error(&Failure::of(error)) {
        return false;
    }
    let reading = ledger.read(database, Wanted::Rows).await;
    reading.is_ok_and(|reading| reading.applied.iter().any(|row| row.version == *version))
}
