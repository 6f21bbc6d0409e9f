//! Checksum: what counts as a modified migration.

use std::fmt;

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
        let digest = Sha256::digest(normalised(text));
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
///
/// Every start of a program pays for this, so it goes over the bytes once.
fn normalised(text: &str) -> Vec<u8> {
    let bytes = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
    let mut output = Vec::with_capacity(bytes.len());
    let mut separated = false;
    let mut at = 0;
    while at < bytes.len() {
        let (class, end) = scan(bytes, at);
        let token = &bytes[at..end];
        at = end;
        if class == Class::Layout {
            separated = true;
            continue;
        }
        if matches!(token[0], b')' | b']' | b'}') && output.last() == Some(&b',') {
            output.pop();
        }
        if separated && is_word(token[0]) && output.last().copied().is_some_and(is_word) {
            output.push(b' ');
        }
        separated = false;
        if class == Class::Literal {
            push_without_trailing_blanks(&mut output, token);
        } else {
            output.extend_from_slice(token);
        }
    }
    output
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Blanks and comments.
    Layout,
    /// A word, a number or a sign.
    Plain,
    /// What stands in quotes.
    Literal,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Blanks at the end of a line count nowhere, not even inside a raw string of SQL.
fn push_without_trailing_blanks(output: &mut Vec<u8>, literal: &[u8]) {
    for line in literal.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                output.extend_from_slice(line.trim_ascii_end());
                output.push(b'\n');
            }
            None => output.extend_from_slice(line),
        }
    }
}

/// What begins at `at`, and where it ends.
fn scan(bytes: &[u8], at: usize) -> (Class, usize) {
    let next = bytes.get(at + 1);
    match bytes[at] {
        b'/' if next == Some(&b'/') => (Class::Layout, line_end(bytes, at)),
        b'/' if next == Some(&b'*') => (Class::Layout, comment_end(bytes, at)),
        byte if byte.is_ascii_whitespace() => (Class::Layout, at + 1),
        b'"' => (Class::Literal, string_end(bytes, at + 1)),
        b'\'' => (Class::Literal, character_end(bytes, at)),
        byte if is_word(byte) => {
            let end = run_end(bytes, at, is_word);
            literal_after(bytes, at, end).map_or((Class::Plain, end), |end| (Class::Literal, end))
        }
        _ => (Class::Plain, at + 1),
    }
}

fn run_end(bytes: &[u8], at: usize, belongs: fn(u8) -> bool) -> usize {
    let length = bytes[at..].iter().position(|byte| !belongs(*byte));
    length.map_or(bytes.len(), |length| at + length)
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    run_end(bytes, at, |byte| byte != b'\n')
}

/// Rust's block comments nest.
fn comment_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// After the opening quote.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// `'a'`, `'\n'` and `'"'` are characters; `'a` before anything else is a lifetime.
fn character_end(bytes: &[u8], start: usize) -> usize {
    let body = start + 1;
    if bytes.get(body) == Some(&b'\\') {
        let closing = bytes.iter().skip(body + 2).position(|byte| *byte == b'\'');
        return closing.map_or(bytes.len(), |closing| body + 2 + closing + 1);
    }
    // One character has at most four bytes.
    let closing = (body + 1..=body + 4).find(|at| bytes.get(*at) == Some(&b'\''));
    let is_one = |end: &usize| {
        let character = std::str::from_utf8(&bytes[body..*end]);
        character.is_ok_and(|character| character.chars().count() == 1)
    };
    closing.filter(is_one).map_or(body, |closing| closing + 1)
}

/// The end of a literal whose prefix is the word from `start` to `end`: `r"…"`, `br#"…"#`, `b"…"`.
/// A raw identifier such as `r#type` has no quote after its hash.
fn literal_after(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    match &bytes[start..end] {
        b"b" | b"c" if bytes.get(end) == Some(&b'"') => Some(string_end(bytes, end + 1)),
        b"r" | b"br" | b"cr" => {
            let quote = run_end(bytes, end, |byte| byte == b'#');
            let hashes = quote - end;
            (bytes.get(quote) == Some(&b'"')).then(|| raw_string_end(bytes, quote + 1, hashes))
        }
        _ => None,
    }
}

fn raw_string_end(bytes: &[u8], mut at: usize, hashes: usize) -> usize {
    while let Some(found) = bytes.iter().skip(at).position(|byte| *byte == b'"') {
        at += found + 1;
        let closing = bytes[at..]
            .iter()
            .take(hashes)
            .take_while(|byte| **byte == b'#')
            .count();
        if closing == hashes {
            return at + hashes;
        }
    }
    bytes.len()
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
