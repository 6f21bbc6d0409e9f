//! `doctor`: what there is to know before a run, and what would stop one. Writes nothing.

use sea_orm_migration::MigratorTraitSelf;

use super::error::CommandError;
use super::render;
use super::session::{Context, Session};
use crate::error::ExitCode;
use crate::runner::Verdict;

pub(super) async fn doctor<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
) -> Result<ExitCode, CommandError> {
    let checks = session.runner.doctor(&session.database).await?;
    render::checks(context, &checks);
    let stops = checks.iter().any(|check| check.verdict == Verdict::Stop);
    Ok(if stops {
        ExitCode::Found
    } else {
        ExitCode::Success
    })
}
