//! Seed: rows that an environment begins with. Seeds are no migrations: they run on the present
//! schema, each time somebody asks for it, and nothing is recorded of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseBackend,
    DatabaseTransaction, DbErr, EntityTrait, Iden, Iterable, PaginatorTrait, QueryFilter,
};

use crate::backend::Failure;
use crate::hint::Hint;
use crate::migration::{Environment, Version, quoted};
use crate::plan::{count, list};

/// How many rows a seed has written: `()` where it does not say, or a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeedRows(pub Option<u64>);

impl From<()> for SeedRows {
    fn from((): ()) -> Self {
        Self(None)
    }
}

impl From<u64> for SeedRows {
    fn from(rows: u64) -> Self {
        Self(Some(rows))
    }
}

/// What a seed may be: an `async fn` of a transaction.
pub trait SeedFunction<'a>: Send + Sync {
    /// Runs it.
    fn run(&self, db: &'a DatabaseTransaction) -> BoxFuture<'a, Result<SeedRows, DbErr>>;
}

impl<'a, F, W, R> SeedFunction<'a> for F
where
    F: Fn(&'a DatabaseTransaction) -> W + Send + Sync,
    W: Future<Output = Result<R, DbErr>> + Send + 'a,
    R: Into<SeedRows>,
{
    fn run(&self, db: &'a DatabaseTransaction) -> BoxFuture<'a, Result<SeedRows, DbErr>> {
        let work = self(db);
        async move { work.await.map(Into::into) }.boxed()
    }
}

/// One seed: a name, a function, and the environments that it is for.
#[derive(Clone)]
pub struct Seed {
    name: String,
    environments: Vec<String>,
    function: Arc<dyn for<'a> SeedFunction<'a>>,
}

/// A seed of that name: an `async fn` that has the rows written, in a transaction of its own. It
/// runs whenever it is asked for, so it must lead to the same rows each time: [`ensure`] does.
///
/// ```
/// # mod role {
/// #     use sea_orm::entity::prelude::*;
/// #     #[sea_orm::model]
/// #     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
/// #     #[sea_orm(table_name = "role")]
/// #     pub struct Model {
/// #         #[sea_orm(primary_key)]
/// #         pub id: i32,
/// #         pub name: String,
/// #         pub may_write: bool,
/// #     }
/// #     impl ActiveModelBehavior for ActiveModel {}
/// # }
/// use sea_orm::{DatabaseTransaction, DbErr, Set};
/// use seaworthy::{Seeds, ensure, seed};
///
/// async fn roles(db: &DatabaseTransaction) -> Result<u64, DbErr> {
///     let role = |name: &str, may_write| role::ActiveModel {
///         name: Set(name.to_owned()),
///         may_write: Set(may_write),
///         ..Default::default()
///     };
///     ensure(db, [role::Column::Name], [role("editor", true), role("reader", false)]).await
/// }
///
/// # async fn demo_notes(_: &DatabaseTransaction) -> Result<(), DbErr> { Ok(()) }
/// pub fn seeds() -> Seeds {
///     Seeds::new([
///         seed("roles", roles),
///         seed("demo notes", demo_notes).environments(["development", "staging"]),
///     ])
/// }
/// # assert!(format!("{:?}", seeds()).contains("demo notes"));
/// ```
pub fn seed<F>(name: impl Into<String>, function: F) -> Seed
where
    F: for<'a> SeedFunction<'a> + 'static,
{
    Seed {
        name: name.into(),
        environments: Vec::new(),
        function: Arc::new(function),
    }
}

impl Seed {
    /// The environments that it is for, and in no other does it run; else it is for all.
    pub fn environments<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.environments.extend(names.into_iter().map(Into::into));
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn for_environments(&self) -> &[String] {
        &self.environments
    }

    pub(crate) async fn run(&self, db: &DatabaseTransaction) -> Result<SeedRows, DbErr> {
        self.function.run(db).await
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Seed")
            .field("name", &self.name)
            .field("environments", &self.environments)
            .finish_non_exhaustive()
    }
}

/// The seeds of an application, in the order in which they run.
#[derive(Clone, Debug, Default)]
pub struct Seeds {
    all: Vec<Seed>,
    chosen: Vec<String>,
}

impl Seeds {
    /// Those seeds. Whether their names fit together is looked at before anything runs.
    pub fn new(seeds: impl IntoIterator<Item = Seed>) -> Self {
        Self {
            all: seeds.into_iter().collect(),
            chosen: Vec::new(),
        }
    }

    /// Only those, still in their own order.
    pub fn only<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.chosen.extend(names.into_iter().map(Into::into));
        self
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Seed] {
        &self.all
    }

    /// Those that run in an environment, and those that do not.
    pub(crate) fn within(
        &self,
        environment: &Environment,
    ) -> Result<(Vec<&Seed>, Vec<SeedLeftOut>), Box<SeedError>> {
        for (index, seed) in self.all.iter().enumerate() {
            let name = || seed.name.clone();
            if seed.name.is_empty() {
                return Err(SeedError::Unnamed(index + 1).into());
            }
            if self.all[..index].iter().any(|it| it.name == seed.name) {
                return Err(SeedError::Duplicate(name()).into());
            }
            if seed.environments.iter().any(String::is_empty) {
                return Err(SeedError::NamelessEnvironment(name()).into());
            }
        }
        let is_chosen = |seed: &&Seed| self.chosen.is_empty() || self.chosen.contains(&seed.name);
        for name in &self.chosen {
            let Some(seed) = self.all.iter().find(|seed| seed.name == *name) else {
                let known = self.all.iter().map(|seed| seed.name.clone());
                return Err(SeedError::NoSuchSeed {
                    name: name.clone(),
                    known: known.collect(),
                }
                .into());
            };
            if !environment.is_among(&seed.environments) {
                return Err(SeedError::OtherEnvironment {
                    name: name.clone(),
                    environments: seed.environments.clone(),
                }
                .into());
            }
        }
        let chosen = self.all.iter().filter(is_chosen);
        let (here, elsewhere): (Vec<&Seed>, Vec<&Seed>) =
            chosen.partition(|seed| environment.is_among(&seed.environments));
        let elsewhere = elsewhere.into_iter().map(|seed| SeedLeftOut {
            name: seed.name.clone(),
            environments: seed.environments.clone(),
        });
        Ok((here, elsewhere.collect()))
    }
}

/// What seeds have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeedReport {
    /// Those that ran, in order.
    pub seeds: Vec<Seeded>,
    /// Those that did not because they are for other environments.
    pub left_out: Vec<SeedLeftOut>,
}

