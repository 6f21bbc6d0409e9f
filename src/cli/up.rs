//! `up`: apply what is pending.

use std::sync::Arc;

use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::error::CommandError;
use super::render::{self, Progress};
use super::session::{Context, Session};
use crate::error::ExitCode;
use crate::execute::Report;
use crate::plan::{Direction, Modified, Target};

pub(super) async fn up<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    args: args::Up,
) -> Result<ExitCode, CommandError> {
    let target = args.reach.target().unwrap_or(Target::Latest);
    let session = Session {
        runner: session
            .runner
            .target(target.clone())
            .unknown(args.policy.unknown.into())
            .modified(match args.allow_modified {
                true => Modified::Warn,
                false => Modified::Error,
            }),
        ..session
    };
    if args.dry_run {
        return dry_run(context, session, Direction::Up).await;
    }
    let progress = Arc::new(Progress::new(context));
    let runner = args.waiting.set(session.runner).observer(progress.clone());
    let runner = args.saving.set(context, args.consent.set(runner))?;
    let runner = context.stoppable(runner);
    let ended = runner.up(&session.database).await;
    progress.end();
    context.backup = progress.backup();
    let report = ended?;
    render::report(context, &report, &outcome(&report, &target));
    Ok(ExitCode::Success)
}

/// What is left to apply is said where the run has shown it.
pub(super) fn outcome(report: &Report, target: &Target) -> String {
    let applied = report.steps.len();
    let reached_the_end = match target {
        Target::Latest => true,
        Target::Count(count) => applied < *count,
        Target::Version(_) => false,
    };
    match (applied, target) {
        (0, Target::Version(version)) => format!("nothing to do: `{version}` is applied"),
        (0, Target::Count(0)) => "nothing to do".to_owned(),
        (0, _) => "nothing to do: nothing is pending".to_owned(),
        _ if reached_the_end => format!("{}, nothing is pending", render::totals(report)),
        _ => render::totals(report),
    }
}

/// Shows what a run would send.
pub(super) async fn dry_run<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    direction: Direction,
) -> Result<ExitCode, CommandError> {
    let progress = Arc::new(Progress::new(context));
    let runner = session.runner.observer(progress.clone());
    let previews = runner.preview(&session.database, direction).await?;
    render::previews(context, direction, &previews, &progress.left_out());
    Ok(ExitCode::Success)
}
