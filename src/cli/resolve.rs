//! `resolve`: write down how a version stands that only a person can know.

use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::error::CommandError;
use super::render;
use super::session::{Context, Session};
use crate::error::ExitCode;
use crate::migration::Version;
use crate::runner::Resolution;

pub(super) async fn resolve<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    args: args::Resolve,
) -> Result<ExitCode, CommandError> {
    let version = Version::from(args.version.as_str());
    let resolution = match args.applied {
        true => Resolution::Applied,
        false => Resolution::Pending,
    };
    let runner = args.consent.set(args.waiting.set(session.runner));
    let before = runner
        .resolve(&session.database, &version, resolution)
        .await?;
    render::resolved(context, &version, before, resolution);
    Ok(ExitCode::Success)
}
