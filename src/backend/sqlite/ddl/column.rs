//! A column of `CREATE TABLE`.

use super::super::types;
use super::constraint::{conflict, deferrable, reference};
use super::token::{Cursor, Kind, Token, bare, line, tokens};
use crate::schema::column::{AutoIncrement, Column, ColumnDefault, Expression, Generated};
use crate::schema::constraint::{Check, PrimaryKey, Unique};
use crate::schema::table::Table;

/// Reads a column into the table, and what stands with it: keys and checks are the table's.
pub(super) fn column(cursor: &mut Cursor<'_, '_>, table: &mut Table) -> Option<()> {
    let name = cursor.name()?;
    let mut column = Column::new(&name, types::read(&written_type(cursor)?));
    column.nullable = true;
    clauses(cursor, &mut column, table)?;
    table.columns.push(column);
    Some(())
}

/// Reads what stands after a column's type, until the next column.
fn clauses(cursor: &mut Cursor<'_, '_>, column: &mut Column, table: &mut Table) -> Option<()> {
    let mut constraint = None;
    while cursor
        .rest()
        .first()
        .is_some_and(|next| !next.is_symbol(","))
    {
        if cursor.words("CONSTRAINT") {
            constraint = Some(cursor.name()?);
            continue;
        }
        clause(cursor, column, table, constraint.take())?;
    }
    Some(())
}

/// Takes a column's options apart that somebody wrote as SQL: what they say is the column's, and
/// its table's. They stay as they are where they cannot be read.
pub(in crate::backend::sqlite) fn take_apart(column: &mut Column, table: &mut Table) {
    let Some(options) = column.options.clone() else {
        return;
    };
    let (mut read, mut beside) = (column.clone(), table.clone());
    read.options = None;
    let understood = tokens(&options).and_then(|tokens| {
        let mut cursor = Cursor::new(&tokens);
        // Said alone, it is what happens to a row without a value.
        match cursor.is_at("ON CONFLICT") {
            true => read.options = conflict(&mut cursor)?,
            false => clauses(&mut cursor, &mut read, &mut beside)?,
        }
        cursor.is_at_end().then_some(())
    });
    if understood.is_some() {
        *column = read;
        *table = beside;
    }
}

/// The words of a type with what stands in parentheses after them; empty where there is none. A
/// word in quotes is that word.
fn written_type(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    const ENDS: &[&str] = &[
        "AS",
        "CHECK",
        "COLLATE",
        "CONSTRAINT",
        "DEFAULT",
        "DEFERRABLE",
        "NOT",
        "NULL",
        "PRIMARY",
        "REFERENCES",
        "UNIQUE",
    ];
    let is_of_type = |cursor: &Cursor<'_, '_>| match cursor.rest().first() {
        Some(token) if token.kind == Kind::Word => {
            !ENDS.iter().any(|word| token.is(word)) && !cursor.is_at("GENERATED ALWAYS")
        }
        Some(token) => matches!(token.kind, Kind::Quoted | Kind::Text),
        None => false,
    };
    let start = cursor.rest();
    while is_of_type(cursor) {
        cursor.next();
    }
    if start.len() > cursor.rest().len() && cursor.has_group() {
        cursor.group()?;
    }
    let tokens = &start[..start.len() - cursor.rest().len()];
    let quoted = match tokens {
        [token] if token.kind != Kind::Word => Some(token.unquoted()),
        _ => None,
    };
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let plain = quoted.filter(|text| text.chars().all(is_word));
    Some(plain.unwrap_or_else(|| line(tokens)))
}

