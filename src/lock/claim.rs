//! Claim: the row of the ledger, written before the step.
//!
//! Where a transaction takes back a change of the schema, the row of the ledger comes first in the
//! step's transaction. A second program that comes to the same step waits at the ledger's primary
//! key until the first has ended, and is then told that the row is there. SeaORM's own migrator
//! knows no lease, and meets this.
//!
//! MySQL commits at every change of the schema, so there the row is written after the step and
//! nothing is claimed.

use sea_orm::{DatabaseExecutor, DbErr};

use crate::backend::{Cause, Failure};
use crate::ledger::{Ledger, LedgerError, Wanted};
use crate::migration::Version;
use crate::plan::Direction;

/// Statement that claims a step inside its transaction, and records its end as well: `None` where
/// the backend commits in between. It changes no row, or fails, when the step is another program's.
pub(crate) fn claim(ledger: &Ledger, version: &Version, direction: Direction) -> Option<String> {
    let facts = ledger.backend().facts();
    let claim = match direction {
        Direction::Up => ledger.insertion(version),
        // In a message of several statements nobody sees how many rows one has changed.
        Direction::Down if facts.batches => format!(
            "WITH gone AS ({} RETURNING 1) SELECT 1 / count(*) FROM gone",
            ledger.deletion(version)
        ),
        Direction::Down => ledger.deletion(version),
    };
    facts.transactional_ddl.then_some(claim)
}

/// Statement that records that a step has been applied or reverted. After a claim it changes
/// nothing, unless the migration has emptied the ledger.
pub(crate) fn record(ledger: &Ledger, version: &Version, direction: Direction) -> String {
    match direction {
        Direction::Up => ledger.insertion_if_missing(version),
        Direction::Down => ledger.deletion(version),
    }
}

/// What the ledger says of a claimed step after its transaction has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// The claim was taken back with the rest.
    Undone,
    /// Another program has done the step.
    Elsewhere,
    /// The migration committed by itself, and the claim with it.
    Kept,
}

/// Looks at the ledger after a failure; the error is the database's, if it was that.
pub(crate) async fn after_failure(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    version: &Version,
    direction: Direction,
    error: Option<&DbErr>,
) -> Result<Claimed, LedgerError> {
    let reading = ledger.read(database, Wanted::Rows).await?;
    let is_applied = reading.applied.iter().any(|row| row.version == *version);
    if is_applied != (direction == Direction::Up) {
        return Ok(Claimed::Undone);
    }
    let was_claim = error.is_some_and(|error| {
        let failure = Failure::of(error);
        match direction {
            Direction::Up => ledger.is_own_duplicate(&failure),
            Direction::Down => *error == nothing_to_claim() || is_division_by_zero(&failure),
        }
    });
    Ok(match was_claim {
        true => Claimed::Elsewhere,
        false => Claimed::Kept,
    })
}

/// What a claim fails with that changed no row.
pub(crate) fn nothing_to_claim() -> DbErr {
    DbErr::RecordNotUpdated
}

fn is_division_by_zero(failure: &Failure) -> bool {
    failure.cause == Cause::Server("22012".to_owned())
}
