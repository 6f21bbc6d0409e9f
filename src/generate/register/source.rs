//! Source: a text, what it parses to, and how to get from the one to the other.

use std::ops::Range;
use std::str::FromStr;

use proc_macro2::{Span, TokenStream};

use super::RegisterError;

/// A parsed file. All offsets are in bytes of `text`.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) file: syn::File,
    /// Length of the byte order mark and the `#!` line, which the parser does not get to see.
    skipped: usize,
}

/// Text to put in place of a range.
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl<'a> Source<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, RegisterError> {
        let skipped = skipped(text);
        let tokens = TokenStream::from_str(&text[skipped..]).map_err(|error| {
            let message = "a quote or bracket without its partner, or a stray character";
            syntax_error(text, skipped + error.span().byte_range().start, message)
        })?;
        let file = syn::parse2(tokens).map_err(|error| {
            let range = error.span().byte_range();
            // The parser has no place for "the file ends here" and gives an empty range.
            let at = if range.is_empty() {
                text.trim_end().len()
            } else {
                skipped + range.start
            };
            syntax_error(text, at, &error.to_string())
        })?;
        Ok(Self {
            text,
            file,
            skipped,
        })
    }

    /// Where a span of `file` is. Spans count from the beginning of what was parsed.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let range = span.byte_range();
        range.start + self.skipped..range.end + self.skipped
    }

    /// The line of an offset, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        line(self.text, at)
    }

    /// The white space that the line of `at` begins with.
    pub(super) fn indentation(&self, at: usize) -> &'a str {
        let line = &self.text[line_start(self.text, at)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Whether nothing but white space stands before `at` on its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[line_start(self.text, at)..at]
            .chars()
            .all(char::is_whitespace)
    }

    /// One level of indentation: a tab in a file that is indented with tabs.
    pub(super) fn indent(&self) -> &'static str {
        let tabs = self.text.lines().any(|line| line.starts_with('\t'));
        if tabs { "\t" } else { "    " }
    }

    /// How this file ends its lines.
    pub(super) fn newline(&self) -> &'static str {
        let first = self.text.find('\n').unwrap_or_default();
        if self.text[..first].ends_with('\r') {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// Where something new can follow what ends at `at`: behind the comments that begin on the
    /// same line, and behind the white space where the line ends there.
    pub(super) fn after_comments(&self, at: usize) -> usize {
        let mut end = at;
        loop {
            let rest = &self.text[end..];
            let comment = rest.trim_start_matches([' ', '\t']);
            let start = self.text.len() - comment.len();
            if comment.starts_with("//") {
                return start + line_length(comment);
            } else if comment.starts_with("/*") {
                end = start + block_comment_length(comment);
            } else {
                return if line_length(comment) == 0 {
                    start
                } else {
                    end
                };
            }
        }
    }
}

/// `text` with the edits made; they must not overlap.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut edited = text.to_owned();
    for edit in edits.into_iter().rev() {
        edited.replace_range(edit.range, &edit.text);
    }
    edited
}

/// As `syn::parse_file` does it, which does not tell how much it skipped.
fn skipped(text: &str) -> usize {
    let rest = text.trim_start_matches('\u{feff}');
    let mark = text.len() - rest.len();
    match rest.strip_prefix("#!") {
        Some(line) if !line.trim_start().starts_with('[') => {
            mark + rest.find('\n').unwrap_or(rest.len())
        }
        _ => mark,
    }
}

fn syntax_error(text: &str, at: usize, message: &str) -> RegisterError {
    let before = text[line_start(text, at)..at].trim_start_matches('\u{feff}');
    RegisterError::Syntax {
        line: line(text, at),
        column: before.chars().count() + 1,
        message: message.to_owned(),
    }
}

fn line(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Length of the first line, without its ending.
fn line_length(text: &str) -> usize {
    let line = text.split('\n').next().unwrap_or_default();
    line.strip_suffix('\r').unwrap_or(line).len()
}

/// Length of the comment that `text` begins with; comments nest.
fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = text[at..].find(['/', '*']) {
        at += next;
        match text.get(at..at + 2) {
            Some("/*") => depth += 1,
            Some("*/") => depth = depth.saturating_sub(1),
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
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Edit, Source, apply, block_comment_length};

    #[test]
    fn nested_comments() {
        for comment in [
            "/**/",
            "/* a */",
            "/* /* é */ */",
            "/*/*/ */ */",
            "/***/",
            "/*\n*/",
        ] {
            assert_eq!(block_comment_length(&format!("{comment} x")), comment.len());
        }
        assert_eq!(block_comment_length("/* no end"), 9);
    }

    #[test]
    fn the_end_of_a_line_with_comments() {
        let cases = [
            ("a;", ""),
            ("a; x", " x"),
            ("a;  \n x", "\n x"),
            ("a; // é\r\n x", "\r\n x"),
            ("a; /* b\n c */ // d", ""),
            ("a; /* b */ x", " x"),
            ("a; /* b */ /* c */\t\n", "\n"),
        ];
        for (text, rest) in cases {
            let file = syn::File {
                shebang: None,
                attrs: Vec::new(),
                items: Vec::new(),
            };
            let source = Source {
                text,
                file,
                skipped: 0,
            };
            assert_eq!(&text[source.after_comments(2)..], rest, "{text:?}");
        }
    }

    #[test]
    fn spans_count_from_the_first_byte() {
        for prefix in [
            "",
            "\u{feff}",
            "#!/bin/é\n",
            "\u{feff}#!x\r\n// ü\r\n",
            "#![allow(dead_code)]",
            "/* ✂ */ ",
        ] {
            let text = format!("{prefix}mod b;");
            // Twice, because the parser counts on through all texts of a thread.
            for _ in 0..2 {
                let Ok(source) = Source::parse(&text) else {
                    panic!("{text:?}")
                };
                let [syn::Item::Mod(module)] = &source.file.items[..] else {
                    panic!("{text:?}")
                };
                assert_eq!(&text[source.range(module.ident.span())], "b", "{prefix:?}");
            }
        }
    }

    #[test]
    fn edits_are_made_in_any_order() {
        let insert = |at: usize, text: &str| Edit {
            range: at..at,
            text: text.to_owned(),
        };
        assert_eq!(
            apply("abc", vec![insert(3, "3"), insert(0, "0"), insert(1, "1")]),
            "0a1bc3"
        );
    }
}
