//! Resolve: what only a person can know is written down.

use sea_orm::DatabaseExecutor;
use sea_orm_migration::MigratorTraitSelf;

use super::turn::{Ended, Job, Turn, told};
use super::{Runner, known};
use crate::error::Error;
use crate::execute::Report;
use crate::migration::{Set, Version};
use crate::plan::{Direction, PlanError, Status, Target, standings};

/// How a version stands in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Its changes are in the database.
    Applied,
    /// They are not, and may be made.
    Pending,
}

impl Resolution {
    fn direction(self) -> Direction {
        match self {
            Self::Applied => Direction::Up,
            Self::Pending => Direction::Down,
        }
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Writes down how a version stands, under the lease.
    pub(super) async fn resolved(
        &self,
        set: &Set,
        database: &DatabaseExecutor<'_>,
        version: &Version,
        resolution: Resolution,
    ) -> Result<Status, Error> {
        let target = Target::Latest;
        let direction = resolution.direction();
        let job = Job::new(set, database, (direction, &target), self.actor(set));
        let report = Report::new(direction);
        let turn = match self.begin(&job, &report).await {
            Ok(turn) => turn,
            Err(ended) => return Err(ended.into_error(report)),
        };
        let result = self.write_down(&job, &turn, version).await;
        turn.end().await;
        result.map_err(|ended| ended.into_error(report))
    }

    async fn write_down(
        &self,
        job: &Job<'_>,
        turn: &Turn<'_>,
        version: &Version,
    ) -> Result<Status, Ended> {
        let reading = self.read_again(job, turn).await?;
        let open = reading.unfinished();
        let standings = standings(&known(job.set), &reading.applied, &open);
        let standing = standings
            .iter()
            .find(|standing| standing.version == *version);
        let Some(standing) = standing else {
            return Err(Error::from(PlanError::NoSuchVersion {
                version: version.clone(),
                similar: crate::plan::similar(&known(job.set), version),
            })
            .into());
        };
        let run = self.run_of(job, turn);
        let written = run.resolve(version, job.direction).await;
        written.map_err(|cause| {
            let stopped = cause.stopped(version.clone());
            told(stopped, &Report::new(job.direction), job.database)
        })?;
        Ok(standing.status)
    }
}
