//! SQL that creates an object, read just far enough to take it apart.

use sea_orm::DatabaseBackend::{self, MySql, Postgres};

use crate::schema::name::Name;

/// What is left to read of a statement.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a str,
    backend: DatabaseBackend,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, backend: DatabaseBackend) -> Self {
        let mut cursor = Self {
            rest: text,
            backend,
        };
        cursor.skip_space();
        cursor
    }

    /// What is left, as it is written.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next word, name, text or sign.
    pub(crate) fn peek(&self) -> &'a str {
        &self.rest[..length(self.rest, self.backend)]
    }

    pub(crate) fn next(&mut self) -> &'a str {
        let piece = self.peek();
        self.rest = &self.rest[piece.len()..];
        self.skip_space();
        piece
    }

    /// Goes past those words, if they come next.
    pub(crate) fn words(&mut self, words: &str) -> bool {
        let mut ahead = *self;
        let are_next = words
            .split(' ')
            .all(|word| ahead.next().eq_ignore_ascii_case(word));
        if are_next {
            *self = ahead;
        }
        are_next
    }

    /// A name with its schema, where that stands there.
    pub(crate) fn name(&mut self) -> Option<Name> {
        let first = self.identifier()?;
        Some(match self.words(".") {
            true => Name::of(first, self.identifier()?),
            false => Name::here(first),
        })
    }

    /// One name, without its quotes.
    pub(crate) fn identifier(&mut self) -> Option<String> {
        let piece = self.peek();
        let name = bare(piece, self.backend)?;
        self.next();
        Some(name)
    }

    /// What stands between the parentheses that come next.
    pub(crate) fn group(&mut self) -> Option<&'a str> {
        if self.peek() != "(" {
            return None;
        }
        self.next();
        let inner = self.until(|cursor| cursor.peek() == ")");
        (self.next() == ")").then_some(inner)
    }

    /// The text before the first place outside of parentheses that is meant, or all that is left.
    pub(crate) fn until(&mut self, is_meant: impl Fn(&Self) -> bool) -> &'a str {
        let start = self.rest;
        let mut depth = 0_u32;
        while !self.is_empty() && (depth > 0 || !is_meant(self)) {
            match self.next() {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        start[..start.len() - self.rest.len()].trim_end()
    }

    /// A text, without what stands around it.
    pub(crate) fn text(&mut self) -> Option<String> {
        let piece = self.peek();
        let text = match piece.chars().next()? {
            '\'' => {
                let inner = piece.strip_prefix('\'')?.strip_suffix('\'')?;
                let is_plain = self.backend == Postgres || !inner.contains('\\');
                is_plain.then(|| inner.replace("''", "'"))?
            }
            '$' if piece.len() > 1 => {
                let tag = piece[1..].find('$').map(|end| &piece[..end + 2])?;
                let inner = piece.strip_prefix(tag)?.strip_suffix(tag)?;
                inner.to_owned()
            }
            _ => return None,
        };
        self.next();
        Some(text)
    }

    fn skip_space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let end = match self.rest {
                rest if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
                rest if rest.starts_with("/*") => match rest.find("*/") {
                    Some(end) => end + 2,
                    None => rest.len(),
                },
                _ => return,
            };
            self.rest = &self.rest[end..];
        }
    }
}

/// The parts of a text between commas outside of parentheses.
pub(crate) fn parts(text: &str, backend: DatabaseBackend) -> Vec<&str> {
    let mut cursor = Cursor::new(text, backend);
    let mut parts = Vec::new();
    while !cursor.is_empty() {
        parts.push(cursor.until(|cursor| cursor.peek() == ","));
        cursor.next();
    }
    parts
}