/// A seed that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// Which one.
    pub name: String,
    /// How many rows it has written, where it says so.
    pub rows: Option<u64>,
    /// How long it took, by this machine's clock.
    pub duration: Duration,
}

/// A seed that is for other environments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedLeftOut {
    /// Which one.
    pub name: String,
    /// The environments that it is for.
    pub environments: Vec<String>,
}

/// Why seeds did not run, or not to their end.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// One has no name.
    #[error("seed {0} of the list has an empty name")]
    Unnamed(usize),
    /// Two have one name.
    #[error("the seed `{0}` stands twice in the list")]
    Duplicate(String),
    /// One is for an environment without a name.
    #[error("the seed `{0}` is for an environment with an empty name")]
    NamelessEnvironment(String),
    /// One was asked for that there is not.
    #[error("there is no seed `{name}` in this program")]
    NoSuchSeed {
        /// As it was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// One was asked for that is for other environments.
    #[error("the seed `{name}` is for other environments than this one")]
    OtherEnvironment {
        /// Which one.
        name: String,
        /// Those that it is for.
        environments: Vec<String>,
    },
    /// The schema is not the one that the seeds are written for.
    #[error("refused to seed: {} pending: {}; nothing was touched", if versions.len() == 1 { "1 migration is".to_owned() } else { format!("{} are", count(versions.len(), "migration")) }, list(versions))]
    Pending {
        /// What is pending.
        versions: Vec<Version>,
    },
    /// One failed, and nothing of it stays.
    #[error("failed to run seed `{name}`: {message}")]
    Failed {
        /// Which one.
        name: String,
        /// What went wrong, in one line.
        message: String,
        /// What ran before it, and stays.
        report: SeedReport,
        /// Those behind it, which were not reached.
        remaining: Vec<String>,
        /// SeaORM's error; `None` where the seed panicked.
        #[source]
        source: Option<DbErr>,
    },
}

