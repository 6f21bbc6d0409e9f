//! The command line of the migrations: `cargo run -p auth_and_app -- help`.

use std::process::ExitCode;

use seaworthy::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::new(auth_and_app::sets()).run().await
}
