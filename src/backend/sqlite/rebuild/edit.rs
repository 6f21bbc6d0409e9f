//! Edits of a table, as data.

use super::super::ddl;
use crate::migration::rebuild::TableEdit;
use crate::schema::column::{Column, Expression};
use crate::schema::constraint::{Check, ForeignKey, PrimaryKey, Unique};
use crate::schema::table::Table;

/// A table after its edits.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) table: Table,
    /// Columns with the expressions that their values become.
    pub(super) using: Vec<(String, String)>,
    /// Columns that the rows do not have yet.
    pub(super) added: Vec<String>,
}

/// The table as the edits leave it, or why one of them cannot be made.
pub(super) fn edited(table: &Table, edits: &[TableEdit]) -> Result<Edited, String> {
    let mut edited = Edited {
        table: table.clone(),
        using: Vec::new(),
        added: Vec::new(),
    };
    for edit in edits {
        apply(&mut edited, edit)?;
    }
    Ok(edited)
}

fn apply(edited: &mut Edited, edit: &TableEdit) -> Result<(), String> {
    let table = &mut edited.table;
    match edit {
        TableEdit::Column {
            name,
            definition,
            using,
        } => {
            let position = position(table, name)?;
            redefine(table, position, definition)?;
            let name = table.columns[position].name.clone();
            edited
                .using
                .extend(using.clone().map(|using| (name, using)));
        }
        TableEdit::AddColumn { name, definition } => {
            table.columns.push(read(definition)?);
            edited.added.push(name.clone());
        }
        TableEdit::AddUnique { name, columns } => {
            let columns = spelled(table, columns)?;
            table.uniques.push(Unique {
                name: Some(name.clone()),
                columns,
                ..Unique::default()
            });
        }
        TableEdit::DropUnique { name, columns } => drop_unique(table, name, columns)?,
        TableEdit::AddCheck { name, expression } => table.checks.push(Check {
            name: Some(name.clone()),
            expression: Expression(expression.clone()),
            not_valid: false,
            not_enforced: false,
            no_inherit: false,
            comment: None,
        }),
        TableEdit::DropCheck { name } => {
            let of_name = |check: &Check| is_named(check.name.as_deref(), name);
            let found = table.checks.iter().position(of_name);
            let found = found.ok_or_else(|| missing(table, &format!("check `{name}`")))?;
            table.checks.remove(found);
        }
        TableEdit::AddForeignKey { name, definition } => {
            let mut key = foreign_key(definition)
                .ok_or_else(|| format!("`{definition}` is no foreign key of SQLite's"))?;
            key.columns = spelled(table, &key.columns)?;
            key.name.clone_from(name);
            table.foreign_keys.push(key);
        }
        TableEdit::DropForeignKey { name, columns } => {
            let of_name = |key: &ForeignKey| is_named(key.name.as_deref(), name);
            let of_columns = |key: &ForeignKey| is_same(&key.columns, columns);
            let keys = &table.foreign_keys;
            let found = keys.iter().position(of_name);
            let found = found.or_else(|| keys.iter().position(of_columns));
            let found = found.ok_or_else(|| {
                missing(
                    table,
                    &format!("foreign key `{name}` ({})", columns.join(", ")),
                )
            })?;
            table.foreign_keys.remove(found);
        }
        TableEdit::AddPrimaryKey { columns } => {
            if table.primary_key.is_some() {
                return Err(format!("`{}` has a primary key already", table.name));
            }
            let columns = spelled(table, columns)?;
            require(table, &columns);
            table.primary_key = Some(PrimaryKey {
                columns,
                ..PrimaryKey::default()
            });
        }
        TableEdit::DropPrimaryKey => {
            let key = table.primary_key.take();
            let key = key.ok_or_else(|| missing(table, "primary key"))?;
            require(table, &key.columns);
            for column in &mut table.columns {
                column.auto_increment = None;
            }
        }
        TableEdit::RenameIndex { from, to } => {
            let of_name = |name: &str| name.eq_ignore_ascii_case(from);
            let mut indexes = table.indexes.iter_mut();
            match indexes.find(|index| of_name(&index.name)) {
                Some(index) => index.name.clone_from(to),
                None => return Err(missing(table, &format!("index `{from}`"))),
            }
        }
    }
    Ok(())
}

