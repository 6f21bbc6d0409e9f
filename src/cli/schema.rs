//! `schema`: show one, or what makes one of another.

use sea_orm::DatabaseBackend;
use sea_orm_migration::MigratorTraitSelf;

use super::args::{Looking, Schema as Args, SchemaCommand};
use super::connect::{ConnectError, open};
use super::error::CommandError;
use super::render;
use super::session::{Context, Known, Session};
use super::verify::scratch;
use crate::backend;
use crate::diff::{Change, diff};
use crate::error::ExitCode;
use crate::introspect::{emit, spelled_like};
use crate::schema::Schema;
use crate::verify::Verify;

pub(super) async fn schema<M: MigratorTraitSelf>(
    context: &mut Context,
    known: Known<'_>,
    session: Session<M>,
    args: Args,
) -> Result<ExitCode, CommandError> {
    match args.command {
        SchemaCommand::Show { of, looking } => {
            let (schema, backend) = read(context, known, &session, &of, &looking).await?;
            let statements = emit(&schema, backend)?;
            render::schema(context, &schema, &statements);
            Ok(ExitCode::Success)
        }
        SchemaCommand::Diff { from, to, looking } => {
            let (from, one) = read(context, known, &session, &from, &looking).await?;
            let (to, other) = read(context, known, &session, &to, &looking).await?;
            if one != other {
                return Err(CommandError::Usage {
                    message: format!(
                        "a schema of {} cannot be compared with one of {}",
                        name(one)?,
                        name(other)?
                    ),
                    hint: "Compare databases of one kind.".to_owned(),
                });
            }
            let is_ignored =
                |change: &Change| looking.ignore.iter().any(|pattern| pattern.covers(change));
            let to = spelled_like(to, &from, one)?;
            let mut changes = diff(&from, &to);
            changes.retain(|change| !is_ignored(change));
            render::changes(context, &changes);
            Ok(match changes.is_empty() {
                true => ExitCode::Success,
                false => ExitCode::Found,
            })
        }
    }
}

fn name(backend: DatabaseBackend) -> Result<&'static str, ConnectError> {
    Ok(backend::of(backend)?.facts().name)
}

/// The schema that a word or a URL names, in canonical form and without the engine's own tables.
async fn read<M: MigratorTraitSelf>(
    context: &mut Context,
    known: Known<'_>,
    session: &Session<M>,
    of: &str,
    looking: &Looking,
) -> Result<(Schema, DatabaseBackend), CommandError> {
    let Session { runner, database } = session;
    let backend = database.get_database_backend();
    let mut how = Verify::new();
    if let Some(scratch) = scratch(&context.console.talk, known.settings, looking).await? {
        how = how.scratch(scratch);
    }
    let schema = match of {
        "database" => runner.live(database).await?,
        "entities" => {
            let Some(entities) = known.entities else {
                return Err(CommandError::Usage {
                    message: "this program knows no entities".to_owned(),
                    hint: "Give them with `Cli::entities` in its `main`.".to_owned(),
                });
            };
            let desired = runner.desired(database, entities, &how).await?;
            render::entity_warnings(context, &desired.warnings);
            desired.schema
        }
        "migrations" => {
            let (schema, unreplayable) = runner.expected(database, &how).await?;
            render::unreplayable(context, &unreplayable);
            schema
        }
        url if url.contains(':') => {
            let other = open(&known.settings.of_url(url), &context.console.talk).await?;
            let schema = runner.live(&other).await;
            let backend = other.get_database_backend();
            // Nothing is lost with a connection that does not close.
            let _ = other.close().await;
            return Ok((schema?, backend));
        }
        other => {
            return Err(CommandError::Usage {
                message: format!("`{other}` is no schema"),
                hint: "Give a URL, or one of the words database, migrations and entities."
                    .to_owned(),
            });
        }
    };
    Ok((schema, backend))
}
