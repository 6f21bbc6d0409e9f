//! Sets: the commands of a program with several sets on a database.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::args::{self, Command};
use super::call::on_database;
use super::destroy::{self, Destruction, guard_schema};
use super::down::{self, refuse_where_marked};
use super::error::CommandError;
use super::guard::{DATA_IS_LOST, Loss, confirm};
use super::render::{self, Progress};
use super::seed::seed_sets;
use super::session::{Context, Known, Session};
use super::source::of_one;
use super::up;
use super::verify::verify_sets;
use crate::error::{Error, ExitCode};
use crate::execute::Report;
use crate::migration::Version;
use crate::plan::{Direction, Modified, SetsError, Target, count};
use crate::runner::{Resolution, Runner};
use crate::sets::{After, Sets};

/// Runs a command on a database. Its future is boxed as that of
/// [`on_database`](super::call::on_database) is.
pub(super) fn on_sets<'a>(
    context: &'a mut Context,
    known: Known<'a>,
    mut session: Session<Sets>,
    command: Command,
    set: Option<String>,
) -> BoxFuture<'a, Result<ExitCode, CommandError>> {
    if let Some(name) = &set {
        session.runner = session.runner.set(name);
    }
    let run = async move {
        let set = set.as_deref();
        let (destruction, args) = match command {
            Command::Up(args) => return apply(context, session, args, set).await,
            Command::Down(args) => return revert(context, session, args).await,
            Command::Status(args) => return status(context, session, args.check).await,
            Command::Resolve(args) => return resolve(context, session, args).await,
            Command::Fresh(args) => (Destruction::Fresh, args),
            Command::Refresh(args) => (Destruction::Refresh, args),
            Command::Reset(args) => (Destruction::Reset, args),
            // It does not matter whose: these are about the database.
            Command::Backup(_) | Command::Restore(_) | Command::Database(_) => {
                let names = session.runner.names();
                let name = set.or(names.first().map(String::as_str));
                return on_one(context, known, &session, command, name).await;
            }
            Command::Verify(args) if args.down.is_some() && set.is_some() => {
                return on_one(context, known, &session, Command::Verify(args), set).await;
            }
            Command::Verify(_) | Command::Schema(_) | Command::Seed(_) if set.is_some() => {
                return Err(CommandError::Usage {
                    message: "this command is about all sets of migrations".to_owned(),
                    hint: "Leave `--set` out.".to_owned(),
                });
            }
            Command::Seed(args) => return seed_sets(context, known, session, args).await,
            Command::Verify(args) if args.down.is_none() => {
                return verify_sets(context, known, session, args.looking).await;
            }
            command @ Command::Verify(_) => {
                session.runner.refuse_ambiguous()?;
                let all = session.runner.in_order()?;
                let of_all = Session {
                    runner: session.runner.of_all(&all),
                    database: session.database.clone(),
                };
                return on_database(context, known, of_all, command).await;
            }
            command @ Command::Schema(_) => {
                let after = After(session.runner.in_order()?);
                let after_all = Session {
                    runner: session.runner.after_all(&after),
                    database: session.database.clone(),
                };
                return on_database(context, known, after_all, command).await;
            }
            command => return on_one(context, known, &session, command, set).await,
        };
        let runner = args.waiting.set(session.runner);
        let runner = args.saving.set(context, args.consent.set(runner))?;
        let session = Session { runner, ..session };
        let yes = args.confirmed.yes.as_deref();
        destroy(context, session, destruction, (set, yes)).await
    };
    run.boxed()
}

/// Runs a command that is about one set.
async fn on_one<'a>(
    context: &'a mut Context,
    known: Known<'a>,
    session: &'a Session<Sets>,
    command: Command,
    set: Option<&str>,
) -> Result<ExitCode, CommandError> {
    let runner = &session.runner;
    let Some(name) = set else {
        return Err(of_one(&context.command_line, runner.names()));
    };
    let entities = match &command {
        Command::Verify(_) => runner.entities_of(name),
        _ => known.entities.cloned(),
    };
    let known = Known {
        entities: entities.as_ref(),
        ..known
    };
    let one = Session {
        runner: runner.of_set(name)?,
        database: session.database.clone(),
    };
    on_database(context, known, one, command).await
}

async fn apply(
    context: &mut Context,
    session: Session<Sets>,
    args: args::Up,
    set: Option<&str>,
) -> Result<ExitCode, CommandError> {
    let target = args.reach.target().unwrap_or(Target::Latest);
    let runner = session.runner.target(target.clone());
    let runner = runner
        .unknown(args.policy.unknown.into())
        .modified(match args.allow_modified {
            true => Modified::Warn,
            false => Modified::Error,
        });
    if args.dry_run {
        return preview(context, Session { runner, ..session }, Direction::Up).await;
    }
    let runner = args.waiting.set(args.consent.set(runner));
    let runner = args.saving.set(context, runner)?;
    let session = Session { runner, ..session };
    let outcome = |report: &Report| match (set, report.is_empty(), &target) {
        (Some(name), true, Target::Latest) => {
            format!("nothing to do: nothing of `{name}` is pending")
        }
        (Some(_), false, _) => render::totals(report),
        _ => up::outcome(report, &target),
    };
    run(context, session, Job::Up, outcome).await
}

