//! Lock: what keeps two programs from applying one migration twice.
//!
//! Three guards, each enough for what the next one does not cover. The [lease](Lease) is a row
//! beside the ledger that one run holds at a time, so that the others wait and do not fail. The
//! *fence* is the first statement of every transaction of a run: it renews the lease where it is
//! still held, so a run that was paused for too long changes nothing any more. The [claim](claim)
//! is the row of the ledger, for programs that know no lease, such as SeaORM's own migrator.

mod claim;
mod lease;
mod process;
mod wait;

pub(crate) use claim::{Claimed, after_failure, claim, nothing_to_claim, record};
pub(crate) use lease::{Lease, LeaseRow, Taker};
pub(crate) use process::process;
pub use wait::LockError;
pub(crate) use wait::{Patience, acquire, backoff, create, holder};

pub(crate) use crate::backend::pause;
