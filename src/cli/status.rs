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
    let marked = match session.runner.marked(&session.database).await {
        Ok(marked) => marked,
        // How the migrations stand is known all the same.
        Err(error) => {
            let talk = &context.console.talk;
            talk.line(render::warning(&error.to_string()));
            None
        }
    };
    render::status(context, &standings, marked.as_ref());
    let has_work = standings
        .iter()
        .any(|standing| standing.status.is_pending());
    Ok(if check && has_work {
        ExitCode::Found
    } else {
        ExitCode::Success
    })
}
