//! Sets: the commands of a program with several sets. What is about a schema as a whole, or writes
//! files, is about one of them, which `--set` names.

use std::sync::Arc;

use clap::CommandFactory;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::args::{self, Arguments, Command};
use super::call::on_database;
use super::command_line::CommandLine;
use super::destroy::{self, Destruction, guard_schema};
use super::down::{self, refuse_where_marked};
use super::error::CommandError;
use super::guard::{DATA_IS_LOST, Loss, confirm};
use super::render::{self, Progress};
use super::seed::seed_sets;
use super::session::{Context, Known, Session};
use super::up;
use super::verify::verify_sets;
use crate::error::{Error, ExitCode};
use crate::execute::Report;
use crate::migration::{Migrator, Sets, Version};
use crate::plan::{Direction, Modified, SetsError, Target, count};
use crate::runner::{Resolution, Runner};

/// Where the migrations of a program come from.
pub(super) enum Source<'m> {
    One(Migrator<'m>),
    Sets(&'m Sets),
}

impl<'m> Source<'m> {
    pub(super) fn of(sets: &'m Sets) -> Self {
        match sets.all() {
            // One that needs another one is told so, as several are.
            [set] if set.needs().is_empty() && !set.name().is_empty() => Self::One(set.migrator()),
            _ => Self::Sets(sets),
        }
    }

    /// The arguments that the program takes: where there is one set, nobody needs to name it.
    pub(super) fn arguments(&self) -> clap::Command {
        let has_sets = matches!(self, Self::Sets(_));
        Arguments::command().mut_arg("set", |arg| arg.hide(!has_sets))
    }

    /// Refuses a set that is named where there are none.
    pub(super) fn refuse(&self, set: Option<&str>) -> Result<(), CommandError> {
        match (self, set) {
            (Self::One(_), Some(_)) => Err(CommandError::Usage {
                message: "this program has one set of migrations".to_owned(),
                hint: "Leave `--set` out.".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// The only migrator, or that of the set that is named. What is written of a schema needs one
    /// that has all of it.
    #[cfg(feature = "generate")]
    pub(super) fn migrator(
        &self,
        set: Option<&str>,
        context: &Context,
        is_empty: bool,
    ) -> Result<Migrator<'m>, CommandError> {
        let sets = match self {
            Self::One(migrator) => return Ok(*migrator),
            Self::Sets(_) if !is_empty => return Err(of_all(WRITE_BY_HAND)),
            Self::Sets(sets) => sets.all(),
        };
        let names = || sets.iter().map(|set| set.name().to_owned()).collect();
        let Some(name) = set else {
            return Err(of_one(&context.command_line, names()));
        };
        let named = sets.iter().find(|set| set.name() == name);
        let named = named.ok_or_else(|| SetsError::NoSuchSet {
            name: name.to_owned(),
            known: names(),
        });
        Ok(named.map_err(Error::from)?.migrator())
    }
}

/// What is said where a command knows one list of migrations and no sets.
#[cfg(feature = "generate")]
fn of_all(hint: &str) -> CommandError {
    CommandError::Usage {
        message: "this command does not know sets: it takes the migrations of one migrator"
            .to_owned(),
        hint: hint.to_owned(),
    }
}

#[cfg(feature = "generate")]
const WRITE_BY_HAND: &str = "Write the migration by hand, in the file of `generate NAME --empty --set SET`; or call \
     `Cli::new` with that set's own migrator.";

/// What is said where a command is about one set, and none is named.
fn of_one(command_line: &CommandLine, names: Vec<String>) -> CommandError {
    let calls: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", command_line.with(&["--set", name])))
        .collect();
    CommandError::Usage {
        message: "this command is about one set of migrations".to_owned(),
        hint: format!("Name it: {}.", calls.join(" or ")),
    }
}

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
            command @ (Command::Verify(_) | Command::Schema(_)) => {
                let all = session.runner.in_order()?;
                let of_all = Session {
                    runner: session.runner.of_all(&all),
                    database: session.database.clone(),
                };
                return on_database(context, known, of_all, command).await;
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
        let runner = runner.observer(Arc::new(Progress::new(context)));
        return preview(context, &Session { runner, ..session }, Direction::Up).await;
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
        return preview(context, &session, Direction::Down).await;
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
    session: &Session<Sets>,
    direction: Direction,
) -> Result<ExitCode, CommandError> {
    let previews = session.runner.preview(&session.database, direction).await?;
    render::previews(context, direction, &previews);
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
