//! The command line of PersonalKB's migrations: `cargo run -p migration -- help`.

use std::process::ExitCode;

use entity::{api_token, note, note_link, note_tag, tag, user};

#[tokio::main]
async fn main() -> ExitCode {
    seaworthy::cli::Cli::new(migration::Migrator)
        .entities(seaworthy::entities![
            api_token, note, note_link, note_tag, tag, user
        ])
        .default_url("sqlite://seaworthy.db?mode=rwc")
        .run()
        .await
}
