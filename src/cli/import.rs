//! `import-sql`: writes migrations for the files of a folder, and adds them to the list.

use std::fs;
use std::path::{Path, PathBuf};

use sea_orm::DatabaseBackend;

use super::args;
use super::connect::Settings;
use super::error::CommandError;
use super::files::{FileError, Places, Sources, create, replace};
use super::module::formatted;
use super::render;
use super::session::Context;
use crate::error::ExitCode;
use crate::generate::register;
use crate::import::{ImportError, Imported, SqlFile, import};

/// Why a folder is not imported.
#[derive(Debug, thiserror::Error)]
pub(super) enum ImportSqlError {
    #[error("`{folder}`: {source}")]
    Folder { folder: String, source: ImportError },
    #[error(transparent)]
    File(ImportError),
    #[error("`{file}` is not UTF-8 from byte {byte} on")]
    Encoding { file: String, byte: usize },
}

impl ImportSqlError {
    pub(super) fn hint(&self) -> String {
        match self {
            Self::Folder { source, .. } | Self::File(source) => source.hint().to_string(),
            Self::Encoding { .. } => {
                "Convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`.".to_owned()
            }
        }
    }
}

/// A module, and where it goes.
pub(super) struct Module {
    pub(super) path: PathBuf,
    pub(super) source: String,
}

/// Longer ones are data, on which rustfmt would work for minutes.
const FORMATTED: usize = 1 << 20;

pub(super) fn import_sql(
    context: &Context,
    places: &Places,
    settings: &Settings,
    args: &args::ImportSql,
) -> Result<ExitCode, CommandError> {
    let backend = backend(settings, args)?;
    let sources = places.sources(args.migration_dir.as_deref())?;
    let folder = places.directory.join(&args.folder);
    let files = read(&folder, places)?;
    let imported = import(&files, backend).map_err(|source| match source {
        ImportError::Empty => ImportSqlError::Folder {
            folder: args.folder.display().to_string(),
            source,
        },
        other => ImportSqlError::File(other),
    })?;
    let (list, modules) = modules(&sources, &imported)?;
    if !args.dry_run {
        write(&sources, &list, &modules)?;
    }
    let shown: Vec<(String, &str)> = modules
        .iter()
        .map(|module| (places.shown(&module.path), module.source.as_str()))
        .collect();
    let list = places.shown(&sources.list);
    render::imported(context, &imported, &shown, &list, args.dry_run);
    Ok(ExitCode::Success)
}

/// What the files are written for. What a program takes where nobody says says nothing of them.
fn backend(settings: &Settings, args: &args::ImportSql) -> Result<DatabaseBackend, CommandError> {
    if let Some(dialect) = args.dialect {
        return Ok(dialect.into());
    }
    settings
        .given_backend()?
        .ok_or_else(|| CommandError::Usage {
            message: "nobody says for which database the files are written".to_owned(),
            hint: "Add `--dialect postgres`, `mysql` or `sqlite`.".to_owned(),
        })
}

/// The files of a folder and of those in it.
fn read(folder: &Path, places: &Places) -> Result<Vec<SqlFile>, CommandError> {
    let mut paths = Vec::new();
    list(folder, &mut paths, 1)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).map_err(|error| FileError::io("read", &path, error))?;
        let text = String::from_utf8(bytes).map_err(|error| ImportSqlError::Encoding {
            file: places.shown(&path),
            byte: error.utf8_error().valid_up_to(),
        })?;
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let parts = below.iter().map(|part| part.to_string_lossy());
        files.push(SqlFile {
            path: parts.collect::<Vec<_>>().join("/"),
            text: match text.strip_prefix('\u{feff}') {
                Some(text) => text.to_owned(),
                None => text,
            },
        });
    }
    Ok(files)
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>, depth: usize) -> Result<(), FileError> {
    let failed = |error| FileError::io("read", folder, error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            if depth > 0 {
                list(&path, paths, depth - 1)?;
            }
            continue;
        }
        let is_sql = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("sql"));
        // Diesel says in it whether there is a transaction.
        let is_beside = depth == 0 && path.file_name().is_some_and(|name| name == "metadata.toml");
        if is_sql || is_beside {
            paths.push(path);
        }
    }
    Ok(())
}

/// The list with all of them, and their modules.
fn modules(sources: &Sources, imported: &Imported) -> Result<(String, Vec<Module>), FileError> {
    let mut list = fs::read_to_string(&sources.list)
        .map_err(|error| FileError::io("read", &sources.list, error))?;
    let mut modules = Vec::new();
    for migration in &imported.migrations {
        let registered = register(&list, &migration.version);
        let registered = registered.map_err(|source| FileError::Register {
            file: sources.list.clone(),
            source: Box::new(source),
        })?;
        list = registered.source;
        let source = migration.module(&registered.crate_name);
        modules.push(Module {
            path: sources.folder.join(format!("{}.rs", migration.version)),
            source: match source.len() > FORMATTED {
                true => source,
                false => formatted(&source, &sources.folder),
            },
        });
    }
    Ok((list, modules))
}

/// Writes all of it, or takes away what it wrote. A module that is there as it would be written is of an
/// import that broke off.
fn write(sources: &Sources, list: &str, modules: &[Module]) -> Result<(), FileError> {
    let is_same = |module: &&Module| {
        fs::read(&module.path).is_ok_and(|bytes| bytes == module.source.as_bytes())
    };
    let (same, new): (Vec<&Module>, Vec<&Module>) = modules.iter().partition(is_same);
    let taken = new.iter().filter(|module| module.path.exists());
    let taken: Vec<String> = taken.map(|it| format!("`{}`", it.path.display())).collect();
    if !taken.is_empty() {
        return Err(FileError::Exists { files: taken });
    }
    let mut written: Vec<&Path> = same.iter().map(|module| module.path.as_path()).collect();
    let ended = new.into_iter().try_for_each(|module| {
        create(&module.path, &module.source)?;
        written.push(&module.path);
        Ok(())
    });
    ended
        .and_then(|()| replace(&sources.list, list))
        .inspect_err(|_| {
            for path in written {
                // The first error is the one to tell.
                let _ = fs::remove_file(path);
            }
        })
}
