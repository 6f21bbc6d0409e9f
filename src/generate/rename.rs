//! Rename: a schema as it is when something in it has another name.

use super::enumeration::{EnumName, rename_enum, rename_values};
use crate::diff::Change;
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::index::Keyed;
use crate::schema::name::Name;
use crate::schema::object::Grant;
use crate::schema::table::Table;

/// Gives a table another name, also where others refer to it.
pub(super) fn rename_table(schema: &mut Schema, from: &Name, to: &Name) {
    for table in &mut schema.tables {
        if table.name == *from {
            table.name = to.clone();
        }
        for key in &mut table.foreign_keys {
            if key.table == *from {
                key.table = to.clone();
            }
        }
    }
    for grant in rights_on(schema, from) {
        grant.name = to.clone();
    }
}

/// The rights that go along with a table.
fn rights_on<'a>(schema: &'a mut Schema, table: &Name) -> impl Iterator<Item = &'a mut Grant> {
    let grants = schema.grants.iter_mut();
    grants.filter(move |grant| grant.kind == "table" && grant.name == *table)
}

/// Gives a column another name, also in what is built on it; in expressions where the server does
/// so by itself.
pub(super) fn rename_column(
    schema: &mut Schema,
    table: &Name,
    (from, to): (&str, &str),
    in_expressions: bool,
) {
    let rename = |columns: &mut Vec<String>| {
        for column in columns.iter_mut().filter(|column| *column == from) {
            to.clone_into(column);
        }
    };
    for right in rights_on(schema, table).flat_map(|grant| &mut grant.rights) {
        if right.column.as_deref() == Some(from) {
            right.column = Some(to.to_owned());
        }
    }
    for other in &mut schema.tables {
        for key in &mut other.foreign_keys {
            if key.table == *table {
                rename(&mut key.referenced);
            }
        }
        if other.name == *table {
            of_table(other, from, to, &rename);
            if in_expressions {
                expressions(other, from, to);
            }
        }
    }
}

/// The schema with what somebody says was renamed, in the order of the changes.
pub(super) fn renamed(schema: &Schema, changes: &[Change], enum_name: EnumName<'_>) -> Schema {
    let mut schema = schema.clone();
    for change in changes {
        match change {
            Change::RenameTable { from, to } => rename_table(&mut schema, from, to),
            Change::RenameColumn { table, from, to } => {
                rename_column(&mut schema, table, (from, to), false);
            }
            Change::RenameEnum { from, to } => rename_enum(&mut schema, from, to),
            Change::RenameValues { of, values } => {
                rename_values(&mut schema, of, values, enum_name);
            }
            _ => {}
        }
    }
    schema
}

fn of_table(table: &mut Table, from: &str, to: &str, rename: &dyn Fn(&mut Vec<String>)) {
    let is_it = |column: &&mut Column| column.name == from;
    if let Some(column) = table.columns.iter_mut().find(is_it) {
        to.clone_into(&mut column.name);
    }
    if let Some(key) = &mut table.primary_key {
        rename(&mut key.columns);
    }
    table
        .uniques
        .iter_mut()
        .for_each(|it| rename(&mut it.columns));
    table
        .foreign_keys
        .iter_mut()
        .for_each(|it| rename(&mut it.columns));
    for index in &mut table.indexes {
        rename(&mut index.include);
        for key in &mut index.keys {
            if let Keyed::Column(column) = &mut key.of
                && column == from
            {
                to.clone_into(column);
            }
        }
    }
}

/// The name in what a table computes.
fn expressions(table: &mut Table, from: &str, to: &str) {
    let generated = table.columns.iter_mut();
    let generated = generated.filter_map(|column| column.generated.as_mut());
    let checks = table.checks.iter_mut().map(|check| &mut check.expression);
    let indexes = table.indexes.iter_mut().flat_map(|index| {
        let keys = index.keys.iter_mut().filter_map(|key| match &mut key.of {
            Keyed::Expression(expression) => Some(expression),
            Keyed::Column(_) => None,
        });
        index.predicate.iter_mut().chain(keys)
    });
    let generated = generated.map(|generated| &mut generated.expression);
    for expression in generated.chain(checks).chain(indexes) {
        expression.0 = respelled(&expression.0, from, to);
    }
}

/// An expression with another name for a column, written as the old one was. One that cannot be read
/// stays as it is: it then counts as another, and is made anew.
fn respelled(expression: &str, from: &str, to: &str) -> String {
    let mut written = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = match first {
            '\'' | '"' | '`' => match rest[1..].find(first) {
                Some(end) => end + 2,
                None => return expression.to_owned(),
            },
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        let is_call = after.trim_start().starts_with('(');
        let is_quoted = matches!(first, '"' | '`') && token[1..length - 1] == *from;
        if token == from && !is_call {
            written.push_str(to);
        } else if is_quoted {
            written.push_str(&format!("{first}{to}{first}"));
        } else {
            written.push_str(token);
        }
        rest = after;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::respelled;

    #[test]
    fn a_name_is_another_where_it_is_one() {
        for (before, after) in [
            ("n > 0", "m > 0"),
            ("(\"n\" > 0 AND `n`<9)", "(\"m\" > 0 AND `m`<9)"),
            ("nn > n.n + an", "nn > m.m + an"),
            ("n(n) || 'n' || 'it''s n'", "n(m) || 'n' || 'it''s n'"),
            ("\"N\" > ün", "\"N\" > ün"),
            ("n || 'open", "n || 'open"),
        ] {
            assert_eq!(respelled(before, "n", "m"), after);
        }
    }
}