impl SeedError {
    /// What to do about it.
    pub fn hint(&self, backend: DatabaseBackend) -> Option<Hint> {
        Some(match self {
            Self::Unnamed(_) | Self::Duplicate(_) => {
                Hint::new("Give each seed a name of its own: `seed NAME` runs it alone.")
            }
            Self::NamelessEnvironment(_) => {
                Hint::new("Name the environments that it is for, or none where it is for all.")
            }
            Self::NoSuchSeed { known, .. } if known.is_empty() => {
                Hint::new("The program has none: hand them over with `Cli::seeds`.")
            }
            Self::NoSuchSeed { known, .. } => Hint::new(format!("There are {}.", quoted(known))),
            Self::OtherEnvironment { environments, .. } => Hint::new(format!(
                "It is for {}: say with `--env` or SEAWORTHY_ENV which environment this is, in a \
                 program with `Runner::environment`.",
                quoted(environments)
            )),
            Self::Pending { .. } => Hint::new("Run `up` first: seeds run on the present schema."),
            Self::Failed {
                source: Some(source),
                ..
            } => return Failure::of(source).hint(backend),
            Self::Failed { .. } => return None,
        })
    }

    /// The seed that failed, where one did.
    pub fn failed(&self) -> Option<String> {
        match self {
            Self::Failed { name, .. } => Some(name.clone()),
            _ => None,
        }
    }

    /// Whether it is about what was asked for.
    pub(crate) fn is_of_wish(&self) -> bool {
        matches!(
            self,
            Self::NoSuchSeed { .. } | Self::OtherEnvironment { .. }
        )
    }
}

/// Has rows in a table: one whose key is not there is inserted, and one that is there gets what else
/// is set, so that it does not matter how often this runs. Gives how many were written.
///
/// The key is what tells the rows of a seed apart, such as a name; it needs no unique index, and
/// what is generated by the database may be left unset. Columns that are not set are left as they
/// are. The hooks of `ActiveModelBehavior` are not called.
///
/// # Errors
///
/// A row without a value for the key, a key that several rows have, and what the database says.
pub async fn ensure<A, C>(
    db: &C,
    key: impl IntoIterator<Item = <A::Entity as EntityTrait>::Column>,
    rows: impl IntoIterator<Item = A>,
) -> Result<u64, DbErr>
where
    A: ActiveModelTrait,
    C: ConnectionTrait,
    for<'m> sea_orm::Select<A::Entity>: PaginatorTrait<'m, C>,
{
    let key: Vec<_> = key.into_iter().collect();
    if key.is_empty() {
        return Err(DbErr::Custom(
            "a row needs a key of at least one column".to_owned(),
        ));
    }
    let rows: Vec<A> = rows.into_iter().collect();
    let mut written = 0;
    for mut row in rows {
        let mut is_it = Condition::all();
        for column in &key {
            let value = match row.get(*column) {
                ActiveValue::Set(value) | ActiveValue::Unchanged(value) => value,
                ActiveValue::NotSet => {
                    let column = column.to_string();
                    return Err(DbErr::Custom(format!(
                        "a row has no value of its key `{column}`"
                    )));
                }
            };
            is_it = is_it.add(match value == value.as_null() {
                true => column.is_null(),
                false => column.eq(value),
            });
        }
        let found = A::Entity::find().filter(is_it.clone()).count(db).await?;
        match found {
            0 => {
                A::Entity::insert(row).exec_without_returning(db).await?;
                written += 1;
            }
            1 => {
                for column in &key {
                    row.not_set(*column);
                }
                let columns = <A::Entity as EntityTrait>::Column::iter();
                let is_set = |column| matches!(row.get(column), ActiveValue::Set(_));
                if columns.into_iter().any(is_set) {
                    let update = A::Entity::update_many().set(row).filter(is_it);
                    update.exec(db).await?;
                    written += 1;
                }
            }
            several => {
                let names: Vec<String> = key.iter().map(|column| column.to_string()).collect();
                return Err(DbErr::Custom(format!(
                    "`{}` is no key: {several} rows have the same",
                    names.join("`, `")
                )));
            }
        }
    }
    Ok(written)
}
