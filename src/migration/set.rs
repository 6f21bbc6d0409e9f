//! Set: the ordered migrations of one migrator.

use std::collections::HashMap;

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager};

use super::manifest::{self, Declaration, Entry};
use super::{Checksum, Environment, Version, after};
use crate::hint::Hint;

/// The migrations of one migrator in the order of its vector, each once, and the name of their
/// ledger.
pub struct Set {
    ledger: String,
    application: Option<String>,
    members: Vec<Member>,
}

/// One migration of a set.
pub struct Member {
    /// Its identity.
    pub version: Version,
    /// Fingerprint of its source, where the migrator is declared with `migrations!`.
    pub checksum: Option<Checksum>,
    /// Its scripts, where it is declarative and the migrator is declared with `migrations!`.
    pub declaration: Option<Declaration>,
    /// What its source says that it was written after; `None` where it says nothing of it.
    pub after: Option<Vec<Version>>,
    /// The versions that it stands for.
    pub replaces: Vec<Version>,
    /// The environments that it is for; none where it is for all.
    pub environments: &'static [&'static str],
    /// Whether it is for that of the run.
    pub is_here: bool,
    /// Whether only one that stands for it is left: nothing can run it.
    pub is_gone: bool,
    /// What it answers to `use_transaction`.
    pub transaction: Option<bool>,
    /// SeaORM's view of it.
    pub migration: Box<dyn MigrationTrait>,
}

/// What PostgreSQL keeps of a name, the shortest of the three.
const LEDGER_LIMIT: usize = 63;

/// Why a migrator's vector is not a set.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// Two migrations have one name.
    #[error("version `{0}` stands twice in the migrator's list")]
    Duplicate(Version),
    /// A migration has no name.
    #[error("migration {0} of the migrator's list has an empty name")]
    Unnamed(usize),
    /// A name that a database would keep in another form.
    #[error("the name {0:?} has a character that no database keeps")]
    Nul(String),
    /// A migration is for an environment without a name.
    #[error("`{0}` is for an environment with an empty name")]
    NamelessEnvironment(Version),
    /// The run is in an environment without a name.
    #[error("the name of the environment is empty")]
    EmptyEnvironment,
    /// A database would cut it, and two ledgers would be one.
    #[error("the ledger's name `{0}` is not of 1 to {LEDGER_LIMIT} bytes")]
    Ledger(String),
}

fn no_nul(name: &str) -> Result<(), SetError> {
    match name.contains('\0') {
        true => Err(SetError::Nul(name.to_owned())),
        false => Ok(()),
    }
}

impl SetError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        match self {
            Self::Duplicate(_) => Hint::new(
                "Remove the second entry, or give one of the two modules a name of its own: \
                 a name that is derived from the file is `mod` for every `mod.rs`.",
            ),
            Self::Unnamed(_) => Hint::new("Return a name from its `MigrationName::name`."),
            Self::Nul(_) => Hint::new("Take the NUL out of it."),
            Self::NamelessEnvironment(_) => {
                Hint::new("Name the environments that it is for, or none where it is for all.")
            }
            Self::EmptyEnvironment => Hint::new(
                "Name it, or leave it out: then what is for chosen environments is not applied.",
            ),
            Self::Ledger(_) => Hint::new(
                "Return another one from `migration_table_name`: PostgreSQL cuts what is longer.",
            ),
        }
    }
}

/// Those that one stands for, and those that they stand for themselves.
fn with_theirs(replaces: &[&str], before: &[Member]) -> Vec<Version> {
    let mut all: Vec<Version> = Vec::new();
    for name in replaces {
        let version = Version::from(*name);
        let theirs = before.iter().find(|member| member.version == version);
        let theirs = theirs.map_or(&[] as &[_], |member| &member.replaces);
        for one in theirs.iter().cloned().chain([version.clone()]) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}

/// One whose module was taken out of the list, and which another one stands for: it is for the same
/// environments.
fn gone_member(version: &Version, environments: &'static [&'static str]) -> Member {
    Member {
        version: version.clone(),
        checksum: None,
        declaration: None,
        after: None,
        replaces: Vec::new(),
        environments,
        is_here: environments.is_empty(),
        is_gone: true,
        transaction: None,
        migration: Box::new(Gone(version.clone())),
    }
}

