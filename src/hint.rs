//! Hint: one sentence of advice that stands beside an error.

use std::borrow::Cow;
use std::fmt;

/// One sentence that tells a person what to do about an error. It never repeats the error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint(Cow<'static, str>);

impl Hint {
    /// Takes a whole sentence, with its full stop.
    pub fn new(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self(sentence.into())
    }

    /// The sentence.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What is said where a pooler stands between.
pub(crate) const POOLED: &str = "a pooler, such as PgBouncer, stands between this program and the server: each transaction may \
     get another session";
