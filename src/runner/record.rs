//! Record: versions that another tool applied are written down, under the lease.

use sea_orm::DatabaseExecutor;
use sea_orm_migration::MigratorTraitSelf;

use super::turn::{Job, Turn};
use super::{Runner, failed};
use crate::error::Error;
use crate::event::Event;
use crate::execute::{Cause, Report};
use crate::ledger::Ledger;
use crate::lock::create;
use crate::migration::Version;
use crate::plan::{Direction, Target, count};
use crate::tracker::{self, Tracker};

/// What is written down, and what it was read off.
pub(crate) struct Recording<'a> {
    /// Each with why.
    pub(crate) versions: &'a [(Version, String)],
    /// The name that a table gets which stands in the place of the ledger.
    pub(crate) aside: Option<&'a str>,
    /// What tracking tables said.
    pub(crate) trackers: &'a [Tracker],
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// What every tracking table of the database says.
    pub(crate) async fn trackers(
        &self,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Vec<Tracker>, Error> {
        let (_, ledger) = self.open(database)?;
        let trackers = tracker::read(&ledger, database).await;
        trackers.map_err(|source| failed(LOOKING, source, database))
    }

    /// Writes versions down as applied; `false` where the tracking tables say something else by now,
    /// and nothing was written.
    pub(crate) async fn record(
        &self,
        database: &DatabaseExecutor<'_>,
        recording: &Recording<'_>,
    ) -> Result<bool, Error> {
        self.refuse_unverified(database, "record").await?;
        let (set, ledger) = self.open(database)?;
        let direction = Direction::Up;
        if recording.aside.is_none() {
            self.refuse_without_rights(&ledger, database, direction, &[])
                .await?;
        }
        let target = Target::Latest;
        let job = Job::new(&set, database, (direction, &target), self.actor(&set));
        let report = Report::new(direction);
        let turn = match self.begin(&job, &report).await {
            Ok(turn) => turn,
            Err(ended) => return Err(ended.into_error(report)),
        };
        let recorded = self.record_in(&job, &turn, recording).await;
        turn.end().await;
        recorded
    }

    /// Tells who failed on a database without a ledger that another tool has one there.
    pub(super) async fn tell_of_trackers(&self, ledger: &Ledger, database: &DatabaseExecutor<'_>) {
        // Whoever has failed is told of that, whatever becomes of this.
        let trackers = tracker::read(ledger, database).await.unwrap_or_default();
        // The run itself may have made the ledger that it lacked.
        let others = trackers
            .iter()
            .filter(|it| it.is_meant() && !it.is_ledger());
        for tracker in others {
            let applied = count(tracker.entries.len(), "migration");
            let are = if tracker.entries.len() == 1 {
                "is"
            } else {
                "are"
            };
            self.observer.notice(&Event::Warning(format!(
                "`{}` ({}) says that {applied} {are} applied: `adopt` takes over from it",
                tracker.name(),
                tracker.tool
            )));
        }
    }

    async fn record_in(
        &self,
        job: &Job<'_>,
        turn: &Turn<'_>,
        recording: &Recording<'_>,
    ) -> Result<bool, Error> {
        let executor = turn.session.executor();
        let trackers = tracker::read(&turn.ledger, &executor).await;
        let trackers = trackers.map_err(|source| failed(LOOKING, source, job.database))?;
        if trackers != recording.trackers {
            return Ok(false);
        }
        let written = |source| failed("record what is applied", source, job.database);
        create(&turn.ledger, &executor).await.map_err(written)?;
        drop(executor);
        let run = self.run_of(job, turn);
        let recorded = run.record(recording.versions, recording.aside).await;
        recorded.map_err(Cause::into_error).map_err(written)?;
        Ok(true)
    }
}

const LOOKING: &str = "look for tracking tables of other tools";
