//! Execute: runs a plan, step by step, and says what became of it.

mod actor;
mod alone;
mod batch;
mod cancel;
pub(crate) mod capture;
mod concurrent;
mod failure;
mod guarded;
mod record;
pub(crate) mod recover;
mod report;
pub(crate) mod script;
mod seed;
mod session;
mod step;
mod transaction;
mod watch;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseTransaction};

pub(crate) use actor::actor;
pub(crate) use cancel::Cancelled;
pub(crate) use failure::Cause;
use failure::Failed;
pub(crate) use failure::Stopped;
pub use failure::{Effect, StepError};
pub use report::{Report, StepReport};
pub(crate) use session::{Session, reborrow};
pub(crate) use step::script_of;

use crate::backend::{Backend, Violations};
use crate::event::{Event, Observer};
use crate::ledger::Ledger;
use crate::lock::{Lease, backoff};
use crate::migration::manifest::Build;
use crate::migration::{Actor, Member, Set, Timeouts, Version};
use crate::plan::{Direction, Plan};

/// What the steps of one run have in common.
pub(crate) struct Run<'a> {
    pub(crate) set: &'a Set,
    pub(crate) ledger: &'a Ledger,
    pub(crate) session: &'a Session<'a>,
    pub(crate) lease: &'a Lease,
    pub(crate) id: &'a str,
    /// Why it goes on although nothing makes sure who answers.
    pub(crate) unverified: Option<&'a str>,
    pub(crate) actor: &'a Actor,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) timeouts: Timeouts,
    /// For how long a step that waits for a lock is tried again.
    pub(crate) retry_for: Duration,
    pub(crate) cancelled: &'a Cancelled,
    /// Statements that were run already, of scripts that were interrupted.
    pub(crate) done: HashMap<Version, usize>,
    /// Steps that are recorded and not run.
    pub(crate) recorded: HashSet<Version>,
}

/// What a run carries from step to step.
#[derive(Default)]
struct Held {
    /// Rows that break a foreign key, as far as they are known.
    violations: Violations,
    /// The beginning of the next step is in the journal already.
    begun: bool,
    /// A transaction of SeaORM's, the only thing of SeaORM's that keeps a connection. Between two
    /// steps it is open and empty.
    transaction: Option<DatabaseTransaction>,
    /// A pooler has shown statements that somebody else prepared.
    finds_strangers: bool,
}

impl Held {
    /// Gives the connection back to the pool.
    async fn release(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            // It is empty, so nothing is lost if it does not end well.
            let _ = transaction.rollback().await;
        }
    }
}

