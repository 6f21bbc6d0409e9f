//! Again: this program, built anew of the sources as they are now, and called as cargo calls it.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::command_line::program_name;
use super::connect::Settings;
use super::error::CommandError;
use super::invocation::Invocation;

/// How `cargo run` called this program.
pub(super) struct Again {
    pub(super) cargo: String,
    compiler: OsString,
    manifest: PathBuf,
    program: String,
    directory: PathBuf,
    /// A password would be seen among the arguments.
    variables: Vec<(&'static str, String)>,
}

impl Again {
    /// `None` where it was not cargo that called.
    pub(super) fn of(invocation: &Invocation, settings: &Settings) -> Option<Self> {
        // Beside a file there is nothing to be had that memory has not.
        let url = settings.url().filter(|_| !settings.is_sqlite());
        let url = url.unwrap_or("sqlite::memory:").to_owned();
        let mut variables = vec![("DATABASE_URL", url)];
        if let Some(schema) = settings.schema() {
            variables.push(("DATABASE_SCHEMA", schema.to_owned()));
        }
        let cargo = invocation.value("CARGO")?;
        Some(Self {
            compiler: compiler_of(&cargo, invocation.value("RUSTC")),
            cargo,
            manifest: PathBuf::from(invocation.value("CARGO_MANIFEST_DIR")?).join("Cargo.toml"),
            program: program_name(invocation),
            directory: invocation.directory.clone(),
            variables,
        })
    }

    /// What is built.
    pub(super) fn manifest(&self) -> &Path {
        &self.manifest
    }

    /// The compiler that its cargo calls.
    pub(super) fn compiler(&self) -> Command {
        let mut command = Command::new(&self.compiler);
        command.current_dir(&self.directory).stdin(Stdio::null());
        command
    }

    /// Builds and calls it. What it reads is nothing, and what it writes is in the answer.
    pub(super) fn call(&self, arguments: &[&str]) -> io::Result<Output> {
        self.command("run")
            .arg("--")
            .args(arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .output()
    }

    /// Builds it. What it is made of is told in the answer, as JSON, also where nothing was to be done.
    pub(super) fn build(&self) -> io::Result<Output> {
        self.command("build")
            .arg("--message-format=json-render-diagnostics")
            .output()
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.cargo);
        // Some build scripts look at these, and with them everything would be built anew.
        for name in TOLD_BY_CARGO {
            command.env_remove(name);
        }
        command
            .args([verb, "--quiet", "--bin", &self.program, "--manifest-path"])
            .arg(&self.manifest)
            .current_dir(&self.directory)
            .stdin(Stdio::null());
        command
    }
}

/// What cargo is told to call; else the compiler that was installed with it, which is the one that
/// rustup gives it.
fn compiler_of(cargo: &str, told: Option<String>) -> OsString {
    let beside = Path::new(cargo).with_file_name(format!("rustc{}", std::env::consts::EXE_SUFFIX));
    match told {
        Some(told) => told.into(),
        None if beside.is_file() => beside.into(),
        None => "rustc".into(),
    }
}

/// What `cargo run` tells a program of its package.
const TOLD_BY_CARGO: [&str; 18] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_MANIFEST_LINKS",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_PKG_AUTHORS",
    "CARGO_PKG_DESCRIPTION",
    "CARGO_PKG_HOMEPAGE",
    "CARGO_PKG_LICENSE",
    "CARGO_PKG_LICENSE_FILE",
    "CARGO_PKG_NAME",
    "CARGO_PKG_README",
    "CARGO_PKG_REPOSITORY",
    "CARGO_PKG_RUST_VERSION",
    "CARGO_PKG_VERSION",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
];

/// What is said where it was not cargo that called.
pub(super) fn not_of_cargo(flag: &str, instead: &str) -> CommandError {
    CommandError::Usage {
        message: "only a program that `cargo run` runs can be built anew".to_owned(),
        hint: format!("Leave `{flag}` out, and run `{instead}` once it is built."),
    }
}
