//! `CREATE TABLE`.

use super::column::column;
use super::constraint;
use super::token::{Cursor, tokens};
use crate::schema::column::AutoIncrement;
use crate::schema::name::Name;
use crate::schema::table::Table;
use crate::schema::types::{ColumnType, Width};

/// The table that a statement creates.
pub(in crate::backend::sqlite) fn table(sql: &str) -> Option<Table> {
    let tokens = tokens(sql)?;
    let mut cursor = Cursor::new(&tokens);
    if !cursor.words("CREATE TABLE") {
        return None;
    }
    let mut table = Table {
        name: Name::here(cursor.name()?),
        ..Table::default()
    };
    let mut body = Cursor::new(cursor.group()?);
    while !constraint::is_next(&body) {
        column(&mut body, &mut table)?;
        if !body.symbol(",") {
            break;
        }
    }
    while !body.is_at_end() {
        constraint::constraint(&mut body, &mut table)?;
        // SQLite takes them without a comma, too.
        body.symbol(",");
    }
    table.options = options(&mut cursor)?;
    if table.columns.is_empty() || !cursor.is_at_end() {
        return None;
    }
    spell(&mut table);
    count(&mut table);
    Some(table)
}

/// What follows the parentheses, in one spelling.
#[expect(
    clippy::option_option,
    reason = "the outer one is whether it was understood"
)]
fn options(cursor: &mut Cursor<'_, '_>) -> Option<Option<String>> {
    let (mut is_strict, mut is_without_rowid) = (false, false);
    loop {
        if cursor.words("STRICT") {
            is_strict = true;
        } else if cursor.words("WITHOUT ROWID") {
            is_without_rowid = true;
        } else if cursor.is_at_end() {
            break;
        } else if !cursor.symbol(",") && !cursor.symbol(";") {
            return None;
        }
    }
    Some(match (is_strict, is_without_rowid) {
        (true, true) => Some("STRICT, WITHOUT ROWID".to_owned()),
        (true, false) => Some("STRICT".to_owned()),
        (false, true) => Some("WITHOUT ROWID".to_owned()),
        (false, false) => None,
    })
}

/// Lets keys spell the table's columns as the columns do.
fn spell(table: &mut Table) {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let keys = table.primary_key.iter_mut().map(|key| &mut key.columns);
    let uniques = table.uniques.iter_mut().map(|unique| &mut unique.columns);
    let foreign_keys = table.foreign_keys.iter_mut().map(|key| &mut key.columns);
    for name in keys.chain(uniques).chain(foreign_keys).flatten() {
        if let Some(column) = columns
            .iter()
            .find(|column| column.eq_ignore_ascii_case(name))
        {
            name.clone_from(column);
        }
    }
}

/// A key of one column is the number of the row where its type is `INTEGER` to the letter.
///
/// One that is written `bigint` is not. A whole number of eight bytes that is a key would become
/// the row's number when it is created again, so that such a type stays the text that it is.
fn count(table: &mut Table) {
    let is_without_rowid = is_without_rowid(table);
    let Some(key) = &mut table.primary_key else {
        return;
    };
    let [name] = &key.columns[..] else { return };
    let Some(column) = table.columns.iter_mut().find(|column| column.name == *name) else {
        return;
    };
    if column.column_type == ColumnType::Integer(Width::Big) {
        column.column_type = ColumnType::Other("bigint".to_owned());
    }
    let is_descending = key
        .options
        .as_deref()
        .is_some_and(|options| options.starts_with("DESC"));
    if column.column_type != ColumnType::Integer(Width::Normal) || is_without_rowid || is_descending
    {
        return;
    }
    column
        .auto_increment
        .get_or_insert(AutoIncrement::RowNumber);
    // Rows have one order of their numbers, whatever the key says.
    if let Some(options) = &mut key.options {
        let conflict = options
            .find("ON CONFLICT")
            .map(|start| options[start..].to_owned());
        key.options = conflict;
    }
}

/// Whether the rows of a table have no number.
pub(in crate::backend::sqlite) fn is_without_rowid(table: &Table) -> bool {
    let options = table.options.as_deref().unwrap_or_default();
    options.contains("WITHOUT ROWID")
}
