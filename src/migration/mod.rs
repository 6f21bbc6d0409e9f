//! Words: what a migration is. Nothing here awaits or knows a database driver.

mod applied;
mod checksum;
pub mod manifest;
mod script;
mod set;
mod version;

pub use applied::{Actor, Applied, Attempt, AttemptDetails};
pub use checksum::Checksum;
pub(crate) use checksum::hexadecimal;
pub use script::{Script, ScriptStatement};
pub use set::{Member, Set, SetError};
pub use version::Version;
