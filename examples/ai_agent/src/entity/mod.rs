//! The entities.

pub mod conversation;
pub mod conversation_message;
pub mod document;
pub mod memory;
pub mod session;
pub mod user;
