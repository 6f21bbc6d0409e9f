//! `adopt`: take over from another tool's tracking table, or from none.

use std::path::Path;

use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::error::CommandError;
use super::render;
use super::session::{Context, Known, Session};
use super::verify::scratch;
use crate::adopt::{Adopt, AdoptMap};
use crate::error::ExitCode;
use crate::verify::Verify;

pub(super) async fn adopt<M: MigratorTraitSelf>(
    context: &mut Context,
    known: Known<'_>,
    session: Session<M>,
    args: args::Adopt,
) -> Result<ExitCode, CommandError> {
    let mut how = Adopt::new().by_schema(args.by_schema);
    if let Some(table) = args.from {
        how = how.from(table);
    }
    if let Some(file) = &args.map {
        how = how.map(map(&context.directory.join(file))?);
    }
    let scratch = scratch(&context.console.talk, known.settings, &args.looking).await?;
    let mut looking = Verify::new().ignore(args.looking.ignore);
    if let Some(scratch) = &scratch {
        looking = looking.scratch(scratch.clone());
    }
    let how = how.looking(looking);
    let runner = args.consent.set(args.waiting.set(session.runner));
    let runner = context.stoppable(runner);
    let adoption = match args.dry_run {
        true => runner.adoption(&session.database, &how).await,
        false => runner.adopt(&session.database, &how).await,
    };
    if let Some(scratch) = scratch {
        // Nothing is lost with a connection that does not close.
        let _ = scratch.close().await;
    }
    let adoption = adoption?;
    render::adoption(context, &adoption, args.dry_run);
    Ok(match adoption.is_refused() {
        false => ExitCode::Success,
        true => ExitCode::Found,
    })
}

/// What a person says of their versions.
fn map(file: &Path) -> Result<AdoptMap, CommandError> {
    let usage = |message: String, hint: &str| CommandError::Usage {
        message,
        hint: hint.to_owned(),
    };
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("cannot read {}: {error}", file.display());
        usage(message, "`--map` takes a file of lines `theirs = ours`.")
    })?;
    text.parse().map_err(|error: crate::adopt::MapError| {
        let hint = "Of theirs is what `adopt --dry-run` shows; ours is a version, several with commas, \
                    `..version` for all up to it, or `-` for none.";
        usage(error.to_string(), hint)
    })
}
