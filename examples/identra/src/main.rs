//! The command line of the migrations: `cargo run -p identra -- help`.

use std::process::ExitCode;

use identra::{Migrator, entities};
use seaworthy::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::new(Migrator).entities(entities()).run().await
}
