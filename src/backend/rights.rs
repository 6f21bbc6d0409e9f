//! Rights: what a session is told of itself, and what its role lacks.

use crate::migration::MissingRight;

/// What a server tells of itself and of a session.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    /// `PostgreSQL 17.2`, `MariaDB 10.11.6`.
    pub(crate) server: String,
    /// The role whose rights count; empty where there are none.
    pub(crate) role: String,
    /// The schema where a new table would be created, where there are several.
    pub(crate) schema: Option<String>,
    /// Why nothing can be written; `None` where it can.
    pub(crate) read_only: Option<String>,
    /// Whether the session is encrypted, where the server tells.
    pub(crate) is_encrypted: Option<bool>,
}

/// What a role lacks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lacks {
    /// The role.
    pub(crate) role: String,
    /// Each right once, in the order in which it would be missed.
    pub(crate) rights: Vec<MissingRight>,
}
