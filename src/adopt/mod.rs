//! Adopt: take over from another tool's tracking table, or from none.
//!
//! What is read of theirs is only read. What is not sure is told, and nothing is written then.

mod map;
mod mapping;
mod name;

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor};
use sea_orm_migration::MigratorTraitSelf;

pub use map::{AdoptMap, MapError};
pub use mapping::Unmapped;

use crate::diff::Change;
use crate::error::Error;
use crate::ledger::{self, Wanted};
use crate::migration::{Set, Version};
use crate::plan::list;
use crate::runner::{Recording, Runner};
use crate::tracker::Tracker;
use crate::verify::Verify;

/// How to adopt.
#[derive(Clone, Debug, Default)]
pub struct Adopt {
    from: Option<String>,
    map: AdoptMap,
    by_schema: bool,
    looking: Verify,
}

impl Adopt {
    /// By the names of what a tracking table says is applied.
    pub fn new() -> Self {
        Self::default()
    }

    /// From that table, `schema.table` where it is in another schema; else from the only one.
    pub fn from(mut self, table: impl Into<String>) -> Self {
        self.from = Some(table.into());
        self
    }

    /// With what a person says of their versions.
    pub fn map(mut self, map: AdoptMap) -> Self {
        self.map = map;
        self
    }

    /// By the schema of the database, whatever a tracking table says: what the longest beginning of the
    /// set makes that makes just this.
    pub fn by_schema(mut self, by_schema: bool) -> Self {
        self.by_schema = by_schema;
        self
    }

    /// How schemas are looked at.
    pub fn looking(mut self, looking: Verify) -> Self {
        self.looking = looking;
        self
    }
}

/// What was found, and what is written down because of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Adoption {
    /// Every tracking table of the database.
    pub trackers: Vec<Tracker>,
    /// The one that is taken over from.
    pub from: Option<Tracker>,
    /// What is written down as applied.
    pub versions: Vec<Adopted>,
    /// How many of the versions that are meant were written down before.
    pub already: usize,
    /// What the tracking table says is applied, and is no version of the set.
    pub unmapped: Vec<Unmapped>,
    /// Why nothing is written.
    pub obstacles: Vec<String>,
    /// The name that a tracking table gets which stands in the place of the ledger.
    pub set_aside: Option<String>,
    /// What the database has or lacks beside what those versions make.
    pub differences: Vec<Change>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Whether it is in the database now.
    pub is_written: bool,
}

/// A version that is written down as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Ours.
    pub version: Version,
    /// What the tracking table calls it; `None` where the schema says that it is applied.
    pub key: Option<String>,
}

impl Adoption {
    /// Whether something is in the way.
    pub fn is_refused(&self) -> bool {
        !self.unmapped.is_empty() || !self.obstacles.is_empty()
    }

    /// Whether there is anything to write.
    pub fn has_work(&self) -> bool {
        !self.versions.is_empty() || self.set_aside.is_some()
    }

    /// What the journal keeps.
    fn why(&self, adopted: &Adopted) -> String {
        let from = match (&self.from, &adopted.key) {
            (Some(from), Some(key)) => format!("from `{}` ({}, {key})", from.name(), from.tool),
            _ => "by the schema of the database".to_owned(),
        };
        format!("adopted {from}: nothing was run")
    }
}

/// How often what tracking tables say may change meanwhile.
const LOOKS: usize = 5;

impl<M: MigratorTraitSelf> Runner<M> {
    /// Looks what [`adopt`](Self::adopt) would write down. Writes nothing, and needs no right but to
    /// read.
    ///
    /// # Errors
    ///
    /// What reading the database meets; [`Error::Scratch`] where the schema is asked and there is no
    /// place to run the migrations.
    pub async fn adoption(
        &self,
        database: &DatabaseConnection,
        how: &Adopt,
    ) -> Result<Adoption, Error> {
        let executor = DatabaseExecutor::Connection(database);
        let trackers = self.trackers(&executor).await?;
        self.looked(database, how, trackers).await
    }

