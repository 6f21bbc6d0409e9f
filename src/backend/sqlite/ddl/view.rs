//! `CREATE VIEW`, and statements that are kept as they are.

use super::super::FACTS;
use super::constraint::names;
use super::token::{Cursor, Token, tokens};
use crate::schema::name::Name;
use crate::schema::object::View;

/// The view that a statement creates.
pub(in crate::backend::sqlite) fn view(sql: &str) -> Option<View> {
    let tokens = tokens(sql)?;
    let mut cursor = Cursor::new(&tokens);
    if !cursor.words("CREATE VIEW") {
        return None;
    }
    let name = Name::here(cursor.name()?);
    let columns = match cursor.has_group() {
        true => names(cursor.group()?)?,
        false => Vec::new(),
    };
    if !cursor.words("AS") {
        return None;
    }
    let query = whole(sql, cursor.rest())?.to_owned();
    Some(View {
        name,
        columns,
        query,
        ..View::default()
    })
}

/// A statement without comments and semicolons around it.
pub(in crate::backend::sqlite) fn statement(sql: &str) -> String {
    let tokens = tokens(sql).unwrap_or_default();
    whole(sql, &tokens).unwrap_or(sql).to_owned()
}

/// The text of tokens as it is written, without semicolons at its end.
fn whole<'a>(sql: &'a str, mut tokens: &[Token<'_>]) -> Option<&'a str> {
    while let [inner @ .., last] = tokens
        && last.is_symbol(";")
    {
        tokens = inner;
    }
    let (first, last) = (tokens.first()?, tokens.last()?);
    sql.get(first.start..last.end())
}

/// A `CREATE` statement as SQLite keeps it: without `IF NOT EXISTS`, the name quoted.
pub(in crate::backend::sqlite) fn headed(sql: &str) -> String {
    const KINDS: &[&str] = &[
        "VIRTUAL TABLE",
        "TABLE",
        "UNIQUE INDEX",
        "INDEX",
        "TRIGGER",
        "VIEW",
    ];
    let tokens = tokens(sql).unwrap_or_default();
    let mut cursor = Cursor::new(&tokens);
    let is_create = cursor.words("CREATE");
    let kind = KINDS.iter().find(|kind| cursor.words(kind));
    let (true, Some(kind)) = (is_create, kind) else {
        return sql.to_owned();
    };
    cursor.words("IF NOT EXISTS");
    let name = cursor.name();
    match (name, cursor.rest().first()) {
        (Some(name), Some(rest)) if !rest.is_symbol(".") => {
            format!(
                "CREATE {kind} {} {}",
                FACTS.quoted(&name),
                &sql[rest.start..]
            )
        }
        _ => sql.to_owned(),
    }
}