/// A word or a quoted name as the name that it is.
fn bare(piece: &str, backend: DatabaseBackend) -> Option<String> {
    let first = piece.chars().next()?;
    match first {
        '"' | '`' | '[' if piece.len() > 1 => {
            let close = if first == '[' { ']' } else { first };
            let inner = piece.strip_prefix(first)?.strip_suffix(close)?;
            Some(inner.replace(&format!("{close}{close}"), &close.to_string()))
        }
        _ if !is_letter(first) => None,
        _ if backend == Postgres => Some(piece.to_lowercase()),
        _ => Some(piece.to_owned()),
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the piece is with which a text begins.
fn length(text: &str, backend: DatabaseBackend) -> usize {
    let Some(first) = text.chars().next() else {
        return 0;
    };
    let is_escaped = |prefix: &str| backend == Postgres && text.starts_with(prefix);
    match first {
        'e' | 'E' if is_escaped("e'") || is_escaped("E'") => 1 + quoted(&text[1..], '\'', true),
        '\'' => quoted(text, '\'', backend == MySql),
        '"' => quoted(text, '"', backend == MySql),
        '`' => quoted(text, '`', false),
        '[' if !matches!(backend, Postgres | MySql) => {
            text.find(']').map_or(text.len(), |end| end + 1)
        }
        '$' if backend == Postgres => dollars(text),
        _ if is_letter(first) => text
            .find(|c| !is_letter(c) && c != '$')
            .unwrap_or(text.len()),
        _ => first.len_utf8(),
    }
}

fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((place, c)) = characters.next() {
        if c == '\\' && escapes {
            characters.next();
        } else if c == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return place + 1;
        }
    }
    text.len()
}

fn dollars(text: &str) -> usize {
    let Some(end) = text[1..].find('$') else {
        return 1;
    };
    let tag = &text[..end + 2];
    let is_tag =
        tag[1..=end].chars().all(is_letter) && !tag[1..].starts_with(|c: char| c.is_ascii_digit());
    if !is_tag {
        return 1;
    }
    match text[tag.len()..].find(tag) {
        Some(end) => end + 2 * tag.len(),
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};

    use super::{Cursor, parts};
    use crate::schema::name::Name;

    fn pieces(text: &str, backend: sea_orm::DatabaseBackend) -> Vec<&str> {
        let mut cursor = Cursor::new(text, backend);
        let mut pieces = Vec::new();
        while !cursor.is_empty() {
            pieces.push(cursor.next());
        }
        pieces
    }

    #[test]
    fn a_text_is_one_piece() {
        assert_eq!(pieces(r"a 'b ''c' -- d '", Postgres), ["a", "'b ''c'"],);
        assert_eq!(pieces(r"E'a\'b' 'c\'", Postgres), [r"E'a\'b'", r"'c\'"]);
        assert_eq!(pieces(r"'a\'b' `c`", MySql), [r"'a\'b'", "`c`"]);
        assert_eq!(
            pieces("$$ ; '$$ $1 $a$ $$ $a$ /* ' */ b", Postgres),
            ["$$ ; '$$", "$", "1", "$a$ $$ $a$", "b"]
        );
        assert_eq!(pieces("[a b] = 'c'", Sqlite), ["[a b]", "=", "'c'"]);
    }

    #[test]
    fn names_and_groups_are_found() {
        let mut cursor = Cursor::new(r#"Public."a ""b" (c, f(d, ')'), e) rest"#, Postgres);
        assert_eq!(cursor.name(), Some(Name::of("public", r#"a "b"#)));
        let group = cursor.group().unwrap_or_default();
        assert_eq!(group, "c, f(d, ')'), e");
        assert_eq!(parts(group, Postgres), ["c", "f(d, ')')", "e"]);
        assert_eq!(cursor.rest(), "rest");
    }

    #[test]
    fn a_text_is_without_what_stands_around_it() {
        let text = |text: &str| Cursor::new(text, Postgres).text();
        assert_eq!(text("'it''s'").as_deref(), Some("it's"));
        assert_eq!(text("$a$ $$ $a$").as_deref(), Some(" $$ "));
        assert_eq!(text("$$$$").as_deref(), Some(""));
        assert_eq!(text("word"), None);
        assert_eq!(text("'open"), None);
    }
}
