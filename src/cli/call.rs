//! Call: one call of the command line, from its arguments to its exit code.

use std::ffi::OsStr;

use clap::FromArgMatches;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::DbConn;
use sea_orm_migration::MigratorTraitSelf;

use super::adopt::adopt;
use super::args::{Arguments, Command, DatabaseCommand, Format};
use super::backup::{backup, restore};
use super::command_line::{before_arguments, program_name};
use super::completions::completions;
use super::connect::{ConnectError, Settings};
use super::console::Stream;
use super::database::database;
use super::destroy::{Destruction, destroy};
use super::doctor::doctor;
use super::down::down;
use super::error::CommandError;
#[cfg(feature = "generate")]
use super::generate::generate;
#[cfg(feature = "generate")]
use super::import::import_sql;
use super::invocation::Invocation;
use super::resolve::resolve;
use super::schema::schema;
use super::session::{Context, Known, Session, secrets};
use super::sets::on_sets;
use super::source::Source;
#[cfg(feature = "generate")]
use super::squash::squash;
use super::status::status;
use super::up::up;
use super::verify::verify;
#[cfg(feature = "generate")]
use super::writer::Writer;
use super::{Cli, log, panics, render, seed};
use crate::error::ExitCode;
use crate::migration::{Migrator, Set};
use crate::sets::Sets;

/// Runs a call; `connect` is asked for a connection by the commands that need one.
pub(super) async fn start<M, C>(cli: Cli<M>, invocation: Invocation, connect: C) -> ExitCode
where
    M: MigratorTraitSelf,
    C: AsyncFnOnce(&Settings, &Stream) -> Result<DbConn, ConnectError>,
{
    let (migrator, cli) = cli.split();
    run(
        cli,
        Source::One(Migrator::of(&migrator)),
        invocation,
        connect,
    )
    .await
}

/// The same for sets; where there is one alone, it is as its migrator would be.
pub(super) async fn start_sets<C>(cli: Cli<Sets>, invocation: Invocation, connect: C) -> ExitCode
where
    C: AsyncFnOnce(&Settings, &Stream) -> Result<DbConn, ConnectError>,
{
    let (sets, cli) = cli.split();
    run(cli, Source::Sets(&sets), invocation, connect).await
}

