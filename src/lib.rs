//! Code-first schema migrations for SeaORM that are safe to ship.
//!
//! Seaworthy runs the migrations of any SeaORM migrator, unchanged, against PostgreSQL,
//! MySQL/MariaDB or SQLite: in order, once, recorded, and undone as a whole where the database can
//! undo a change of the schema.
//!
//! A backend applies what is pending at its start with [`migrate`], or with a [`Runner`] and its
//! options. A migration crate hands its migrator to [`cli`]. The crate re-exports all of
//! sea-orm-migration, so a crate of SeaORM's moves over by one line of its Cargo.toml:
//!
//! ```toml
//! sea-orm-migration = { package = "seaworthy", version = "0.1", features = ["postgres"] }
//! ```
//!
//! # Two forms of a migration
//!
//! Every `MigrationTrait` of SeaORM's is a migration. A declarative one is two plain functions that
//! fill a [`Script`]; [`migration!`] makes it a `MigrationTrait` too. It can be shown without being
//! run, and it is quick to compile: a library of a hundred takes about a twentieth of the processor
//! time that the async form takes (`benches/compile.rs`).
//!
//! # Features
//!
//! `postgres`, `mysql`, `sqlite`: the databases. `cli`, `generate` and `runtime-tokio` are on by
//! default; `runtime-async-std` is the other runtime. The feature names of sea-orm-migration work
//! too.

// Words
pub mod hint;
pub mod migration;
pub mod object;
pub mod schema;
mod secret;
// Decisions
pub mod diff;
#[cfg(feature = "generate")]
pub mod generate;
#[cfg(feature = "generate")]
pub mod import;
pub mod plan;
// Words that need a direction
pub mod event;
// Databases
mod backend;
mod backup;
mod entities;
mod ledger;
mod lock;
mod mark;
mod seed;
mod sets;
mod tracker;
// Jobs
mod adopt;
mod error;
mod execute;
mod introspect;
#[cfg(feature = "generate")]
mod proposal;
mod replay;
mod runner;
mod startup;
mod verify;
// People
#[cfg(feature = "cli")]
pub mod cli;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod macros;
/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
/// So do those of the page about entities.
#[cfg(doctest)]
#[doc = include_str!("../docs/entities.md")]
struct EntitiesPage;
/// And those of the page about scripts.
#[cfg(doctest)]
#[doc = include_str!("../docs/scripts.md")]
struct ScriptsPage;
pub mod prelude;

pub use sea_orm_migration::*;

pub use adopt::{Adopt, AdoptMap, Adopted, Adoption, MapError, Unmapped};
pub use backend::{BackupError, Unsupported};
pub use backup::{Backup, BackupReport, Restore};
pub use entities::declare::{self, Declare};
pub use entities::{Desired, Entities, EntitiesError, Warning};
pub use error::{Error, ExitCode};
pub use event::{Event, Observer};
pub use execute::capture::Preview;
pub use execute::{Effect, Report, StepError, StepReport};
pub use hint::Hint;
pub use introspect::{canonical, emit, introspect, spelled_like};
pub use ledger::LedgerError;
pub use lock::LockError;
pub use mark::{Mark, Marked};
pub use migration::{ForEnvironments, Holder, LeftOut, MissingRight, Script, Timeouts, Version};
pub use plan::{Direction, FailedAttempt, Modified, SetsError, Standing, Status, Target, Unknown};
#[cfg(feature = "generate")]
pub use proposal::{Draft, Proposal, Proposed, Squash};
pub use replay::Unreplayable;
pub use runner::{Check, Resolution, Runner, SetStatus, Verdict};
pub use seed::{
    Seed, SeedError, SeedFunction, SeedLeftOut, SeedReport, SeedRows, Seeded, Seeds, ensure, seed,
};
pub use sets::{MigrationSet, Sets, set};
pub use startup::migrate;
pub use tracker::{Tracked, Tracker};
pub use verify::{Conflict, Proof, Proved, Verification, Verify, WayBack};