async fn revert(
    context: &mut Context,
    session: Session<Sets>,
    args: args::Down,
) -> Result<ExitCode, CommandError> {
    let target = args.reach.target().unwrap_or(Target::Count(1));
    let runner = session.runner.target(target.clone());
    let runner = runner.unknown(args.policy.unknown.into());
    let runner = args.waiting.set(args.consent.set(runner));
    let runner = args.saving.set(context, runner)?;
    let session = Session { runner, ..session };
    if args.dry_run {
        return preview(context, session, Direction::Down).await;
    }
    if !matches!(target, Target::Count(0 | 1)) {
        guard(context, &session, &target, args.confirmed.yes.as_deref()).await?;
    }
    let outcome = |report: &Report| down::outcome(report, &target);
    run(context, session, Job::Down, outcome).await
}

async fn destroy(
    context: &mut Context,
    session: Session<Sets>,
    destruction: Destruction,
    (set, yes): (Option<&str>, Option<&str>),
) -> Result<ExitCode, CommandError> {
    match (destruction, set) {
        (Destruction::Fresh, Some(name)) => {
            return Err(Error::from(SetsError::Everything(name.to_owned())).into());
        }
        (Destruction::Fresh, None) => guard_schema(context, &session, yes).await?,
        _ => guard(context, &session, &Target::Latest, yes).await?,
    }
    let outcome = |report: &Report| match (set, report.is_empty()) {
        (Some(name), true) => format!("nothing to do: nothing of `{name}` is applied"),
        (Some(_), false) => render::totals(report),
        (None, _) => destroy::outcome(report, destruction),
    };
    run(context, session, Job::Destruction(destruction), outcome).await
}

/// What is done with sets.
enum Job {
    Up,
    Down,
    Destruction(Destruction),
}

/// Does a job, and says what came of it.
async fn run(
    context: &mut Context,
    session: Session<Sets>,
    job: Job,
    outcome: impl FnOnce(&Report) -> String,
) -> Result<ExitCode, CommandError> {
    let progress = Arc::new(Progress::new(context));
    let runner = session.runner.observer(progress.clone());
    let runner = context.stoppable(runner);
    let database = &session.database;
    let ended = match job {
        Job::Up => runner.up(database).await,
        Job::Down => runner.down(database).await,
        Job::Destruction(Destruction::Fresh) => runner.fresh(database).await,
        Job::Destruction(Destruction::Refresh) => runner.refresh(database).await,
        Job::Destruction(Destruction::Reset) => runner.reset(database).await,
    };
    progress.end();
    context.backup = progress.backup();
    let report = ended?;
    render::report(context, &report, &outcome(&report));
    Ok(ExitCode::Success)
}

async fn preview(
    context: &mut Context,
    session: Session<Sets>,
    direction: Direction,
) -> Result<ExitCode, CommandError> {
    let progress = Arc::new(Progress::new(context));
    let runner = session.runner.observer(progress.clone());
    let previews = runner.preview(&session.database, direction).await?;
    render::previews(context, direction, &previews, &progress.left_out());
    Ok(ExitCode::Success)
}

async fn status(
    context: &mut Context,
    session: Session<Sets>,
    check: bool,
) -> Result<ExitCode, CommandError> {
    let sets = session.runner.status(&session.database).await?;
    let marked = match session.runner.marked(&session.database).await {
        Ok(marked) => marked,
        // How the migrations stand is known all the same.
        Err(error) => {
            let talk = &context.console.talk;
            talk.line(render::warning(&error.to_string()));
            None
        }
    };
    render::sets(context, &sets, marked.as_ref());
    let standings = sets.iter().flat_map(|set| &set.standings);
    let mut statuses = standings.map(|standing| standing.status);
    Ok(match check && statuses.any(|status| status.is_pending()) {
        true => ExitCode::Found,
        false => ExitCode::Success,
    })
}

async fn resolve(
    context: &mut Context,
    session: Session<Sets>,
    args: args::Resolve,
) -> Result<ExitCode, CommandError> {
    let version = Version::from(args.version.as_str());
    let resolution = match args.applied {
        true => Resolution::Applied,
        false => Resolution::Pending,
    };
    let runner: Runner<Sets> = args.consent.set(args.waiting.set(session.runner));
    let before = runner
        .resolve(&session.database, &version, resolution)
        .await?;
    render::resolved(context, &version, before, resolution);
    Ok(ExitCode::Success)
}

/// Asks before more than one migration is reverted.
async fn guard(
    context: &mut Context,
    session: &Session<Sets>,
    target: &Target,
    yes: Option<&str>,
) -> Result<(), CommandError> {
    let steps = session.runner.reverting(&session.database, target).await?;
    if steps.len() < 2 && *target != Target::Latest || steps.is_empty() {
        return Ok(());
    }
    let mut sets: Vec<String> = Vec::new();
    for (set, _) in &steps {
        let name = format!("`{set}`");
        if !sets.contains(&name) {
            sets.push(name);
        }
    }
    let what = format!(
        "revert {} of {}",
        count(steps.len(), "migration"),
        sets.join(" and ")
    );
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
