//! Writing migrations: changes as Rust, names, the line in `lib.rs`, and the files of a new project.
//!
//! Everything here takes text and gives text. It opens no file, knows no clock and asks nobody;
//! whoever calls it reads and writes the files, so that a failure leaves them as they were.

mod anew;
mod aside;
mod body;
mod cast;
mod code;
mod enumeration;
mod fill;
mod look;
mod module;
mod naming;
mod narrow;
mod order;
mod parent;
mod question;
mod register;
mod rename;
mod room;
mod scaffold;
mod snapshot;
mod suggestion;
mod views;

#[cfg(test)]
mod rustfmt;

pub use body::{Body, Difference, body};
pub use code::Dialect;
pub use enumeration::EnumName;
pub use fill::{Fill, Filling};
pub use module::{empty, module, module_replacing, module_titled};
pub use naming::{NameError, version, version_after, version_between};
pub use question::{Answered, Answers, Choice, Differ, Question, ask};
pub use register::{RegisterError, Registered, register, register_behind};
pub use scaffold::{ScaffoldOptions, scaffold};
pub use snapshot::{Recorded, Snapshot};
pub use suggestion::suggestion;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where, relative to the root of the project, with `/` on every system.
    pub path: String,
    /// The whole text, with `\n` line endings.
    pub contents: String,
}
