//! The command `seaworthy`: starts a project; there, it is `cargo run -p migration --` in short.

#![allow(
    clippy::print_stderr,
    reason = "a command says why it could not start another one"
)]

use std::process::{Command, ExitCode};

use seaworthy::cli::Cli;
use seaworthy::{MigrationTrait, MigratorTrait};

/// A project has its own migrations; this command has none.
struct NoMigrations;

impl MigratorTrait for NoMigrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let is_start = |word: &std::ffi::OsString| {
        let words = [
            "init",
            "completions",
            "help",
            "--help",
            "-h",
            "--version",
            "-V",
        ];
        words.iter().any(|start| word == start)
    };
    if arguments.first().is_some_and(is_start) {
        // None asks a database, so nothing has to drive its future but this thread.
        return futures_executor::block_on(Cli::new(NoMigrations).run());
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "-p", "migration", "--"]);
    match cargo.args(arguments).status() {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            code.map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("error: cargo cannot be run: {error}");
            ExitCode::FAILURE
        }
    }
}
