//! The command line of the migrations: `cargo run -p ai_agent -- help`.

use std::process::ExitCode;

use ai_agent::{Migrator, entities, seeds};
use seaworthy::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::new(Migrator)
        .entities(entities())
        .seeds(seeds())
        .default_url("sqlite://ai_agent.db?mode=rwc")
        .run()
        .await
}
