//! Sets: each is run by a runner of its own, one after the other. What would be refused of one of
//! them is refused before anything is done for the first.

mod down;
mod parts;
mod up;

use sea_orm::DatabaseExecutor;
use sea_orm_migration::IntoSchemaManagerConnection;

use super::clear::Clear;
use super::{EVERY_MIGRATION, EVERYTHING, Resolution, Runner, known};
use crate::backup::Backup;
use crate::entities::Entities;
use crate::error::Error;
use crate::execute::Report;
use crate::execute::capture::Preview;
use crate::migration::{Migrator, Version};
use crate::plan::sets::comes_before;
use crate::plan::{
    Direction, PlanError, Policy, SetsError, Standing, Status, Target, plan, standings,
};
use crate::sets::{After, Around, InOrder, MigrationSet, Sets};
use parts::{Part, Parts, Wish};

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
            around: Around::default(),
        }
    }

    /// The sets in the order in which they run, as one list.
    pub(crate) fn in_order(&self) -> Result<InOrder<'_>, Error> {
        let parts = self.parts()?;
        let all = self.migrator.all();
        let named = |part: &Part<'_>| all.iter().find(|set| set.name() == part.name);
        Ok(InOrder(parts.all.iter().filter_map(named).collect()))
    }

    /// The runner of all sets as one list, for what only a scratch database knows. It cannot run two
    /// versions of one name.
    pub(crate) fn of_all<'s>(&self, all: &'s InOrder<'_>) -> Runner<Migrator<'s>> {
        let mut runner = self.with_migrator(Migrator::of(all));
        runner.around.others = all.0.iter().copied().cloned().collect();
        runner
    }

    /// The runner of what comes after all sets, which is nothing: what they make is there before it.
    pub(crate) fn after_all<'s>(&self, after: &'s After<'_>) -> Runner<Migrator<'s>> {
        let mut runner = self.with_migrator(Migrator::of(after));
        runner.around.before = after.0.0.iter().copied().cloned().collect();
        runner
    }

    /// Refuses where several sets have a version of one name.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) fn refuse_ambiguous(&self) -> Result<(), Error> {
        let parts = self.parts()?;
        let members = parts.all.iter().flat_map(|part| part.set.members());
        for member in members {
            parts.of_version(&member.version)?;
        }
        Ok(())
    }

    /// The runner of one set, for what is about one.
    pub(crate) fn of_set(&self, name: &str) -> Result<Runner<Migrator<'_>>, Error> {
        let mut parts = self.parts()?;
        let place = parts.all.iter().position(|part| part.name == name);
        let place = place.ok_or_else(|| SetsError::NoSuchSet {
            name: name.to_owned(),
            known: self.names(),
        })?;
        let around = self.around_set(&parts, place);
        let mut runner = parts.all.swap_remove(place).runner;
        runner.around = around;
        Ok(runner)
    }

    /// The other sets: what comes before that one, and the rest.
    fn around_set(&self, parts: &Parts<'_>, place: usize) -> Around {
        let placed = parts.placed();
        let others = (0..placed.len()).filter(|other| *other != place);
        let (before, others): (Vec<usize>, Vec<usize>) =
            others.partition(|other| comes_before(&placed, *other, place));
        let sets = |places: Vec<usize>| -> Vec<MigrationSet> {
            let all = self.migrator.all();
            let named = |place: usize| all.iter().find(|set| set.name() == placed[place].name);
            places.into_iter().filter_map(named).cloned().collect()
        };
        Around {
            name: parts.all[place].name.to_owned(),
            before: sets(before),
            others: sets(others),
        }
    }

    /// The entities of one set, where it told them.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line asks it")
    )]
    pub(crate) fn entities_of(&self, name: &str) -> Option<Entities> {
        let (own, others): (Vec<_>, Vec<_>) = self
            .migrator
            .all()
            .iter()
            .partition(|set| set.name() == name);
        let own = own.first()?.its_entities()?.clone();
        Some(own.beside(others.iter().filter_map(|set| set.its_entities())))
    }

    /// What the sets are called, as they are listed.
    pub(crate) fn names(&self) -> Vec<String> {
        let sets = self.migrator.all().iter();
        sets.map(|set| set.name().to_owned()).collect()
    }
}
