//! `backup` and `restore`; `--backup` of `up` says where to in the same words.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use sea_orm_migration::MigratorTraitSelf;

use super::args;
use super::error::CommandError;
use super::render;
use super::session::{Context, Session};
use crate::backup::{Backup, Restore};
use crate::error::ExitCode;
use crate::runner::Runner;

/// Where backups go when nothing is said.
const FOLDER: &str = "backups";

pub(super) async fn backup<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    args: args::Backup,
) -> Result<ExitCode, CommandError> {
    let backup = wanted(&context.directory, args.path.as_deref(), &args.keeping)?;
    let runner = session.runner.backup(backup);
    let report = runner.back_up(&session.database).await?;
    render::backup(context, &report);
    Ok(ExitCode::Success)
}

pub(super) async fn restore<M: MigratorTraitSelf>(
    context: &mut Context,
    session: Session<M>,
    args: args::Restore,
) -> Result<ExitCode, CommandError> {
    let mut restore = Restore::from(context.directory.join(&args.file));
    if args.no_owner {
        restore = restore.without_owners();
    }
    if let Some(tools) = &args.tools {
        restore = restore.tools(context.directory.join(tools));
    }
    session.runner.restore(&session.database, &restore).await?;
    let database = session.runner.database_name(&session.database).await?;
    render::restored(context, &args.file, &database);
    Ok(ExitCode::Success)
}

impl args::Saving {
    /// A runner that makes a backup first, where one is asked for.
    pub(super) fn set<M>(
        &self,
        context: &Context,
        runner: Runner<M>,
    ) -> Result<Runner<M>, CommandError> {
        let keeping = &self.keeping;
        match &self.backup {
            Some(path) => {
                let backup = wanted(&context.directory, path.as_deref(), keeping)?;
                Ok(runner.backup(backup))
            }
            None if keeping.keep.is_some() || keeping.tools.is_some() => Err(CommandError::Usage {
                message: "`--keep` and `--tools` say how `--backup` is done".to_owned(),
                hint: format!(
                    "Ask for one: `{}`.",
                    context.command_line.with(&["--backup"])
                ),
            }),
            None => Ok(runner),
        }
    }
}

/// What the arguments ask for. A path that is no folder and has an end, as `before.dump` has, is a
/// file's.
fn wanted(
    directory: &Path,
    path: Option<&Path>,
    keeping: &args::Keeping,
) -> Result<Backup, CommandError> {
    let given = path.unwrap_or_else(|| Path::new(FOLDER));
    let path = directory.join(given);
    let ends_as_folder = given.to_string_lossy().ends_with(['/', MAIN_SEPARATOR]);
    let is_file = !ends_as_folder && !path.is_dir() && path.extension().is_some();
    let mut backup = match (is_file, keeping.keep) {
        (true, Some(_)) => {
            return Err(CommandError::Usage {
                message: format!("`--keep` does not go with the file `{}`", given.display()),
                hint: "It counts the backups in a folder: name one, or leave `--keep` out."
                    .to_owned(),
            });
        }
        (true, None) => Backup::to(path),
        (false, None) => Backup::into(path),
        (false, Some(keep)) => {
            let keep = usize::try_from(keep.get()).unwrap_or(usize::MAX);
            Backup::into(path).keep(keep)
        }
    };
    if let Some(tools) = &keeping.tools {
        backup = backup.tools(directory.join(tools));
    }
    Ok(backup)
}

/// A path as it is seen from a directory.
pub(super) fn shown(path: &Path, directory: &Path) -> String {
    let path: PathBuf = path.components().collect();
    let path = path.strip_prefix(directory).unwrap_or(&path);
    path.display().to_string()
}
