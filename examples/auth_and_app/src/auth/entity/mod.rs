//! The tables of the library as its migrations leave them.

pub mod account;
pub mod session;
pub mod user;
pub mod verification;

use seaworthy::Entities;

/// All of them.
pub fn entities() -> Entities {
    seaworthy::entities![user, session, account, verification]
}
