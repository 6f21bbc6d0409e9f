//! Sets: each is run by a runner of its own, one after the other. What would be refused of one of
//! them is refused before anything is done for the first.

mod down;
mod up;

use std::collections::HashMap;
use std::mem::take;

use sea_orm::DatabaseExecutor;
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTraitSelf};

use super::clear::Clear;
use super::{EVERY_MIGRATION, EVERYTHING, Other, Resolution, Runner, known, ledger_error};
use crate::backup::Backup;
use crate::error::Error;
use crate::execute::Report;
use crate::execute::capture::Preview;
use crate::ledger::{self, Ledger, Reading, Wanted};
use crate::migration::{Applied, InOrder, Migrator, Set, Sets, Version};
use crate::plan::sets::{Placed, chosen, comes_before, order};
use crate::plan::{
    Direction, PlanError, Policy, SetsError, Standing, Status, Target, plan, similar, standings,
};

/// How the versions of one set stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetStatus {
    /// Its name; `None` for versions of a ledger that several sets share and none of them knows.
    pub set: Option<String>,
    /// The sets that come before it, by name.
    pub after: Vec<String>,
    /// Its versions, those of the code first.
    pub standings: Vec<Standing>,
}

/// One set with the runner of its migrations.
struct Part<'s> {
    name: &'s str,
    after: &'s [String],
    set: Set,
    runner: Runner<Migrator<'s>>,
}

/// The sets in the order in which they run, and the one that a job is about.
struct Parts<'s> {
    all: Vec<Part<'s>>,
    chosen: Option<usize>,
}

/// What is to be known of a ledger.
#[derive(Clone, Copy)]
enum Wish {
    /// Whether everything is applied that belongs into it; else the rows.
    InStep,
    Rows,
    Details,
}

impl Part<'_> {
    fn ledger(&self, database: &DatabaseExecutor<'_>) -> Result<Ledger, Error> {
        Ok(ledger::of(database, self.set.ledger())?)
    }

    fn has(&self, version: &Version) -> bool {
        self.set.member(version).is_some()
    }
}