/// The longest time between two attempts of one step.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Run<'_> {
    /// Runs the steps in order until the last has ended well or one has not. What was done is
    /// added to the report.
    pub(crate) async fn execute(&self, plan: &Plan, report: &mut Report) -> Result<(), Stopped> {
        self.announce(plan);
        report.plan(&plan.steps);
        let mut held = Held::default();
        if let Some(connection) = self.session.connection() {
            held.violations = self.backend().violations(connection).await;
        }
        let result = self.steps(plan, report, &mut held).await;
        held.release().await;
        result
    }

    async fn steps(
        &self,
        plan: &Plan,
        report: &mut Report,
        held: &mut Held,
    ) -> Result<(), Stopped> {
        let direction = plan.direction;
        for (index, version) in plan.steps.iter().enumerate() {
            if self.cancelled.is_wished() {
                if held.begun {
                    // Its beginning came with the end of the one before, and nothing of it was sent.
                    let settle = self.ledger.settle(version);
                    let _ = self.guarded(&self.session.executor(), &[settle]).await;
                }
                return Err(Stopped::Cancelled { step: None });
            }
            let next = plan.steps.get(index + 1);
            let started = Instant::now();
            self.observer.notice(&Event::Started {
                version: version.clone(),
                direction,
            });
            match self.patiently(version, next, direction, held).await {
                Ok(step::Ended::Done) => {
                    let step = StepReport {
                        version: version.clone(),
                        direction,
                        duration: started.elapsed(),
                        set: None,
                    };
                    self.observer.notice(&step.event());
                    report.done(step);
                }
                Ok(step::Ended::Elsewhere) => {
                    self.observer.notice(&Event::Warning(format!(
                        "another program has {} `{version}` meanwhile",
                        direction.done()
                    )));
                    report.skip(version);
                }
                Err(failed) => {
                    let stopped = failed.stopped(version.clone(), started);
                    if !matches!(stopped, Stopped::Again { .. }) {
                        self.observer.notice(&Event::Failed {
                            version: version.clone(),
                            direction,
                        });
                    }
                    return Err(stopped);
                }
            }
        }
        Ok(())
    }

    /// Runs a step, and again when it was undone because it waited for a lock for too long.
    async fn patiently(
        &self,
        version: &Version,
        next: Option<&Version>,
        direction: Direction,
        held: &mut Held,
    ) -> Result<step::Ended, Failed> {
        let started = Instant::now();
        let mut attempt = 0;
        loop {
            let ended = self.step(version, next, direction, held).await;
            let Err(failed) = ended else { return ended };
            if failed.finds_strangers() && !held.finds_strangers {
                held.finds_strangers = true;
                continue;
            }
            if !failed.may_go_well_later(self.backend()) || started.elapsed() > self.retry_for {
                return Err(failed);
            }
            held.release().await;
            // The renewal in the step's transaction was undone with it. Whoever is in the way of the
            // step may be in the way of this as well; the next attempt begins with the fence.
            match self.guarded_once(&self.session.executor(), &[]).await {
                Err(cause) if !cause.is_busy(self.backend()) => {
                    return Err(Failed::untouched(cause));
                }
                _ => {}
            }
            let rested = self.rest(version, &failed.cause, attempt).await;
            rested.map_err(Failed::untouched)?;
            attempt += 1;
        }
    }

    /// Waits before the next attempt, for not so long that the lease could expire.
    async fn rest(&self, version: &Version, cause: &Cause, attempt: u32) -> Result<(), Cause> {
        let longest = LONGEST_PAUSE.min(self.lease.lasts() / 3);
        let pause = backoff(attempt, longest);
        self.observer.notice(&Event::Retrying {
            version: version.clone(),
            reason: cause.message(),
            pause,
        });
        let slept = self.cancelled.or(crate::lock::pause(pause)).await;
        slept.ok_or(Cause::Cancelled)
    }

    fn backend(&self) -> &'static dyn Backend {
        self.ledger.backend()
    }

    fn announce(&self, plan: &Plan) {
        if plan.steps.is_empty() {
            return;
        }
        for version in &plan.out_of_order {
            self.observer.notice(&Event::Warning(format!(
                "`{version}` runs out of order: a later migration of the list is applied already"
            )));
        }
        let steps = plan.steps.len();
        self.observer.notice(&Event::Planned {
            direction: plan.direction,
            steps,
        });
    }

    /// Drops everything that the schema holds, in one transaction where the backend can. The
    /// engine's own tables go last: who waits for the lease must not find it gone before.
    pub(crate) async fn drop_everything(&self) -> Result<(), Cause> {
        let backend = self.backend();
        let executor = self.session.executor();
        let mut statements = backend.drop_statements(&executor).await?;
        statements.sort_by_key(|statement| self.ledger.is_named_in(statement));
        let connection = self.session.connection();
        if connection.is_none() || !backend.facts().transactional_ddl {
            for statement in &statements {
                if !self.ledger.is_named_in(statement) {
                    self.guarded(&executor, &[]).await?;
                }
                executor.execute_unprepared(statement).await?;
            }
            return Ok(());
        }
        self.together_once(&statements).await
    }
}

async fn send_each(
    database: &impl ConnectionTrait,
    statements: &[String],
) -> Result<(), sea_orm::DbErr> {
    for statement in statements {
        database.execute_unprepared(statement).await?;
    }
    Ok(())
}

/// A name that no other run has: 32 hexadecimal digits.
pub(crate) fn run_id() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// What a direction of a member runs.
fn build_of(member: &Member, direction: Direction) -> Option<Build> {
    member.declaration.map(|declaration| match direction {
        Direction::Up => declaration.up,
        Direction::Down => declaration.down,
    })
}
