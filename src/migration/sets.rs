//! Sets: the migrators of several crates or libraries, with names and what comes before each.

use std::fmt;
use std::sync::Arc;

use sea_orm::DynIden;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

use super::migrator::{List, Migrator};

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
}

/// The migrations of a migrator as a set of that name.
pub fn set(name: impl Into<String>, migrator: impl MigratorTraitSelf + 'static) -> MigrationSet {
    MigrationSet {
        name: name.into(),
        after: Vec::new(),
        migrator: Arc::new(migrator),
    }
}

impl MigrationSet {
    /// The sets that come before it, by name: its migrations need theirs.
    pub fn after<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.after.extend(names.into_iter().map(Into::into));
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

/// Sets in an order, as one list: what runs them in a scratch database needs no ledger of each.
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
