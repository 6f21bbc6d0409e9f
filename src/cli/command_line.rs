//! The command to type: this very call again, with what it lacked.

use std::path::Path;

use super::invocation::Invocation;

/// This call, without its `--yes`.
pub(super) struct CommandLine {
    words: Vec<String>,
}

impl CommandLine {
    /// As it was typed: `cargo run` tells the name of its package in the environment.
    pub(super) fn of(invocation: &Invocation) -> Self {
        let mut arguments = invocation
            .arguments
            .iter()
            .map(|argument| argument.to_string_lossy().into_owned());
        let program = arguments.next().unwrap_or_default();
        let package = invocation.value("CARGO_PKG_NAME");
        let mut words = match (invocation.value("CARGO"), package) {
            (Some(_), Some(package)) => ["cargo", "run", "-p", &package, "--"]
                .map(str::to_owned)
                .to_vec(),
            _ => vec![program],
        };
        let mut follows = false;
        for argument in arguments {
            let is_yes = argument == "--yes";
            if !follows && !is_yes && !argument.starts_with("--yes=") {
                words.push(argument);
            }
            follows = is_yes && !follows;
        }
        Self { words }
    }

    /// With consent to lose what is in `database`.
    pub(super) fn confirming(&self, database: &str) -> String {
        self.with(&["--yes", database])
    }

    /// With more arguments.
    pub(super) fn with(&self, arguments: &[&str]) -> String {
        let words = self.words.iter().map(String::as_str);
        let words: Vec<String> = words.chain(arguments.iter().copied()).map(quoted).collect();
        words.join(" ")
    }
}

/// The name of the program, for texts.
pub(super) fn program_name(invocation: &Invocation) -> String {
    let program = invocation.arguments.first();
    let stem = program.and_then(|program| Path::new(program).file_stem());
    stem.map_or_else(
        || "migration".to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@%+,".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{CommandLine, Invocation};

    #[track_caller]
    fn check(arguments: &[&str], cargo: bool, expected: &str) {
        let mut invocation = Invocation::new(arguments);
        invocation.variable = Box::new(move |name| match name {
            "CARGO" if cargo => Some("/bin/cargo".to_owned()),
            "CARGO_PKG_NAME" if cargo => Some("migration".to_owned()),
            _ => None,
        });
        assert_eq!(CommandLine::of(&invocation).confirming("it's"), expected);
    }

    #[test]
    fn the_same_call_with_a_name() {
        check(&["./m", "reset"], false, r"./m reset --yes 'it'\''s'");
        check(
            &["t/m", "reset"],
            true,
            r"cargo run -p migration -- reset --yes 'it'\''s'",
        );
        check(
            &[
                "m",
                "-u",
                "sqlite://a b?mode=rwc",
                "--yes",
                "x",
                "down",
                "--yes=y",
                "-n",
                "2",
            ],
            false,
            r"m -u 'sqlite://a b?mode=rwc' down -n 2 --yes 'it'\''s'",
        );
    }
}
