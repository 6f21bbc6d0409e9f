//! `generate`: writes the module of a new migration and adds it to the list.

use std::fs;

use chrono::{Local, Utc};

use super::args;
use super::error::CommandError;
use super::files::{FileError, Places, create, replace};
use super::render;
use super::session::Context;
use crate::error::ExitCode;
use crate::generate::{empty, register, version};

pub(super) fn generate(
    context: &Context,
    places: &Places,
    args: &args::Generate,
) -> Result<ExitCode, CommandError> {
    if !args.empty {
        return Err(CommandError::Usage {
            message: "this version writes empty migrations only".to_owned(),
            hint: format!(
                "Ask for one: `{}`.",
                context.command_line.with(&["--empty"])
            ),
        });
    }
    let now = if args.local_time {
        Local::now().format(TIMESTAMP).to_string()
    } else {
        Utc::now().format(TIMESTAMP).to_string()
    };
    let version = version(&args.name, &now).map_err(FileError::from)?;
    let sources = places.sources(args.migration_dir.as_deref())?;
    let list = fs::read_to_string(&sources.list)
        .map_err(|error| FileError::io("read", &sources.list, error))?;
    let registered = register(&list, &version).map_err(|source| FileError::Register {
        file: sources.list.clone(),
        source: Box::new(source),
    })?;
    let module = sources.folder.join(format!("{version}.rs"));
    create(&module, &empty(&version, &registered.crate_name))?;
    if let Err(error) = replace(&sources.list, &registered.source) {
        // A module that no list names would be found by nobody; the first error is the one to tell.
        let _ = fs::remove_file(&module);
        return Err(error.into());
    }
    let files = [&module, &sources.list].map(|file| places.shown(file));
    let next = format!(
        "Write its `up` and `down` into {}, then run `up`.",
        files[0]
    );
    render::files(context, Some(&version), &files, &next);
    Ok(ExitCode::Success)
}

/// As the time of a version is written.
pub(super) const TIMESTAMP: &str = "%Y%m%d_%H%M%S";
