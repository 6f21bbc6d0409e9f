//! The command line of the migrations: `cargo run -p migration -- help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    seaworthy::cli::Cli::new(migration::Migrator)
        .entities(seaworthy::entities![entity::user])
        .default_url("sqlite://app.db?mode=rwc")
        .run()
        .await
}
