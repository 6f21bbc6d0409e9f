//! Who runs migrations: read once for the journal.

use crate::migration::Actor;

/// This process: its account, its machine and the program with its revision. The database adds its own user when
/// the row is written.
pub(crate) fn actor(application: Option<&str>, revision: Option<&str>) -> Actor {
    let application = application.map_or_else(program, str::to_owned);
    Actor {
        database_user: String::new(),
        os_user: whoami::username().unwrap_or_default(),
        host: whoami::hostname().unwrap_or_default(),
        application: match revision {
            Some(revision) => format!("{application} ({revision})"),
            None => application,
        },
        seaworthy: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The name of the running file.
fn program() -> String {
    let path = std::env::current_exe().ok();
    let stem = path.as_deref().and_then(std::path::Path::file_stem);
    stem.map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}
