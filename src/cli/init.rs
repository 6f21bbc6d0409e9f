//! `init`: writes the crates of a new project.

use std::fs;
use std::path::{Path, PathBuf};

use super::args;
use super::error::CommandError;
use super::files::{FileError, Places, create};
use super::module::now;
use super::render;
use super::session::Context;
use crate::error::ExitCode;
use crate::generate::{ScaffoldOptions, SourceFile, scaffold};

pub(super) fn init(
    context: &Context,
    places: &Places,
    args: &args::Init,
) -> Result<ExitCode, CommandError> {
    let directory = &places.directory;
    let has_workspace = directory.join("Cargo.toml").exists();
    let files = scaffold(&ScaffoldOptions {
        timestamp: &now(false),
        seaworthy_version: env!("CARGO_PKG_VERSION"),
        seaworthy_path: None,
        workspace: !has_workspace,
        sample: !args.empty,
    })
    .map_err(FileError::from)?;
    let taken: Vec<String> = files
        .iter()
        .filter(|file| directory.join(&file.path).exists())
        .map(|file| format!("`{}`", file.path))
        .collect();
    if !taken.is_empty() {
        return Err(FileError::Exists { files: taken }.into());
    }
    write(directory, &files)?;
    let names: Vec<String> = files.into_iter().map(|file| file.path).collect();
    let members = if has_workspace {
        "Add \"entity\" and \"migration\" to `members` of [workspace] in Cargo.toml, then run "
    } else {
        "Next, run "
    };
    let command = match args.empty {
        true => {
            "`cargo run -p migration -- import-sql DIRECTORY` where SQL has made the tables until \
             now, else `cargo run -p migration -- generate NAME --empty`"
        }
        false => "`cargo run -p migration -- up`",
    };
    let next = format!("{members}{command}.");
    render::files(context, None, &names, &next);
    Ok(ExitCode::Success)
}

/// Writes all of them, or takes away what it wrote.
fn write(directory: &Path, files: &[SourceFile]) -> Result<(), FileError> {
    let mut written: Vec<PathBuf> = Vec::new();
    for file in files {
        let path = directory.join(&file.path);
        let folder = path.parent().unwrap_or(directory);
        let ended = fs::create_dir_all(folder)
            .map_err(|error| FileError::io("create", folder, error))
            .and_then(|()| create(&path, &file.contents));
        if let Err(error) = ended {
            for path in written {
                // The first error is the one to tell.
                let _ = fs::remove_file(path);
            }
            return Err(error);
        }
        written.push(path);
    }
    Ok(())
}
