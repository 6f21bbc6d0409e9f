//! Runner: the facade. Each job is one method: read, plan, execute.

mod backup;
mod clear;
mod doctor;
mod environment;
mod interrupted;
mod mark;
mod options;
mod preflight;
mod record;
mod resolve;
mod seed;
mod sets;
mod trace;
mod turn;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTraitSelf};

use clear::Clear;
pub use doctor::{Check, Verdict};
pub(crate) use record::Recording;
pub use resolve::Resolution;
pub use sets::SetStatus;
use trace::Trace;
use turn::Job;

use crate::backup::Backup;
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::execute::capture::{Preview, preview};
use crate::execute::{Cancelled, Report, actor};
use crate::ledger::{self, Ledger, LedgerError, Reading, Wanted, digest};
use crate::lock::Patience;
use crate::migration::{Actor, Checksum, Environment, Set, Timeouts, Version};
use crate::plan::{
    Direction, Known, Modified, Plan, Policy, Standing, Status, Target, Unknown, plan, standings,
};
use crate::sets::Around;

/// Runs the migrations of a migrator against a database.
///
/// It takes any `MigratorTrait` of SeaORM, unchanged. A connection, a transaction of the caller's
/// and a pool of a single connection all serve as database.
///
/// ```
/// # use seaworthy::prelude::*;
/// # struct Migrator;
/// # impl MigratorTrait for Migrator {
/// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
/// # }
/// # async fn start(db: sea_orm::DatabaseConnection) -> Result<(), seaworthy::Error> {
/// use seaworthy::{Runner, Target};
///
/// let runner = Runner::new(Migrator).application("personalkb 1.3.0");
/// let report = runner.up(&db).await?;
/// println!("{} applied in {:?}", report.steps.len(), report.duration());
/// assert!(runner.pending(&db).await?.is_empty());
/// # Ok(())
/// # }
/// ```
pub struct Runner<M> {
    migrator: M,
    target: Option<Target>,
    unknown: Unknown,
    modified: Modified,
    application: Option<String>,
    revision: Option<String>,
    backup: Option<Backup>,
    unverified: Option<String>,
    observer: Arc<dyn Observer>,
    patience: Patience,
    timeouts: Timeouts,
    retry_for: Duration,
    cancelled: Cancelled,
    has_nothing_to_lose: bool,
    environment: Environment,
    /// What other sets have in the same ledger.
    others: Vec<Other>,
    /// The other sets, where it is of one among several.
    around: Around,
}

/// A version of another set in the same ledger.
struct Other {
    version: Version,
    checksum: Option<Checksum>,
    /// Whether it belongs there.
    is_here: bool,
}

impl<M> Runner<M> {
    /// A runner as a backend wants it at its start: everything pending is applied, and versions
    /// that a newer build applied are let pass with a warning.
    pub fn new(migrator: M) -> Self {
        Self {
            migrator,
            target: None,
            unknown: Unknown::Warn,
            modified: Modified::Error,
            application: None,
            revision: None,
            backup: None,
            unverified: None,
            observer: Arc::new(Trace),
            patience: Patience {
                wait: Duration::from_secs(10 * 60),
                lasts: Duration::from_secs(30),
            },
            timeouts: Timeouts::default(),
            retry_for: Duration::from_secs(15 * 60),
            cancelled: Cancelled::default(),
            has_nothing_to_lose: false,
            environment: Environment::default(),
            others: Vec::new(),
            around: Around::default(),
        }
    }

