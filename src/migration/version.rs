//! Version: what identifies a migration.

use std::fmt;

/// The identity of a migration: exactly the string that SeaORM derives or that the author gave,
/// such as `m20260101_000001_create_users`. It is compared byte for byte and never derived again.
///
/// The order of two versions is the order of their names, which is *not* the order in which they
/// run: that is the order of the set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Version(String);

impl Version {
    /// The string as it stands in the ledger.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Version {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for Version {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
