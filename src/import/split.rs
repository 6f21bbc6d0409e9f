//! Split: a text as statements, as the client of each backend would send them.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::error::ImportError;
use super::line_of;
use super::section::Piece;
use super::token::{Kind, Token, next_token};

/// A statement without what ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement<'a> {
    /// From its first word to its last.
    pub(super) text: &'a str,
    /// Where it begins in the file.
    pub(super) start: usize,
    /// The comments before it.
    pub(super) comments: Vec<&'a str>,
}

/// A file whose statements are read.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) backend: DatabaseBackend,
}

/// More than this is data, which no compiler should read.
const MOST: usize = 16 << 20;

impl<'a> Source<'a> {
    /// The statements of some parts of it, and the comments behind the last one.
    pub(super) fn statements(self, pieces: &[Piece]) -> Result<Vec<Statement<'a>>, ImportError> {
        let mut found = Vec::new();
        for piece in pieces {
            Splitter::new(self, piece).run(&mut found)?;
        }
        Ok(found)
    }

    pub(super) fn line(&self, at: usize) -> usize {
        line_of(self.text, at)
    }

    fn refuse(&self, statement: &Statement<'_>) -> Result<(), ImportError> {
        let (file, line) = (self.file.to_owned(), || self.line(statement.start));
        if statement.text.len() > MOST {
            return Err(ImportError::TooLarge {
                file,
                line: line(),
                size: statement.text.len(),
                most: MOST,
            });
        }
        let is_copy = self.backend == Postgres && begins_with(statement.text, "COPY");
        let upper = if is_copy {
            statement.text.to_ascii_uppercase()
        } else {
            String::new()
        };
        let words: Vec<&str> = upper.split_whitespace().collect();
        if words.windows(2).any(|pair| pair == ["FROM", "STDIN"]) {
            return Err(self.of_client(statement.start, "psql"));
        }
        Ok(())
    }

    fn of_client(&self, at: usize, client: &'static str) -> ImportError {
        let text = self.text[at..].lines().next().unwrap_or_default();
        let short: String = text.chars().take(40).collect();
        ImportError::Client {
            file: self.file.to_owned(),
            line: self.line(at),
            text: short.trim_end().to_owned(),
            client,
        }
    }
}

pub(super) fn begins_with(text: &str, word: &str) -> bool {
    let begin = text.get(..word.len());
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}

/// Where a semicolon may stand inside of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// Not yet known.
    Unknown,
    Nowhere,
    /// Until `; END;`.
    Trigger,
    /// Between `BEGIN` and its `END`.
    Routine,
}

struct Splitter<'a, 'p> {
    source: Source<'a>,
    piece: &'p Piece,
    delimiter: String,
    comments: Vec<&'a str>,
    start: Option<usize>,
    end: usize,
    body: Body,
    parentheses: usize,
    blocks: usize,
    is_behind_end: bool,
    /// The last two tokens.
    last: [Option<Token<'a>>; 2],
}

impl<'a, 'p> Splitter<'a, 'p> {
    fn new(source: Source<'a>, piece: &'p Piece) -> Self {
        Self {
            source,
            piece,
            delimiter: ";".to_owned(),
            comments: Vec::new(),
            start: None,
            end: 0,
            body: Body::Unknown,
            parentheses: 0,
            blocks: 0,
            is_behind_end: false,
            last: [None, None],
        }
    }

    fn run(mut self, found: &mut Vec<Statement<'a>>) -> Result<(), ImportError> {
        let Source { text, backend, .. } = self.source;
        let text = &text[..self.piece.range.end];
        let mut from = self.piece.range.start;
        loop {
            let next = next_token(text, from, backend);
            // What ends a statement may look like a part of anything.
            if self.delimiter != ";"
                && let Some(at) = self.delimited(text, from, next.as_ref().ok().copied().flatten())
            {
                self.end = at.0;
                if at.0 > from && self.start.is_none() {
                    self.start = Some(from);
                }
                self.finish(found)?;
                from = at.1;
                continue;
            }
            let next = next.map_err(|unclosed| ImportError::Unclosed {
                file: self.source.file.to_owned(),
                line: self.source.line(unclosed.start),
                what: unclosed.what,
            })?;
            let Some(token) = next else {
                self.finish(found)?;
                return Ok(());
            };
            from = token.end();
            if token.kind == Kind::Comment {
                if token.text.starts_with("--> statement-breakpoint") {
                    self.finish(found)?;
                } else if self.start.is_none() {
                    self.comments.push(token.text);
                }
                continue;
            }
            self.refuse_client(token)?;
            if self.start.is_none() && backend == MySql && token.is("DELIMITER") {
                let line = text[from..].lines().next().unwrap_or_default();
                from += line.len();
                if let Some(delimiter) = line.split_whitespace().next() {
                    self.delimiter = delimiter.to_owned();
                }
                continue;
            }
            if self.ends_at(token) {
                self.finish(found)?;
                continue;
            }
            self.take(token);
        }
    }

