//! What a migration and its `lib.rs` import: everything that SeaORM's prelude has, and ours.

pub use sea_orm_migration::prelude::*;

// Shadows SeaORM's command line, so that `cli::run_cli` is this crate's.
#[cfg(feature = "cli")]
pub use crate::cli;
pub use crate::migration::Script;
pub use crate::object::{Domain, Dropped, Function, Grant, On, Policy, Sequence, Trigger, View};
pub use sea_orm::DbBackend;
