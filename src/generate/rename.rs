//! Rename: a schema as it is when something in it has another name.

use super::enumeration::{EnumName, rename_enum, rename_values};
use crate::diff::Change;
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::index::Keyed;
use crate::schema::name::Name;
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
}

/// Gives a column another name, also in what is built on it. Expressions stay: the server rewrites
/// them, and whoever declares them writes them anew.
pub(super) fn rename_column(schema: &mut Schema, table: &Name, from: &str, to: &str) {
    let rename = |columns: &mut Vec<String>| {
        for column in columns.iter_mut().filter(|column| *column == from) {
            to.clone_into(column);
        }
    };
    for other in &mut schema.tables {
        for key in &mut other.foreign_keys {
            if key.table == *table {
                rename(&mut key.referenced);
            }
        }
        if other.name == *table {
            of_table(other, from, to, &rename);
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
                rename_column(&mut schema, table, from, to);
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
