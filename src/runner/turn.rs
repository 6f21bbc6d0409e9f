//! Turn: what a run does while it has the lease. After its connection or its lease was lost, it
//! takes another turn.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use sea_orm::{ConnectionTrait, DatabaseExecutor};
use sea_orm_migration::MigratorTraitSelf;

use super::{Runner, failed, known, ledger_error};
use crate::backend::Failure;
use crate::backup::Backup;
use crate::error::Error;
use crate::event::Event;
use crate::execute::{Effect, Report, Run, Session, Stopped, run_id};
use crate::ledger::{self, Ledger, LedgerError, Reading, Wanted};
use crate::lock::{self, Lease, LeaseRow, Taker, acquire, create};
use crate::migration::{Actor, Set, Version};
use crate::plan::{Direction, Target, plan};

/// How often a step may lose its connection or its lease: one that does so each time is the cause.
const INTERRUPTIONS: u32 = 3;

/// What is done, and for whom.
pub(super) struct Job<'a> {
    pub(super) set: &'a Set,
    pub(super) database: &'a DatabaseExecutor<'a>,
    pub(super) direction: Direction,
    pub(super) target: &'a Target,
    /// What is made before anything is changed, and whether it has been.
    backup: Option<&'a Backup>,
    is_backed_up: AtomicBool,
    /// Whether a turn has lost its connection or its lease.
    is_interrupted: AtomicBool,
    /// Whether a pooler has been told of.
    is_pooler_told: AtomicBool,
    /// The name of the run.
    id: String,
    actor: Actor,
    process: String,
}

/// The lease, and the connection that it was taken on.
pub(super) struct Turn<'a> {
    pub(super) session: Session<'a>,
    pub(super) ledger: Ledger,
    pub(super) lease: Lease,
}

