//! Runner: the facade. Each job is one method: read, plan, execute.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTraitSelf};

use crate::backup::{self, Backup, BackupReport, Restore};
use crate::error::Error;
use crate::event::{Event, Observer};
use crate::execute::capture::{Preview, preview};
use crate::execute::{Report, Run, Session, actor, run_id};
use crate::ledger::{self, Ledger, LedgerError, Reading, Wanted, digest};
use crate::migration::{Member, Set, Version};
use crate::plan::{Direction, Known, Plan, Standing, Target, Unknown, plan, standings};

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
    application: Option<String>,
    backup: Option<Backup>,
    observer: Arc<dyn Observer>,
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// A runner as a backend wants it at its start: everything pending is applied, and versions
    /// that a newer build applied are let pass with a warning.
    pub fn new(migrator: M) -> Self {
        Self {
            migrator,
            target: None,
            unknown: Unknown::Warn,
            application: None,
            backup: None,
            observer: Arc::new(Trace),
        }
    }

    /// How far to go; else [`up`](Self::up) goes to the end and [`down`](Self::down) one step.
    pub fn target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// What to do about versions of the ledger that the code does not know.
    pub fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// Name and version of the program for the journal; else those of the crate that holds the
    /// migrations, or the name of the running file.
    pub fn application(mut self, application: impl Into<String>) -> Self {
        self.application = Some(application.into());
        self
    }

    /// A run that has something to do makes a backup before it changes anything, and fails when it
    /// cannot. See [`back_up`](Self::back_up) for what is in it.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// # struct Migrator;
    /// # impl MigratorTrait for Migrator {
    /// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
    /// # }
    /// use seaworthy::{Backup, Runner};
    ///
    /// let runner = Runner::new(Migrator).backup(Backup::into("/var/backups/app").keep(5));
    /// ```
    pub fn backup(mut self, backup: Backup) -> Self {
        self.backup = Some(backup);
        self
    }

    /// Who is told of events; else they go to `tracing`.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

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

    /// Reverts migrations, the one that was applied last first.
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
        let reading = read(&ledger, &database, Wanted::Details).await?;
        Ok(standings(&known(&set), &reading.applied))
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
        let reading = read(&ledger, &database, Wanted::InStep(&digest(&known))).await?;
        if reading.in_step {
            return Ok(Vec::new());
        }
        let plan = plan(
            &known,
            &reading.applied,
            Direction::Up,
            &Target::Latest,
            Unknown::Warn,
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
        let (set, ledger) = self.open(&database)?;
        let reading = read(&ledger, &database, Wanted::Rows).await?;
        let plan = plan(
            &known(&set),
            &reading.applied,
            direction,
            &target,
            self.unknown,
        )?;
        let mut members = set.into_members();
        let mut previews = Vec::with_capacity(plan.steps.len());
        for member in plan
            .steps
            .iter()
            .filter_map(|version| members.remove(version))
        {
            previews.push(preview(member, direction, &database, ledger.backend()).await);
        }
        Ok(previews)
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

    /// Drops everything that the schema holds, whoever made it, and applies every migration.
    pub async fn fresh<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (set, ledger) = self.open(&database)?;
        if let Some(backup) = &self.backup {
            self.back_up_first(backup, &set, &ledger, &database).await?;
        }
        let session = open_session(&ledger, &database).await?;
        let run = self.start(&set, &ledger, &session);
        let dropped = run.drop_everything().await;
        session.close().await;
        dropped.map_err(|source| failed("drop everything", source, &database))?;
        self.run(&database, Direction::Up, &Target::Latest, None)
            .await
    }

    /// Reverts every migration and applies them again.
    pub async fn refresh<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let reverted = self
            .run(
                &database,
                Direction::Down,
                &Target::Latest,
                self.backup.as_ref(),
            )
            .await?;
        let again = self.run(&database, Direction::Up, &Target::Latest, None);
        match again.await {
            Ok(applied) => Ok(reverted.then(applied)),
            Err(error) => Err(error.after(reverted)),
        }
    }

    /// Reverts every migration and drops the ledger. The journal stays: it is history.
    pub async fn reset<'c, C>(&self, database: C) -> Result<Report, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let report = self
            .run(
                &database,
                Direction::Down,
                &Target::Latest,
                self.backup.as_ref(),
            )
            .await?;
        let (_, ledger) = self.open(&database)?;
        let dropped = database.execute_unprepared(&ledger.drop_statement()).await;
        dropped.map_err(|source| failed("drop the ledger", source, &database))?;
        Ok(report)
    }

    /// Makes a backup now, as [`backup`](Self::backup) says, or else in the folder `backups`.
    ///
    /// It holds the whole database, other tables than the migrations' too, or the one schema that
    /// the connection's `search_path` names first. `pg_dump`, and `mariadb-dump` or `mysqldump`,
    /// make it; SQLite copies itself. Others may work on the database meanwhile: it is what it was
    /// at one moment.
    pub async fn back_up<'c, C>(&self, database: C) -> Result<BackupReport, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (set, ledger) = self.open(&database)?;
        let default = Backup::into("backups");
        let backup = self.backup.as_ref().unwrap_or(&default);
        back_up(backup, &set, &ledger, &database).await
    }

    /// Reads a backup into an empty database: ledger and journal are those of the backup. A
    /// database that has anything in it is refused.
    ///
    /// On SQLite the file is replaced, so no other program may have it open.
    pub async fn restore<'c, C>(&self, database: C, restore: &Restore) -> Result<(), Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (_, ledger) = self.open(&database)?;
        let backend = database.get_database_backend();
        let restored = backup::restore(restore, &ledger, &database).await;
        restored.map_err(|source| Error::Restore { source, backend })
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

    fn open(&self, database: &DatabaseExecutor<'_>) -> Result<(Set, Ledger), Error> {
        let set = Set::of(&self.migrator)?;
        let ledger = ledger::of(database, set.ledger())?;
        Ok((set, ledger))
    }

    fn start<'a>(&'a self, set: &'a Set, ledger: &'a Ledger, session: &'a Session<'a>) -> Run<'a> {
        let application = self.application.as_deref().or(set.application());
        let observer = self.observer.as_ref();
        Run {
            set,
            ledger,
            session,
            id: run_id(),
            actor: actor(application),
            observer,
        }
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
        let digest = digest(&known);
        let wanted = match direction {
            Direction::Up => Wanted::InStep(&digest),
            Direction::Down => Wanted::Rows,
        };
        let reading = read(&ledger, database, wanted).await?;
        if reading.in_step {
            return Ok(Report::new(direction, &[]));
        }
        let plan = plan(&known, &reading.applied, direction, target, self.unknown)?;
        self.warn_of_unknown(&plan);
        let mut report = if plan.steps.is_empty() {
            Report::new(direction, &[])
        } else {
            if let Some(backup) = backup {
                self.back_up_first(backup, &set, &ledger, database).await?;
            }
            self.execute(&set, &ledger, database, &reading, &plan)
                .await?
        };
        report.unknown = plan.unknown;
        Ok(report)
    }

    async fn back_up_first(
        &self,
        backup: &Backup,
        set: &Set,
        ledger: &Ledger,
        database: &DatabaseExecutor<'_>,
    ) -> Result<(), Error> {
        let made = back_up(backup, set, ledger, database).await?;
        self.observer.notice(&Event::BackedUp { file: made.file });
        Ok(())
    }

    async fn execute(
        &self,
        set: &Set,
        ledger: &Ledger,
        database: &DatabaseExecutor<'_>,
        reading: &Reading,
        plan: &Plan,
    ) -> Result<Report, Error> {
        let session = open_session(ledger, database).await?;
        let ensured = ledger.ensure(&session.executor(), reading).await;
        let result = match ensured {
            Ok(()) => {
                let backend = database.get_database_backend();
                let executed = self.start(set, ledger, &session).execute(plan).await;
                executed.map_err(|source| Error::Step { source, backend })
            }
            Err(source) => Err(ledger_error(source, database)),
        };
        session.close().await;
        result
    }

    fn warn_of_unknown(&self, plan: &Plan) {
        for version in &plan.unknown {
            self.observer.notice(&Event::Warning(format!(
                "`{version}` is applied, but this program does not know it: \
                 a newer build applied it, or its file was removed"
            )));
        }
    }
}