    /// The name that confirms a command that destroys data: the database's, or the file's.
    pub async fn database_name<'c, C>(&self, database: C) -> Result<String, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let backend = crate::backend::of(database.get_database_backend())?;
        let name = backend.database_name(&database).await;
        name.map_err(|source| failed("ask for the database's name", source, &database))
    }

    /// The statements with which [`fresh`](Self::fresh) would drop everything. Nothing is written.
    pub async fn drops<'c, C>(&self, database: C) -> Result<Vec<String>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let backend = crate::backend::of(database.get_database_backend())?;
        let statements = backend.drop_statements(&database).await;
        statements.map_err(|source| failed("look at what the schema holds", source, &database))
    }

    /// What stands around its set.
    pub(crate) fn around(&self) -> &Around {
        &self.around
    }

    fn policy(&self) -> Policy {
        Policy {
            unknown: self.unknown,
            modified: self.modified,
        }
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Applies pending migrations in the order of the migrator's list.
    ///
    /// When there is nothing to do, it costs one query and writes nothing. Otherwise each
    /// migration is a step: what failed is in the error, with what was applied before it.
    pub async fn up<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let target = self.target.clone().unwrap_or(Target::Latest);
        self.run(&database, Direction::Up, &target, self.backup.as_ref())
            .await
    }

    /// Reverts migrations, the one that was applied last first. More than one is refused where
    /// the database is [marked](Self::mark).
    pub async fn down<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let target = self.target.clone().unwrap_or(Target::Count(1));
        self.run(&database, Direction::Down, &target, self.backup.as_ref())
            .await
    }

    /// Every version with its status. Writes nothing, and needs no right but to read.
    pub async fn status<'c, C>(&self, database: C) -> Result<Vec<Standing>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (set, ledger) = self.open(&database)?;
        let reading = self.read(&ledger, &database, Wanted::Details).await?;
        let unfinished = reading.unfinished();
        let mut standings = standings(&known(&set), &reading.applied, &unfinished);
        for standing in &mut standings {
            standing.failed = reading.failed(&standing.version);
        }
        Ok(standings)
    }

    /// The versions that [`up`](Self::up) would apply. Writes nothing: it answers a readiness
    /// probe with one query.
    pub async fn pending<'c, C>(&self, database: C) -> Result<Vec<Version>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (set, ledger) = self.open(&database)?;
        let known = known(&set);
        let digest = self.digest(&known);
        let reading = self
            .read(&ledger, &database, Wanted::InStep(&digest))
            .await?;
        if reading.in_step {
            return Ok(Vec::new());
        }
        let plan = plan(
            &known,
            &reading.applied,
            Direction::Up,
            &Target::Latest,
            Policy::LENIENT,
        )?;
        Ok(plan.steps)
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
        let target = self.target.clone().unwrap_or(match direction {
            Direction::Up => Target::Latest,
            Direction::Down => Target::Count(1),
        });
        self.previews(&database, direction, &target).await
    }

    async fn previews(
        &self,
        database: &DatabaseExecutor<'_>,
        direction: Direction,
        target: &Target,
    ) -> Result<Vec<Preview>, Error> {
        let (set, ledger) = self.open(database)?;
        let reading = self.read(&ledger, database, Wanted::Rows).await?;
        if direction == Direction::Up {
            self.leave_out(&set, &reading);
        }
        let plan = plan(
            &known(&set),
            &reading.applied,
            direction,
            target,
            self.policy(),
        )?;
        let mut members = set.into_members();
        let mut previews = Vec::with_capacity(plan.steps.len());
        for member in plan
            .steps
            .iter()
            .filter(|version| !plan.recorded.contains(version))
            .filter_map(|version| members.remove(version))
        {
            previews.push(preview(member, direction, database, ledger.backend()).await);
        }
        Ok(previews)
    }

    /// Drops everything that the schema holds, whoever made it, and applies every migration. It is
    /// refused where the database is [marked](Self::mark).
    pub async fn fresh<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        self.refuse_where_marked(&database, EVERYTHING).await?;
        if let Some(backup) = &self.backup {
            self.back_up_first(backup, &database).await?;
        }
        self.clear(&database, Clear::Schema).await?;
        self.run(&database, Direction::Up, &Target::Latest, None)
            .await
    }

    /// Reverts every migration and applies them again. It is refused where the database is
    /// [marked](Self::mark).
    pub async fn refresh<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let reverted = self.revert_everything(&database).await?;
        let again = self.run(&database, Direction::Up, &Target::Latest, None);
        match again.await {
            Ok(applied) => Ok(reverted.then(applied)),
            Err(error) => Err(error.after(reverted)),
        }
    }

    /// Reverts every migration and drops the ledger. The journal stays: it is history. It is
    /// refused where the database is [marked](Self::mark).
    pub async fn reset<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let report = self.revert_everything(&database).await?;
        // The rows of others are theirs.
        if self.others.is_empty() {
            self.clear(&database, Clear::Ledger).await?;
        }
        Ok(report)
    }

    /// Settles what nobody but a person can know: whether a step that was interrupted without a
    /// transaction, or that somebody did by hand, is in the database. Nothing is run; ledger and
    /// journal say it from then on. Gives what was recorded before.
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
        let (set, _) = self.open(&database)?;
        self.refuse_unverified(&database, "settle").await?;
        self.resolved(&set, &database, version, resolution).await
    }

    /// Whose migrations it runs.
    pub(crate) fn migrator(&self) -> &M {
        &self.migrator
    }

    /// What `refresh` and `reset` begin with.
    async fn revert_everything(&self, database: &DatabaseExecutor<'_>) -> Result<Report, Error> {
        self.refuse_where_marked(database, EVERY_MIGRATION).await?;
        let backup = self.backup.as_ref();
        self.run(database, Direction::Down, &Target::Latest, backup)
            .await
    }

    fn open(&self, database: &DatabaseExecutor<'_>) -> Result<(Set, Ledger), Error> {
        let set = Set::of(&self.migrator)?.within(&self.environment)?;
        let ledger = ledger::of(database, set.ledger())?;
        Ok((set, ledger))
    }

    async fn run(
        &self,
        database: &DatabaseExecutor<'_>,
        direction: Direction,
        target: &Target,
        backup: Option<&Backup>,
    ) -> Result<Report, Error> {
        let (set, ledger) = self.open(database)?;
        let known = known(&set);
        let digest = self.digest(&known);
        let wanted = match direction {
            Direction::Up => Wanted::InStep(&digest),
            Direction::Down => Wanted::Rows,
        };
        let mut report = Report::new(direction);
        let reading = self.read(&ledger, database, wanted).await?;
        if direction == Direction::Up {
            report.left_out = self.leave_out(&set, &reading);
        }
        if reading.in_step {
            return Ok(report);
        }
        let has_rows = !reading.applied.is_empty();
        let plan = self
            .admitted(
                (&set, &ledger, database),
                (direction, target),
                &reading,
                (backup, has_rows),
            )
            .await?;
        self.warn_of(&plan);
        report.unknown = plan.unknown;
        if !plan.steps.is_empty() || reading.open.iter().any(|open| open.is_running) {
            let job = Job::new(&set, database, (direction, target), self.actor(&set));
            let job = job.backed_up(backup);
            let ended = self.take_turns(&job, &mut report).await;
            if !reading.ledger_exists && matches!(ended, Err(Error::Step { .. })) {
                self.tell_of_trackers(&ledger, database).await;
            }
            ended?;
        }
        Ok(report)
    }

    /// What the ledger says of this migrator's own versions, and of those that nobody knows.
    async fn read(
        &self,
        ledger: &Ledger,
        database: &DatabaseExecutor<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Reading, Error> {
        let reading = ledger.read(database, wanted).await;
        let reading = reading.map_err(|source| ledger_error(source, database))?;
        Ok(self.own(reading))
    }

    /// A reading without what belongs to other sets.
    fn own(&self, reading: Reading) -> Reading {
        match self.others.is_empty() {
            true => reading,
            false => reading.without(self.others.iter().map(|other| &other.version)),
        }
    }

    /// The digest of a ledger in which everything is applied that belongs into it.
    fn digest(&self, known: &[Known<'_>]) -> String {
        let others = self.others.iter().map(|other| Known {
            version: &other.version,
            checksum: other.checksum.as_ref(),
            replaces: &[],
            is_gone: false,
            environments: &[],
            is_here: other.is_here,
        });
        let all = known.iter().copied().chain(others);
        digest(&all.filter(|member| member.is_here).collect::<Vec<_>>())
    }

    /// Who runs the migrations of a set.
    fn actor(&self, set: &Set) -> Actor {
        let application = self.application.as_deref().or(set.application());
        actor(application, self.revision.as_deref())
    }

    fn warn_of(&self, plan: &Plan) {
        for version in &plan.modified {
            self.observer.notice(&Event::Warning(format!(
                "`{version}` is applied, and its source has changed since"
            )));
        }
        for version in &plan.unknown {
            self.observer.notice(&Event::Warning(format!(
                "`{version}` is applied, but this program does not know it: \
                 a newer build applied it, or its file was removed"
            )));
        }
    }
}

/// What is refused where the database is marked.
const EVERYTHING: &str = "drop everything";
const EVERY_MIGRATION: &str = "revert every migration";

fn ledger_error(source: LedgerError, database: &DatabaseExecutor<'_>) -> Error {
    let backend = database.get_database_backend();
    match source {
        LedgerError::Database { source } => Error::Database {
            doing: "read or create the ledger",
            source,
            backend,
        },
        source @ LedgerError::Foreign { .. } => Error::Ledger { source, backend },
    }
}

fn failed(doing: &'static str, source: DbErr, database: &DatabaseExecutor<'_>) -> Error {
    Error::Database {
        doing,
        source,
        backend: database.get_database_backend(),
    }
}

/// What a plan needs to know of a set.
pub(crate) fn known(set: &Set) -> Vec<Known<'_>> {
    let members = set.members().iter();
    members
        .map(|member| Known {
            version: &member.version,
            checksum: member.checksum.as_ref(),
            replaces: &member.replaces,
            is_gone: member.is_gone,
            environments: member.environments,
            is_here: member.is_here,
        })
        .collect()
}
