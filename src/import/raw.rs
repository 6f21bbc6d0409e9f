//! Raw: a statement as it stands, as a literal of Rust, and what takes it back.

use super::split::{Source, Statement};
use super::token::{Cursor, Kind, Token, next_token};
use super::typed::{Typed, Undo};

/// The statement as it stands.
pub(super) fn raw(source: Source<'_>, statement: &Statement<'_>) -> Typed {
    let tokens = beginning(source, statement.text);
    let mut cursor = Cursor::new(&tokens, source.backend);
    let (undo, about) = undo(&mut cursor);
    Typed {
        code: vec![format!(
            "script.sql({});",
            literal(&text(source, statement.text))
        )],
        undo,
        about,
        made: None,
    }
}

/// The text with the ends of lines of Rust's sources, but for those in quotes.
fn text(source: Source<'_>, text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    while let Ok(Some(token)) = next_token(text, from, source.backend) {
        written.push_str(&text[from..token.start].replace("\r\n", "\n"));
        let is_quoted = matches!(token.kind, Kind::Text | Kind::Quoted);
        match is_quoted {
            true => written.push_str(token.text),
            false => written.push_str(&token.text.replace("\r\n", "\n")),
        }
        from = token.end();
    }
    written.push_str(&text[from..]);
    written
}

/// A text as a literal; what a reader or the compiler would take for something else is escaped.
pub(super) fn literal(text: &str) -> String {
    let is_odd = |it: char| {
        (it.is_control() && it != '\n' && it != '\t')
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let is_plain = !text.contains(['"', '\\', '\n', '\t']);
    if is_plain || text.contains(is_odd) {
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

fn beginning<'a>(source: Source<'_>, text: &'a str) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Ok(Some(token)) = next_token(text, from, source.backend)
        && tokens.len() < 64
    {
        from = token.end();
        if token.kind != Kind::Comment {
            tokens.push(token);
        }
    }
    tokens
}

/// What takes it back, and the table that it is about.
fn undo(cursor: &mut Cursor<'_, '_>) -> (Undo, Option<String>) {
    let backend = cursor.backend();
    if cursor.words("SET")
        || cursor.words("PRAGMA")
        || cursor.words("ANALYZE")
        || cursor.words("VACUUM")
    {
        return (Undo::Nothing, None);
    }
    let is_row =
        cursor.words("INSERT INTO") || cursor.words("UPDATE") || cursor.words("DELETE FROM");
    let is_of_table = is_row
        || cursor.words("COMMENT ON TABLE")
        || cursor.words("ALTER TABLE ONLY")
        || (cursor.words("ALTER TABLE")
            && !cursor
                .rest()
                .iter()
                .any(|it| it.is("RENAME") || it.is("REFERENCES")));
    if is_of_table {
        let table = cursor.table().map(|table| table.code());
        return (Undo::Unknown, table);
    }
    if cursor.words("COMMENT ON COLUMN") {
        let mut names = Vec::new();
        while let Some(name) = cursor.name() {
            names.push(name);
            if !cursor.symbol(".") {
                break;
            }
        }
        let table = match names.as_slice() {
            [table, _] => Some(format!("{table:?}")),
            [schema, table, _] => Some(format!("({schema:?}, {table:?})")),
            _ => None,
        };
        return (Undo::Unknown, table);
    }
    if !cursor.words("CREATE") {
        return (Undo::Unknown, None);
    }
    for kind in ["VIEW", "MATERIALIZED VIEW", "SEQUENCE", "SCHEMA", "DOMAIN"] {
        if cursor.words(kind) {
            return match (cursor.is_at("IF"), name_as_written(cursor)) {
                (false, Some(name)) => {
                    let drop = literal(&format!("DROP {kind} {name}"));
                    (Undo::By(vec![format!("script.sql({drop});")]), None)
                }
                _ => (Undo::Unknown, None),
            };
        }
    }
    cursor.words("UNIQUE");
    if cursor.words("TRIGGER") || cursor.words("POLICY") || cursor.words("INDEX") {
        let rest = cursor.rest();
        let on = rest.iter().position(|token| token.is("ON"));
        let table = on.and_then(|on| Cursor::new(&rest[on + 1..], backend).table());
        return (Undo::Unknown, table.map(|table| table.code()));
    }
    (Undo::Unknown, None)
}

/// A name with what stands before it, as it is written.
fn name_as_written(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    let mut name = String::new();
    loop {
        let token = cursor.next()?;
        if !matches!(token.kind, Kind::Word | Kind::Quoted) {
            return None;
        }
        name.push_str(token.text);
        if !cursor.symbol(".") {
            return Some(name);
        }
        name.push('.');
    }
}