    /// Takes over from another tool: what its tracking table says is applied is written down as
    /// applied, and nothing is run. Only this program's own tables are written; a tracking table in
    /// the place of the ledger gets another name and keeps its rows. Where anything is in the way,
    /// nothing is written, and the answer says what.
    ///
    /// # Errors
    ///
    /// Those of [`adoption`](Self::adoption), and what writing meets.
    pub async fn adopt(
        &self,
        database: &DatabaseConnection,
        how: &Adopt,
    ) -> Result<Adoption, Error> {
        let executor = DatabaseExecutor::Connection(database);
        let mut adoption = Adoption::default();
        for _ in 0..LOOKS {
            let trackers = self.trackers(&executor).await?;
            adoption = self.looked(database, how, trackers.clone()).await?;
            if adoption.is_refused() || !adoption.has_work() {
                return Ok(adoption);
            }
            let versions = adoption.versions.iter();
            let versions: Vec<(Version, String)> = versions
                .map(|adopted| (adopted.version.clone(), adoption.why(adopted)))
                .collect();
            let recording = Recording {
                versions: &versions,
                aside: adoption.set_aside.as_deref(),
                trackers: &trackers,
            };
            if self.record(&executor, &recording).await? {
                adoption.is_written = true;
                return Ok(adoption);
            }
        }
        let changes = "tracking tables change while they are read: stop the tool that writes them";
        adoption.obstacles.push(changes.to_owned());
        Ok(adoption)
    }

    async fn looked(
        &self,
        database: &DatabaseConnection,
        how: &Adopt,
        trackers: Vec<Tracker>,
    ) -> Result<Adoption, Error> {
        let executor = DatabaseExecutor::Connection(database);
        let set = Set::of(self.migrator())?;
        let ledger = ledger::of(&executor, set.ledger())?;
        let members = set.members().iter();
        let versions: Vec<Version> = members.map(|member| member.version.clone()).collect();
        let is_ours = |tracker: &Tracker| is_ours(tracker, &versions, how);
        let mut adoption = Adoption {
            trackers: trackers.into_iter().filter(|it| !is_ours(it)).collect(),
            ..Adoption::default()
        };
        let in_place = adoption.trackers.iter().any(|it| it.is_in_place_of_ours);
        let mut applied: HashSet<Version> = HashSet::new();
        if in_place {
            adoption.set_aside = self.name_aside(&ledger, &executor).await?;
        } else {
            let reading = ledger.read(&executor, Wanted::Rows).await;
            let reading = reading.map_err(|source| Error::Ledger {
                source,
                backend: database.get_database_backend(),
            })?;
            applied = reading.applied.into_iter().map(|row| row.version).collect();
        }
        adoption.choose(how);
        let foreign: Vec<String> = adoption.trackers.iter().map(Tracker::name).collect();
        let mut meant = Vec::new();
        if how.by_schema {
            let nearest = self
                .nearest_prefix(database, &how.looking, &foreign)
                .await?;
            let from = nearest.versions.last();
            for migration in &nearest.unreplayable {
                let (version, reason) = (&migration.version, &migration.reason);
                let warning = format!("`{version}` cannot be run on an empty database: {reason}");
                adoption.warnings.push(warning);
            }
            if !nearest.uncertain.is_empty() {
                adoption.warnings.push(format!(
                    "the schema is the same without {}: look whether what they did to rows is there",
                    list(&nearest.uncertain)
                ));
            }
            if !nearest.differences.is_empty() {
                let nearest = match from {
                    Some(last) => format!("the nearest is what is made up to `{last}`"),
                    None => "the nearest is an empty database".to_owned(),
                };
                let obstacle = format!(
                    "no beginning of the migrations makes the schema of the database: {nearest}"
                );
                adoption.obstacles.push(obstacle);
            }
            adoption.differences = nearest.differences;
            meant.extend(
                nearest
                    .versions
                    .into_iter()
                    .map(|version| Adopted { version, key: None }),
            );
        } else if let Some(from) = &adoption.from {
            let mapped = mapping::mapped(&versions, from, &how.map);
            adoption.unmapped = mapped.unmapped;
            meant.extend(mapped.pairs.into_iter().map(|(version, key)| Adopted {
                version,
                key: Some(key),
            }));
        } else if adoption.obstacles.is_empty() && (applied.is_empty() || in_place) {
            let nothing = adoption.nothing_said();
            adoption.obstacles.push(nothing);
        }
        let all: HashSet<Version> = meant
            .iter()
            .map(|adopted| adopted.version.clone())
            .collect();
        adoption.warn_of_gaps(&set, &all.union(&applied).cloned().collect());
        let (already, versions): (Vec<_>, Vec<_>) = meant
            .into_iter()
            .partition(|adopted| applied.contains(&adopted.version));
        adoption.already = already.len();
        adoption.versions = versions;
        if !how.by_schema && !adoption.is_refused() && adoption.has_work() {
            let all = all.union(&applied).cloned().collect();
            let differences = self
                .differences(database, &all, &how.looking, &foreign)
                .await;
            match differences {
                Ok(differences) => adoption.differences = differences,
                // It is no proof that is missing: the tracking table says what is applied.
                Err(error) => adoption.warnings.push(format!(
                    "the schema was not compared with what those versions make: {error}"
                )),
            }
        }
        Ok(adoption)
    }