    /// Where the delimiter stands, if it is in what comes next: its beginning and its end.
    fn delimited(
        &self,
        text: &str,
        from: usize,
        next: Option<Token<'_>>,
    ) -> Option<(usize, usize)> {
        let rest = text[from..].trim_start();
        let at = text.len() - rest.len();
        if rest.starts_with(&self.delimiter) {
            return Some((self.end, at + self.delimiter.len()));
        }
        let token = next.filter(|token| token.kind == Kind::Word)?;
        let inside = token.text.find(&self.delimiter)?;
        let at = token.start + inside;
        Some((at, at + self.delimiter.len()))
    }

    fn refuse_client(&self, token: Token<'_>) -> Result<(), ImportError> {
        let client = match self.source.backend {
            Postgres if token.is_symbol("\\") => "psql",
            MySql if token.is_symbol("\\") => "mysql",
            Sqlite if token.is_symbol(".") && self.start.is_none() => "sqlite3",
            _ => return Ok(()),
        };
        Err(self.source.of_client(token.start, client))
    }

    /// Whether the token is a semicolon that ends the statement.
    fn ends_at(&self, token: Token<'_>) -> bool {
        if !token.is_symbol(";") || self.piece.is_whole || self.delimiter != ";" {
            return false;
        }
        let [before, last] = self.last;
        match self.body {
            Body::Trigger => {
                last.is_some_and(|last| last.is("END"))
                    && before.is_some_and(|before| before.is_symbol(";"))
            }
            Body::Routine => self.blocks == usize::from(self.is_behind_end),
            // A rule of PostgreSQL's has several statements in parentheses.
            _ => self.parentheses == 0 || self.source.backend != Postgres,
        }
    }

    fn take(&mut self, token: Token<'a>) {
        let is_first = self.start.is_none();
        let is_routine_of_none = self.last[1].is_some_and(|last| last.is("BEGIN"))
            && self.last[0].is_none()
            && token.is("NOT");
        if is_routine_of_none {
            (self.body, self.blocks) = (Body::Routine, 1);
        }
        if self.body == Body::Unknown && token.kind == Kind::Word {
            self.body = self.body_at(token, is_first);
        }
        self.count(token);
        self.start.get_or_insert(token.start);
        self.end = token.end();
        self.last = [self.last[1], Some(token)];
    }

    fn body_at(&self, token: Token<'_>, is_first: bool) -> Body {
        if is_first {
            return match token.is("CREATE") || token.is("BEGIN") {
                true => Body::Unknown,
                false => Body::Nowhere,
            };
        }
        const OTHERS: [&str; 8] = [
            "TABLE", "INDEX", "VIEW", "TYPE", "SCHEMA", "DATABASE", "USER", "SEQUENCE",
        ];
        let is_one = |words: &[&str]| words.iter().any(|word| token.is(word));
        match self.source.backend {
            _ if is_one(&OTHERS) => Body::Nowhere,
            Sqlite if token.is("TRIGGER") => Body::Trigger,
            MySql if is_one(&["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"]) => Body::Routine,
            Postgres if is_one(&["PROCEDURE", "FUNCTION"]) => Body::Routine,
            Postgres if token.is("TRIGGER") => Body::Nowhere,
            _ => Body::Unknown,
        }
    }

    fn count(&mut self, token: Token<'_>) {
        if token.is_symbol("(") {
            self.parentheses += 1;
        } else if token.is_symbol(")") {
            self.parentheses = self.parentheses.saturating_sub(1);
        }
        if self.body != Body::Routine {
            return;
        }
        let was_behind_end = std::mem::take(&mut self.is_behind_end);
        if was_behind_end {
            // What they begin is not counted either.
            let is_other = ["IF", "WHILE", "LOOP", "REPEAT", "FOR"]
                .iter()
                .any(|it| token.is(it));
            if is_other {
                return;
            }
            self.blocks = self.blocks.saturating_sub(1);
            if token.is("CASE") {
                return;
            }
        }
        if token.is("BEGIN") || (token.is("CASE") && self.blocks > 0) {
            self.blocks += 1;
        } else if token.is("END") {
            self.is_behind_end = true;
        }
    }

    fn finish(&mut self, found: &mut Vec<Statement<'a>>) -> Result<(), ImportError> {
        if let Some(start) = self.start {
            let text = &self.source.text[start..self.end];
            let text = match self.piece.is_whole {
                true => text.trim_end_matches(|it: char| it == ';' || it.is_whitespace()),
                false => text,
            };
            if !text.is_empty() {
                let statement = Statement {
                    text,
                    start,
                    comments: std::mem::take(&mut self.comments),
                };
                self.source.refuse(&statement)?;
                found.push(statement);
            }
        }
        self.start = None;
        self.body = Body::Unknown;
        (self.parentheses, self.blocks, self.is_behind_end) = (0, 0, false);
        self.last = [None, None];
        Ok(())
    }
}

#[cfg(test)]
mod tests;
