//! Tokens: SQL as each backend cuts it.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a plain name.
    Word,
    /// A name in quotes, backticks or brackets.
    Quoted,
    /// A text, in whatever quotes.
    Text,
    /// A number.
    Number,
    /// Anything else, one character.
    Symbol,
    /// What no server reads.
    Comment,
    /// A comment that MySQL executes.
    Executed,
}

/// A piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it is written.
    pub(super) text: &'a str,
    /// Where it begins.
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is that keyword.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// What stands between its quotes, a doubled one once.
    pub(super) fn unquoted(&self) -> String {
        let mut characters = self.text.chars();
        let (Some(first), Some(last)) = (characters.next(), characters.next_back()) else {
            return String::new();
        };
        let inner = characters.as_str();
        match first {
            '[' => inner.to_owned(),
            _ => inner.replace(&format!("{last}{last}"), &last.to_string()),
        }
    }
}

/// What begins and never ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub(super) what: &'static str,
    pub(super) start: usize,
}

/// The token at or after a place; `None` at the end.
pub(super) fn next_token(
    sql: &str,
    from: usize,
    backend: DatabaseBackend,
) -> Result<Option<Token<'_>>, Unclosed> {
    let is_gap = |character: char| character.is_whitespace() || character == '\u{feff}';
    let rest = sql[from..].trim_start_matches(is_gap);
    let start = sql.len() - rest.len();
    let Some(first) = rest.chars().next() else {
        return Ok(None);
    };
    let (kind, length) = cut(rest, first, backend).map_err(|what| Unclosed { what, start })?;
    let text = &rest[..length];
    Ok(Some(Token { kind, text, start }))
}

/// All tokens of a text that is known to have none unclosed.
pub(super) fn tokens(sql: &str, backend: DatabaseBackend) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Ok(Some(token)) = next_token(sql, from, backend) {
        from = token.end();
        tokens.push(token);
    }
    tokens
}

fn cut(rest: &str, first: char, backend: DatabaseBackend) -> Result<(Kind, usize), &'static str> {
    let after = &rest[first.len_utf8()..];
    let second = after.chars().next();
    // MySQL takes two minus signs for a comment only before a space.
    let is_spaced = |at: usize| rest[at..].chars().next().is_none_or(char::is_whitespace);
    if (rest.starts_with("--") && (backend != MySql || is_spaced(2)))
        || (first == '#' && backend == MySql)
    {
        let end = rest.find('\n').unwrap_or(rest.len());
        return Ok((Kind::Comment, rest[..end].trim_end_matches('\r').len()));
    }
    if let Some(inner) = rest.strip_prefix("/*") {
        let kind = match backend == MySql && (inner.starts_with('!') || inner.starts_with("M!")) {
            true => Kind::Executed,
            false => Kind::Comment,
        };
        return Ok((kind, comment(rest, backend).ok_or("comment")?));
    }
    Ok(match first {
        '\'' => (
            Kind::Text,
            quoted(rest, first, backend == MySql).ok_or("text")?,
        ),
        '"' if backend == MySql => (Kind::Text, quoted(rest, first, true).ok_or("text")?),
        '"' => (Kind::Quoted, quoted(rest, first, false).ok_or("name")?),
        '`' if backend != Postgres => (Kind::Quoted, quoted(rest, first, false).ok_or("name")?),
        '[' if backend == Sqlite => (Kind::Quoted, rest.find(']').ok_or("name")? + 1),
        'e' | 'E' if backend == Postgres && second == Some('\'') => {
            (Kind::Text, 1 + quoted(after, '\'', true).ok_or("text")?)
        }
        '$' if backend == Postgres => match tag(rest) {
            None => (Kind::Symbol, 1),
            Some(tag) => {
                let end = rest[tag.len()..].find(tag).ok_or("text")?;
                (Kind::Text, end + 2 * tag.len())
            }
        },
        '0'..='9' => (Kind::Number, number(rest)),
        '.' if second.is_some_and(|c| c.is_ascii_digit()) => (Kind::Number, number(rest)),
        _ if is_of_word(first) => (Kind::Word, word(rest)),
        _ => (Kind::Symbol, first.len_utf8()),
    })
}

/// Bytes until the comment ends; in PostgreSQL one may stand in another.
fn comment(rest: &str, backend: DatabaseBackend) -> Option<usize> {
    let mut depth = 1;
    let mut end = 2;
    loop {
        let close = rest[end..].find("*/")? + end;
        let open = rest[end..close].find("/*").filter(|_| backend == Postgres);
        match open {
            Some(open) => {
                depth += 1;
                end += open + 2;
            }
            None => {
                depth -= 1;
                end = close + 2;
            }
        }
        if depth == 0 {
            return Some(end);
        }
    }
}

/// Bytes until the quote is closed; a doubled one does not close it.
fn quoted(rest: &str, quote: char, has_escapes: bool) -> Option<usize> {
    let mut end = 1;
    loop {
        let is_of_it = |character| character == quote || (has_escapes && character == '\\');
        end += rest[end..].find(is_of_it)?;
        if rest[end..].starts_with(quote) {
            end += 1;
            if !rest[end..].starts_with(quote) {
                return Some(end);
            }
            end += 1;
        } else {
            end += 1 + rest[end + 1..].chars().next()?.len_utf8();
        }
    }
}

/// `$$` or `$name$` at the beginning.
fn tag(rest: &str) -> Option<&str> {
    let inner = &rest[1..];
    let end = inner.find('$')?;
    let name = &inner[..end];
    let is_name = name.chars().all(|it| is_of_word(it) && it != '$')
        && !name.starts_with(|it: char| it.is_ascii_digit());
    is_name.then(|| &rest[..end + 2])
}

