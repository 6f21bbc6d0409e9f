//! Text: pieces of SQL as the server writes it, and texts from outside as literals.

/// A piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A text with its quotes.
    Text(&'a str),
    /// A quoted name with its quotes.
    Name(&'a str),
    /// A word or a number.
    Word(&'a str),
    /// A comment.
    Comment(&'a str),
    /// Blanks.
    Space(&'a str),
    /// Any other character.
    Sign(&'a str),
}

impl<'a> Piece<'a> {
    /// As it is written.
    pub(super) fn as_str(self) -> &'a str {
        match self {
            Self::Text(text)
            | Self::Name(text)
            | Self::Word(text)
            | Self::Comment(text)
            | Self::Space(text)
            | Self::Sign(text) => text,
        }
    }

    /// Whether it is that keyword.
    pub(super) fn is_word(self, word: &str) -> bool {
        matches!(self, Self::Word(text) if text.eq_ignore_ascii_case(word))
    }

    /// Whether it is that sign.
    pub(super) fn is_sign(self, sign: &str) -> bool {
        matches!(self, Self::Sign(found) if found == sign)
    }
}

/// The pieces of an SQL text, which together are the whole of it.
pub(super) fn pieces<'a>(text: &'a str) -> Vec<Piece<'a>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (end, piece): (usize, fn(&'a str) -> Piece<'a>) = match first {
            '\'' | '"' => (end_of_quoted(rest, first, true), Piece::Text),
            '`' => (end_of_quoted(rest, first, false), Piece::Name),
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                (end, Piece::Comment)
            }
            _ if first.is_whitespace() => (end_of(rest, char::is_whitespace), Piece::Space),
            _ if is_of_word(first) => (end_of(rest, is_of_word), Piece::Word),
            _ => (first.len_utf8(), Piece::Sign),
        };
        found.push(piece(&rest[..end]));
        rest = &rest[end..];
    }
    found
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || "_$@.".contains(character)
}

fn end_of(text: &str, belongs: fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character))
        .unwrap_or(text.len())
}

fn end_of_quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && escapes {
            characters.next();
        } else if character == quote {
            match characters.peek() {
                Some((_, next)) if *next == quote => {
                    characters.next();
                }
                _ => return at + quote.len_utf8(),
            }
        }
    }
    text.len()
}

/// A text as a literal where the grammar wants one that is plain: a comment, a value of an enum.
pub(super) fn literal(text: &str) -> String {
    let inner = text.replace('\\', "\\\\").replace('\'', "''");
    format!("'{}'", inner.replace('\0', "\\0"))
}

/// The value of a text that is one literal; `None` where it is anything else.
pub(super) fn value_of(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|quote| "'\"".contains(*quote))?;
    if text.len() < 2 || end_of_quoted(text, quote, true) != text.len() || !text.ends_with(quote) {
        return None;
    }
    let mut value = String::new();
    let mut characters = text[1..text.len() - 1].chars();
    while let Some(character) = characters.next() {
        let next = match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                'Z' => '\x1a',
                'b' => '\x08',
                other => other,
            },
            _ if character == quote => characters.next()?,
            _ => character,
        };
        value.push(next);
    }
    Some(value)
}

/// The name in a quoted or plain name.
pub(super) fn name_of(text: &str) -> String {
    match text
        .strip_prefix('`')
        .and_then(|text| text.strip_suffix('`'))
    {
        Some(inner) => {
            let quote = super::FACTS.quote.to_string();
            inner.replace(&quote.repeat(2), &quote)
        }
        None => text.to_owned(),
    }
}

/// A text without the parentheses around the whole of it.
pub(super) fn without_parentheses(text: &str) -> &str {
    let text = text.trim();
    if !text.starts_with('(') || !text.ends_with(')') {
        return text;
    }
    let pieces = pieces(text);
    let mut depth = 0;
    for (position, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Sign("(") => depth += 1,
            Piece::Sign(")") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return match position + 1 == pieces.len() {
                true => without_parentheses(&text[1..text.len() - 1]),
                false => text,
            };
        }
    }
    text
}

