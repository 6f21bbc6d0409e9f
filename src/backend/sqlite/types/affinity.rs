//! Affinity: what SQLite makes of a value, by a few letters of its column's type.

/// How values of a column are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::backend::sqlite) enum Affinity {
    Integer,
    Real,
    /// Whole or not, as they come.
    Number,
    Text,
    /// As they come.
    Nothing,
}

impl Affinity {
    /// Of a type's text.
    pub(in crate::backend::sqlite) fn of(word: &str) -> Self {
        let word = word.to_ascii_uppercase();
        let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
        if has(&["INT"]) {
            Self::Integer
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            Self::Text
        } else if word.is_empty() || has(&["BLOB"]) {
            Self::Nothing
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            Self::Real
        } else {
            Self::Number
        }
    }

    /// The word of a strict table, which takes no others.
    pub(super) fn strict(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Text => "text",
            Self::Nothing => "blob",
            // A boolean is one.
            Self::Number => "integer",
        }
    }
}
