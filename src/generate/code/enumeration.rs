//! Enum types, whose values come, go, move and get other names.

use sea_orm::DatabaseBackend;

use super::{Scene, column, kind, sql, sql_table, table_of};
use crate::generate::enumeration::{self, aside, element, name_of, with_names};
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::name::Name;
use crate::schema::object::EnumType;
use crate::schema::types::ColumnType;

const TYPE: &str = "extension::postgres::Type";

pub(super) fn create(kind: &EnumType, scene: &Scene<'_>) -> Vec<String> {
    let mut statements = vec![created(kind)];
    if kind.comment.is_some() {
        statements.push(comment(kind, scene));
    }
    statements
}

fn created(kind: &EnumType) -> String {
    let name = table_of(&kind.name);
    let values = &kind.values;
    format!("script.create_type({TYPE}::create().as_enum({name}).values({values:?}));")
}

pub(super) fn drop(name: &Name) -> String {
    let name = table_of(name);
    format!("script.drop_type({TYPE}::drop().name({name}));")
}

pub(super) fn rename(from: &Name, to: &Name) -> Option<Vec<String>> {
    (from.schema == to.schema).then(|| vec![renamed(from, to)])
}

fn renamed(from: &Name, to: &Name) -> String {
    let (from, to) = (table_of(from), &to.name);
    format!("script.alter_type(&{TYPE}::alter().name({from}).rename_to({to:?}));")
}

/// Adds values, or puts the type aside for another. Its columns and its end are changes of their own.
pub(super) fn alter(from: &EnumType, to: &EnumType, scene: &Scene<'_>) -> Option<Vec<String>> {
    if scene.anew.contains(&to.name) {
        let mut statements = vec![renamed(&from.name, &aside(&from.name))];
        statements.extend(create(to, scene));
        return Some(statements);
    }
    let mut statements = added_values(from, to)?;
    if from.comment != to.comment {
        statements.push(comment(to, scene));
    }
    Some(statements)
}

fn comment(kind: &EnumType, scene: &Scene<'_>) -> String {
    let name = super::quoted(&kind.name, scene);
    let text = match &kind.comment {
        None => "NULL".to_owned(),
        Some(comment) => literal(comment),
    };
    sql(&format!("COMMENT ON TYPE {name} IS {text}"))
}

/// Values that came to those that were there, whose order stays.
fn added_values(from: &EnumType, to: &EnumType) -> Option<Vec<String>> {
    let mut statements = Vec::new();
    for (position, value) in to.values.iter().enumerate() {
        if from.values.contains(value) {
            continue;
        }
        // Those before it are there already.
        let is_last = to.values[position..]
            .iter()
            .all(|it| !from.values.contains(it));
        let place = match position.checked_sub(1) {
            _ if is_last => String::new(),
            Some(before) => format!(".after({:?})", to.values[before]),
            None => format!(".before({:?})", from.values.first()?),
        };
        let name = table_of(&to.name);
        statements.push(format!(
            "script.alter_type(&{TYPE}::alter().name({name}).add_value({value:?}){place});"
        ));
    }
    Some(statements)
}

/// Gives values other names: in the type, in each column that lists them, or in the rows.
pub(super) fn rename_values(
    of: &Name,
    renamed: &[(String, String)],
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let mut statements = Vec::new();
    if scene.dialect.backend == DatabaseBackend::Postgres {
        let name = table_of(of);
        statements.extend(renamed.iter().map(|(from, to)| {
            format!(
                "script.alter_type(&{TYPE}::alter().name({name}).rename_value({from:?}, {to:?}));"
            )
        }));
        return Some(statements);
    }
    for table in &scene.renamed.tables {
        for column in &table.columns {
            if name_of(&table.name, column, scene.dialect.enum_name).as_ref() == Some(of) {
                let mut column = column.clone();
                with_names(&mut column, renamed);
                statements.extend(in_column(&table.name, &column, renamed, scene)?);
            }
        }
    }
    Some(statements)
}

