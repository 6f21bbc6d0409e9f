//! Faults: replicas that all migrate at their start, and what breaks under them. Each test is a
//! line of the table that `scripts/soak` prints; a step that is applied twice, is lost, or never
//! ends fails it.
//!
//! The chance in it is seeded, and a round that fails prints its seed. `SEAWORTHY_SOAK_ROUNDS` is
//! the number of rounds of each line.

// What the rounds are made of.
mod dice;
mod fault;
mod operator;
mod program;
mod replica;
mod report;
mod round;
mod scripts;
mod steps;
mod verdict;

// The lines of the table.
mod rounds;
// A server without room.
mod disk;
// A standby that takes over, and lacks what was committed last.
mod failover;
// Many small steps on SQLite.
mod counting;
// Who waits for whom.
mod exclusion;
mod gate;
// Indexes that are built without a transaction.
mod indexes;
// A program that goes on when its lease is another's.
mod late;
// PgBouncer.
mod pooler;
// A schema for each tenant.
mod tenants;
