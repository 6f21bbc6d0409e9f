//! Sections: the comments by which tools tell the way up from the way down in one file.

use std::ops::Range;

use super::error::ImportError;
use super::line_of;

/// A file in its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sections {
    pub(super) up: Vec<Piece>,
    /// `None` where the file has no section for it.
    pub(super) down: Option<Vec<Piece>>,
    /// What stands before the first section.
    pub(super) head: Option<Piece>,
    /// Whether it says that it runs without a transaction.
    pub(super) is_alone: bool,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    /// Whether all of it is one statement, whatever semicolons are in it.
    pub(super) is_whole: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Up,
    Down,
    Begin,
    End,
    Alone,
}

/// Comments that mark something, by what they say in lower case without the signs before it.
const MARKS: &[(&str, Mark)] = &[
    ("migrate:up", Mark::Up),
    ("migrate:down", Mark::Down),
    ("+goose up", Mark::Up),
    ("+goose down", Mark::Down),
    ("+goose statementbegin", Mark::Begin),
    ("+goose statementend", Mark::End),
    ("+goose no transaction", Mark::Alone),
    ("+migrate up", Mark::Up),
    ("+migrate down", Mark::Down),
    ("+migrate statementbegin", Mark::Begin),
    ("+migrate statementend", Mark::End),
    ("up migration", Mark::Up),
    ("down migration", Mark::Down),
    ("rambler up", Mark::Up),
    ("rambler down", Mark::Down),
    ("! up", Mark::Up),
    ("! down", Mark::Down),
    ("!ups", Mark::Up),
    ("!downs", Mark::Down),
    ("no-transaction", Mark::Alone),
    ("atlas:txmode none", Mark::Alone),
];

/// Behind a mark of a section: it runs without a transaction.
const ALONE: &[&str] = &["transaction:false", "notransaction"];

pub(super) fn sections(file: &str, text: &str) -> Result<Sections, ImportError> {
    let marks = marks(text);
    let mut sections = Sections {
        is_alone: marks.iter().any(|mark| mark.is_alone),
        ..Sections::default()
    };
    let has_sections = marks
        .iter()
        .any(|it| matches!(it.mark, Mark::Up | Mark::Down));
    let mut now = (!has_sections).then_some(Mark::Up);
    let mut from = 0;
    let mut opened: Option<usize> = None;
    let mut seen: Vec<Mark> = Vec::new();
    let wrong = |at: usize, reason: &str| ImportError::Section {
        file: file.to_owned(),
        line: line_of(text, at),
        reason: reason.to_owned(),
    };
    for mark in &marks {
        if mark.mark == Mark::Alone {
            continue;
        }
        sections.add(now, from..mark.range.start, opened.is_some());
        from = mark.range.end;
        match (mark.mark, opened) {
            (Mark::Begin, None) => opened = Some(mark.range.start),
            (Mark::End, Some(_)) => opened = None,
            (Mark::End, None) => {
                return Err(wrong(
                    mark.range.start,
                    "a statement ends there that never began",
                ));
            }
            (_, Some(at)) => {
                return Err(wrong(at, "a statement begins there and never ends"));
            }
            (section, None) if seen.contains(&section) => {
                return Err(wrong(mark.range.start, "a second section of the same way"));
            }
            (section, None) => {
                seen.push(section);
                now = Some(section);
                if section == Mark::Down {
                    sections.down.get_or_insert_default();
                }
            }
        }
    }
    if let Some(at) = opened {
        return Err(wrong(at, "a statement begins there and never ends"));
    }
    sections.add(now, from..text.len(), false);
    Ok(sections)
}

impl Sections {
    fn add(&mut self, section: Option<Mark>, range: Range<usize>, is_whole: bool) {
        let piece = Piece { range, is_whole };
        match section {
            None => self.head = Some(piece),
            Some(Mark::Down) => self.down.get_or_insert_default().push(piece),
            Some(_) => self.up.push(piece),
        }
    }
}

struct Marked {
    mark: Mark,
    range: Range<usize>,
    is_alone: bool,
}