/// Gives a column another definition. What it does not say and no backend has a word for besides
/// stays: its collation, what happens to a row without a value, and that it counts.
fn redefine(table: &mut Table, position: usize, definition: &str) -> Result<(), String> {
    let made = read(definition)?;
    let before = &table.columns[position];
    let counts = before.auto_increment.clone();
    let is_required = !made.nullable || counts.is_some();
    table.columns[position] = Column {
        name: before.name.clone(),
        nullable: !is_required,
        collation: made.collation.or(before.collation.clone()),
        options: made.options.or(before.options.clone()),
        auto_increment: counts,
        ..made
    };
    Ok(())
}

/// The column that a definition says, and nothing else.
fn read(definition: &str) -> Result<Column, String> {
    let read = ddl::table(&format!("CREATE TABLE t ({definition})"));
    let Some(mut read) = read.filter(|read| read.columns.len() == 1) else {
        return Err(format!("`{definition}` is no column of SQLite's"));
    };
    let has_more = read.primary_key.is_some()
        || !read.uniques.is_empty()
        || !read.checks.is_empty()
        || !read.foreign_keys.is_empty();
    if has_more {
        return Err(format!(
            "`{definition}` says a key or a check, which a column cannot be given so"
        ));
    }
    Ok(read.columns.remove(0))
}

/// By its name, else by its columns; a unique index is one as well.
fn drop_unique(table: &mut Table, name: &str, columns: &[String]) -> Result<(), String> {
    let uniques = &table.uniques;
    let of_name = |unique: &Unique| is_named(unique.name.as_deref(), name);
    let of_columns = |unique: &Unique| is_same(&unique.columns, columns);
    if let Some(found) = uniques.iter().position(of_name) {
        table.uniques.remove(found);
        return Ok(());
    }
    let mut indexes = table.indexes.iter();
    let index = indexes.position(|index| index.unique && is_named(Some(&index.name), name));
    if let Some(found) = index {
        table.indexes.remove(found);
        return Ok(());
    }
    match uniques.iter().position(of_columns) {
        Some(found) => {
            table.uniques.remove(found);
            Ok(())
        }
        None => Err(missing(
            table,
            &format!("unique constraint `{name}` ({})", columns.join(", ")),
        )),
    }
}

/// The foreign key that a clause says.
fn foreign_key(definition: &str) -> Option<ForeignKey> {
    let mut read = ddl::table(&format!("CREATE TABLE t (a, {definition})"))?;
    match read.foreign_keys.len() {
        1 => read.foreign_keys.pop(),
        _ => None,
    }
}

fn position(table: &Table, column: &str) -> Result<usize, String> {
    let found = table
        .columns
        .iter()
        .position(|found| found.name.eq_ignore_ascii_case(column));
    found.ok_or_else(|| missing(table, &format!("column `{column}`")))
}

/// Columns as the table spells them.
fn spelled(table: &Table, columns: &[String]) -> Result<Vec<String>, String> {
    let spell = |name: &String| Ok(table.columns[position(table, name)?].name.clone());
    columns.iter().map(spell).collect()
}

/// A key's columns are not empty, though SQLite lets them be.
fn require(table: &mut Table, columns: &[String]) {
    let in_key = |column: &&mut Column| columns.contains(&column.name);
    for column in table.columns.iter_mut().filter(in_key) {
        column.nullable = false;
    }
}

fn missing(table: &Table, what: &str) -> String {
    format!("`{}` has no {what}", table.name)
}

fn is_named(found: Option<&str>, name: &str) -> bool {
    found.is_some_and(|found| found.eq_ignore_ascii_case(name))
}

/// The same columns, in whatever order.
fn is_same(found: &[String], columns: &[String]) -> bool {
    let sorted = |names: &[String]| {
        let mut names: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        names.sort();
        names
    };
    sorted(found) == sorted(columns)
}
