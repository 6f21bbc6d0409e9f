//! The command line of PersonalKB's migrations: `cargo run -p migration -- help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    seaworthy::cli::Cli::new(migration::Migrator)
        .default_url("sqlite://seaworthy.db?mode=rwc")
        .run()
        .await
}
