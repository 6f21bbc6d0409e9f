//! `database`: what the database is marked as, and how that is changed.

use sea_orm_migration::MigratorTraitSelf;

use super::args::DatabaseCommand;
use super::error::CommandError;
use super::guard::{Loss, confirm};
use super::render;
use super::session::{Context, Session};
use crate::error::ExitCode;

pub(super) async fn database<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    command: DatabaseCommand,
) -> Result<ExitCode, CommandError> {
    let Session { runner, database } = session;
    let name = runner.database_name(&database).await?;
    let marked = match command {
        DatabaseCommand::Show => runner.marked(&database).await?,
        DatabaseCommand::Mark { mark } => Some(runner.mark(&database, mark.into()).await?),
        DatabaseCommand::Unmark(confirmed) => {
            if let Some(marked) = runner.marked(&database).await? {
                let loss = Loss {
                    what: format!("take away the mark `{}`", marked.mark),
                    consequence: "what destroys its data is no longer refused then",
                    command: context.command_line.confirming(&name),
                    database: name.clone(),
                    server: context.server.clone(),
                };
                confirm(&mut context.console, confirmed.yes.as_deref(), loss)?;
                runner.unmark(&database).await?;
            }
            None
        }
    };
    render::marked(context, &name, marked.as_ref());
    Ok(ExitCode::Success)
}
