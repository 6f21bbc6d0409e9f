//! The application's own tables as its migrations leave them.

pub mod chat;
pub mod message;
pub mod token_usage;
pub mod user_semantic_memory;

use seaworthy::Entities;

/// All of them. The library's users, to which they refer, are in its own list.
pub fn entities() -> Entities {
    seaworthy::entities![chat, message, token_usage, user_semantic_memory]
}
