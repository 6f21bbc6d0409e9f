//! Checksum: what counts as a modified migration.

use std::fmt;
use std::iter::Peekable;
use std::str::CharIndices;

use sha2::{Digest, Sha256};

/// Marks how the source was normalised, so that a better way can be told from a modification.
const SCHEME: &str = "1:";

/// The fingerprint of a migration's source text.
///
/// It is the SHA-256 of the tokens: line endings, indentation, comments and the comma before a
/// closing bracket do not count, so a checkout on Windows, `rustfmt` and a better comment leave
/// it as it is. Everything that can change a statement changes it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Checksum(String);

impl Checksum {
    /// Fingerprint of the Rust source `text` of one migration module.
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(normalised(text).as_bytes());
        Self(format!("{SCHEME}{}", hexadecimal(&digest)))
    }

    /// As it stands in the journal: the scheme and 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `recorded` says that the source has changed since. A fingerprint made in another
    /// way says nothing.
    pub fn differs_from(&self, recorded: &str) -> bool {
        recorded.starts_with(SCHEME) && recorded != self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tokens of `text` with one blank only where two words would otherwise grow together.
fn normalised(text: &str) -> String {
    let text = without_trailing_blanks(text);
    let mut output = String::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    let mut blank = false;
    while let Some((start, first)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        match (first, next) {
            ('/', Some('/')) => {
                skip_line(&mut rest);
                blank = true;
            }
            ('/', Some('*')) => {
                skip_block(&mut rest);
                blank = true;
            }
            (space, _) if space.is_whitespace() => blank = true,
            _ => {
                let end = token_end(&text, start, first, &mut rest);
                push_token(&mut output, &text[start..end], blank);
                blank = false;
            }
        }
    }
    output
}

/// Blanks at the end of a line count nowhere, not even inside a raw string of SQL.
fn without_trailing_blanks(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

fn push_token(output: &mut String, token: &str, blank: bool) {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    if token.starts_with([')', ']', '}']) && output.ends_with(',') {
        output.pop();
    }
    let grows_together = output.chars().last().is_some_and(is_word) && token.starts_with(is_word);
    if blank && grows_together {
        output.push(' ');
    }
    output.push_str(token);
}

type Rest<'a> = Peekable<CharIndices<'a>>;

fn skip_line(rest: &mut Rest<'_>) {
    while rest.next_if(|(_, character)| *character != '\n').is_some() {}
}

/// Rust's block comments nest.
fn skip_block(rest: &mut Rest<'_>) {
    let mut depth = 0_usize;
    let mut previous = '/';
    for (_, character) in rest.by_ref() {
        match (previous, character) {
            ('/', '*') => depth += 1,
            ('*', '/') if depth == 1 => return,
            ('*', '/') => depth -= 1,
            _ => {
                previous = character;
                continue;
            }
        }
        previous = ' ';
    }
}

/// Advances over the token that begins at `start` and gives the byte after it.
fn token_end(text: &str, start: usize, first: char, rest: &mut Rest<'_>) -> usize {
    match first {
        '"' => skip_string(rest),
        '\'' => skip_quoted_character(text, start, rest),
        character if character.is_alphanumeric() || character == '_' => {
            while rest
                .next_if(|(_, next)| next.is_alphanumeric() || *next == '_')
                .is_some()
            {}
            let word = &text[start..position(text, rest)];
            if matches!(word, "r" | "br" | "cr") {
                skip_raw_string(rest);
            } else if matches!(word, "b" | "c") && rest.next_if(|(_, next)| *next == '"').is_some()
            {
                skip_string(rest);
            }
        }
        _ => {}
    }
    position(text, rest)
}

fn position(text: &str, rest: &mut Rest<'_>) -> usize {
    rest.peek().map_or(text.len(), |(index, _)| *index)
}

/// After the opening quote.
fn skip_string(rest: &mut Rest<'_>) {
    while let Some((_, character)) = rest.next() {
        match character {
            '\\' => {
                rest.next();
            }
            '"' => return,
            _ => {}
        }
    }
}

/// After `r`; a raw identifier such as `r#type` has no quote after its hash and is left alone.
fn skip_raw_string(rest: &mut Rest<'_>) {
    let mut ahead = rest.clone();
    let mut hashes = 0;
    while ahead.next_if(|(_, next)| *next == '#').is_some() {
        hashes += 1;
    }
    if ahead.next_if(|(_, next)| *next == '"').is_none() {
        return;
    }
    *rest = ahead;
    while let Some((_, character)) = rest.next() {
        if character == '"' {
            let mut closing = 0;
            while closing < hashes && rest.next_if(|(_, next)| *next == '#').is_some() {
                closing += 1;
            }
            if closing == hashes {
                return;
            }
        }
    }
}

/// `'a'`, `'\n'` and `'"'` are characters; `'a` before anything else is a lifetime.
fn skip_quoted_character(text: &str, start: usize, rest: &mut Rest<'_>) {
    let mut characters = text[start + 1..].chars();
    let length = match (characters.next(), characters.next()) {
        (Some('\\'), Some(escaped)) => {
            let body = start + 2 + escaped.len_utf8();
            let closing = text[body..].find('\'');
            closing.map(|closing| body + closing + 1 - start)
        }
        (Some(one), Some('\'')) => Some(one.len_utf8() + 2),
        _ => None,
    };
    if let Some(length) = length {
        while rest.next_if(|(index, _)| *index < start + length).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    const SOURCE: &str = "//! Adds a column.\nuse seaworthy::prelude::*;\n\nfn up(script: &mut Script) {\n    script.sql(\"ALTER TABLE a ADD b int\");\n}\n";

    fn same(other: &str) {
        assert_eq!(Checksum::of(SOURCE), Checksum::of(other), "{other}");
    }

    fn different(other: &str) {
        assert_ne!(Checksum::of(SOURCE), Checksum::of(other), "{other}");
    }

    #[test]
    fn layout_and_comments_do_not_count() {
        same(&SOURCE.replace('\n', "\r\n"));
        same(&SOURCE.replace('\n', "  \t\n"));
        same(&SOURCE.replace("    script", "\tscript"));
        same(&SOURCE.replace(
            "//! Adds a column.",
            "/* another /* nested */ one */ // more",
        ));
        same(&SOURCE.replace(
            ".sql(\"ALTER TABLE a ADD b int\")",
            "\n.sql(\n\"ALTER TABLE a ADD b int\",\n)",
        ));
        same(&format!("\u{feff}{SOURCE}"));
    }

    #[test]
    fn everything_that_can_change_a_statement_counts() {
        different(&SOURCE.replace("b int", "c int"));
        different(&SOURCE.replace("b int", "b  int"));
        different(&SOURCE.replace("b int", "b /* x */ int"));
        different(&SOURCE.replace("b int", "b // int"));
        different(&SOURCE.replace("fn up", "fn u p"));
        different(&SOURCE.replace("script.sql", "script. not_sql"));
        different("");
    }

    #[test]
    fn quotes_inside_literals_do_not_end_them() {
        let pairs = [
            (r#"a("x \" // y");"#, r#"a("x \" // z");"#),
            (r##"a(r#"x " // y"#);"##, r##"a(r#"x " // z"#);"##),
            (r#"a('"', "// y");"#, r#"a('"', "// z");"#),
            (r#"a('\'', "// y");"#, r#"a('\'', "// z");"#),
            (r#"a('\u{1f600}', "// y");"#, r#"a('\u{1f600}', "// z");"#),
            (
                r#"fn a<'a>(b: &'a str) { "// y" }"#,
                r#"fn a<'a>(b: &'a str) { "// z" }"#,
            ),
            (r#"a(b"\" // y");"#, r#"a(b"\" // z");"#),
            (r#"r#type("// y");"#, r#"r#type("// z");"#),
        ];
        for (one, other) in pairs {
            assert_ne!(Checksum::of(one), Checksum::of(other), "{one}");
        }
    }

    #[test]
    fn unfinished_text_is_no_endless_loop() {
        for text in ["\"", "'", "'\\", "r#\"", "/*", "b\"", "//", "'\\u{"] {
            assert!(Checksum::of(text).as_str().starts_with("1:"), "{text}");
        }
    }

    #[test]
    fn another_scheme_is_not_a_modification() {
        let checksum = Checksum::of(SOURCE);
        assert!(!checksum.differs_from("0:abc"));
        assert!(!checksum.differs_from(checksum.as_str()));
        assert!(checksum.differs_from("1:abc"));
    }
}