impl Parts<'_> {
    fn placed(&self) -> Vec<Placed<'_>> {
        let placed = self.all.iter().map(|part| Placed {
            name: part.name,
            after: part.after,
        });
        placed.collect()
    }

    /// Whether a set is what a job is about, or comes before that.
    fn is_wanted(&self, place: usize, last: Option<usize>) -> bool {
        last.is_none_or(|last| place == last || comes_before(&self.placed(), place, last))
    }

    /// The set of a version that is asked for.
    fn of_version(&self, version: &Version) -> Result<usize, Error> {
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
    async fn read(
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
    /// Only that set, and with [`up`](Self::up) what must come before it.
    pub fn set(mut self, name: impl Into<String>) -> Self {
        self.migrator.choose(name.into());
        self
    }

    /// Applies what is pending, set by set. What comes before a set that is chosen, or before that
    /// of a [target](Self::target) version, is applied whole.
    ///
    /// When there is nothing to do, it costs one query for each ledger and writes nothing. What is
    /// refused of any set is refused before the first one begins.
    ///
    /// # Errors
    ///
    /// [`Error::Sets`] where the sets do not fit together, and what [`Runner`] meets with one of
    /// them: what was done for others before is in its [report](Error::report).
    pub async fn up<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let target = self.target.clone().unwrap_or(Target::Latest);
        let parts = self.parts()?;
        self.apply(parts, &database, &target, self.backup.as_ref())
            .await
    }

    /// Reverts migrations of all sets, the one that was applied last first; of one that is chosen,
    /// unless a set that comes after it has migrations that were applied since.
    ///
    /// # Errors
    ///
    /// As [`up`](Self::up), and [`SetsError::Needed`].
    pub async fn down<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let target = self.target.clone().unwrap_or(Target::Count(1));
        let parts = self.parts()?;
        self.revert(parts, &database, &target).await
    }

    /// Every set with its versions, in the order in which they run. Writes nothing, and needs no
    /// right but to read.
    pub async fn status<'c, C>(&self, database: C) -> Result<Vec<SetStatus>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let mut parts = self.parts()?;
        let readings = parts.read(&database, Wish::Details).await?;
        let mut statuses = Vec::with_capacity(parts.all.len());
        let mut of_none: Vec<Standing> = Vec::new();
        for (place, (part, reading)) in parts.all.iter().zip(&readings).enumerate() {
            let unfinished = reading.unfinished();
            let mut found = standings(&known(&part.set), &reading.applied, &unfinished);
            for standing in &mut found {
                standing.failed = reading.failed(&standing.version);
            }
            if !part.runner.others.is_empty() {
                let is_missing = |it: &mut Standing| it.status == Status::Missing;
                of_none.extend(found.extract_if(.., is_missing));
            }
            if parts.chosen.is_none_or(|chosen| chosen == place) {
                statuses.push(SetStatus {
                    set: Some(part.name.to_owned()),
                    after: part.after.to_vec(),
                    standings: found,
                });
            }
        }
        if !of_none.is_empty() && parts.chosen.is_none() {
            statuses.push(SetStatus {
                set: None,
                after: Vec::new(),
                standings: of_none,
            });
        }
        Ok(statuses)
    }

    /// The versions that [`up`](Self::up) would apply, in their order. Writes nothing: it answers a
    /// readiness probe with one query for each ledger.
    pub async fn pending<'c, C>(&self, database: C) -> Result<Vec<Version>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let mut parts = self.parts()?;
        let readings = parts.read(&database, Wish::InStep).await?;
        let mut pending = Vec::new();
        for (place, (part, reading)) in parts.all.iter().zip(&readings).enumerate() {
            if reading.in_step || !parts.is_wanted(place, parts.chosen) {
                continue;
            }
            let known = known(&part.set);
            let (up, latest) = (Direction::Up, Target::Latest);
            pending.extend(plan(&known, &reading.applied, up, &latest, Policy::LENIENT)?.steps);
        }
        Ok(pending)
    }

    /// What a run would send, without running it. Nothing is written.
    pub async fn preview<'c, C>(
        &self,
        database: C,
        direction: Direction,
    ) -> Result<Vec<Preview>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let parts = self.parts()?;
        match direction {
            Direction::Up => self.preview_up(parts, &database).await,
            Direction::Down => self.preview_down(parts, &database).await,
        }
    }

    /// Drops everything that the schema holds, whoever made it, and applies every migration of every
    /// set. It is refused where the database is [marked](Self::mark), and where a set is chosen.
    pub async fn fresh<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let parts = self.parts()?;
        if let Some(chosen) = parts.chosen {
            let name = parts.all[chosen].name.to_owned();
            return Err(SetsError::Everything(name).into());
        }
        self.refuse_where_marked(&database, EVERYTHING).await?;
        let Some(first) = parts.all.first() else {
            return Err(SetsError::Empty.into());
        };
        if let Some(backup) = &self.backup {
            first.runner.back_up_first(backup, &database).await?;
        }
        first.runner.clear(&database, Clear::Schema).await?;
        self.apply(parts, &database, &Target::Latest, None).await
    }

    /// Reverts every migration, of all sets or of the one that is chosen, and applies them again. It
    /// is refused where the database is [marked](Self::mark).
    pub async fn refresh<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let reverted = self.revert_every_migration(&database).await?;
        let mut parts = self.parts()?;
        let mut backup = self.backup.as_ref();
        if !reverted.is_empty() {
            let is_backed_up = backup.take().is_some();
            for part in &mut parts.all {
                part.runner.has_nothing_to_lose |= is_backed_up;
            }
        }
        let again = self.apply(parts, &database, &Target::Latest, backup);
        match again.await {
            Ok(applied) => Ok(reverted.then(applied)),
            Err(error) => Err(error.between(reverted, &[])),
        }
    }

    /// Reverts every migration, of all sets or of the one that is chosen, and drops the ledgers that
    /// no other set keeps its own in. The journals stay: they are history. It is refused where the
    /// database is [marked](Self::mark).
    pub async fn reset<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let report = self.revert_every_migration(&database).await?;
        let parts = self.parts()?;
        let mut dropped: Vec<&str> = Vec::new();
        for (place, part) in parts.all.iter().enumerate() {
            let is_its_own = part.runner.others.is_empty();
            let is_wanted = match parts.chosen {
                Some(chosen) => chosen == place && is_its_own,
                None => !dropped.contains(&part.set.ledger()),
            };
            if is_wanted {
                part.runner.clear(&database, Clear::Ledger).await?;
                dropped.push(part.set.ledger());
            }
        }
        Ok(report)
    }

    /// Settles what nobody but a person can know of a version, in the set that has it.
    pub async fn resolve<'c, C>(
        &self,
        database: C,
        version: &Version,
        resolution: Resolution,
    ) -> Result<Status, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let parts = self.parts()?;
        let part = &parts.all[parts.of_version(version)?];
        part.runner.refuse_unverified(&database, "settle").await?;
        let resolved = part
            .runner
            .resolved(&part.set, &database, version, resolution);
        resolved.await
    }

    async fn revert_every_migration(
        &self,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Report, Error> {
        self.refuse_where_marked(database, EVERY_MIGRATION).await?;
        self.revert(self.parts()?, database, &Target::Latest).await
    }

    /// The sets, looked at before anything runs.
    fn parts(&self) -> Result<Parts<'_>, Error> {
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

    /// A runner of one set, which does everything else as this one.
    fn with_migrator<M>(&self, migrator: M) -> Runner<M> {
        Runner {
            migrator,
            target: None,
            unknown: self.unknown,
            modified: self.modified,
            application: self.application.clone(),
            revision: self.revision.clone(),
            backup: self.backup.clone(),
            unverified: self.unverified.clone(),
            observer: self.observer.clone(),
            patience: self.patience,
            timeouts: self.timeouts,
            retry_for: self.retry_for,
            cancelled: self.cancelled.clone(),
            has_nothing_to_lose: self.has_nothing_to_lose,
            environment: self.environment.clone(),
            others: Vec::new(),
            ledgers: Vec::new(),
        }
    }

    /// The sets in the order in which they run, as one list.
    pub(crate) fn in_order(&self) -> Result<InOrder<'_>, Error> {
        let parts = self.parts()?;
        let all = self.migrator.all();
        let named = |part: &Part<'_>| all.iter().find(|set| set.name() == part.name);
        Ok(InOrder(parts.all.iter().filter_map(named).collect()))
    }

    /// The runner of all sets as one list, for what only a scratch database knows.
    pub(crate) fn of_all<'s>(&self, all: &'s InOrder<'_>) -> Runner<Migrator<'s>> {
        let ledgers = all.0.iter().map(|set| set.migrator());
        let ledgers = ledgers.map(|migrator| migrator.migration_table_name().to_string());
        let mut runner = self.with_migrator(Migrator::of(all));
        runner.ledgers = ledgers.collect();
        runner
    }

    /// The runner of one set, for what is about one.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) fn of_set(&self, name: &str) -> Result<Runner<Migrator<'_>>, Error> {
        let parts = self.parts()?;
        let mut parts = parts.all.into_iter();
        let part = parts.find(|part| part.name == name);
        let part = part.ok_or_else(|| SetsError::NoSuchSet {
            name: name.to_owned(),
            known: self.names(),
        })?;
        Ok(part.runner)
    }

    /// What the sets are called, as they are listed.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) fn names(&self) -> Vec<String> {
        let sets = self.migrator.all().iter();
        sets.map(|set| set.name().to_owned()).collect()
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