    /// A name that no table has.
    async fn name_aside(
        &self,
        ledger: &ledger::Ledger,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Option<String>, Error> {
        for name in ledger.names_aside() {
            let columns = ledger.backend().columns(database, &name).await;
            let columns = columns.map_err(|source| Error::Database {
                doing: "look for a name for the tracking table",
                source,
                backend: database.get_database_backend(),
            })?;
            if columns.is_empty() {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }
}

/// Whether a table in the ledger's place is the ledger: it has no version that is ours under another
/// name, such as one with the path of its file before it.
fn is_ours(tracker: &Tracker, set: &[Version], how: &Adopt) -> bool {
    if !tracker.is_ledger() {
        return false;
    }
    let is_known = |key: &str| set.iter().any(|version| version.as_str() == key);
    let mapped = mapping::mapped(set, tracker, &how.map);
    mapped.pairs.iter().all(|(_, key)| is_known(key))
}

impl Adoption {
    /// Finds the table that is taken over from.
    fn choose(&mut self, how: &Adopt) {
        let chosen: Vec<Tracker> = match &how.from {
            Some(name) => {
                let named = self.trackers.iter();
                let named = named.filter(|it| it.name() == *name || it.table == *name);
                named.cloned().collect()
            }
            None => {
                let meant = self.trackers.iter().filter(|tracker| tracker.is_meant());
                meant.cloned().collect()
            }
        };
        for tracker in &chosen {
            let troubles = tracker.troubles.iter();
            let troubles = troubles.map(|trouble| format!("{}: {trouble}", tracker.tool));
            self.obstacles.extend(troubles);
        }
        match (chosen.as_slice(), &how.from) {
            ([from], _) => self.from = Some(from.clone()),
            ([], Some(name)) => self
                .obstacles
                .push(format!("`{name}` is no tracking table")),
            ([], None) => {}
            (_, _) if how.by_schema => {}
            (several, _) => {
                let names: Vec<Version> = several.iter().map(|it| it.name().into()).collect();
                self.obstacles.push(format!(
                    "several tracking tables say what is applied: {}",
                    list(&names)
                ));
            }
        }
        if how.by_schema {
            self.from = None;
        }
    }

    /// That no table is taken over from without being named, and which could be.
    fn nothing_said(&self) -> String {
        let elsewhere = self.trackers.iter();
        let elsewhere = elsewhere.filter(|it| it.is_elsewhere() && !it.entries.is_empty());
        let names: Vec<Version> = elsewhere.map(|it| it.name().into()).collect();
        let nothing = "no tracking table says what is applied";
        match names.is_empty() {
            true => nothing.to_owned(),
            false => format!("{nothing}; in other schemas there is {}", list(&names)),
        }
    }

    /// What would be applied afterwards although later ones are.
    fn warn_of_gaps(&mut self, set: &Set, applied: &HashSet<Version>) {
        let members = set.members();
        let is_applied = |version: &Version| applied.contains(version);
        let Some(last) = members
            .iter()
            .rposition(|member| is_applied(&member.version))
        else {
            return;
        };
        let stood_for: HashSet<&Version> = members
            .iter()
            .filter(|member| is_applied(&member.version))
            .flat_map(|member| &member.replaces)
            .collect();
        for member in &members[..last] {
            let version = &member.version;
            if !is_applied(version) && !stood_for.contains(version) && !member.is_gone {
                let warning = format!(
                    "`{version}` is not among them, and later ones are: `up` would apply it"
                );
                self.warnings.push(warning);
            }
        }
    }
}
