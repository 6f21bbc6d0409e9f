//! Check: whether what was said makes a schema.

use std::collections::HashSet;

use sea_orm::DatabaseBackend;

use super::error::{EntitiesError, Warning};
use super::types;
use crate::schema::Schema;
use crate::schema::constraint::{Action, ForeignKey};
use crate::schema::index::Keyed;
use crate::schema::name::{Name, clipped};
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

pub(super) fn check(
    schema: &Schema,
    backend: DatabaseBackend,
    warnings: &mut Vec<Warning>,
) -> Result<(), EntitiesError> {
    for table in &schema.tables {
        columns_exist(table)?;
        types_exist(table, backend)?;
        names_fit(table, backend, warnings);
        names_differ(table, backend)?;
        for key in &table.foreign_keys {
            refers(table, key, schema, backend, warnings)?;
        }
    }
    for sequence in &schema.sequences {
        let Some((name, column)) = &sequence.owned_by else {
            continue;
        };
        if let Some(table) = schema.table(name) {
            exists(table, column, || format!("sequence `{}`", sequence.name))?;
        }
    }
    objects_differ(schema, backend)
}

fn exists(table: &Table, column: &str, by: impl FnOnce() -> String) -> Result<(), EntitiesError> {
    if table.column(column).is_some() {
        return Ok(());
    }
    Err(EntitiesError::NoSuchColumn {
        table: table.name.clone(),
        by: by(),
        column: column.to_owned(),
        columns: table.columns.iter().map(|one| one.name.clone()).collect(),
    })
}

fn columns_exist(table: &Table) -> Result<(), EntitiesError> {
    for index in &table.indexes {
        let keys = index.keys.iter().filter_map(|key| match &key.of {
            Keyed::Column(column) => Some(column),
            Keyed::Expression(_) => None,
        });
        for column in keys.chain(&index.include) {
            exists(table, column, || format!("index `{}`", index.name))?;
        }
    }
    for unique in &table.uniques {
        let name = unique.name.as_deref().unwrap_or_default();
        for column in unique.columns.iter().chain(&unique.include) {
            exists(table, column, || format!("unique constraint `{name}`"))?;
        }
    }
    if let Some(key) = &table.primary_key {
        for column in key.columns.iter().chain(&key.include) {
            exists(table, column, || "the primary key".to_owned())?;
        }
    }
    Ok(())
}

fn types_exist(table: &Table, backend: DatabaseBackend) -> Result<(), EntitiesError> {
    let lacking = table
        .columns
        .iter()
        .find(|column| !types::exists_on(&column.column_type, backend));
    match lacking {
        None => Ok(()),
        Some(column) => Err(EntitiesError::NoSuchType {
            table: table.name.clone(),
            column: column.name.clone(),
            column_type: format!("{:?}", column.column_type),
            backend,
        }),
    }
}

/// MySQL refuses a name that is too long; PostgreSQL clips it, and SQLite takes any.
fn names_fit(table: &Table, backend: DatabaseBackend, warnings: &mut Vec<Warning>) {
    const LONGEST: usize = 64;
    if backend != DatabaseBackend::MySql {
        return;
    }
    let of_it = format!("of table `{}`", table.name);
    let keys = table
        .foreign_keys
        .iter()
        .filter_map(|one| one.name.as_ref());
    let uniques = table.uniques.iter().filter_map(|one| one.name.as_ref());
    let checks = table.checks.iter().filter_map(|one| one.name.as_ref());
    let named = [("table", &table.name.name)].into_iter();
    let named = named
        .chain(table.columns.iter().map(|one| ("column", &one.name)))
        .chain(table.indexes.iter().map(|one| ("index", &one.name)))
        .chain(keys.map(|name| ("foreign key", name)))
        .chain(uniques.map(|name| ("unique constraint", name)))
        .chain(checks.map(|name| ("check", name)));
    let too_long = named.filter(|(_, name)| name.chars().count() > LONGEST);
    warnings.extend(too_long.map(|(kind, name)| Warning::TooLong {
        what: format!("{kind} `{name}` {of_it}"),
        longest: LONGEST,
        backend,
    }));
}

/// A name as the server keeps it.
fn kept(name: &str, backend: DatabaseBackend) -> String {
    match backend {
        DatabaseBackend::Postgres => clipped(name).to_owned(),
        _ => name.to_owned(),
    }
}

