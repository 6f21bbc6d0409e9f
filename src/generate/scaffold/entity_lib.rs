//! The entities of this application.

pub mod user;
