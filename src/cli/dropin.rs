//! Drop-in: the entry points of `sea_orm_migration::cli`, with its signatures.

use std::error::Error;

use sea_orm::{ConnectOptions, DbConn, DbErr};
use sea_orm_cli::MigrateSubcommands;
use sea_orm_migration::MigratorTraitSelf;

use super::connect::{self, explained};
use super::destroy::{self, Destruction};
use super::down::revert;
use super::error::CommandError;
use super::invocation::Invocation;
use super::session::{Context, Session};
use super::status::status;
use super::up::up;
use super::{Cli, args, call, log};
use crate::error::ExitCode;
use crate::migration::Migrator;
use crate::plan::Target;
use crate::runner::Runner;

/// Runs the command of this process's arguments; returns when it ended well, and ends the process
/// with its code when not.
///
/// As with SeaORM's, PostgreSQL's `search_path` is `public` when no schema is given, whatever the
/// role or the database has as default: the ledger is where it was.
pub async fn run_cli<M>(migrator: M)
where
    M: MigratorTraitSelf,
{
    let invocation = Invocation::of_process();
    end(call::start(Cli::as_seaorms(migrator), invocation, connect::open).await);
}

/// As [`run_cli`], with a connection that the program makes of the options.
pub async fn run_cli_with_connection<M, F, Fut>(migrator: M, make_connection: F)
where
    M: MigratorTraitSelf,
    F: FnOnce(ConnectOptions) -> Fut,
    Fut: Future<Output = Result<DbConn, DbErr>>,
{
    let invocation = Invocation::of_process();
    let connect = async move |settings: &connect::Settings, talk: &super::console::Stream| {
        let options = settings.options(talk)?;
        let url = options.get_url().to_owned();
        let connection = make_connection(options).await;
        connection.map_err(|error| explained(error, Some(&url)))
    };
    end(call::start(Cli::as_seaorms(migrator), invocation, connect).await);
}

/// As [`run_cli`], with a connection of the program's own, whatever the arguments say of it.
pub async fn run_cli_with_custom_connection(
    migrator: impl MigratorTraitSelf,
    make_connection: impl AsyncFnOnce() -> Result<DbConn, DbErr>,
) {
    let invocation = Invocation::of_process();
    let connect = async move |_: &connect::Settings, _: &super::console::Stream| {
        make_connection()
            .await
            .map_err(|error| explained(error, None))
    };
    end(call::start(Cli::as_seaorms(migrator), invocation, connect).await);
}

/// Runs one command on a connection; without one, applies everything pending.
///
/// The program itself asks for it, so nothing is guarded: `fresh`, `refresh`, `reset` and a `down`
/// of many steps run without a question; where the database is marked, they are refused.
pub async fn run_migrate<M>(
    migrator: M,
    db: &DbConn,
    command: Option<MigrateSubcommands>,
    verbose: bool,
) -> Result<(), Box<dyn Error>>
where
    M: MigratorTraitSelf,
{
    let mut context = Context::of_process();
    if verbose {
        log::start(&context.console.talk);
    }
    let session = Session::new(Migrator::of(&migrator), None, db.clone());
    match run(&mut context, session, command).await {
        Ok(_) => Ok(()),
        Err(CommandError::Run(error)) => Err(Box::new(error)),
        Err(error) => Err(Box::new(error)),
    }
}

async fn run(
    context: &mut Context,
    session: Session<Migrator<'_>>,
    command: Option<MigrateSubcommands>,
) -> Result<ExitCode, CommandError> {
    let up_to = |number| args::Up {
        reach: args::Reach { number, to: None },
        ..args::Up::default()
    };
    let steps = |number: u32| Target::Count(usize::try_from(number).unwrap_or(usize::MAX));
    match command {
        None => up(context, session, up_to(None)).await,
        Some(MigrateSubcommands::Up { num }) => up(context, session, up_to(num)).await,
        Some(MigrateSubcommands::Down { num }) => revert(context, session, &steps(num)).await,
        Some(MigrateSubcommands::Status) => status(context, session, false).await,
        Some(MigrateSubcommands::Fresh) => destroy::run(context, session, Destruction::Fresh).await,
        Some(MigrateSubcommands::Refresh) => {
            destroy::run(context, session, Destruction::Refresh).await
        }
        Some(MigrateSubcommands::Reset) => destroy::run(context, session, Destruction::Reset).await,
        Some(MigrateSubcommands::Init) => write_files(context, &session.runner, None),
        Some(MigrateSubcommands::Generate {
            migration_name,
            local_time,
            ..
        }) => write_files(context, &session.runner, Some((migration_name, local_time))),
    }
}

/// SeaORM's `generate` always writes an empty migration.
#[cfg(feature = "generate")]
fn write_files<M: MigratorTraitSelf>(
    context: &Context,
    runner: &Runner<M>,
    migration: Option<(String, bool)>,
) -> Result<ExitCode, CommandError> {
    let places = super::files::Places::of(&Invocation::of_process());
    match migration {
        None => super::init::init(context, &places, &args::Init::default()),
        Some((name, local_time)) => {
            let args = args::Generate {
                name: Some(name),
                empty: true,
                local_time,
                ..Default::default()
            };
            let sources = places.sources(None)?;
            super::generate::generate_empty(
                context,
                (&places, &sources),
                &args,
                &runner.heads().unwrap_or_default(),
            )
        }
    }
}

#[cfg(not(feature = "generate"))]
fn write_files<M>(
    _: &Context,
    _: &Runner<M>,
    _: Option<(String, bool)>,
) -> Result<ExitCode, CommandError> {
    Err(CommandError::Usage {
        message: "this program was built without `generate` and `init`".to_owned(),
        hint: "Turn on the feature `generate` of seaworthy in Cargo.toml.".to_owned(),
    })
}

/// The one place where a process ends: SeaORM's entry points return nothing.
fn end(code: ExitCode) {
    if code != ExitCode::Success {
        #[expect(clippy::exit, reason = "the signature of SeaORM's has no other way")]
        std::process::exit(i32::from(code as u8));
    }
}