pub(super) fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || character == '_'
        || character == '$'
        || (!character.is_ascii() && !character.is_whitespace())
}

fn word(rest: &str) -> usize {
    rest.find(|character| !is_of_word(character))
        .unwrap_or(rest.len())
}

/// Digits, a point, an exponent with its sign; also `0xff`.
fn number(rest: &str) -> usize {
    let is_hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let mut previous = ' ';
    for (position, character) in rest.char_indices() {
        let is_sign = (character == '-' || character == '+')
            && previous.eq_ignore_ascii_case(&'e')
            && !is_hexadecimal;
        if !(is_of_word(character) || character == '.' || is_sign) {
            return position;
        }
        previous = character;
    }
    rest.len()
}

/// The tokens in one line: what stood between two of them becomes a space.
pub(super) fn line(tokens: &[Token<'_>]) -> String {
    let mut line = String::new();
    let mut end = None;
    for token in tokens.iter().filter(|token| token.kind != Kind::Comment) {
        if end.is_some_and(|end| end < token.start) {
            line.push(' ');
        }
        line.push_str(token.text);
        end = Some(token.end());
    }
    line
}

/// A place in a row of tokens that has no comments.
#[derive(Clone)]
pub(super) struct Cursor<'t, 'a> {
    rest: &'t [Token<'a>],
    backend: DatabaseBackend,
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub(super) fn new(tokens: &'t [Token<'a>], backend: DatabaseBackend) -> Self {
        Self {
            rest: tokens,
            backend,
        }
    }

    pub(super) fn backend(&self) -> DatabaseBackend {
        self.backend
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'t [Token<'a>] {
        self.rest
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Whether the next are these keywords.
    pub(super) fn is_at(&self, words: &str) -> bool {
        let mut tokens = self.rest.iter();
        words
            .split(' ')
            .all(|word| tokens.next().is_some_and(|token| token.is(word)))
    }

    /// Goes past these keywords, if they are the next.
    pub(super) fn words(&mut self, words: &str) -> bool {
        let is_here = self.is_at(words);
        if is_here {
            self.rest = &self.rest[words.split(' ').count()..];
        }
        is_here
    }

    pub(super) fn is_at_symbol(&self, symbol: &str) -> bool {
        self.rest.first().is_some_and(|it| it.is_symbol(symbol))
    }

    /// Goes past a symbol, if it is the next.
    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let is_here = self.is_at_symbol(symbol);
        if is_here {
            self.rest = &self.rest[1..];
        }
        is_here
    }

    /// A name as the server keeps it; `None` where that is not sure.
    pub(super) fn name(&mut self) -> Option<String> {
        let token = self.next()?;
        let name = match (token.kind, self.backend) {
            // It is folded, and non-ASCII letters by rules of the server's.
            (Kind::Word, Postgres) if token.text.is_ascii() => token.text.to_ascii_lowercase(),
            (Kind::Word, MySql | Sqlite) => token.text.to_owned(),
            (Kind::Quoted, _) => token.unquoted(),
            _ => return None,
        };
        // PostgreSQL cuts what is longer, and builders do not quote what has quotes everywhere.
        let is_plain = name.len() <= 63 && !name.contains(['"', '`', '\\', '\n', '\r', '\0']);
        (is_plain && !name.is_empty()).then_some(name)
    }

    /// A table as the builders take it: its name, or its schema's and its own.
    pub(super) fn table(&mut self) -> Option<Table> {
        let first = self.name()?;
        let table = match self.symbol(".") {
            false => Table {
                schema: None,
                name: first,
            },
            true => Table {
                schema: Some(first),
                name: self.name()?,
            },
        };
        let is_reached = table.schema.is_none() || self.backend == Postgres;
        (is_reached && !self.is_at_symbol(".")).then_some(table)
    }

    /// What stands in the parentheses that come next.
    pub(super) fn group(&mut self) -> Option<&'t [Token<'a>]> {
        if !self.is_at_symbol("(") {
            return None;
        }
        let mut depth = 0_usize;
        let close = self.rest.iter().position(|token| {
            if token.is_symbol("(") {
                depth += 1;
            } else if token.is_symbol(")") {
                depth = depth.saturating_sub(1);
            }
            depth == 0
        })?;
        let group = &self.rest[1..close];
        self.rest = &self.rest[close + 1..];
        Some(group)
    }

    /// Names with commas between them, in the parentheses that come next.
    pub(super) fn names(&mut self) -> Option<Vec<String>> {
        let backend = self.backend;
        let name = |part: &'t [Token<'a>]| {
            let mut part = Cursor::new(part, backend);
            let name = part.name()?;
            part.is_at_end().then_some(name)
        };
        parts(self.group()?).into_iter().map(name).collect()
    }
}

/// A table by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) schema: Option<String>,
    pub(super) name: String,
}

impl Table {
    /// As the builders take it.
    pub(super) fn code(&self) -> String {
        match &self.schema {
            None => format!("{:?}", self.name),
            Some(schema) => format!("({schema:?}, {:?})", self.name),
        }
    }
}

/// What stands between commas that are in no parentheses.
pub(super) fn parts<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut depth = 0_usize;
    tokens
        .split(|token| {
            if token.is_symbol("(") || token.is_symbol("[") {
                depth += 1;
            } else if token.is_symbol(")") || token.is_symbol("]") {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && token.is_symbol(",")
        })
        .collect()
}