/// Why a turn ended.
pub(super) enum Ended {
    /// For good.
    Error(Error),
    /// The connection or the lease was lost, in that step where there was one.
    Again {
        step: Option<(Version, Instant)>,
        error: Box<dyn FnOnce(Report) -> Error + Send>,
        reason: String,
    },
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Ended {
    /// The error, where there will be no other turn.
    pub(super) fn into_error(self, report: Report) -> Error {
        match self {
            Self::Error(error) => error,
            Self::Again { error, .. } => error(report),
        }
    }
}

impl<'a> Job<'a> {
    pub(super) fn new(
        set: &'a Set,
        database: &'a DatabaseExecutor<'a>,
        (direction, target): (Direction, &'a Target),
        actor: Actor,
    ) -> Self {
        Self {
            set,
            database,
            direction,
            target,
            backup: None,
            is_backed_up: AtomicBool::new(false),
            is_interrupted: AtomicBool::new(false),
            is_pooler_told: AtomicBool::new(false),
            id: run_id(),
            actor,
            process: lock::process(),
        }
    }

    /// The same, with a backup before anything is changed.
    pub(super) fn backed_up(self, backup: Option<&'a Backup>) -> Self {
        Self { backup, ..self }
    }
}

impl Turn<'_> {
    /// Gives the lease back and closes what was opened.
    pub(super) async fn end(self) {
        let release = LeaseRow(&self.ledger).release(&self.lease);
        // One that cannot be given back expires, or is taken from a session that is gone.
        self.session.end(self.ledger.backend(), &release).await;
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Takes turns until the steps are done, or one of them fails.
    pub(super) async fn take_turns(&self, job: &Job<'_>, report: &mut Report) -> Result<(), Error> {
        let started = Instant::now();
        let mut interrupted = None;
        let mut interruptions = HashMap::new();
        let mut attempt = 0;
        loop {
            let ended = self.take_turn(job, interrupted.take(), report).await;
            let (step, error, reason) = match ended {
                Ok(()) => return Ok(()),
                Err(Ended::Error(error)) => return Err(error),
                Err(Ended::Again {
                    step,
                    error,
                    reason,
                }) => (step, error, reason),
            };
            let is_ours = matches!(job.database, DatabaseExecutor::Connection(_));
            let times = step.as_ref().map_or(0, |(version, _)| {
                let times = interruptions.entry(version.clone()).or_insert(0);
                *times += 1;
                *times
            });
            if !is_ours || times > INTERRUPTIONS || started.elapsed() > self.retry_for {
                return Err(error(report.clone()));
            }
            self.observer
                .notice(&Event::Warning(format!("{reason}; trying again")));
            interrupted = step;
            job.is_interrupted.store(true, Ordering::Relaxed);
            let pause = lock::backoff(attempt, self.patience.lasts / 3);
            if self.cancelled.or(lock::pause(pause)).await.is_none() {
                return Err(cancelled(report, None));
            }
            attempt += 1;
        }
    }

    async fn take_turn(
        &self,
        job: &Job<'_>,
        interrupted: Option<(Version, Instant)>,
        report: &mut Report,
    ) -> Result<(), Ended> {
        let turn = self.begin(job, report).await?;
        let result = self.under_lease(job, &turn, interrupted, report).await;
        match &result {
            // The connection may not answer, and the run will find its own lease.
            Err(Ended::Again { .. }) => drop(turn),
            _ => turn.end().await,
        }
        result
    }

    /// Opens the connections of a turn and takes the lease.
    pub(super) async fn begin<'j>(
        &self,
        job: &'j Job<'j>,
        report: &Report,
    ) -> Result<Turn<'j>, Ended> {
        let ledger = ledger::of(job.database, job.set.ledger()).map_err(Error::from)?;
        let backend = ledger.backend();
        let opening = Session::open(job.database, backend, &job.id, &self.timeouts);
        let Some(opened) = self.cancelled.or(opening).await else {
            return Err(cancelled(report, None).into());
        };
        let kind = job.database.get_database_backend();
        let session = opened.map_err(|source| {
            let failure = Failure::of(&source);
            again_or(failure, move |_| Error::Database {
                doing: "open a connection for the run",
                source,
                backend: kind,
            })
        })?;
        if session.opened().is_pooled && !job.is_pooler_told.swap(true, Ordering::Relaxed) {
            self.observer.notice(&Event::Pooled);
        }
        let ledger = ledger.within(session.opened().schema.clone());
        let executor = session.executor();
        let taker = Taker {
            run: &job.id,
            actor: &job.actor,
            session: &session.opened().session,
            process: &job.process,
        };
        let taking = acquire(
            &ledger,
            &executor,
            &taker,
            self.patience,
            self.observer.as_ref(),
        );
        let lease = match self.cancelled.or(taking).await {
            None => Err(cancelled(report, None).into()),
            Some(Ok(lease)) => Ok(lease),
            Some(Err(source)) => {
                let failure = source.failure();
                let error = Error::Lock {
                    source,
                    backend: kind,
                };
                // A standby that is to take over may not write yet.
                let is_waited_for = job.is_interrupted.load(Ordering::Relaxed);
                Err(match failure {
                    Some(failure) if is_waited_for && failure.is_read_only() => {
                        again(failure, move |_| error)
                    }
                    Some(failure) => again_or(failure, move |_| error),
                    None => Ended::Error(error),
                })
            }
        };
        drop(executor);
        match lease {
            Ok(lease) => {
                let guard = LeaseRow(&ledger).admits(&lease);
                // A session is opened for one turn, so nobody has set it before.
                let _ = session.opened().guard.set(guard);
                Ok(Turn {
                    session,
                    ledger,
                    lease,
                })
            }
            Err(ended) => {
                session.close().await;
                Err(ended)
            }
        }
    }

