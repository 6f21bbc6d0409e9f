//! Up: what is pending of each set, in the order of the sets.

use std::mem::take;

use super::{
    Backup, DatabaseExecutor, Direction, Error, Part, Parts, Preview, Report, Runner, Sets, Target,
    Version, Wish, known,
};
use crate::plan::left_out;

/// A set that has something to do, how far it goes, and its steps.
struct Goal {
    place: usize,
    target: Target,
    steps: Vec<Version>,
}

impl Parts<'_> {
    /// How far each set goes for a target, where it goes at all. A number of steps goes on from one
    /// set to the next.
    fn reaches(&self, target: &Target) -> Result<Vec<Option<Target>>, Error> {
        let (last, at_last) = match target {
            Target::Version(version) => (Some(self.of_version(version)?), target.clone()),
            target => (self.chosen, target.clone()),
        };
        let reaches = (0..self.all.len()).map(|place| match target {
            _ if !self.is_wanted(place, last) => None,
            // What comes before is applied whole.
            Target::Version(_) if last != Some(place) => Some(Target::Latest),
            _ => Some(at_last.clone()),
        });
        Ok(reaches.collect())
    }
}

impl Runner<Sets> {
    /// Applies what the target asks for, with one backup for all sets.
    pub(super) async fn apply(
        &self,
        mut parts: Parts<'_>,
        database: &DatabaseExecutor<'_>,
        target: &Target,
        backup: Option<&Backup>,
    ) -> Result<Report, Error> {
        let mut report = Report::new(Direction::Up);
        let goals = self
            .goals(&mut parts, database, (target, backup), &mut report)
            .await?;
        let mut backup = backup;
        for (index, goal) in goals.iter().enumerate() {
            let Part { name, runner, .. } = &mut parts.all[goal.place];
            if backup.is_none() {
                // What may be lost was looked at for all of them, and is in the backup.
                runner.has_nothing_to_lose = true;
            }
            let run = runner.run(database, Direction::Up, &goal.target, backup);
            match run.await {
                Ok(done) => {
                    let done = done.of_set(name);
                    if !done.is_empty() {
                        backup = None;
                    }
                    let unknown = [report.unknown.clone(), done.unknown.clone()].concat();
                    let left_out = take(&mut report.left_out);
                    report = report.then(done);
                    report.unknown = unknown;
                    report.left_out = left_out;
                }
                Err(error) => {
                    let behind = goals[index + 1..].iter();
                    let behind: Vec<Version> = behind.flat_map(|it| it.steps.clone()).collect();
                    return Err(error.of_set(name).between(report, &behind));
                }
            }
        }
        Ok(report)
    }

    /// What is to be done, once nothing stands in the way of any of it. What is left out is in the
    /// report; a set that has something to do tells of its own.
    async fn goals(
        &self,
        parts: &mut Parts<'_>,
        database: &DatabaseExecutor<'_>,
        (target, backup): (&Target, Option<&Backup>),
        report: &mut Report,
    ) -> Result<Vec<Goal>, Error> {
        let reaches = parts.reaches(target)?;
        let readings = parts.read(database, Wish::InStep).await?;
        let mut rows = readings
            .iter()
            .map(|it| it.in_step || !it.applied.is_empty());
        let has_rows = rows.any(|has_rows| has_rows);
        let mut left = match target {
            Target::Count(count) => *count,
            _ => usize::MAX,
        };
        let mut goals = Vec::new();
        for (place, (reach, reading)) in reaches.into_iter().zip(&readings).enumerate() {
            let Some(reach) = reach else { continue };
            let target = match reach {
                Target::Count(_) => Target::Count(left),
                reach => reach,
            };
            let part = &parts.all[place];
            let left_out = left_out(&known(&part.set), &reading.applied);
            report.left_out.extend(left_out);
            if reading.in_step {
                part.runner.leave_out(&part.set, reading);
                continue;
            }
            let plan = part
                .runner
                .admitted(
                    (&part.set, &part.ledger(database)?, database),
                    (Direction::Up, &target),
                    reading,
                    (backup, has_rows),
                )
                .await?;
            left = left.saturating_sub(plan.steps.len() - plan.recorded.len());
            let is_open = reading.open.iter().any(|open| open.is_running);
            let has_news = !plan.unknown.is_empty() || !plan.modified.is_empty();
            if !plan.steps.is_empty() || is_open || has_news {
                goals.push(Goal {
                    place,
                    target,
                    steps: plan.steps,
                });
            } else {
                part.runner.leave_out(&part.set, reading);
            }
        }
        Ok(goals)
    }

    pub(super) async fn preview_up(
        &self,
        parts: Parts<'_>,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Vec<Preview>, Error> {
        let target = self.target.clone().unwrap_or(Target::Latest);
        let reaches = parts.reaches(&target)?;
        let mut left = match target {
            Target::Count(count) => count,
            _ => usize::MAX,
        };
        let mut previews = Vec::new();
        for (part, reach) in parts.all.iter().zip(reaches) {
            let target = match reach {
                None => continue,
                Some(Target::Count(_)) => Target::Count(left),
                Some(reach) => reach,
            };
            let shown = part
                .runner
                .previews(database, Direction::Up, &target)
                .await?;
            left = left.saturating_sub(shown.len());
            previews.extend(shown.into_iter().map(|it| it.of_set(part.name)));
        }
        Ok(previews)
    }
}
