//! People: the command line.
//!
//! A migration crate's `main` hands its migrator over, and is a program with the commands `up`,
//! `down`, `status`, `verify`, `schema`, `doctor`, `resolve`, `adopt`, `seed`, `backup`, `restore`, `fresh`,
//! `refresh`, `reset`, `database`,
//! `generate`, `squash`, `import-sql`, `init` and `completions`:
//!
//! ```no_run
//! # use seaworthy::prelude::*;
//! # struct Migrator;
//! # impl MigratorTrait for Migrator {
//! #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
//! # }
//! use seaworthy::cli::Cli;
//! use std::process::ExitCode;
//!
//! #[tokio::main]
//! async fn main() -> ExitCode {
//!     Cli::new(Migrator).default_url("sqlite://app.db?mode=rwc").run().await
//! }
//! ```
//!
//! [`run_cli`] and its siblings are SeaORM's entry points. Results go to stdout, everything else to
//! stderr. This is the only module that writes, reads the environment or ends the process.

mod adopt;
#[cfg(feature = "generate")]
mod again;
#[cfg(feature = "generate")]
mod answers;
mod args;
mod backup;
mod call;
mod command_line;
mod completions;
mod connect;
mod console;
mod database;
mod destroy;
mod doctor;
mod down;
mod dropin;
mod duration;
mod error;
#[cfg(feature = "generate")]
mod files;
#[cfg(feature = "generate")]
mod generate;
mod guard;
#[cfg(feature = "generate")]
mod import;
#[cfg(feature = "generate")]
mod init;
mod interrupt;
mod invocation;
mod log;
mod mask;
#[cfg(feature = "generate")]
mod module;
mod panics;
mod paths;
mod peer;
mod probe;
mod render;
mod resolve;
mod schema;
mod seed;
mod session;
mod sets;
mod source;
#[cfg(feature = "generate")]
mod sql;
#[cfg(feature = "generate")]
mod squash;
mod status;
mod up;
mod url;
mod verify;
#[cfg(feature = "generate")]
mod writer;

use std::fmt;

use sea_orm_migration::MigratorTraitSelf;

pub use dropin::{run_cli, run_cli_with_connection, run_cli_with_custom_connection, run_migrate};
pub use invocation::{Invocation, Variable};

use crate::entities::Entities;
use crate::error::ExitCode;
use crate::seed::Seeds;
use crate::sets::Sets;

/// The command line of a migrator.
#[derive(Clone)]
pub struct Cli<M> {
    migrator: M,
    default_url: Option<String>,
    application: Option<String>,
    entities: Option<Entities>,
    seeds: Option<Seeds>,
    revision: Option<String>,
    /// It came through one of SeaORM's entry points, and keeps SeaORM's defaults.
    is_seaorms: bool,
}

impl<M> fmt::Debug for Cli<M> {
    /// Without the password of the default URL.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Cli")
            .field("default_url", &self.default_url.as_deref().map(mask::shown))
            .field("application", &self.application)
            .finish_non_exhaustive()
    }
}

impl<M> Cli<M> {
    /// Of a migrator, or of [`Sets`], with the database of `--database-url` or `DATABASE_URL`.
    pub fn new(migrator: M) -> Self {
        Self {
            migrator,
            default_url: None,
            application: None,
            entities: None,
            seeds: None,
            revision: None,
            is_seaorms: false,
        }
    }

    /// What is told of the program, apart from its migrations.
    fn split(self) -> (M, Cli<()>) {
        let cli = Cli {
            migrator: (),
            default_url: self.default_url,
            application: self.application,
            entities: self.entities,
            seeds: self.seeds,
            revision: self.revision,
            is_seaorms: self.is_seaorms,
        };
        (self.migrator, cli)
    }

    /// As SeaORM's own command line: without `--database-schema` PostgreSQL's `search_path` is
    /// `public`, and `generate` needs no `--empty`.
    fn as_seaorms(migrator: M) -> Self {
        Self {
            is_seaorms: true,
            ..Self::new(migrator)
        }
    }

    /// The database when none is given, which is then said.
    pub fn default_url(mut self, url: impl Into<String>) -> Self {
        self.default_url = Some(url.into());
        self
    }

    /// The entities of the application: `verify` looks whether the migrations make what they say, and
    /// `generate` writes what they lack.
    ///
    /// Of several [`Sets`], each has [its own](crate::MigrationSet::entities). These are of no set in
    /// particular: `verify` and `schema` take them with all others, and `generate` does not.
    pub fn entities(mut self, entities: Entities) -> Self {
        self.entities = Some(entities);
        self
    }

    /// What `seed` runs.
    pub fn seeds(mut self, seeds: Seeds) -> Self {
        self.seeds = Some(seeds);
        self
    }

    /// Name and version of the program for the journal, as with
    /// [`Runner::application`](crate::Runner::application).
    pub fn application(mut self, application: impl Into<String>) -> Self {
        self.application = Some(application.into());
        self
    }

    /// The revision that the program was built of, as with
    /// [`Runner::revision`](crate::Runner::revision).
    pub fn revision(mut self, revision: impl Into<String>) -> Self {
        self.revision = Some(revision.into());
        self
    }
}

impl<M: MigratorTraitSelf> Cli<M> {
    /// Runs the command of this process's arguments, and gives the code with which to end it.
    ///
    /// A `.env` file is read. A migration that panics is reported as an error; with `--verbose`
    /// Rust's own text and backtrace are written as well.
    pub async fn run(self) -> std::process::ExitCode {
        let invocation = Invocation::of_process();
        call::start(self, invocation, connect::open).await.into()
    }

    /// Runs the command of an invocation of one's own, for tests.
    pub async fn run_with(self, invocation: Invocation) -> ExitCode {
        call::start(self, invocation, connect::open).await
    }
}

impl Cli<Sets> {
    /// Runs the command of this process's arguments, and gives the code with which to end it. Each
    /// command is about all sets, or about the one of `--set`.
    pub async fn run(self) -> std::process::ExitCode {
        let invocation = Invocation::of_process();
        call::start_sets(self, invocation, connect::open)
            .await
            .into()
    }

    /// Runs the command of an invocation of one's own, for tests.
    pub async fn run_with(self, invocation: Invocation) -> ExitCode {
        call::start_sets(self, invocation, connect::open).await
    }
}
