//! The entities.

pub mod chat_message;
pub mod persona;
pub mod thread;
pub mod user;
