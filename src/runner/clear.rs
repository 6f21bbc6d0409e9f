//! Clear: what `fresh` and `reset` drop, under the lease.

use sea_orm::{ConnectionTrait, DatabaseExecutor};
use sea_orm_migration::MigratorTraitSelf;

use super::turn::Job;
use super::{EVERYTHING, Runner, failed};
use crate::error::Error;
use crate::execute::{Cause, Report};
use crate::plan::{Direction, Target};

/// What is dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Clear {
    /// Everything that the schema holds.
    Schema,
    /// The ledger.
    Ledger,
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Drops what `fresh` and `reset` begin and end with.
    pub(super) async fn clear(
        &self,
        database: &DatabaseExecutor<'_>,
        what: Clear,
    ) -> Result<(), Error> {
        let (set, _) = self.open(database)?;
        let target = Target::Latest;
        let job = Job::new(&set, database, (Direction::Down, &target), self.actor(&set));
        let report = Report::new(Direction::Down);
        let turn = match self.begin(&job, &report).await {
            Ok(turn) => turn,
            Err(ended) => return Err(ended.into_error(report)),
        };
        if what == Clear::Schema {
            let executor = turn.session.executor();
            let refused = self.refuse_where_marked(&executor, EVERYTHING).await;
            drop(executor);
            if let Err(error) = refused {
                turn.end().await;
                return Err(error);
            }
        }
        let dropped = match what {
            Clear::Schema => {
                let dropped = self.run_of(&job, &turn).drop_everything().await;
                dropped.map_err(Cause::into_error)
            }
            Clear::Ledger => {
                let drop = turn.ledger.drop_statement();
                let executor = turn.session.executor();
                executor.execute_unprepared(&drop).await.map(|_| ())
            }
        };
        turn.end().await;
        let doing = match what {
            Clear::Schema => "drop everything",
            Clear::Ledger => "drop the ledger",
        };
        dropped.map_err(|source| failed(doing, source, database))
    }
}
