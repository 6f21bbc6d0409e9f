//! Parts: the sets in their order, each with a runner of its own and its part of a ledger.

use std::collections::HashMap;
use std::mem::take;

use sea_orm::DatabaseExecutor;

use super::super::{Other, Runner, known, ledger_error};
use crate::error::Error;
use crate::ledger::{self, Ledger, Reading, Wanted};
use crate::migration::{Applied, Migrator, Set, Version};
use crate::plan::sets::{Placed, chosen, comes_before, order};
use crate::plan::{PlanError, SetsError, similar};
use crate::sets::Sets;

/// One set with the runner of its migrations.
pub(super) struct Part<'s> {
    pub(super) name: &'s str,
    pub(super) after: &'s [String],
    pub(super) set: Set,
    pub(super) runner: Runner<Migrator<'s>>,
}

/// The sets in the order in which they run, and the one that a job is about.
pub(super) struct Parts<'s> {
    pub(super) all: Vec<Part<'s>>,
    pub(super) chosen: Option<usize>,
}

/// What is to be known of a ledger.
#[derive(Clone, Copy)]
pub(super) enum Wish {
    /// Whether everything is applied that belongs into it; else the rows.
    InStep,
    Rows,
    Details,
}

impl Part<'_> {
    pub(super) fn ledger(&self, database: &DatabaseExecutor<'_>) -> Result<Ledger, Error> {
        Ok(ledger::of(database, self.set.ledger())?)
    }

    pub(super) fn has(&self, version: &Version) -> bool {
        self.set.member(version).is_some()
    }
}

impl Parts<'_> {
    pub(super) fn placed(&self) -> Vec<Placed<'_>> {
        let placed = self.all.iter().map(|part| Placed {
            name: part.name,
            after: part.after,
        });
        placed.collect()
    }

    /// Whether a set is what a job is about, or comes before that.
    pub(super) fn is_wanted(&self, place: usize, last: Option<usize>) -> bool {
        last.is_none_or(|last| place == last || comes_before(&self.placed(), place, last))
    }

    /// The set of a version that is asked for.
    pub(super) fn of_version(&self, version: &Version) -> Result<usize, Error> {
        let places = (0..self.all.len()).filter(|place| self.all[*place].has(version));
        let among = |place: &usize| self.chosen.is_none_or(|chosen| chosen == *place);
        match places.filter(among).collect::<Vec<_>>()[..] {
            [place] => Ok(place),
            [] => {
                let asked = self
                    .all
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| among(place));
                let known: Vec<_> = asked.flat_map(|(_, part)| known(&part.set)).collect();
                Err(Error::from(PlanError::NoSuchVersion {
                    version: version.clone(),
                    similar: similar(&known, version),
                }))
            }
            ref several => {
                let sets = several.iter().map(|place| self.all[*place].name.to_owned());
                Err(Error::from(SetsError::Ambiguous {
                    version: version.clone(),
                    sets: sets.collect(),
                }))
            }
        }
    }

    /// Reads each ledger once, and gives each set its part. What nobody knows is told to one of those
    /// that share a ledger: the one that a job is about, or the first.
    pub(super) async fn read(
        &mut self,
        database: &DatabaseExecutor<'_>,
        wish: Wish,
    ) -> Result<Vec<Reading>, Error> {
        let mut ledgers: HashMap<&str, Reading> = HashMap::new();
        let mut readings = Vec::with_capacity(self.all.len());
        for part in &self.all {
            let name = part.set.ledger();
            let reading = match ledgers.get(name) {
                Some(reading) => reading.clone(),
                None => {
                    let digest = part.runner.digest(&known(&part.set));
                    let wanted = match wish {
                        Wish::InStep => Wanted::InStep(&digest),
                        Wish::Rows => Wanted::Rows,
                        Wish::Details => Wanted::Details,
                    };
                    let read = part.ledger(database)?.read(database, wanted).await;
                    let read = read.map_err(|source| ledger_error(source, database))?;
                    ledgers.insert(name, read.clone());
                    read
                }
            };
            readings.push(part.runner.own(reading));
        }
        for (place, reading) in readings.iter_mut().enumerate() {
            let ledger = self.all[place].set.ledger();
            let mut sharing = self.all.iter().map(|part| part.set.ledger() == ledger);
            let chosen = self
                .chosen
                .filter(|it| self.all[*it].set.ledger() == ledger);
            if chosen.or_else(|| sharing.position(|shares| shares)) == Some(place) {
                continue;
            }
            let Part { set, runner, .. } = &mut self.all[place];
            let (own, foreign) = take(&mut reading.applied)
                .into_iter()
                .partition(|row| set.member(&row.version).is_some());
            reading.applied = own;
            let foreign: Vec<Applied> = foreign;
            let foreign = foreign.into_iter().map(|row| Other {
                version: row.version,
                checksum: None,
                is_here: true,
            });
            runner.others.extend(foreign);
        }
        Ok(readings)
    }
}

impl Runner<Sets> {
    /// The sets, looked at before anything runs.
    pub(super) fn parts(&self) -> Result<Parts<'_>, Error> {
        let all = self.migrator.all();
        let placed = all.iter().map(|set| Placed {
            name: set.name(),
            after: set.needs(),
        });
        let placed: Vec<Placed<'_>> = placed.collect();
        let order = order(&placed)?;
        let chosen = match self.migrator.chosen() {
            Some(name) => Some(chosen(&placed, name)?),
            None => None,
        };
        let mut parts: Vec<Part<'_>> = Vec::with_capacity(all.len());
        for place in &order {
            let named = &all[*place];
            let set = Set::of(&named.migrator()).map_err(|source| SetsError::List {
                set: named.name().to_owned(),
                source,
            })?;
            let set = set.within(&self.environment)?;
            refuse_shared(&parts, named.name(), &set)?;
            parts.push(Part {
                name: named.name(),
                after: named.needs(),
                set,
                runner: self.with_migrator(named.migrator()),
            });
        }
        for place in 0..parts.len() {
            let ledger = parts[place].set.ledger();
            let beside = parts.iter().enumerate();
            let beside = beside.filter(|(it, part)| *it != place && part.set.ledger() == ledger);
            let members = beside.flat_map(|(_, part)| part.set.members());
            let others = members.map(|member| Other {
                version: member.version.clone(),
                checksum: member.checksum.clone(),
                is_here: member.is_here,
            });
            parts[place].runner.others = others.collect();
        }
        let chosen = chosen.and_then(|chosen| order.iter().position(|place| *place == chosen));
        Ok(Parts { all: parts, chosen })
    }
}

/// A version has one row in a ledger.
fn refuse_shared(parts: &[Part<'_>], name: &str, set: &Set) -> Result<(), SetsError> {
    for part in parts
        .iter()
        .filter(|part| part.set.ledger() == set.ledger())
    {
        let mut versions = set.members().iter().map(|member| &member.version);
        if let Some(version) = versions.find(|version| part.has(version)) {
            return Err(SetsError::Shared {
                version: version.clone(),
                sets: (part.name.to_owned(), name.to_owned()),
                ledger: set.ledger().to_owned(),
            });
        }
    }
    Ok(())
}