fn marks(text: &str) -> Vec<Marked> {
    let mut marks = Vec::new();
    let mut bare = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let line = line.trim_start_matches('\u{feff}').trim();
        if !line.starts_with("--") && !line.starts_with('#') {
            continue;
        }
        let said = line
            .trim_start_matches(['-', '#', ' ', '\t'])
            .to_lowercase();
        let found = MARKS.iter().find_map(|(begin, mark)| {
            let rest = said.strip_prefix(begin)?;
            let is_end = rest.is_empty() || rest.starts_with(char::is_whitespace);
            is_end.then_some((*mark, rest))
        });
        if let Some((mark, rest)) = found {
            let is_alone = mark == Mark::Alone || ALONE.iter().any(|it| rest.contains(it));
            marks.push(Marked {
                mark,
                range,
                is_alone,
            });
        } else if said == "up" || said == "down" {
            let mark = if said == "up" { Mark::Up } else { Mark::Down };
            bare.push(Marked {
                mark,
                range,
                is_alone: false,
            });
        }
    }
    // A comment may be a word by chance; two are the sections of a tool.
    if let [up, down] = bare.as_slice()
        && [up.mark, down.mark] == [Mark::Up, Mark::Down]
        && !marks
            .iter()
            .any(|it| matches!(it.mark, Mark::Up | Mark::Down))
    {
        marks.extend(bare);
        marks.sort_by_key(|mark| mark.range.start);
    }
    marks
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::sections;

    /// The texts of both ways.
    fn ways(text: &str) -> [Option<String>; 2] {
        let sections = sections("1.sql", text).expect("sections");
        let joined = |pieces: &[super::Piece]| {
            let texts = pieces.iter().map(|piece| text[piece.range.clone()].trim());
            texts
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join("|")
        };
        [
            Some(joined(&sections.up)),
            sections.down.as_deref().map(joined),
        ]
    }

    #[test]
    fn each_tool_marks_its_ways() {
        for (up, down) in [
            ("-- migrate:up", "-- migrate:down"),
            ("-- +goose Up", "-- +goose Down"),
            ("-- +migrate Up", "-- +migrate Down"),
            ("--! Up", "--! Down"),
            ("# --- !Ups", "# --- !Downs"),
            ("-- Up Migration", "-- Down Migration"),
            ("-- rambler up", "-- rambler down"),
            ("-- Up", "-- Down"),
        ] {
            let text = format!("{up}\r\none;\n\n{down}\ntwo;\n");
            let expected = ["one;", "two;"].map(|it| Some(it.to_owned()));
            assert_eq!(ways(&text), expected, "{up}");
        }
        assert_eq!(
            ways("one;\n-- up\n"),
            [Some("one;\n-- up".to_owned()), None]
        );
    }

    #[test]
    fn a_statement_may_be_marked_as_a_whole() {
        let text = "-- +goose Up\na;\n-- +goose StatementBegin\nb; c;\n-- +goose StatementEnd\nd;";
        let sections = sections("1.sql", text).expect("sections");
        let whole: Vec<bool> = sections.up.iter().map(|piece| piece.is_whole).collect();
        assert_eq!(whole, [false, true, false]);
        for (broken, line) in [
            ("-- +goose Up\n-- +goose StatementBegin\na;", 2),
            ("-- +goose Up\n-- +goose StatementEnd", 2),
            ("-- migrate:up\n\n-- migrate:up\n", 3),
        ] {
            let error = super::sections("1.sql", broken)
                .expect_err(broken)
                .to_string();
            assert!(error.starts_with(&format!("1.sql:{line}: ")), "{error}");
        }
    }

    #[test]
    fn a_file_may_say_that_it_needs_no_transaction() {
        for text in [
            "-- migrate:up transaction:false\na;",
            "-- +goose NO TRANSACTION\n-- +goose Up\na;",
            "-- +migrate Up notransaction\na;",
            "-- no-transaction\na;",
        ] {
            assert!(
                sections("1.sql", text).expect("sections").is_alone,
                "{text}"
            );
        }
        assert!(!sections("1.sql", "a;").expect("sections").is_alone);
    }
}
