//! Module: the file of a migration that is written, and the line that lists it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{Local, Utc};

use super::error::CommandError;
use super::files::{FileError, Places, Sources, create, replace};
use crate::generate::{register, register_behind};

/// As the time of a version is written.
const TIMESTAMP: &str = "%Y%m%d_%H%M%S";

/// Now, as a version has it.
pub(super) fn now(is_local: bool) -> String {
    match is_local {
        true => Local::now().format(TIMESTAMP).to_string(),
        false => Utc::now().format(TIMESTAMP).to_string(),
    }
}

/// Writes a module and the line that lists it, at the end or behind another one, or nothing; gives
/// the files, the module first.
pub(super) fn write(
    places: &Places,
    sources: &Sources,
    version: &str,
    behind: Option<&str>,
    source: impl FnOnce(&str) -> String,
) -> Result<Vec<String>, CommandError> {
    let list = fs::read_to_string(&sources.list)
        .map_err(|error| FileError::io("read", &sources.list, error))?;
    let registered = match behind {
        None => register(&list, version),
        Some(behind) => register_behind(&list, version, behind),
    };
    let registered = registered.map_err(|source| FileError::Register {
        file: sources.list.clone(),
        source: Box::new(source),
    })?;
    let module = sources.folder.join(format!("{version}.rs"));
    create(&module, &source(&registered.crate_name))?;
    if let Err(error) = replace(&sources.list, &registered.source) {
        // A module that no list names would be found by nobody; the first error is the one to tell.
        let _ = fs::remove_file(&module);
        return Err(error.into());
    }
    Ok([&module, &sources.list]
        .map(|file| places.shown(file))
        .into())
}

/// The source as rustfmt writes it, where there is one, with the project's own settings.
pub(super) fn formatted(source: &str, folder: &Path) -> String {
    let run = || {
        let mut rustfmt = Command::new("rustfmt")
            .args(["--edition", "2024"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        rustfmt.stdin.take()?.write_all(source.as_bytes()).ok()?;
        let ended = rustfmt.wait_with_output().ok()?;
        let text = String::from_utf8(ended.stdout).ok()?;
        (ended.status.success() && !text.is_empty()).then_some(text)
    };
    run().unwrap_or_else(|| source.to_owned())
}
