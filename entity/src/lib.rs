//! The entities of PersonalKB: the tables as the migrations leave them.

pub mod api_token;
pub mod note;
pub mod note_link;
pub mod note_tag;
pub mod tag;
pub mod user;
