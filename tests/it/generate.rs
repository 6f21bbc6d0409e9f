//! `generate`: from two versions of entities to a module that is compiled here, and run on rows.
//!
//! `SEAWORTHY_BLESS=1` writes the modules anew; each is then to be read.

pub(crate) mod case;

// What changes, by what it is.
mod beside;
mod checks;
pub(crate) mod columns;
mod constraints;
mod counting_keys;
mod enums;
pub(crate) mod every;
mod foreign_keys;
mod generated;
mod indexes;
mod keys;
mod long_texts;
mod numbering;
mod objects;
mod parents;
mod renames;
mod room;
mod schemas;
mod standing;
mod tables;
mod types;

// What is none.
mod unchanged;

// Changes by chance.
mod walk;
