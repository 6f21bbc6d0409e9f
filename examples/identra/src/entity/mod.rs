//! The entities.

pub mod conversation;
pub mod feature_flag;
pub mod feedback;
pub mod import;
pub mod memory;
pub mod memory_link;
pub mod message;
pub mod system_metric;
pub mod user;
pub mod user_profile;
pub mod user_session;