async fn back_up(
    backup: &Backup,
    set: &Set,
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
) -> Result<BackupReport, Error> {
    let reading = read(ledger, database, Wanted::Rows).await?;
    let last = backup::last_applied(set, &reading.applied);
    let backend = database.get_database_backend();
    let made = backup::back_up(backup, ledger, database, last).await;
    made.map_err(|source| Error::Backup { source, backend })
}

async fn open_session<'c>(
    ledger: &Ledger,
    database: &'c DatabaseExecutor<'c>,
) -> Result<Session<'c>, Error> {
    let session = Session::open(database, ledger.backend()).await;
    session.map_err(|source| failed("open a connection for the run", source, database))
}

async fn read(
    ledger: &Ledger,
    database: &DatabaseExecutor<'_>,
    wanted: Wanted<'_>,
) -> Result<Reading, Error> {
    ledger
        .read(database, wanted)
        .await
        .map_err(|source| ledger_error(source, database))
}

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

fn known(set: &Set) -> Vec<Known<'_>> {
    let members = set.members().iter();
    members
        .map(
            |Member {
                 version, checksum, ..
             }| Known {
                version,
                checksum: checksum.as_ref(),
            },
        )
        .collect()
}

/// Tells `tracing` of events.
struct Trace;

impl Observer for Trace {
    fn notice(&self, event: &Event) {
        match event {
            Event::Planned { direction, steps } => {
                tracing::info!(steps, "migrations to {}", direction.verb());
            }
            Event::BackedUp { file } => tracing::info!(file = %file.display(), "backed up"),
            Event::Started { version, direction } => tracing::info!(%version, "{direction}"),
            Event::Finished {
                version,
                direction,
                duration,
            } => {
                tracing::info!(%version, ?duration, "{}", direction.done());
            }
            Event::Failed { version, direction } => {
                tracing::error!(%version, "failed to {}", direction.verb());
            }
            Event::Warning(text) => tracing::warn!("{text}"),
        }
    }
}
