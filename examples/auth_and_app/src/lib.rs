//! Two sets of migrations: `auth` is what an authentication library brings with it, `app` the chats
//! of an application, whose tables refer to the library's users.

pub mod app;
pub mod auth;

use seaworthy::Sets;

/// The sets of this application, each after what it needs.
pub fn sets() -> Sets {
    Sets::new([auth::migration_set(), app::migration_set()])
}
