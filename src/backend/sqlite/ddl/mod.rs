//! The statements that SQLite keeps, read again: it tells names, defaults and order in its pragmas,
//! but checks, collations, generated columns and names of constraints only in these texts.
//!
//! What a reader here does not understand is `None`, never a guess.

mod column;
mod constraint;
mod index;
mod table;
mod token;
mod view;

pub(super) use index::{index, is_call};
pub(super) use table::{is_without_rowid, table};
pub(super) use view::{statement, view};
