//! Words: what a migration is. Nothing here awaits or knows a database driver.

mod after;
mod applied;
mod checksum;
pub(crate) mod effect;
mod environment;
mod holder;
pub mod manifest;
mod migrator;
pub(crate) mod need;
pub(crate) mod rebuild;
#[cfg(feature = "generate")]
mod rows;
mod script;
mod set;
mod timeouts;
mod tokens;
mod version;

#[cfg(feature = "generate")]
pub(crate) use after::written_after;
pub use applied::{Actor, Applied, Attempt, AttemptDetails};
pub use checksum::Checksum;
pub(crate) use checksum::hexadecimal;
pub(crate) use environment::{Environment, quoted};
pub use environment::{ForEnvironments, LeftOut};
pub use holder::Holder;
pub(crate) use migrator::{List, Migrator};
pub use need::MissingRight;
pub use script::{DroppedForeignKey, DroppedUnique, Script, ScriptStatement};
pub use set::{Member, Set, SetError};
pub use timeouts::Timeouts;
pub use version::Version;
