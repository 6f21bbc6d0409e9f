//! The command line of the migrations: `cargo run -p twin_chat -- help`.

use std::process::ExitCode;

use seaworthy::cli::Cli;
use twin_chat::{Migrator, entities};

#[tokio::main]
async fn main() -> ExitCode {
    Cli::new(Migrator)
        .entities(entities())
        .default_url("sqlite://twin_chat.db?mode=rwc")
        .run()
        .await
}
