//! Seeds: they run under the lease, each in a transaction, once nothing is pending.

use std::time::Instant;

use sea_orm::{ConnectionTrait, DatabaseExecutor};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTraitSelf};

use super::turn::{Job, Turn};
use super::{Runner, known};
use crate::error::Error;
use crate::event::Event;
use crate::execute::{Cause, Report, reborrow};
use crate::ledger::{Reading, Wanted};
use crate::migration::{Set, Version, quoted};
use crate::plan::{Direction, Policy, SetsError, Target, plan};
use crate::seed::{Seed, SeedError, SeedReport, Seeded, Seeds};
use crate::sets::Sets;

impl<M: MigratorTraitSelf> Runner<M> {
    /// Runs seeds in their order, those that are for the [environment](Self::environment). Each is in
    /// the database as a whole or not at all, and programs that seed at once do so one after the
    /// other.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`]: nothing runs while a migration is pending; and one that fails ends the run,
    /// while those before it stay. [`Error::Marked`] where the database is marked as production and a
    /// seed is for others.
    pub async fn seed<'c, C>(&self, database: C, seeds: &Seeds) -> Result<SeedReport, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        self.seed_among(&database.into_database_executor(), seeds, None)
            .await
    }

    /// The same where the migrator is one of several sets.
    async fn seed_among(
        &self,
        database: &DatabaseExecutor<'_>,
        seeds: &Seeds,
        sets: Option<&Runner<Sets>>,
    ) -> Result<SeedReport, Error> {
        let (set, ledger) = self.open(database)?;
        let (chosen, left_out) = self.chosen(database, seeds)?;
        let mut report = SeedReport {
            left_out,
            ..SeedReport::default()
        };
        if chosen.is_empty() {
            return Ok(report);
        }
        let reading = self.read(&ledger, database, Wanted::Rows).await?;
        refuse_pending(&set, &reading, database)?;
        self.refuse_unverified(database, "seed").await?;
        for seed in &chosen {
            let environments = seed.for_environments();
            let doing = || {
                let (name, environments) = (seed.name(), quoted(environments));
                format!("run the seed `{name}`, which is for {environments},")
            };
            self.refuse_elsewhere(database, environments, doing).await?;
        }
        let target = Target::Latest;
        let job = Job::new(&set, database, (Direction::Up, &target), self.actor(&set));
        let turn = match self.begin(&job, &Report::new(Direction::Up)).await {
            Ok(turn) => turn,
            Err(ended) => return Err(ended.into_error(Report::new(Direction::Up))),
        };
        let seeded = self.seed_in((&job, &turn), sets, &chosen, &mut report);
        let seeded = seeded.await;
        turn.end().await;
        seeded.map(|()| report)
    }

    async fn seed_in(
        &self,
        (job, turn): (&Job<'_>, &Turn<'_>),
        sets: Option<&Runner<Sets>>,
        chosen: &[&Seed],
        report: &mut SeedReport,
    ) -> Result<(), Error> {
        let reading = self.read_again(job, turn).await;
        let reading = reading.map_err(|ended| ended.into_error(Report::new(Direction::Up)))?;
        refuse_pending(job.set, &reading, job.database)?;
        if let Some(sets) = sets {
            // Nobody else seeds or drops everything meanwhile; but somebody may have reverted one.
            let executor = turn.session.executor();
            let pending = sets.pending(reborrow(&executor)).await?;
            refuse_versions(pending, job.database)?;
        }
        let run = self.run_of(job, turn);
        for (index, seed) in chosen.iter().enumerate() {
            let name = seed.name().to_owned();
            self.observer.notice(&Event::Seeding { name: name.clone() });
            let started = Instant::now();
            let rows = match run.seed(seed).await {
                Ok(rows) => rows.0,
                Err(Cause::Cancelled | Cause::Abandoned) => {
                    return Err(Error::Cancelled {
                        report: Box::new(Report::new(Direction::Up)),
                        step: None,
                    });
                }
                Err(cause) => {
                    let message = cause.message();
                    let source = match cause {
                        Cause::Database(error) => Some(error),
                        _ => None,
                    };
                    let remaining = chosen[index + 1..].iter();
                    let failed = SeedError::Failed {
                        name,
                        message,
                        report: report.clone(),
                        remaining: remaining.map(|seed| seed.name().to_owned()).collect(),
                        source,
                    };
                    return Err(seed_error(failed, job.database));
                }
            };
            let duration = started.elapsed();
            self.observer.notice(&Event::Seeded {
                name: name.clone(),
                rows,
                duration,
            });
            report.seeds.push(Seeded {
                name,
                rows,
                duration,
            });
        }
        Ok(())
    }
}

impl<M> Runner<M> {
    /// The seeds that are for the environment, and those that are not.
    fn chosen<'s>(
        &self,
        database: &DatabaseExecutor<'_>,
        seeds: &'s Seeds,
    ) -> Result<(Vec<&'s Seed>, Vec<crate::seed::SeedLeftOut>), Error> {
        let names = seeds.all().iter().flat_map(Seed::for_environments);
        if let Some(meant) = self.environment.resembling(names.map(String::as_str)) {
            let name = self.environment.name().unwrap_or_default();
            self.observer.notice(&Event::Warning(format!(
                "no seed is for the environment `{name}`: is `{meant}` meant?"
            )));
        }
        let within = seeds.within(&self.environment);
        within.map_err(|source| seed_error(source, database))
    }
}

impl Runner<Sets> {
    /// Runs seeds as [`Runner::seed`] does, once nothing is pending of any set, under the lease of
    /// the first one.
    ///
    /// # Errors
    ///
    /// As for a migrator, and [`Error::Sets`] where the sets do not fit together.
    pub async fn seed<'c, C>(&self, database: C, seeds: &Seeds) -> Result<SeedReport, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let versions = self.pending(reborrow(&database)).await?;
        refuse_versions(versions, &database)?;
        let names = self.in_order()?.0;
        let first = names.first().ok_or(SetsError::Empty)?.name();
        let first = self.of_set(first)?;
        first.seed_among(&database, seeds, Some(self)).await
    }
}

/// Refuses while something is pending, or was interrupted.
fn refuse_pending(
    set: &Set,
    reading: &Reading,
    database: &DatabaseExecutor<'_>,
) -> Result<(), Error> {
    if let Some(open) = reading.open.iter().find(|open| open.is_running) {
        return Err(Error::Unfinished {
            version: open.version.clone(),
            direction: open.direction,
        });
    }
    let (up, latest) = (Direction::Up, Target::Latest);
    let plan = plan(&known(set), &reading.applied, up, &latest, Policy::LENIENT)?;
    refuse_versions(plan.steps, database)
}

fn refuse_versions(versions: Vec<Version>, database: &DatabaseExecutor<'_>) -> Result<(), Error> {
    match versions.is_empty() {
        true => Ok(()),
        false => Err(seed_error(SeedError::Pending { versions }, database)),
    }
}

fn seed_error(source: impl Into<Box<SeedError>>, database: &DatabaseExecutor<'_>) -> Error {
    Error::Seed {
        source: source.into(),
        backend: database.get_database_backend(),
    }
}