async fn run<C>(cli: Cli<()>, source: Source<'_>, invocation: Invocation, connect: C) -> ExitCode
where
    C: AsyncFnOnce(&Settings, &Stream) -> Result<DbConn, ConnectError>,
{
    let mask = secrets(&invocation, cli.default_url.as_deref());
    let program = program_name(&invocation);
    let arguments = match parse(&invocation, &source) {
        Ok(arguments) => arguments,
        Err(error) => {
            let context = Context::of(invocation, &mask, format_of(&error.arguments));
            let version = version(&cli, &source, &program);
            return other(&context, &version, &error.source);
        }
    };
    let settings = Settings::of(
        &arguments.global,
        &invocation,
        cli.default_url.as_deref(),
        cli.application.as_deref(),
        cli.is_seaorms.then_some("public"),
    );
    #[cfg(feature = "generate")]
    let places = super::files::Places::of(&invocation);
    #[cfg(feature = "generate")]
    let again = super::again::Again::of(&invocation, &settings);
    let is_process = invocation.is_process;
    let place = arguments.global.place;
    let place = place.or((invocation.variable)("SEAWORTHY_ENV"));
    let warnings = invocation.warnings.clone();
    let mut context = Context::of(invocation, &mask, arguments.global.format);
    context.is_verbose = arguments.global.verbose;
    for warning in warnings {
        context.console.talk.line(render::warning(&warning));
    }
    let log = arguments
        .global
        .verbose
        .then(|| context.console.talk.clone());
    if let Some(log) = &log {
        log::start(log);
    }

    let command = arguments.command.unwrap_or(Command::Up(Default::default()));
    let set = arguments.global.set;
    let run = async {
        let context = &mut context;
        source.refuse(set.as_deref())?;
        let place = place?;
        #[cfg(feature = "generate")]
        let writer = Writer {
            source: &source,
            set: set.as_deref(),
            entities: cli.entities.as_ref(),
            settings: &settings,
            places: &places,
        };
        match command {
            Command::Seed(args) if args.list => {
                return seed::list(context, cli.seeds.as_ref(), place, args.names);
            }
            Command::Completions { shell } => {
                return completions(context, source.arguments(), &program, shell);
            }
            #[cfg(feature = "generate")]
            Command::Generate(mut args) => {
                args.empty |= cli.is_seaorms;
                return generate(context, writer, (args, again.as_ref()), connect).await;
            }
            #[cfg(feature = "generate")]
            Command::Squash(args) => {
                return squash(context, writer, args, connect).await;
            }
            #[cfg(feature = "generate")]
            Command::ImportSql(args) => return import_sql(context, &places, &settings, &args),
            #[cfg(feature = "generate")]
            Command::Init(args) => return super::init::init(context, &places, &args),
            _ => {}
        }
        context.server = settings.server();
        let database = connect(&settings, &context.console.talk).await?;
        let entities = source.entities(cli.entities.as_ref());
        let known = Known {
            settings: &settings,
            entities: entities.as_ref(),
            seeds: cli.seeds.as_ref(),
        };
        let application = cli.application.clone();
        let ended = match (source.alone(), source) {
            (Some(migrator), _) | (None, Source::One(migrator)) => {
                let session = Session::new(migrator, application, database.clone());
                let session = session.of_revision(cli.revision.clone()).within(place);
                on_database(context, known, session, command).await
            }
            (None, Source::Sets(sets)) => {
                let session = Session::new(sets.clone(), application, database.clone());
                let session = session.of_revision(cli.revision.clone()).within(place);
                on_sets(context, known, session, command, set).await
            }
        };
        // Nothing is lost with a connection that does not close: the command has ended.
        let _ = database.close().await;
        ended
    };
    let ended = if is_process {
        panics::caught(log, run).await
    } else {
        run.await
    };
    ended.unwrap_or_else(|error| render::failure(&context, &error))
}

/// The code of a future is compiled where it is awaited, in each program of migrations again; that
/// of a boxed one is compiled here.
pub(super) fn on_database<'a>(
    context: &'a mut Context,
    known: Known<'a>,
    session: Session<Migrator<'a>>,
    command: Command,
) -> BoxFuture<'a, Result<ExitCode, CommandError>> {
    let run = async move {
        let (destruction, args) = match command {
            Command::Up(args) => return up(context, session, args).await,
            Command::Down(args) => return down(context, session, args).await,
            Command::Status(args) => return status(context, session, args.check).await,
            Command::Verify(args) => return verify(context, known, session, args).await,
            Command::Schema(args) => return schema(context, known, session, args).await,
            Command::Seed(args) => return seed::seed(context, known, session, args).await,
            Command::Doctor => return doctor(context, session).await,
            Command::Backup(args) => return backup(context, session, args).await,
            Command::Restore(args) => return restore(context, session, args).await,
            Command::Database(args) => {
                let command = args.command.unwrap_or(DatabaseCommand::Show);
                return database(context, session, command).await;
            }
            Command::Resolve(args) => return resolve(context, session, args).await,
            Command::Adopt(args) => return adopt(context, known, session, args).await,
            Command::Fresh(args) => (Destruction::Fresh, args),
            Command::Refresh(args) => (Destruction::Refresh, args),
            Command::Reset(args) => (Destruction::Reset, args),
            // The others need no database.
            _ => return Ok(ExitCode::Success),
        };
        let runner = args.waiting.set(session.runner);
        let runner = args.saving.set(context, args.consent.set(runner))?;
        let session = Session { runner, ..session };
        destroy(context, session, destruction, args.confirmed.yes.as_deref()).await
    };
    run.boxed()
}

/// Arguments that are no command: a mistake, or a wish for help.
struct Unparsed {
    source: clap::Error,
    arguments: Vec<std::ffi::OsString>,
}

fn parse(invocation: &Invocation, source: &Source<'_>) -> Result<Arguments, Unparsed> {
    let program = before_arguments(invocation);
    let command = source.arguments().bin_name(program).version("");
    let matches = command.try_get_matches_from(&invocation.arguments);
    matches
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map_err(|source| Unparsed {
            source,
            arguments: invocation.arguments.clone(),
        })
}

/// The format that was asked for, although the arguments are wrong.
fn format_of(arguments: &[std::ffi::OsString]) -> Format {
    let is_json = arguments
        .windows(2)
        .any(|pair| pair[0] == "--format" && pair[1] == "json")
        || arguments
            .iter()
            .any(|argument| argument == OsStr::new("--format=json"));
    if is_json { Format::Json } else { Format::Human }
}

fn other(context: &Context, version: &str, error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp => {
            context.console.out.text(&error.render().ansi().to_string());
            ExitCode::Success
        }
        ErrorKind::DisplayVersion => {
            context.console.out.line(version);
            ExitCode::Success
        }
        _ => render::usage(context, error),
    }
}

/// `personalkb 1.3.0 (seaworthy 0.1.0)`.
fn version(cli: &Cli<()>, source: &Source<'_>, program: &str) -> String {
    let of_crate = || {
        let Source::One(migrator) = source else {
            return None;
        };
        let set = Set::of(migrator).ok()?;
        set.application().map(str::to_owned)
    };
    let application = cli.application.clone().or_else(of_crate);
    let application = application.unwrap_or_else(|| program.to_owned());
    format!("{application} (seaworthy {})", env!("CARGO_PKG_VERSION"))
}