/// What stands between commas that are in no parentheses.
pub(super) fn list_of(text: &str) -> Vec<String> {
    let mut depth = 0;
    let mut items = vec![String::new()];
    for piece in pieces(text) {
        match piece {
            Piece::Sign("(") => depth += 1,
            Piece::Sign(")") => depth -= 1,
            Piece::Sign(",") if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(item) = items.last_mut() {
            item.push_str(piece.as_str());
        }
    }
    items.iter().map(|item| item.trim().to_owned()).collect()
}

/// An expression of MySQL's catalog, which escapes what it holds, takes each byte of it for a
/// character, and names the character set of each text. Texts are of this one where they do not
/// say, and the server reads some that say so as another type.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('0') => '\0',
                Some(other) => other,
                None => '\\',
            },
            _ => character,
        });
    }
    let bytes: Option<Vec<u8>> = plain
        .chars()
        .map(|character| u8::try_from(u32::from(character)).ok())
        .collect();
    let plain = bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or(plain);
    let pieces = pieces(&plain);
    let named = pieces.iter().enumerate().filter(|(position, piece)| {
        let is_text = matches!(pieces.get(position + 1), Some(Piece::Text(_)));
        !(is_text && piece.is_word("_utf8mb4"))
    });
    named.map(|(_, piece)| piece.as_str()).collect()
}

/// A text without a schema's name in front of other names. `` `a`.`b` `` alone may be a column `b`
/// of something that is called like the schema, so what follows must be known.
pub(super) fn without_schema(text: &str, schema: &str, is_known: impl Fn(&str) -> bool) -> String {
    let pieces = pieces(text);
    let is_name = |position: usize| matches!(pieces.get(position), Some(Piece::Name(_)));
    let is_dot = |position: usize| pieces.get(position) == Some(&Piece::Word("."));
    let mut plain = String::with_capacity(text.len());
    let mut position = 0;
    while let Some(piece) = pieces.get(position) {
        let is_first = position == 0 || !is_dot(position - 1);
        let is_qualifier = matches!(piece, Piece::Name(name) if name_of(name) == schema)
            && is_first
            && is_dot(position + 1)
            && is_name(position + 2)
            && (is_dot(position + 3)
                || pieces
                    .get(position + 3)
                    .is_some_and(|next| next.is_sign("("))
                || is_known(&name_of(pieces[position + 2].as_str())));
        if is_qualifier {
            position += 2;
        } else {
            plain.push_str(piece.as_str());
            position += 1;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{
        Piece, list_of, literal, pieces, unescaped, value_of, without_parentheses, without_schema,
    };

    #[test]
    fn pieces_are_the_whole_text() {
        let text = "select `a``b`.x1 , 'it''s \\' ;' /* ' */ from (\"q\")";
        let whole: String = pieces(text).into_iter().map(Piece::as_str).collect();
        assert_eq!(whole, text);
        assert_eq!(pieces(text)[2], Piece::Name("`a``b`"));
        assert!(pieces(text).contains(&Piece::Text("'it''s \\' ;'")));
    }

    #[test]
    fn a_literal_is_read_as_it_was() {
        for text in ["", "it's", "\\", "a\\'b", "\"", "ü\n'", "a\0b"] {
            assert_eq!(value_of(&literal(text)).as_deref(), Some(text));
        }
        assert_eq!(value_of("'a' + 'b'"), None);
        assert_eq!(value_of("'a"), None);
        assert_eq!(value_of("x"), None);
        assert_eq!(value_of("'a\\nb'").as_deref(), Some("a\nb"));
    }

    #[test]
    fn only_parentheses_around_the_whole_go() {
        assert_eq!(without_parentheses("((a > 0))"), "a > 0");
        assert_eq!(without_parentheses("(a) + (b)"), "(a) + (b)");
        assert_eq!(without_parentheses("(a = ')')"), "a = ')'");
    }

    #[test]
    fn a_list_is_cut_at_its_own_commas() {
        assert_eq!(list_of("f(a,b), 'x,y',c"), ["f(a,b)", "'x,y'", "c"]);
    }

    #[test]
    fn what_mysql_escaped_and_encoded_twice_is_plain() {
        assert_eq!(
            unescaped("(`a` <> _utf8mb4\\'it\\\\\\'s \\\\\\\\ \u{c3}\u{bc}\\')"),
            "(`a` <> 'it\\'s \\\\ ü')"
        );
        assert_eq!(unescaped("`ü` + _latin1\\'a\\'"), "`ü` + _latin1'a'");
    }

    #[test]
    fn the_schema_goes_and_what_is_called_like_it_stays() {
        let text =
            "select `app`.`users`.`id` AS `app`,`app`.`x`,'`app`.`users`' from `app`.`users`";
        assert_eq!(
            without_schema(text, "app", |name| name == "users"),
            "select `users`.`id` AS `app`,`app`.`x`,'`app`.`users`' from `users`"
        );
        assert_eq!(without_schema("`app`.`f`(1)", "app", |_| false), "`f`(1)");
    }
}