/// Within a table. An index is in no one's way here; see [`objects_differ`].
fn names_differ(table: &Table, backend: DatabaseBackend) -> Result<(), EntitiesError> {
    let twice = |what: String| {
        Err(EntitiesError::Twice {
            table: table.name.clone(),
            what,
        })
    };
    let columns = table.columns.iter().map(|column| match backend {
        DatabaseBackend::Postgres => column.name.clone(),
        _ => column.name.to_lowercase(),
    });
    if let Some(column) = repeated(columns) {
        return twice(format!("the column `{column}`"));
    }
    let names = (table.uniques.iter().filter_map(|one| one.name.as_ref()))
        .chain(
            table
                .foreign_keys
                .iter()
                .filter_map(|one| one.name.as_ref()),
        )
        .chain(table.checks.iter().filter_map(|one| one.name.as_ref()))
        .chain(table.exclusions.iter().map(|one| &one.name))
        .chain(table.primary_key.iter().filter_map(|one| one.name.as_ref()));
    if let Some(name) = repeated(names.map(|name| kept(name, backend))) {
        return twice(format!("a constraint `{name}`"));
    }
    for index in &table.indexes {
        let keys = index.keys.iter().map(|key| format!("{:?}", key.of));
        if repeated(keys).is_some() {
            return twice(format!("a column in index `{}`", index.name));
        }
    }
    Ok(())
}

/// What has a name of the schema's.
fn objects_differ(schema: &Schema, backend: DatabaseBackend) -> Result<(), EntitiesError> {
    let twice = |kind: &str, names: Vec<String>| match repeated(names.into_iter()) {
        Some(name) => Err(EntitiesError::ObjectTwice {
            what: format!("{kind} `{name}`"),
        }),
        None => Ok(()),
    };
    let relations = schema.tables.iter().map(|one| one.name.to_string());
    let views = schema.views.iter().map(|one| one.name.to_string());
    twice("the view or table", relations.chain(views).collect())?;
    if backend != DatabaseBackend::MySql {
        // There an index has a name of its table's.
        let of_tables = schema.tables.iter().flat_map(|table| {
            let names = table.indexes.iter().map(|index| &index.name);
            names.map(|name| in_schema(&table.name, &kept(name, backend)))
        });
        let of_views = schema.views.iter().flat_map(|view| {
            let names = view.indexes.iter().map(|index| &index.name);
            names.map(|name| in_schema(&view.name, name))
        });
        twice("index", of_tables.chain(of_views).collect())?;
    }
    let names = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<_>>();
    twice(
        "extension",
        names(&mut schema.extensions.iter().map(|one| one.name.clone())),
    )?;
    twice(
        "enum type",
        names(&mut schema.enums.iter().map(|one| one.name.to_string())),
    )?;
    twice(
        "domain",
        names(&mut schema.domains.iter().map(|one| one.name.to_string())),
    )?;
    twice(
        "sequence",
        names(&mut schema.sequences.iter().map(|one| one.name.to_string())),
    )?;
    let functions = schema.functions.iter();
    twice(
        "function",
        names(&mut functions.map(|one| format!("{}({})", one.name, one.arguments))),
    )
}

fn in_schema(owner: &Name, name: &str) -> String {
    let schema = owner.schema.clone();
    let name = name.to_owned();
    Name { schema, name }.to_string()
}

fn refers(
    table: &Table,
    key: &ForeignKey,
    schema: &Schema,
    backend: DatabaseBackend,
    warnings: &mut Vec<Warning>,
) -> Result<(), EntitiesError> {
    let name = key.name.clone().unwrap_or_default();
    for column in &key.columns {
        exists(table, column, || format!("foreign key `{name}`"))?;
    }
    let is_emptied = |action: &Action, column: &String| matches!(action, Action::SetNull(only) if only.is_empty() || only.contains(column));
    let emptied = key.columns.iter().find(|column| {
        (is_emptied(&key.on_delete, column) || is_emptied(&key.on_update, column))
            && table.column(column).is_some_and(|column| !column.nullable)
    });
    if let Some(column) = emptied {
        return Err(EntitiesError::SetsRequired {
            table: table.name.clone(),
            foreign_key: name,
            column: column.clone(),
        });
    }
    // A table that is in no list is somebody else's.
    let Some(other) = schema.table(&key.table) else {
        return Ok(());
    };
    for (column, other_column) in key.columns.iter().zip(&key.referenced) {
        exists(other, other_column, || {
            format!("foreign key `{name}` of table `{}`", table.name)
        })?;
        let types = (table.column(column), other.column(other_column));
        // SQLite has one size of numbers.
        if let (Some(one), Some(two)) = types
            && backend != DatabaseBackend::Sqlite
            && !is_comparable(&one.column_type, &two.column_type)
        {
            warnings.push(Warning::OtherType {
                table: table.name.clone(),
                column: column.clone(),
                other_table: other.name.clone(),
                other_column: other_column.clone(),
            });
        }
    }
    Ok(())
}

/// Numbers of one size, or no numbers: texts of different lengths refer to each other well.
fn is_comparable(one: &ColumnType, two: &ColumnType) -> bool {
    let is_number =
        |one: &ColumnType| matches!(one, ColumnType::Integer(_) | ColumnType::Unsigned(_));
    one == two || (!is_number(one) && !is_number(two))
}

fn repeated(names: impl Iterator<Item = String>) -> Option<String> {
    let mut seen = HashSet::new();
    let mut names = names;
    names.find(|name| !seen.insert(name.clone()))
}
