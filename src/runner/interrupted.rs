//! Interrupted: what a turn settles before it plans.

use std::time::Instant;

use sea_orm_migration::MigratorTraitSelf;

use super::turn::{Ended, Job, again_or, told};
use super::{Runner, failed};
use crate::backend::Failure;
use crate::error::Error;
use crate::event::Event;
use crate::execute::recover::Verdict;
use crate::execute::{Report, Run, StepReport};
use crate::ledger::Reading;
use crate::migration::{Set, Version};
use crate::plan::Direction;

impl<M: MigratorTraitSelf> Runner<M> {
    /// Whether a step whose connection broke was committed all the same.
    pub(super) fn look_after(
        &self,
        job: &Job<'_>,
        reading: &Reading,
        version: Version,
        started: Instant,
        report: &mut Report,
    ) {
        let is_applied = reading.applied.iter().any(|row| row.version == version);
        let is_open = reading.open.iter().any(|open| open.version == version);
        if is_open || is_applied != (job.direction == Direction::Up) {
            return;
        }
        let step = StepReport {
            version,
            direction: job.direction,
            duration: started.elapsed(),
            set: None,
        };
        self.observer.notice(&step.event());
        report.done(step);
    }

    /// Says what was done before and is not there any more, and does not count it.
    pub(super) fn confirm(&self, reading: &Reading, report: &mut Report) {
        let is_applied =
            |version: &Version| reading.applied.iter().any(|row| row.version == *version);
        let done = report.direction.done();
        for version in report.confirm(is_applied) {
            self.observer.notice(&Event::Warning(format!(
                "`{version}` was {done}, and this server does not have it: another one may have \
                 taken over"
            )));
        }
    }

    /// Settles what was interrupted; whether anything was written.
    pub(super) async fn recover(
        &self,
        job: &Job<'_>,
        run: &mut Run<'_>,
        reading: &Reading,
    ) -> Result<bool, Ended> {
        if reading.open.is_empty() {
            return Ok(false);
        }
        let mut members = Set::of(&self.migrator).map_err(Error::from)?.into_members();
        for open in &reading.open {
            let member = members.remove(&open.version);
            let is_applied = reading
                .applied
                .iter()
                .any(|row| row.version == open.version);
            if open.is_running && !open.has_claim && is_applied == (open.direction == Direction::Up)
            {
                // Somebody else has done it meanwhile: the row of the ledger comes with the end.
                let closed = run.close(open).await;
                closed.map_err(|cause| {
                    let stopped = cause.stopped(open.version.clone());
                    told(stopped, &Report::new(job.direction), job.database)
                })?;
                continue;
            }
            let verdict = run.verdict(open, member).await;
            let verdict = verdict.map_err(|source| {
                let failure = Failure::of(&source);
                let error = failed("look for what was interrupted", source, job.database);
                again_or(failure, move |_| error)
            })?;
            match verdict {
                Verdict::At(statements) if open.direction == job.direction => {
                    run.done.insert(open.version.clone(), statements);
                }
                Verdict::At(_) | Verdict::Unknown => {
                    return Err(Error::Unfinished {
                        version: open.version.clone(),
                        direction: open.direction,
                    }
                    .into());
                }
                Verdict::NotBegun | Verdict::Done => {}
            }
            let settled = run.settle(open, verdict).await;
            settled.map_err(|cause| {
                let stopped = cause.stopped(open.version.clone());
                told(stopped, &Report::new(job.direction), job.database)
            })?;
        }
        Ok(true)
    }
}
