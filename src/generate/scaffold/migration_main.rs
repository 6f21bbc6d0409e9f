//! The command line of the migrations: `cargo run -p migration -- help`.

use std::process::ExitCode;

use entity::user;

#[tokio::main]
async fn main() -> ExitCode {
    seaworthy::cli::Cli::new(migration::Migrator)
        // All of them: `verify` compares what they say with what the migrations make.
        .entities(seaworthy::entities![user])
        .default_url("sqlite://app.db?mode=rwc")
        .run()
        .await
}
