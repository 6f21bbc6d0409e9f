//! `down`: revert what was applied last. More than one step is guarded.

use std::sync::Arc;

use sea_orm::DatabaseExecutor;
use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::error::CommandError;
use super::guard::{DATA_IS_LOST, Loss, confirm};
use super::render::{self, Progress};
use super::session::{Context, Session};
use super::up::dry_run;
use crate::error::{Error, ExitCode};
use crate::execute::Report;
use crate::migration::{Applied, Set, Version};
use crate::plan::{Direction, Policy, Standing, Target, Unknown, count, plan};
use crate::runner::known;

pub(super) async fn down<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    args: args::Down,
) -> Result<ExitCode, CommandError> {
    let target = args.reach.target().unwrap_or(Target::Count(1));
    let unknown = args.policy.unknown.into();
    let runner = session.runner.target(target.clone()).unknown(unknown);
    let runner = args.consent.set(args.waiting.set(runner));
    let session = Session {
        runner: args.saving.set(context, runner)?,
        ..session
    };
    if args.dry_run {
        return dry_run(context, session, Direction::Down).await;
    }
    if !matches!(target, Target::Count(0 | 1)) {
        let yes = args.confirmed.yes.as_deref();
        guard(context, &session, &target, unknown, yes).await?;
    }
    revert(context, session, &target).await
}

/// Reverts without a question.
pub(super) async fn revert<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    target: &Target,
) -> Result<ExitCode, CommandError> {
    let progress = Arc::new(Progress::new(context));
    let runner = session
        .runner
        .target(target.clone())
        .observer(progress.clone());
    let runner = context.stoppable(runner);
    let ended = runner.down(&session.database).await;
    progress.end();
    context.backup = progress.backup();
    let report = ended?;
    render::report(context, &report, &outcome(&report, target));
    Ok(ExitCode::Success)
}

pub(super) fn outcome(report: &Report, target: &Target) -> String {
    match (report.steps.len(), target) {
        (0, Target::Version(version)) => {
            format!("nothing to do: `{version}` is the last one applied")
        }
        (0, Target::Count(0)) => "nothing to do".to_owned(),
        (0, _) => "nothing to do: nothing is applied".to_owned(),
        _ => render::totals(report),
    }
}

/// Asks before more than one migration is reverted; looks at the ledger to know how many.
pub(super) async fn guard<M: MigratorTraitSelf>(
    context: &mut Context,
    session: &Session<M>,
    target: &Target,
    unknown: Unknown,
    yes: Option<&str>,
) -> Result<(), CommandError> {
    let standings = session.runner.status(&session.database).await?;
    let steps = steps(session.runner.migrator(), &standings, target, unknown)?;
    if steps.len() < 2 && *target != Target::Latest || steps.is_empty() {
        return Ok(());
    }
    let what = format!("revert {}", count(steps.len(), "migration"));
    refuse_where_marked(session, &what).await?;
    let database = session.runner.database_name(&session.database).await?;
    let loss = Loss {
        what,
        consequence: DATA_IS_LOST,
        command: context.command_line.confirming(&database),
        database,
        server: context.server.clone(),
    };
    Ok(confirm(&mut context.console, yes, loss)?)
}

/// Where the database is marked, nobody is asked.
pub(super) async fn refuse_where_marked<M>(
    session: &Session<M>,
    what: &str,
) -> Result<(), CommandError> {
    let database = DatabaseExecutor::Connection(&session.database);
    Ok(session.runner.refuse_where_marked(&database, what).await?)
}

/// What would be reverted.
fn steps<M: MigratorTraitSelf>(
    migrator: &M,
    standings: &[Standing],
    target: &Target,
    unknown: Unknown,
) -> Result<Vec<Version>, CommandError> {
    let set = Set::of(migrator).map_err(Error::from)?;
    let known = known(&set);
    let applied = standings
        .iter()
        .filter_map(|standing| standing.applied.clone());
    let applied: Vec<Applied> = applied.collect();
    let policy = Policy {
        unknown,
        ..Policy::LENIENT
    };
    Ok(plan(&known, &applied, Direction::Down, target, policy)?.steps)
}
