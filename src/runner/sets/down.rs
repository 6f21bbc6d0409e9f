//! Down: over all sets, what was applied last first.

use std::collections::VecDeque;

use super::{
    DatabaseExecutor, Direction, Error, Part, Parts, PlanError, Policy, Preview, Report, Runner,
    Sets, SetsError, Target, Version, Wish, comes_before, known, plan,
};
use crate::ledger::Reading;
use crate::plan::sets::{newest_first, stretches};
use crate::plan::{count, revertible};

/// What would be reverted, the first one first.
pub(super) struct Way {
    /// The set of each step, and its version.
    steps: Vec<(usize, Version)>,
}

impl Way {
    /// How many steps are one set's.
    fn steps_of(&self, place: usize) -> usize {
        self.steps.iter().filter(|(it, _)| *it == place).count()
    }

    /// A set, and how many steps of it follow each other.
    fn stretches(&self) -> Vec<(usize, usize)> {
        let places: Vec<usize> = self.steps.iter().map(|(place, _)| *place).collect();
        stretches(&places)
    }
}

impl Parts<'_> {
    /// How a target is reached, where nothing stands in the way.
    fn way(&self, readings: &[Reading], target: &Target) -> Result<Way, Error> {
        let mut applied: Vec<VecDeque<(Version, i64)>> = Vec::with_capacity(self.all.len());
        for (place, (part, reading)) in self.all.iter().zip(readings).enumerate() {
            let is_asked = self.chosen.is_none_or(|chosen| chosen == place);
            let known = known(&part.set);
            if is_asked {
                let policy = Policy {
                    unknown: part.runner.unknown,
                    ..Policy::LENIENT
                };
                plan(
                    &known,
                    &reading.applied,
                    Direction::Down,
                    &Target::Count(0),
                    policy,
                )?;
            }
            applied.push(match is_asked {
                true => revertible(&known, &reading.applied).into(),
                false => VecDeque::new(),
            });
        }
        let times = applied
            .iter()
            .map(|rows| rows.iter().map(|row| row.1).collect());
        let order = newest_first(&times.collect::<Vec<_>>());
        let mut oldest = i64::MAX;
        let steps = order.into_iter().filter_map(|place| {
            let (version, time) = applied[place].pop_front()?;
            Some((place, version, time))
        });
        let mut steps: Vec<(usize, Version, i64)> = steps.collect();
        let reach = match target {
            Target::Latest => steps.len(),
            Target::Count(count) => steps.len().min(*count),
            Target::Version(version) => {
                let set = self.of_version(version)?;
                let is_it = |step: &(usize, Version, i64)| step.0 == set && step.1 == *version;
                let position = steps.iter().position(is_it);
                position.ok_or_else(|| PlanError::NotApplied {
                    version: version.clone(),
                })?
            }
        };
        steps.truncate(reach);
        for (_, _, time) in &steps {
            oldest = oldest.min(*time);
        }
        if let (Some(chosen), Some((_, version, _))) = (self.chosen, steps.last()) {
            self.refuse_needed(chosen, version, oldest, readings)?;
        }
        Ok(Way {
            steps: steps
                .into_iter()
                .map(|(place, version, _)| (place, version))
                .collect(),
        })
    }

    /// A migration of a set that comes after may need what was there when it was applied. Of one
    /// second, nobody knows which was first.
    fn refuse_needed(
        &self,
        chosen: usize,
        version: &Version,
        since: i64,
        readings: &[Reading],
    ) -> Result<(), SetsError> {
        let placed = self.placed();
        let dependents = (chosen + 1..self.all.len()).rev().filter(|place| {
            let rows = &readings[*place].applied;
            let has_since = rows.iter().any(|row| row.applied_at >= since);
            has_since && comes_before(&placed, chosen, *place)
        });
        let dependents: Vec<String> = dependents
            .map(|place| self.all[place].name.to_owned())
            .collect();
        match dependents.is_empty() {
            true => Ok(()),
            false => Err(SetsError::Needed {
                set: self.all[chosen].name.to_owned(),
                version: version.clone(),
                dependents,
            }),
        }
    }
}

impl Runner<Sets> {
    /// Reverts what the target asks for, with one backup for all sets.
    pub(super) async fn revert(
        &self,
        mut parts: Parts<'_>,
        database: &DatabaseExecutor<'_>,
        target: &Target,
    ) -> Result<Report, Error> {
        let mut backup = self.backup.as_ref();
        let readings = parts.read(database, Wish::Rows).await?;
        let way = parts.way(&readings, target)?;
        if way.steps.len() > 1 {
            let doing = format!("revert {}", count(way.steps.len(), "migration"));
            self.refuse_where_marked(database, &doing).await?;
        }
        let stretches = way.stretches();
        for (place, part) in parts.all.iter().enumerate() {
            let wanted = match way.steps_of(place) {
                0 => continue,
                steps => Target::Count(steps),
            };
            let wanted = (Direction::Down, &wanted);
            part.runner
                .admitted(
                    (&part.set, &part.ledger(database)?, database),
                    wanted,
                    &readings[place],
                    (backup, true),
                )
                .await?;
        }
        let mut report = Report::new(Direction::Down);
        let mut reached = 0;
        for (place, steps) in stretches {
            reached += steps;
            let Part { name, runner, .. } = &mut parts.all[place];
            if backup.is_none() {
                // What may be lost was looked at for all of them, and is in the backup.
                runner.has_nothing_to_lose = true;
            }
            let target = Target::Count(steps);
            let run = runner.run(database, Direction::Down, &target, backup);
            match run.await {
                Ok(done) => {
                    let done = done.of_set(name);
                    if !done.is_empty() {
                        backup = None;
                    }
                    report = report.then(done);
                }
                Err(error) => {
                    let behind = way.steps[reached..].iter();
                    let behind: Vec<Version> = behind.map(|(_, version)| version.clone()).collect();
                    return Err(error.of_set(name).between(report, &behind));
                }
            }
        }
        Ok(report)
    }

    /// What [`down`](Self::down) would revert, with the name of the set of each.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) async fn reverting(
        &self,
        database: &sea_orm::DatabaseConnection,
        target: &Target,
    ) -> Result<Vec<(String, Version)>, Error> {
        let database = DatabaseExecutor::Connection(database);
        let mut parts = self.parts()?;
        let readings = parts.read(&database, Wish::Rows).await?;
        let way = parts.way(&readings, target)?;
        let named = way.steps.into_iter();
        Ok(named
            .map(|(place, version)| (parts.all[place].name.to_owned(), version))
            .collect())
    }

    pub(super) async fn preview_down(
        &self,
        mut parts: Parts<'_>,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Vec<Preview>, Error> {
        let target = self.target.clone().unwrap_or(Target::Count(1));
        let readings = parts.read(database, Wish::Rows).await?;
        let way = parts.way(&readings, &target)?;
        let mut shown: Vec<VecDeque<Preview>> = Vec::with_capacity(parts.all.len());
        for (place, part) in parts.all.iter().enumerate() {
            let steps = way.steps_of(place);
            let target = Target::Count(steps);
            let previews = part.runner.previews(database, Direction::Down, &target);
            shown.push(match steps {
                0 => VecDeque::new(),
                _ => {
                    let previews = previews.await?.into_iter();
                    previews.map(|it| it.of_set(part.name)).collect()
                }
            });
        }
        let steps = way.steps.iter();
        Ok(steps
            .filter_map(|(place, _)| shown[*place].pop_front())
            .collect())
    }
}