/// The values of one column, which has them under their new names in the end.
fn in_column(
    table: &Name,
    column: &Column,
    renamed: &[(String, String)],
    scene: &Scene<'_>,
) -> Option<Vec<String>> {
    let ColumnType::Enum { name, values } = &column.column_type else {
        return Some(Vec::new());
    };
    let renamed = || renamed.iter().filter(|(_, to)| values.contains(to));
    let (of, own) = (sql_table(table), &column.name);
    let updates = renamed().map(|(from, to)| {
        format!(
            "script.update(Query::update().table({of}).value({own:?}, {to:?})\
             .and_where(Expr::col({own:?}).eq({from:?})));"
        )
    });
    let altered = |column: &Column| column::altered(table, column, scene);
    let is_default = renamed()
        .any(|(_, to)| matches!(&column.default, Some(ColumnDefault::Text(text)) if text == to));
    let mut statements = Vec::new();
    if scene.dialect.backend == DatabaseBackend::MySql {
        // Both names, while there are rows with the old one. To MySQL they may be the same.
        let back: Vec<(String, String)> = renamed()
            .map(|(from, to)| (to.clone(), from.clone()))
            .collect();
        let mut both = column.clone();
        with_names(&mut both, &back);
        let values = values.iter().flat_map(|value| {
            let other = renamed().find(|(_, to)| to == value);
            let old = other.filter(|(from, to)| from.to_lowercase() != to.to_lowercase());
            std::iter::once(value.clone()).chain(old.map(|(from, _)| from.clone()))
        });
        both.column_type = ColumnType::Enum {
            name: name.clone(),
            values: values.collect(),
        };
        statements.push(altered(&both)?);
        statements.extend(updates);
        statements.push(altered(column)?);
    } else {
        statements.extend(updates);
        if is_default {
            statements.push(altered(column)?);
        }
    }
    Some(statements)
}

/// A type as `ColumnDef` has it. PostgreSQL keeps the values with the type, and takes its name as it stands;
/// MySQL has no name, and takes the values as they stand.
pub(super) fn call(
    table: &Name,
    column: &str,
    (name, values): (&Name, &[String]),
    scene: &Scene<'_>,
) -> String {
    let backend = scene.dialect.backend;
    if backend == DatabaseBackend::Postgres && !is_plain(name) {
        return kind::custom(&qualified(name, scene));
    }
    let own_name = match name.name.as_str() {
        "" => (scene.dialect.enum_name)(table, column)
            .unwrap_or_else(|| format!("{}_{column}", table.name)),
        name => name.to_owned(),
    };
    let schemas = [scene.to, scene.renamed, scene.from];
    let kind = ColumnType::Enum {
        name: name.clone(),
        values: values.to_vec(),
    };
    let values = enumeration::values(&kind, &schemas);
    let is_quoted = |value: &String| value.contains(['\'', '\\']);
    if backend == DatabaseBackend::MySql && values.iter().any(is_quoted) {
        let values: Vec<String> = values
            .iter()
            .map(|value| literal(&value.replace('\\', "\\\\")))
            .collect();
        return kind::custom(&format!("enum({})", values.join(", ")));
    }
    format!("enumeration({own_name:?}, {values:?})")
}

/// A name as PostgreSQL reads it in any place.
pub(super) fn qualified(name: &Name, scene: &Scene<'_>) -> String {
    let quoted = |name: &str| match is_word(name) {
        true => name.to_owned(),
        false => (scene.dialect.quoted)(name),
    };
    match &name.schema {
        None => quoted(&name.name),
        Some(schema) => format!("{}.{}", quoted(schema), quoted(&name.name)),
    }
}

/// What values of another type are, where PostgreSQL has no cast of its own: as text, which is what it
/// has one for.
pub(super) fn using(from: &Column, to: &Column, scene: &Scene<'_>) -> Option<String> {
    let (name, _) = element(&to.column_type)?;
    let is_array = |column: &Column| matches!(column.column_type, ColumnType::Array(_));
    let is_written = is_array(to) || !is_plain(name);
    if scene.dialect.backend != DatabaseBackend::Postgres
        || !is_written
        || is_array(from) != is_array(to)
    {
        return None;
    }
    let dimensions = if is_array(to) { "[]" } else { "" };
    let (own, name) = ((scene.dialect.quoted)(&to.name), qualified(name, scene));
    Some(format!("{own}::text{dimensions}::{name}{dimensions}"))
}

fn is_plain(name: &Name) -> bool {
    name.schema.is_none() && is_word(&name.name)
}

/// Whether PostgreSQL reads a name as it stands.
fn is_word(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '_';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