fn clause(
    cursor: &mut Cursor<'_, '_>,
    column: &mut Column,
    table: &mut Table,
    name: Option<String>,
) -> Option<()> {
    let own = || vec![column.name.clone()];
    if cursor.words("NOT NULL") {
        column.nullable = false;
        column.options = conflict(cursor)?;
    } else if cursor.words("NULL") {
        conflict(cursor)?;
    } else if cursor.words("DEFAULT") {
        column.default = Some(default(cursor)?);
    } else if cursor.words("PRIMARY KEY") {
        let is_descending = cursor.words("DESC");
        cursor.words("ASC");
        let conflict = conflict(cursor)?;
        let columns = own();
        if cursor.words("AUTOINCREMENT") {
            column.auto_increment = Some(AutoIncrement::Keyword);
        }
        let order = is_descending.then(|| "DESC".to_owned());
        let options: Vec<String> = order.into_iter().chain(conflict).collect();
        table.primary_key = Some(PrimaryKey {
            name,
            columns,
            options: (!options.is_empty()).then(|| options.join(" ")),
            ..PrimaryKey::default()
        });
    } else if cursor.words("UNIQUE") {
        table.uniques.push(Unique {
            name,
            columns: own(),
            options: conflict(cursor)?,
            ..Unique::default()
        });
    } else if cursor.words("CHECK") {
        table.checks.push(check(name, cursor.group()?));
    } else if cursor.words("REFERENCES") {
        let columns = own();
        table.foreign_keys.push(reference(cursor, name, columns)?);
    } else if cursor.words("COLLATE") {
        column.collation = Some(cursor.name()?);
    } else if cursor.words("GENERATED ALWAYS AS") || cursor.words("AS") {
        let expression = Expression(line(bare(cursor.group()?)));
        let stored = cursor.words("STORED");
        cursor.words("VIRTUAL");
        column.generated = Some(Generated { expression, stored });
    } else {
        // SQLite takes it for the key that was read last, which can be another column's.
        let deferrable = deferrable(cursor)?;
        if let Some(key) = table.foreign_keys.last_mut() {
            key.deferrable = deferrable;
        }
    }
    Some(())
}

/// A check of that expression.
pub(super) fn check(name: Option<String>, expression: &[Token<'_>]) -> Check {
    Check {
        name,
        expression: Expression(line(bare(expression))),
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        comment: None,
    }
}

/// What follows `DEFAULT`.
fn default(cursor: &mut Cursor<'_, '_>) -> Option<ColumnDefault> {
    if cursor.has_group() {
        let inner = bare(cursor.group()?);
        return Some(ColumnDefault::Expression(Expression(line(inner))));
    }
    let start = cursor.rest();
    while cursor.symbol("-") || cursor.symbol("+") {}
    cursor.next()?;
    let tokens = &start[..start.len() - cursor.rest().len()];
    let whole = || ColumnDefault::Expression(Expression(line(tokens)));
    Some(literal(tokens).unwrap_or_else(whole))
}

/// The value that a literal says, or a word that SQLite takes for a text there.
pub(in crate::backend::sqlite) fn literal(tokens: &[Token<'_>]) -> Option<ColumnDefault> {
    let (sign, token) = match tokens {
        [token] => ("", token),
        [sign, token] if sign.is_symbol("-") => ("-", token),
        [sign, token] if sign.is_symbol("+") => ("", token),
        _ => return None,
    };
    if token.kind == Kind::Number {
        let is_plain = |c: char| c.is_ascii_digit() || c == '.';
        let number = format!("{sign}{}", token.text);
        return token
            .text
            .chars()
            .all(is_plain)
            .then_some(ColumnDefault::Number(number));
    }
    if tokens.len() > 1 {
        return None;
    }
    match token.kind {
        Kind::Text | Kind::Quoted => Some(ColumnDefault::Text(token.unquoted())),
        Kind::Word if token.is("TRUE") => Some(ColumnDefault::Boolean(true)),
        Kind::Word if token.is("FALSE") => Some(ColumnDefault::Boolean(false)),
        Kind::Word if token.is("CURRENT_TIMESTAMP") => Some(ColumnDefault::CurrentTimestamp),
        Kind::Word => {
            let is_value = ["NULL", "CURRENT_DATE", "CURRENT_TIME"]
                .iter()
                .any(|word| token.is(word));
            (!is_value).then(|| ColumnDefault::Text(token.text.to_owned()))
        }
        _ => None,
    }
}
