//! PersonalKB on every backend, and the program as people use it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends there"
)]

#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "shared with the library's tests"
)]
#[path = "../../../tests/it/support/mod.rs"]
mod support;
#[allow(dead_code, reason = "shared with the examples")]
#[path = "../../../tests/sessions/mod.rs"]
mod typed;
// The schema as the catalog has it, what people have written, and what they were told to do by hand.
mod guide;
mod people;
mod schema;

// Each step up and down, with rows in the tables.
mod history;
// The step that counts words.
mod counting;
// Instances that were set up by hand.
mod instances;
// The entities on the schema that the migrations leave.
mod entities;
// Entities that a tool has written from that schema.
mod from_database;
// Whole sessions in a shell.
mod sessions;
// Signals while the program is at work.
mod signals;
