//! `CREATE INDEX`.

use super::token::{Cursor, Kind, Token, bare, closing, line, parts, tokens};
use crate::schema::column::Expression;
use crate::schema::index::{Index, IndexKey, Keyed};

/// The index that a statement creates.
pub(in crate::backend::sqlite) fn index(sql: &str) -> Option<Index> {
    let tokens = tokens(sql)?;
    let mut cursor = Cursor::new(&tokens);
    if !cursor.words("CREATE") {
        return None;
    }
    let unique = cursor.words("UNIQUE");
    if !cursor.words("INDEX") {
        return None;
    }
    let name = cursor.name()?;
    if !cursor.words("ON") {
        return None;
    }
    cursor.name()?;
    let keys = parts(cursor.group()?).into_iter().map(keyed);
    let keys = keys.collect::<Option<_>>()?;
    let mut rest = cursor.rest();
    while let [inner @ .., last] = rest
        && last.is_symbol(";")
    {
        rest = inner;
    }
    let predicate = match rest {
        [] => None,
        [first, predicate @ ..] if first.is("WHERE") => Some(Expression(line(bare(predicate)))),
        _ => return None,
    };
    Some(Index {
        name,
        keys,
        unique,
        predicate,
        ..Index::default()
    })
}

/// One of the things that an index or a key sorts by.
pub(super) fn keyed(tokens: &[Token<'_>]) -> Option<IndexKey> {
    let mut rest = tokens;
    let mut descending = false;
    if let [inner @ .., last] = rest
        && (last.is("ASC") || last.is("DESC"))
    {
        descending = last.is("DESC");
        rest = inner;
    }
    let mut collation = None;
    // The collation of the last operand alone is no collation of the whole.
    if let [inner @ .., word, name] = rest
        && word.is("COLLATE")
        && is_operand(inner)
    {
        collation = Some(name.name()?);
        rest = inner;
    }
    let of = match bare(rest) {
        [] => return None,
        [token] if token.name().is_some() => Keyed::Column(token.name()?),
        tokens => Keyed::Expression(Expression(line(tokens))),
    };
    Some(IndexKey {
        descending,
        collation,
        ..IndexKey::new(of)
    })
}

/// Whether tokens are a name, something in parentheses, or the call of a function.
fn is_operand(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [_] => true,
        [first, rest @ ..] if first.kind == Kind::Word => {
            rest[0].is_symbol("(") && closing(rest) == Some(rest.len() - 1)
        }
        _ => bare(tokens).len() < tokens.len(),
    }
}

/// Whether an expression can stand in an index without parentheses.
pub(in crate::backend::sqlite) fn is_call(expression: &str) -> bool {
    tokens(expression).is_some_and(|tokens| tokens.len() > 1 && is_operand(&tokens))
}
