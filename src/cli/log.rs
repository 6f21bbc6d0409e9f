//! Log: what `--verbose` shows of the library, of SeaORM and of the driver.

use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use super::console::Stream;

/// Writes the log to `talk` from now on, unless the program has a log of its own.
pub(super) fn start(talk: &Stream) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("debug"))
        .with_ansi(false)
        .with_writer(Mutex::new(talk.clone()))
        .finish();
    // A program that has installed one wants to see it there.
    let _ = tracing::subscriber::set_global_default(log);
}
