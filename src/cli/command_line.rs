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
        let mut words = words_of_cargo(invocation).unwrap_or_else(|| vec![program]);
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

/// What stands before the arguments where cargo runs the program.
fn words_of_cargo(invocation: &Invocation) -> Option<Vec<String>> {
    invocation.value("CARGO")?;
    let package = invocation.value("CARGO_PKG_NAME")?;
    Some(
        ["cargo", "run", "-p", &package, "--"]
            .map(str::to_owned)
            .into(),
    )
}

/// What stands before the arguments, for whoever types them.
pub(super) fn before_arguments(invocation: &Invocation) -> String {
    words_of_cargo(invocation).map_or_else(|| program_name(invocation), |words| words.join(" "))
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
    use super::{CommandLine, Invocation, before_arguments};

    fn called(arguments: &[&str], cargo: bool) -> Invocation {
        let mut invocation = Invocation::new(arguments);
        invocation.variable = Box::new(move |name| match name {
            "CARGO" if cargo => Some("/bin/cargo".to_owned()),
            "CARGO_PKG_NAME" if cargo => Some("migration".to_owned()),
            _ => None,
        });
        invocation
    }

    #[track_caller]
    fn check(arguments: &[&str], cargo: bool, expected: &str) {
        let invocation = called(arguments, cargo);
        assert_eq!(CommandLine::of(&invocation).confirming("it's"), expected);
    }

    #[test]
    fn the_usage_begins_as_the_call_did() {
        let of_cargo = called(&["target/debug/migration", "x"], true);
        assert_eq!(before_arguments(&of_cargo), "cargo run -p migration --");
        let installed = called(&["/usr/bin/migration", "x"], false);
        assert_eq!(before_arguments(&installed), "migration");
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
