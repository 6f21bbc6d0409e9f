//! Credentials: what the options of a driver tell by a URL alone.

use std::path::{Path, PathBuf};

use super::BackupError;
use super::file::PrivateFiles;

/// The password and the parameters of a URL that a driver has written, by name. A certificate that
/// is no file becomes one.
pub(super) fn secrets(
    url: &str,
    files: &mut PrivateFiles,
) -> Result<Vec<(String, String)>, BackupError> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let account = place
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('@'));
    let password = account.and_then(|(account, _)| account.split_once(':'));
    let password = password.map(|(_, password)| ("password", password.to_owned()));
    let parameters = query.split('&').filter_map(|part| part.split_once('='));
    let parameters = parameters.map(|(name, value)| (name, value.replace('+', " ")));
    let mut found = Vec::new();
    for (name, value) in password.into_iter().chain(parameters) {
        let mut value = decoded(&value);
        if let Some(file) = value.strip_prefix("file: ") {
            value = file.to_owned();
        } else if value.trim_start().starts_with("-----BEGIN") {
            let folder = std::env::temp_dir();
            let written = files.write(&value);
            let written = written.map_err(|error| BackupError::file("write to", &folder, error))?;
            value = written.display().to_string();
        }
        found.push((name.to_owned(), value));
    }
    Ok(found)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after
            .first_chunk::<2>()
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, code) {
            (b'%', Some(code)) => {
                bytes.push(code);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The certificates that this machine trusts. The driver finds them by itself; the servers' tools
/// are told.
pub(super) fn system_certificates() -> Option<PathBuf> {
    let files = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
    ];
    let mut there = files.iter().map(Path::new).filter(|file| file.is_file());
    there.next().map(Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::{PrivateFiles, secrets};

    #[test]
    fn what_a_url_holds() {
        let url = "mysql://u:p%40%3A%C3%A4@h:1/d?ssl-ca=file%3A+%2Fa+b.pem&charset=utf8mb4";
        let found = match secrets(url, &mut PrivateFiles::default()) {
            Ok(found) => found,
            Err(error) => panic!("{error}"),
        };
        let expected = [
            ("password", "p@:ä"),
            ("ssl-ca", "/a b.pem"),
            ("charset", "utf8mb4"),
        ];
        assert_eq!(
            found,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn a_certificate_that_is_no_file_becomes_one_for_a_while() {
        let mut files = PrivateFiles::default();
        let url = "postgres://u@h:1/d?sslrootcert=-----BEGIN+X-----%0Aabc%0A-----END+X-----";
        let found = match secrets(url, &mut files) {
            Ok(found) => found,
            Err(error) => panic!("{error}"),
        };
        let file = found[0].1.clone();
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(text, "-----BEGIN X-----\nabc\n-----END X-----");
        drop(files);
        assert!(!std::path::Path::new(&file).exists());
    }
}
