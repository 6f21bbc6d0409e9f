//! Why a folder of SQL cannot become migrations.

use crate::hint::Hint;

/// Why nothing is made of a folder. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No file of SQL.
    #[error("there is no migration in it: no file that ends in .sql")]
    Empty,
    /// Two files of one version.
    #[error("`{first}` and `{second}` are of one version")]
    SameVersion {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// One has a number and another has none.
    #[error("`{numbered}` has a number and `{other}` has none: their order is not known")]
    Mixed {
        /// The one with a number.
        numbered: String,
        /// The one without.
        other: String,
    },
    /// A way back without a way there.
    #[error("`{file}` takes back what no other file does")]
    DownAlone {
        /// The file.
        file: String,
    },
    /// A way back in a file of its own and in the same one.
    #[error("`{file}` has a way back in it, and `{other}` is one as well")]
    TwoDowns {
        /// The one with both ways.
        file: String,
        /// The other.
        other: String,
    },
    /// A quote or a comment that never ends.
    #[error("{file}:{line}: a {what} begins there and never ends")]
    Unclosed {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
        /// What begins.
        what: &'static str,
    },
    /// What no server reads, but a client.
    #[error("{file}:{line}: `{text}` is for {client}, not for the server")]
    Client {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
        /// How it begins.
        text: String,
        /// Who reads it.
        client: &'static str,
    },
    /// What a migration cannot do, because its transaction is the runner's.
    #[error("{file}:{line}: `{text}` takes back a part of the transaction in which it stands")]
    Rollback {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
        /// The statement.
        text: String,
    },
    /// Statements before the first section.
    #[error("{file}:{line}: a statement stands before the section of the way up")]
    Outside {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
    },
    /// Sections whose order or number is not understood.
    #[error("{file}:{line}: {reason}")]
    Section {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
        /// What is not understood.
        reason: String,
    },
    /// More than the compiler should be given.
    #[error(
        "{file}:{line}: a statement of {size} bytes is too large for a module, {most} are the most"
    )]
    TooLarge {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
        /// Its length.
        size: usize,
        /// What is allowed.
        most: usize,
    },
    /// A name that is too long for a version.
    #[error(
        "the name of `{file}` is too long for a version: {length} characters, {most} are the most"
    )]
    TooLong {
        /// The file.
        file: String,
        /// Length of the version.
        length: usize,
        /// What is allowed.
        most: usize,
    },
}

impl ImportError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        Hint::new(match self {
            Self::Empty => "Name the folder in which the migrations themselves are.",
            Self::SameVersion { .. } => {
                "Give one of them a number of its own, or move it out of the folder; nothing was written."
            }
            Self::Mixed { .. } => {
                "Number the one where it belongs, or move it out of the folder; nothing was written."
            }
            Self::DownAlone { .. } => {
                "Call it as the file whose changes it takes back, or move it out of the folder."
            }
            Self::TwoDowns { .. } => "Keep one of the two.",
            Self::Unclosed { .. } => {
                "If the file is for another database, say which with `--dialect`."
            }
            Self::Client { .. } => {
                "Write what it does as SQL, such as INSERT in the place of COPY, or take the line out."
            }
            Self::Rollback { .. } => "Take it out: what fails is taken back as a whole.",
            Self::Outside { .. } => "Move it into the section, or take it out.",
            Self::Section { .. } => "Mend the comments that begin and end sections.",
            Self::TooLarge { .. } => {
                "Load such data apart from the migrations, or split it into several statements."
            }
            Self::TooLong { .. } => "Give the file a shorter name.",
        })
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::ImportError;

    #[test]
    fn the_page_about_errors_has_every_hint() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");
        let page = std::fs::read_to_string(path).expect("a page");
        let (file, line) = (String::new, 1);
        for error in [
            ImportError::Empty,
            ImportError::SameVersion {
                first: file(),
                second: file(),
            },
            ImportError::Mixed {
                numbered: file(),
                other: file(),
            },
            ImportError::DownAlone { file: file() },
            ImportError::TwoDowns {
                file: file(),
                other: file(),
            },
            ImportError::Unclosed {
                file: file(),
                line,
                what: "text",
            },
            ImportError::Client {
                file: file(),
                line,
                text: file(),
                client: "psql",
            },
            ImportError::Rollback {
                file: file(),
                line,
                text: file(),
            },
            ImportError::Outside { file: file(), line },
            ImportError::Section {
                file: file(),
                line,
                reason: file(),
            },
            ImportError::TooLarge {
                file: file(),
                line,
                size: 1,
                most: 1,
            },
            ImportError::TooLong {
                file: file(),
                length: 1,
                most: 1,
            },
        ] {
            let hint = error.hint().to_string();
            assert!(
                page.contains(&format!("| {hint} |")),
                "docs/errors.md lacks: {hint}"
            );
        }
    }
}
