//! Paths: why a file that a URL names cannot be used.

use std::path::Path;

use super::connect::ConnectError;
use super::url::{Url, decoded};

/// SQLite says no more than that the file cannot be opened.
pub(super) fn file_problem(url: &Url<'_>) -> Option<ConnectError> {
    let file = decoded(&format!("{}{}", url.place, url.path));
    let path = Path::new(&file);
    let problem = |reason: String, hint: String| {
        let file = file.clone();
        Some(ConnectError::File { file, reason, hint })
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let folder = folder.display();
        return problem(
            format!("there is no directory `{folder}`"),
            format!("Create it with `mkdir -p {folder}`, or correct the path in the URL."),
        );
    }
    if path.is_dir() {
        let hint = "Name a file in it.".to_owned();
        return problem("it is a directory".to_owned(), hint);
    }
    let creates = url.parameter("mode").is_some_and(|mode| mode == "rwc");
    if !path.exists() && !creates && file != ":memory:" {
        let hint = "Add `?mode=rwc` to the URL to create it, or correct the path.".to_owned();
        return problem("there is no such file".to_owned(), hint);
    }
    None
}

/// A file that the driver cannot read is to it an error like one of the network.
pub(super) fn certificate_problem(url: &Url<'_>) -> Option<ConnectError> {
    const NAMES: [&str; 8] = [
        "sslrootcert",
        "ssl-root-cert",
        "sslca",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
    ];
    let read = |name: &&'static str| {
        let file = url.parameter(name)?;
        // The driver takes the text of a certificate as well.
        if file.trim_start().starts_with("-----BEGIN") {
            return None;
        }
        let reason = std::fs::File::open(&file).err()?.kind().to_string();
        let parameter = *name;
        Some(ConnectError::Certificate {
            parameter,
            file,
            reason,
        })
    };
    NAMES.iter().find_map(read)
}
