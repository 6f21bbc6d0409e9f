//! Target and Direction: how far to go, and which way.

use std::fmt;

use crate::migration::Version;

/// Which way migrations run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Apply.
    Up,
    /// Revert.
    Down,
}

impl Direction {
    /// `up` or `down`, as the journal has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The other way.
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }

    /// What is said of a step that ended well: `applied` or `reverted`.
    pub fn done(self) -> &'static str {
        match self {
            Self::Up => "applied",
            Self::Down => "reverted",
        }
    }

    /// The step as a thing: `applying` or `reverting`.
    pub(crate) fn as_noun(self) -> &'static str {
        match self {
            Self::Up => "applying",
            Self::Down => "reverting",
        }
    }

    /// What is wanted of a step: `apply` or `revert`.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Up => "apply",
            Self::Down => "revert",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// How far a run goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the end: up, everything pending; down, everything applied.
    Latest,
    /// Until this version is the last one applied.
    Version(Version),
    /// That many migrations.
    Count(usize),
}

/// What to do when the ledger has a version that the code does not know: it was applied by a
/// newer build, or its file was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Refuse to run.
    Error,
    /// Warn and go on, so that an older build can start after a deploy was rolled back.
    Warn,
}

/// What to do about applied migrations whose source has changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modified {
    /// Do nothing and fail.
    Error,
    /// Go on with a warning.
    Warn,
}

/// What is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Versions of the ledger that the code does not know.
    pub unknown: Unknown,
    /// Applied migrations whose source has changed since.
    pub modified: Modified,
}

impl Policy {
    /// Everything is let pass.
    pub const LENIENT: Self = Self {
        unknown: Unknown::Warn,
        modified: Modified::Warn,
    };
}
