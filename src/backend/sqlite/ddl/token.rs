//! Tokens: SQL as SQLite cuts it.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::backend::sqlite) enum Kind {
    /// A keyword or a plain name.
    Word,
    /// A name in quotes, backticks or brackets.
    Quoted,
    /// A text in single quotes, which SQLite takes for a name where only a name can stand.
    Text,
    /// A number.
    Number,
    /// Bytes, `x'00ff'`.
    Bytes,
    /// Anything else: operators, commas, parentheses, parameters.
    Symbol,
}

/// A piece of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::backend::sqlite) struct Token<'a> {
    pub(in crate::backend::sqlite) kind: Kind,
    /// As it is written.
    pub(in crate::backend::sqlite) text: &'a str,
    /// Where it begins in the statement.
    pub(in crate::backend::sqlite) start: usize,
}

impl Token<'_> {
    pub(in crate::backend::sqlite) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is that keyword.
    pub(in crate::backend::sqlite) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(in crate::backend::sqlite) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    /// What it is the name of; a text in single quotes names too.
    pub(in crate::backend::sqlite) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_owned()),
            Kind::Quoted | Kind::Text => Some(self.unquoted()),
            _ => None,
        }
    }

    /// What stands between its quotes.
    pub(in crate::backend::sqlite) fn unquoted(&self) -> String {
        let mut characters = self.text.chars();
        let (Some(quote), Some(_)) = (characters.next(), characters.next_back()) else {
            return String::new();
        };
        let inner = characters.as_str();
        if quote == '[' {
            return inner.to_owned();
        }
        let mut unquoted = String::with_capacity(inner.len());
        let mut is_second = false;
        for character in inner.chars() {
            is_second = character == quote && !is_second;
            if !is_second {
                unquoted.push(character);
            }
        }
        unquoted
    }
}

/// The tokens of a statement, without comments; `None` where a quote is not closed.
pub(in crate::backend::sqlite) fn tokens(sql: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = sql[start..].chars().next() {
        let rest = &sql[start..];
        let gap = gap(rest, first);
        if gap > 0 {
            start += gap;
            continue;
        }
        let (kind, length) = cut(rest, first)?;
        let text = &rest[..length];
        tokens.push(Token { kind, text, start });
        start += length;
    }
    Some(tokens)
}

/// Bytes of white space or of a comment at the beginning.
fn gap(rest: &str, first: char) -> usize {
    if first.is_ascii_whitespace() || first == '\u{b}' || first == '\u{feff}' {
        return first.len_utf8();
    }
    if rest.starts_with("--") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    match rest.strip_prefix("/*") {
        Some(comment) => comment.find("*/").map_or(rest.len(), |end| end + 4),
        None => 0,
    }
}

/// Kind and bytes of the token at the beginning.
fn cut(rest: &str, first: char) -> Option<(Kind, usize)> {
    let second = rest[first.len_utf8()..].chars().next();
    let cut = match first {
        '\'' => (Kind::Text, quoted(rest, first)?),
        '"' | '`' => (Kind::Quoted, quoted(rest, first)?),
        '[' => (Kind::Quoted, rest.find(']')? + 1),
        'x' | 'X' if second == Some('\'') => (Kind::Bytes, 1 + quoted(&rest[1..], '\'')?),
        '0'..='9' => (Kind::Number, number(rest)),
        '.' if second.is_some_and(|c| c.is_ascii_digit()) => (Kind::Number, number(rest)),
        _ if is_of_word(first) => (Kind::Word, word(rest)),
        _ => (Kind::Symbol, symbol(rest, first)),
    };
    Some(cut)
}

/// Bytes until the quote is closed; a doubled one does not close it.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut end = 1;
    loop {
        end += rest[end..].find(quote)? + 1;
        if !rest[end..].starts_with(quote) {
            return Some(end);
        }
        end += 1;
    }
}

fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || character == '_'
        || character == '$'
        || !character.is_ascii()
}

fn word(rest: &str) -> usize {
    rest.find(|character| !is_of_word(character))
        .unwrap_or(rest.len())
}

/// Digits, a point, an exponent with its sign; also `0xff`, and digits parted by `_`.
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

fn symbol(rest: &str, first: char) -> usize {
    const LONG: &[&str] = &["->>", "->", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>"];
    let long = LONG.iter().find(|symbol| rest.starts_with(**symbol));
    long.map_or(first.len_utf8(), |symbol| symbol.len())
}

/// The tokens in one line: what stood between two of them becomes a space.
pub(in crate::backend::sqlite) fn line(tokens: &[Token<'_>]) -> String {
    let mut line = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.start) {
            line.push(' ');
        }
        line.push_str(token.text);
        end = Some(token.end());
    }
    line
}

/// The tokens without parentheses around all of them.
pub(in crate::backend::sqlite) fn bare<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    while let [first, inner @ .., _] = tokens {
        if !first.is_symbol("(") || closing(tokens) != Some(tokens.len() - 1) {
            break;
        }
        tokens = inner;
    }
    tokens
}

/// Position of the parenthesis that closes the one at the beginning.
pub(in crate::backend::sqlite) fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    for (position, token) in tokens.iter().enumerate() {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            return Some(position);
        }
    }
    None
}

/// What stands between commas that are in no parentheses.
pub(in crate::backend::sqlite) fn parts<'t, 'a>(tokens: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut depth = 0_usize;
    tokens
        .split(|token| {
            if token.is_symbol("(") {
                depth += 1;
            } else if token.is_symbol(")") {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && token.is_symbol(",")
        })
        .collect()
}

/// A place in a row of tokens.
#[derive(Clone)]
pub(in crate::backend::sqlite) struct Cursor<'t, 'a> {
    rest: &'t [Token<'a>],
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub(in crate::backend::sqlite) fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { rest: tokens }
    }

    /// What is still to be read.
    pub(in crate::backend::sqlite) fn rest(&self) -> &'t [Token<'a>] {
        self.rest
    }

    pub(in crate::backend::sqlite) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(in crate::backend::sqlite) fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Whether the next are these keywords.
    pub(in crate::backend::sqlite) fn is_at(&self, words: &str) -> bool {
        let mut tokens = self.rest.iter();
        words
            .split(' ')
            .all(|word| tokens.next().is_some_and(|token| token.is(word)))
    }

    /// Goes past these keywords, if they are the next.
    pub(in crate::backend::sqlite) fn words(&mut self, words: &str) -> bool {
        let is_here = self.is_at(words);
        if is_here {
            self.rest = &self.rest[words.split(' ').count()..];
        }
        is_here
    }

    /// Goes past a symbol, if it is the next.
    pub(in crate::backend::sqlite) fn symbol(&mut self, symbol: &str) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if first.is_symbol(symbol) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// A name, in whichever quotes.
    pub(in crate::backend::sqlite) fn name(&mut self) -> Option<String> {
        self.next()?.name()
    }

    /// What stands in the parentheses that come next.
    pub(in crate::backend::sqlite) fn group(&mut self) -> Option<&'t [Token<'a>]> {
        let close = match self.rest.first() {
            Some(first) if first.is_symbol("(") => closing(self.rest)?,
            _ => return None,
        };
        let group = &self.rest[1..close];
        self.rest = &self.rest[close + 1..];
        Some(group)
    }

    /// The same, if a parenthesis comes next.
    pub(in crate::backend::sqlite) fn has_group(&self) -> bool {
        self.rest.first().is_some_and(|first| first.is_symbol("("))
    }
}
