//! Sets: the migrators of several crates or libraries, with names, what comes before each, and the
//! entities of each.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sea_orm::DynIden;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

use crate::entities::Entities;
use crate::migration::{List, Migrator};

/// The migrations of one crate or one library, with a name and the sets that come before it.
///
/// A library hands its own over as a function, and whoever uses the library lists it:
///
/// ```
/// # mod auth {
/// #     pub struct Migrator;
/// #     impl seaworthy::MigratorTrait for Migrator {
/// #         fn migrations() -> Vec<Box<dyn seaworthy::MigrationTrait>> { vec![] }
/// #     }
/// # }
/// pub fn migrations() -> seaworthy::MigrationSet {
///     seaworthy::set("auth", auth::Migrator)
/// }
/// ```
#[derive(Clone)]
pub struct MigrationSet {
    name: String,
    after: Vec<String>,
    migrator: Arc<dyn List>,
    entities: Option<Entities>,
    source: Option<PathBuf>,
}

/// The migrations of a migrator as a set of that name.
pub fn set(name: impl Into<String>, migrator: impl MigratorTraitSelf + 'static) -> MigrationSet {
    MigrationSet {
        name: name.into(),
        after: Vec::new(),
        migrator: Arc::new(migrator),
        entities: None,
        source: None,
    }
}

impl MigrationSet {
    /// The sets that come before it, by name: its migrations need theirs.
    pub fn after<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.after.extend(names.into_iter().map(Into::into));
        self
    }

    /// The entities whose tables its migrations make. `generate` compares each set with its own;
    /// `verify` and `schema` all sets with all of them.
    pub fn entities(mut self, entities: Entities) -> Self {
        self.entities = Some(entities);
        self
    }

    /// The folder of its modules, for `generate` and `squash`: as `--migration-dir` says it, seen from
    /// the package of the program, such as `src/app`. A crate that hands its set to others says
    /// `concat!(env!("CARGO_MANIFEST_DIR"), "/src")`.
    pub fn source(mut self, folder: impl Into<PathBuf>) -> Self {
        self.source = Some(folder.into());
        self
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the sets that come before it.
    pub(crate) fn needs(&self) -> &[String] {
        &self.after
    }

    /// Its entities, where it told them.
    pub(crate) fn its_entities(&self) -> Option<&Entities> {
        self.entities.as_ref()
    }

    /// The folder of its modules, where it told it.
    #[cfg_attr(
        not(all(feature = "cli", feature = "generate")),
        allow(dead_code, reason = "only what writes modules asks it")
    )]
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.source.as_deref()
    }

    pub(crate) fn migrator(&self) -> Migrator<'_> {
        Migrator::of_list(self.migrator.as_ref())
    }
}

impl fmt::Debug for MigrationSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MigrationSet")
            .field("name", &self.name)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

/// The sets of one database.
///
/// They run in the order in which they are listed, except that each comes after what it needs.
/// [`Runner`](crate::Runner) takes them in the place of a migrator, and so does the command line.
///
/// ```
/// # use seaworthy::prelude::*;
/// # mod auth {
/// #     pub struct Migrator;
/// #     impl seaworthy::MigratorTrait for Migrator {
/// #         fn migrations() -> Vec<Box<dyn seaworthy::MigrationTrait>> { vec![] }
/// #     }
/// # }
/// # use auth as app;
/// use seaworthy::{Runner, Sets, set};
///
/// fn sets() -> Sets {
///     Sets::new([
///         set("auth", auth::Migrator),
///         set("app", app::Migrator).after(["auth"]),
///     ])
/// }
///
/// # async fn start(db: sea_orm::DatabaseConnection) -> Result<(), seaworthy::Error> {
/// Runner::new(sets()).up(&db).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sets {
    all: Vec<MigrationSet>,
    chosen: Option<String>,
}

impl Sets {
    /// Those sets. Whether their names fit together is looked at before anything runs.
    pub fn new(sets: impl IntoIterator<Item = MigrationSet>) -> Self {
        Self {
            all: sets.into_iter().collect(),
            chosen: None,
        }
    }

    /// One more.
    pub fn and(mut self, set: MigrationSet) -> Self {
        self.all.push(set);
        self
    }

    /// They, as they were listed.
    pub(crate) fn all(&self) -> &[MigrationSet] {
        &self.all
    }

    /// The one that a job is about, where it is about one.
    pub(crate) fn chosen(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    pub(crate) fn choose(&mut self, name: String) {
        self.chosen = Some(name);
    }
}

/// Sets in an order, as one list, for what takes the last of them all back in a scratch database: there
/// one ledger is enough.
pub(crate) struct InOrder<'s>(pub(crate) Vec<&'s MigrationSet>);

impl MigratorTraitSelf for InOrder<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let sets = self.0.iter();
        sets.flat_map(|set| set.migrator().migrations()).collect()
    }

    fn migration_table_name(&self) -> DynIden {
        let first = self.0.first().map(|set| set.migrator());
        first.map_or_else(
            || DynIden::from(""),
            |migrator| migrator.migration_table_name(),
        )
    }
}

/// What comes after sets: a list with nothing in it, whose ledger is that of the first of them.
pub(crate) struct After<'s>(pub(crate) InOrder<'s>);

impl MigratorTraitSelf for After<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }

    fn migration_table_name(&self) -> DynIden {
        self.0.migration_table_name()
    }
}

/// What stands around one set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// What it is called; empty where there is no other set.
    #[cfg_attr(
        not(feature = "generate"),
        allow(dead_code, reason = "only `generate` names it")
    )]
    pub(crate) name: String,
    /// What comes before it, in its order.
    pub(crate) before: Vec<MigrationSet>,
    /// The others, in their order.
    pub(crate) others: Vec<MigrationSet>,
}

impl Around {
    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &MigrationSet> {
        self.before.iter().chain(&self.others)
    }

    /// The tables in which they keep what is applied of them.
    pub(crate) fn ledgers(&self) -> impl Iterator<Item = String> {
        let migrators = self.all().map(MigrationSet::migrator);
        migrators.map(|migrator| migrator.migration_table_name().to_string())
    }
}