struct Gone(Version);

impl MigrationName for Gone {
    fn name(&self) -> &str {
        self.0.as_str()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Gone {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("its module is gone".to_owned()))
    }
}

impl Set {
    /// Asks the migrator for its list. Nothing has run when this fails.
    pub fn of<M: MigratorTraitSelf>(migrator: &M) -> Result<Self, SetError> {
        let (migrations, entries) = manifest::listen(|| migrator.migrations());
        let application = entries.first().map(|entry| entry.application.to_owned());
        let mut entries: HashMap<String, Entry> = entries
            .into_iter()
            .map(|entry| (entry.version.clone(), entry))
            .collect();
        let mut seen = HashMap::with_capacity(migrations.len());
        let mut members = Vec::with_capacity(migrations.len());
        for (index, migration) in migrations.into_iter().enumerate() {
            let version = Version::from(migration.name());
            if version.as_str().is_empty() {
                return Err(SetError::Unnamed(index + 1));
            }
            no_nul(version.as_str())?;
            if seen.insert(version.clone(), index).is_some() {
                return Err(SetError::Duplicate(version));
            }
            let entry = entries.remove(version.as_str());
            let environments = entry.as_ref().map_or(&[] as &[_], |it| it.environments);
            if environments.contains(&"") {
                return Err(SetError::NamelessEnvironment(version));
            }
            let replaces = entry.as_ref().map_or(&[] as &[_], |entry| entry.replaces);
            let replaces = with_theirs(replaces, &members);
            for gone in replaces.iter().filter(|name| !seen.contains_key(*name)) {
                no_nul(gone.as_str())?;
                members.push(gone_member(gone, environments));
            }
            seen.extend(replaces.iter().map(|name| (name.clone(), index)));
            members.push(Member {
                version,
                replaces,
                environments,
                is_here: environments.is_empty(),
                is_gone: false,
                checksum: entry.as_ref().map(|entry| Checksum::of(entry.source)),
                after: entry.as_ref().and_then(|entry| after::after(entry.source)),
                declaration: entry.and_then(|entry| {
                    let address = manifest::address_of(migration.as_ref());
                    let is_same = entry.address.is_none_or(|told| told == address);
                    entry.declaration.filter(|_| is_same)
                }),
                transaction: migration.use_transaction(),
                migration,
            });
        }
        let ledger = migrator.migration_table_name().to_string();
        no_nul(&ledger)?;
        if ledger.is_empty() || ledger.len() > LEDGER_LIMIT {
            return Err(SetError::Ledger(ledger));
        }
        Ok(Self {
            ledger,
            application,
            members,
        })
    }

    /// The same, as a run sees it that is in an environment.
    pub(crate) fn within(mut self, environment: &Environment) -> Result<Self, SetError> {
        if environment.name() == Some("") {
            return Err(SetError::EmptyEnvironment);
        }
        for member in &mut self.members {
            member.is_here = environment.is_among(member.environments);
        }
        Ok(self)
    }

    /// Name of the ledger's table, unquoted.
    pub fn ledger(&self) -> &str {
        &self.ledger
    }

    /// Name and version of the crate that declares the migrations, where `migrations!` told it.
    pub fn application(&self) -> Option<&str> {
        self.application.as_deref()
    }

    /// The migrations in the order in which they run.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The versions of those that are for all environments: what they make is the schema that is
    /// expected everywhere.
    pub(crate) fn for_all(&self) -> impl Iterator<Item = Version> {
        let for_all = self.members.iter().filter(|it| it.environments.is_empty());
        for_all.map(|member| member.version.clone())
    }

    /// The member of that version.
    pub fn member(&self, version: &Version) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.version == *version)
    }

    /// The migrations by version, to run them elsewhere.
    pub(crate) fn into_members(self) -> HashMap<Version, Member> {
        self.members
            .into_iter()
            .map(|member| (member.version.clone(), member))
            .collect()
    }
}