    async fn under_lease(
        &self,
        job: &Job<'_>,
        turn: &Turn<'_>,
        interrupted: Option<(Version, Instant)>,
        report: &mut Report,
    ) -> Result<(), Ended> {
        let executor = turn.session.executor();
        let reading = self.read_again(job, turn).await?;
        if !reading.ledger_exists || !reading.journal_exists {
            let created = create(&turn.ledger, &executor).await;
            created.map_err(|source| failed("create the ledger", source, job.database))?;
        }
        if let Some((version, started)) = interrupted {
            self.look_after(job, &reading, version, started, report);
        }
        self.confirm(&reading, report);
        let mut run = self.run_of(job, turn);
        let reading = match self.recover(job, &mut run, &reading).await? {
            true => self.read_again(job, turn).await?,
            false => reading,
        };
        let target = match job.target {
            Target::Count(count) => Target::Count(count.saturating_sub(report.steps.len())),
            target => target.clone(),
        };
        let policy = self.policy();
        let known = known(job.set);
        let plan = plan(&known, &reading.applied, job.direction, &target, policy);
        let plan = plan.map_err(Error::from)?;
        if plan.steps.is_empty() {
            return Ok(());
        }
        if report.is_empty() {
            // What was read before the lease was had may have changed.
            self.refuse_steps_where_marked(&executor, job.direction, &plan)
                .await?;
        }
        if let Some(backup) = job.backup
            && !job.is_backed_up.load(Ordering::Relaxed)
        {
            let making = run.beside_lease(self.back_up_first(backup, job.database));
            match making.await {
                Some(made) => made?,
                None => return Err(cancelled(report, None).into()),
            }
            job.is_backed_up.store(true, Ordering::Relaxed);
        }
        run.recorded = plan.recorded.iter().cloned().collect();
        let stopped = run.execute(&plan, report).await;
        stopped.map_err(|stopped| told(stopped, report, job.database))
    }

    pub(super) fn run_of<'t>(&'t self, job: &'t Job<'t>, turn: &'t Turn<'t>) -> Run<'t> {
        Run {
            set: job.set,
            ledger: &turn.ledger,
            session: &turn.session,
            lease: &turn.lease,
            id: &job.id,
            unverified: self.unverified.as_deref(),
            actor: &job.actor,
            observer: self.observer.as_ref(),
            timeouts: self.timeouts,
            retry_for: self.retry_for,
            cancelled: &self.cancelled,
            done: HashMap::new(),
            recorded: HashSet::new(),
        }
    }

    pub(super) async fn read_again(
        &self,
        job: &Job<'_>,
        turn: &Turn<'_>,
    ) -> Result<Reading, Ended> {
        let executor = turn.session.executor();
        let reading = turn.ledger.read(&executor, Wanted::Rows).await;
        reading
            .map(|reading| self.own(reading))
            .map_err(|source| match &source {
                LedgerError::Database { source: error } => {
                    let failure = Failure::of(error);
                    let error = ledger_error(source, job.database);
                    again_or(failure, move |_| error)
                }
                _ => Ended::Error(ledger_error(source, job.database)),
            })
    }
}

/// Another turn after a failure of the connection; else the error.
pub(super) fn again_or(
    failure: Failure,
    error: impl FnOnce(Report) -> Error + Send + 'static,
) -> Ended {
    match failure.is_of_connection() {
        true => again(failure, error),
        false => Ended::Error(error(Report::new(Direction::Up))),
    }
}

fn again(failure: Failure, error: impl FnOnce(Report) -> Error + Send + 'static) -> Ended {
    Ended::Again {
        step: None,
        error: Box::new(error),
        reason: failure.message,
    }
}

fn cancelled(report: &Report, step: Option<(Version, Effect)>) -> Error {
    let report = Box::new(report.clone());
    Error::Cancelled { report, step }
}

/// Why a run stopped, as it is told.
pub(super) fn told(stopped: Stopped, report: &Report, database: &DatabaseExecutor<'_>) -> Ended {
    let backend = database.get_database_backend();
    match stopped {
        Stopped::Failed { version, failed } => {
            let source = Box::new(failed.into_error(version, report.clone()));
            Ended::Error(Error::Step { source, backend })
        }
        Stopped::Cancelled { step } => Ended::Error(cancelled(report, step)),
        Stopped::Again {
            version,
            started,
            cause,
        } => {
            let reason = cause.message();
            let name = version.clone();
            Ended::Again {
                step: Some((version, started)),
                error: Box::new(move |report| {
                    let source = Box::new(cause.unheard().into_error(name, report));
                    Error::Step { source, backend }
                }),
                reason,
            }
        }
    }
}
