//! `verify`: whether ledger, code, entities and database agree.

use sea_orm::DbConn;
use sea_orm_migration::MigratorTraitSelf;

use super::args::{Looking, Verify};
use super::connect::{Settings, open};
use super::console::Stream;
use super::error::CommandError;
use super::render;
use super::session::{Context, Known, Session};
use crate::error::{Error, ExitCode};
use crate::sets::Sets;
use crate::verify::Verify as How;

pub(super) async fn verify<M: MigratorTraitSelf>(
    context: &mut Context,
    known: Known<'_>,
    session: Session<M>,
    args: Verify,
) -> Result<ExitCode, CommandError> {
    let Session { runner, database } = session;
    let (how, scratch) = how(context, known, args.looking).await?;
    let is_clean = match args.down {
        None => {
            let verified = runner.verify(&database, &how).await;
            verified.map(|verified| {
                render::verification(context, &verified);
                verified.is_clean()
            })
        }
        Some(count) => {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let proof = runner.prove(&database, count, &how).await;
            proof.map(|proof| {
                render::proof(context, &proof);
                proof.is_clean()
            })
        }
    };
    ended(scratch, is_clean).await
}

/// The same for all sets together.
pub(super) async fn verify_sets(
    context: &mut Context,
    known: Known<'_>,
    session: Session<Sets>,
    looking: Looking,
) -> Result<ExitCode, CommandError> {
    let (how, scratch) = how(context, known, looking).await?;
    let verified = session.runner.verify(&session.database, &how).await;
    let is_clean = verified.map(|verified| {
        render::verification(context, &verified);
        verified.is_clean()
    });
    ended(scratch, is_clean).await
}

/// What is looked at, and the scratch database where one was given.
async fn how(
    context: &mut Context,
    known: Known<'_>,
    looking: Looking,
) -> Result<(How, Option<DbConn>), CommandError> {
    let scratch = scratch(&context.console.talk, known.settings, &looking).await?;
    let mut how = How::new().ignore(looking.ignore);
    if let Some(entities) = known.entities {
        how = how.entities(entities.clone());
    }
    if let Some(scratch) = &scratch {
        how = how.scratch(scratch.clone());
    }
    Ok((how, scratch))
}

async fn ended(
    scratch: Option<DbConn>,
    is_clean: Result<bool, Error>,
) -> Result<ExitCode, CommandError> {
    if let Some(scratch) = scratch {
        // Nothing is lost with a connection that does not close.
        let _ = scratch.close().await;
    }
    Ok(match is_clean? {
        true => ExitCode::Success,
        false => ExitCode::Found,
    })
}

/// Connects to the scratch database that was given.
pub(super) async fn scratch(
    talk: &Stream,
    settings: &Settings,
    looking: &Looking,
) -> Result<Option<DbConn>, CommandError> {
    let Some(url) = &looking.scratch else {
        return Ok(None);
    };
    let opened = open(&settings.of_url(url), talk).await?;
    Ok(Some(opened))
}
