//! The one test binary. Each module is an area; a behaviour is written once and runs on each
//! backend.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on ends there"
)]

// What the tests stand on.
mod fixtures;
mod program;
mod support;

// Applying: order, target, transactions, failures, panics.
mod up;
// Reverting.
mod down;
// Every status, provoked once.
mod status;
// Applied migrations whose source has changed.
mod modified;
// The ledger: SeaORM's shape, other tools' tables, odd names.
mod ledger;
// Names from outside, as strange as they come.
mod names;
// Several sets of migrations, in an order of their own.
mod sets;
// Taking over from other tools.
mod adopt;
// The journal: what is kept of every attempt.
mod journal;
// Beside sea-orm-migration on one database.
mod interop;
// A crate of SeaORM's that moves over, and back.
mod dropin;
// A backend on each runtime, without the command line.
mod runtimes;
// Connections: pools of one, transactions of the caller's, memory, foreign keys of SQLite.
mod session;
// What the caller holds meanwhile.
mod callers;
// Declarative migrations.
mod script;
// Showing statements without running them.
mod preview;
// Dropping and starting again.
mod destroy;
// Databases that are marked, and what is refused there.
mod mark;
// Rights that the role lacks, before anything is done.
mod rights;
// Backups, and reading them back.
mod backup;
// The lease: who waits, who takes over, what a lost one leaves.
mod lease;
// Somebody who is in the way for longer than the lease lasts.
mod long_waits;
// Many connections of one run, and those that break.
mod wide;
// What stopped in the middle.
mod recover;
// Somebody in the way of a step: what is tried again, and what is not.
mod patience;
// How long a migration may wait and take, by its own wish.
mod timeouts;
// Migrations for chosen environments.
mod environments;
// Data seeds.
mod seeding;
// One that stands for several older ones.
mod replaced;
// Ctrl-C and deadlines.
mod interrupt;
// Several programs at once.
mod concurrency;
// Killed in the middle.
mod crash;
// Replicas at once, and faults under them.
mod faults;
// What reaches the server: statements and round trips.
mod statements;
// Schemas, read and written.
mod schema;
// The desired schema: what entities say and what is declared beside them.
mod entities;
mod generate;
// Ledger, code and database compared.
mod verify;
// The command line, as it is typed.
mod cli;
// The layers of the library.
mod architecture;
