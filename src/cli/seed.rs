//! `seed`: has the rows that an environment begins with.

use std::sync::Arc;

use sea_orm::DatabaseBackend;
use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::error::CommandError;
use super::render::{self, Progress};
use super::session::{Context, Known, Session};
use crate::error::{Error, ExitCode};
use crate::migration::Environment;
use crate::runner::Runner;
use crate::seed::{SeedReport, Seeds};
use crate::sets::Sets;

pub(super) async fn seed<M: MigratorTraitSelf>(
    context: &mut Context,
    known: Known<'_>,
    session: Session<M>,
    args: args::Seed,
) -> Result<ExitCode, CommandError> {
    let seeds = of(known.seeds)?.clone().only(args.names);
    let runner = args.consent.set(args.waiting.set(session.runner));
    let (runner, progress) = watched(context, runner);
    let ended = runner.seed(&session.database, &seeds).await;
    end(context, &progress, ended)
}

/// The same for several sets.
pub(super) async fn seed_sets(
    context: &mut Context,
    known: Known<'_>,
    session: Session<Sets>,
    args: args::Seed,
) -> Result<ExitCode, CommandError> {
    let seeds = of(known.seeds)?.clone().only(args.names);
    let runner = args.consent.set(args.waiting.set(session.runner));
    let (runner, progress) = watched(context, runner);
    let ended = runner.seed(&session.database, &seeds).await;
    end(context, &progress, ended)
}

/// Shows the seeds and which of them would run; no database is needed.
pub(super) fn list(
    context: &Context,
    seeds: Option<&Seeds>,
    place: Option<String>,
    names: Vec<String>,
) -> Result<ExitCode, CommandError> {
    let seeds = of(seeds)?.clone().only(names);
    let place = place.map_or(Environment::Unsaid, Environment::Named);
    // What a server might say is none of it.
    let (here, elsewhere) = seeds.within(&place).map_err(|source| {
        CommandError::from(Error::Seed {
            source,
            backend: DatabaseBackend::Sqlite,
        })
    })?;
    render::seeds(context, &here, &elsewhere);
    Ok(ExitCode::Success)
}

fn of(seeds: Option<&Seeds>) -> Result<&Seeds, CommandError> {
    seeds.ok_or_else(|| CommandError::Usage {
        message: "this program has no seeds".to_owned(),
        hint: "Hand them over with `Cli::seeds`; docs/seeds.md shows one.".to_owned(),
    })
}

fn watched<M>(context: &Context, runner: Runner<M>) -> (Runner<M>, Arc<Progress>) {
    let progress = Arc::new(Progress::new(context));
    let runner = context.stoppable(runner.observer(progress.clone()));
    (runner, progress)
}

fn end(
    context: &Context,
    progress: &Progress,
    ended: Result<SeedReport, Error>,
) -> Result<ExitCode, CommandError> {
    progress.end();
    render::seeded(context, &ended?);
    Ok(ExitCode::Success)
}
