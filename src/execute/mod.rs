//! Execute: runs a plan, step by step, and says what became of it.

mod actor;
pub(crate) mod capture;
mod failure;
mod report;
pub(crate) mod script;
mod session;
mod step;
mod transaction;

use std::time::Instant;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

pub(crate) use actor::actor;
pub use failure::{Effect, StepError};
pub use report::{Report, StepReport};
pub(crate) use session::Session;

use crate::backend::Violations;
use crate::event::{Event, Observer};
use crate::ledger::Ledger;
use crate::migration::manifest::Build;
use crate::migration::{Actor, Member, Set, Version};
use crate::plan::{Direction, Plan};

/// What the steps of one run have in common.
pub(crate) struct Run<'a> {
    pub(crate) set: &'a Set,
    pub(crate) ledger: &'a Ledger,
    pub(crate) session: &'a Session<'a>,
    pub(crate) id: String,
    pub(crate) actor: Actor,
    pub(crate) observer: &'a dyn Observer,
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

impl Run<'_> {
    /// Runs the steps in order until the last has ended well or one has failed.
    pub(crate) async fn execute(&self, plan: &Plan) -> Result<Report, Box<StepError>> {
        self.announce(plan);
        let mut report = Report::new(plan.direction, &plan.steps);
        let mut held = Held::default();
        if let Some(connection) = self.session.connection() {
            held.violations = self.ledger.backend().violations(connection).await;
        }
        let result = self.steps(plan, &mut report, &mut held).await;
        held.release().await;
        match result {
            Ok(()) => Ok(report),
            Err((version, failed)) => Err(Box::new(failed.into_error(version, report))),
        }
    }

    async fn steps(
        &self,
        plan: &Plan,
        report: &mut Report,
        held: &mut Held,
    ) -> Result<(), (Version, failure::Failed)> {
        for (index, version) in plan.steps.iter().enumerate() {
            let next = plan.steps.get(index + 1);
            let started = Instant::now();
            let direction = plan.direction;
            self.observer.notice(&Event::Started {
                version: version.clone(),
                direction,
            });
            match self.step(version, next, direction, held).await {
                Ok(step::Ended::Done) => {
                    let duration = started.elapsed();
                    let version = version.clone();
                    self.observer.notice(&Event::Finished {
                        version: version.clone(),
                        direction,
                        duration,
                    });
                    report.done(StepReport {
                        version,
                        direction,
                        duration,
                    });
                }
                Ok(step::Ended::Elsewhere) => {
                    self.observer.notice(&Event::Warning(format!(
                        "another program has applied `{version}` meanwhile"
                    )));
                    report.skip(version);
                }
                Err(failed) => {
                    let version = version.clone();
                    self.observer.notice(&Event::Failed {
                        version: version.clone(),
                        direction,
                    });
                    return Err((version, failed));
                }
            }
        }
        Ok(())
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

    /// Drops everything that the schema holds, in one transaction where the backend can.
    pub(crate) async fn drop_everything(&self) -> Result<(), sea_orm::DbErr> {
        let backend = self.ledger.backend();
        let executor = self.session.executor();
        let statements = backend.drop_statements(&executor).await?;
        let Some(connection) = self.session.connection() else {
            return send_each(&executor, &statements).await;
        };
        if !backend.facts().transactional_ddl {
            return send_each(&executor, &statements).await;
        }
        let begun = backend.begin(connection).await?;
        let sent = send_each(&begun.transaction, &statements).await;
        let ended = match sent {
            Ok(()) => begun.transaction.commit().await,
            Err(error) => begun.transaction.rollback().await.and(Err(error)),
        };
        let restored = backend.after_transaction(connection, begun.before).await;
        ended.and(restored)
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
