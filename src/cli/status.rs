//! `status`: how every version stands. Writes nothing.

use sea_orm_migration::MigratorTraitSelf;

use super::error::CommandError;
use super::render;
use super::session::{Context, Session};
use crate::error::ExitCode;

pub(super) async fn status<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    check: bool,
) -> Result<ExitCode, CommandError> {
    let standings = session.runner.status(&session.database).await?;
    render::status(context, &standings);
    let has_work = standings
        .iter()
        .any(|standing| standing.status.is_pending());
    Ok(if check && has_work {
        ExitCode::Found
    } else {
        ExitCode::Success
    })
}
