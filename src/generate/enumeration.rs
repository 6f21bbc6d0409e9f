//! Enumeration: enum types and their values. PostgreSQL has types by name; elsewhere each column has
//! values of its own, and the type is called as it is there.

use std::collections::BTreeMap;

use super::fill::{Fill, Filling};
use crate::diff::{Change, Object, Part};
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault};
use crate::schema::name::Name;
use crate::schema::object::EnumType;
use crate::schema::types::ColumnType;

/// What a column's enum type is called where types have names, by table and column.
pub type EnumName<'a> = &'a dyn Fn(&Name, &str) -> Option<String>;

/// The enum that a type is, or is an array of: its name, and the values if the column has them.
pub(super) fn element(column_type: &ColumnType) -> Option<(&Name, &[String])> {
    match column_type {
        ColumnType::Enum { name, values } => Some((name, values)),
        ColumnType::Array(element) => self::element(element),
        _ => None,
    }
}

/// The values of the enum that a type is, wherever they stand.
pub(super) fn values<'a>(column_type: &'a ColumnType, schemas: &[&'a Schema]) -> &'a [String] {
    match element(column_type) {
        Some((name, [])) => schemas
            .iter()
            .find_map(|schema| schema.enums.iter().find(|found| found.name == *name))
            .map_or(&[], |found| &found.values),
        Some((_, values)) => values,
        None => &[],
    }
}

/// What the enum type of a column is called.
pub(super) fn name_of(table: &Name, column: &Column, enum_name: EnumName<'_>) -> Option<Name> {
    let (name, _) = element(&column.column_type)?;
    Some(match name.name.as_str() {
        "" => Name::here(
            enum_name(table, &column.name)
                .unwrap_or_else(|| format!("{}_{}", table.name, column.name)),
        ),
        _ => name.clone(),
    })
}

/// What is another about the values of a type.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Values that are no more.
    pub(super) gone: Vec<String>,
    /// Values that were not.
    pub(super) new: Vec<String>,
}

impl Difference {
    fn take(&mut self, from: &[String], to: &[String]) {
        let add = |values: &mut Vec<String>, these: &[String], those: &[String]| {
            for value in these {
                if !those.contains(value) && !values.contains(value) {
                    values.push(value.clone());
                }
            }
        };
        add(&mut self.gone, from, to);
        add(&mut self.new, to, from);
    }
}

/// The types that have other values than before, by their names.
pub(super) fn differences(
    from: &Schema,
    to: &Schema,
    enum_name: EnumName<'_>,
) -> BTreeMap<Name, Difference> {
    let mut differences: BTreeMap<Name, Difference> = BTreeMap::new();
    let mut take = |name: Name, before: &[String], after: &[String]| {
        differences.entry(name).or_default().take(before, after);
    };
    for after in &to.enums {
        if let Some(before) = from.enums.iter().find(|before| before.name == after.name) {
            take(after.name.clone(), &before.values, &after.values);
        }
    }
    for (before, table) in to.tables_of(from) {
        for after in &table.columns {
            let Some((_, own)) = element(&after.column_type) else {
                continue;
            };
            let before = before.column(&after.name);
            if let Some((_, before)) = before.and_then(|before| element(&before.column_type))
                && !(before.is_empty() || own.is_empty())
                && let Some(name) = name_of(&table.name, after, enum_name)
            {
                take(name, before, own);
            }
        }
    }
    differences.retain(|_, difference| *difference != Difference::default());
    differences
}

/// Columns of which a value is no more, where the backend keeps no values and so sees no change: rows
/// may have it all the same.
pub(super) fn values_gone(from: &Schema, to: &Schema, changes: &[Change]) -> Vec<Change> {
    let mut gone = Vec::new();
    for after in &to.tables {
        let Some(before) = from.table(&after.name) else {
            continue;
        };
        for to in &after.columns {
            let from = before.column(&to.name).cloned();
            let Some(from) = from.filter(|from| loses_values(&from.column_type, &to.column_type))
            else {
                continue;
            };
            let is_it = |change: &Change| {
                matches!(change, Change::Modify { table, to: Part::Column(column), .. }
                    if *table == after.name && column.name == to.name)
            };
            if !changes.iter().any(is_it) {
                gone.push(Change::Modify {
                    table: after.name.clone(),
                    from: Part::Column(from),
                    to: Part::Column(to.clone()),
                });
            }
        }
    }
    gone
}

fn loses_values(from: &ColumnType, to: &ColumnType) -> bool {
    match (element(from), element(to)) {
        (Some((_, before)), Some((_, after))) if !after.is_empty() => {
            before.iter().any(|value| !after.contains(value))
        }
        _ => false,
    }
}

/// Types that are gone, and those that are new and have most of the same values.
pub(super) fn alike(changes: &[Change]) -> Vec<(Name, Vec<Name>)> {
    let in_common = |one: &EnumType, other: &EnumType| {
        let common = one.values.iter().filter(|it| other.values.contains(it));
        common.count() * 2 > one.values.len().max(other.values.len())
    };
    let dropped = || {
        changes.iter().filter_map(|change| match change {
            Change::Drop(Object::Enum(kind)) => Some(kind),
            _ => None,
        })
    };
    let created = changes.iter().filter_map(|change| match change {
        Change::Create(Object::Enum(kind)) => Some(kind),
        _ => None,
    });
    created
        .map(|new| {
            let old = dropped().filter(|old| old.name.schema == new.name.schema);
            let old = old.filter(|old| in_common(old, new));
            (new.name.clone(), old.map(|old| old.name.clone()).collect())
        })
        .filter(|(_, old): &(Name, Vec<Name>)| !old.is_empty())
        .collect()
}

/// Gives a type another name, also where columns are of it.
pub(super) fn rename_enum(schema: &mut Schema, from: &Name, to: &Name) {
    for kind in schema.enums.iter_mut().filter(|kind| kind.name == *from) {
        kind.name = to.clone();
    }
    let columns = schema.tables.iter_mut().flat_map(|it| &mut it.columns);
    columns.for_each(|column| rename_element(&mut column.column_type, from, to));
}

fn rename_element(column_type: &mut ColumnType, from: &Name, to: &Name) {
    match column_type {
        ColumnType::Enum { name, .. } if name == from => *name = to.clone(),
        ColumnType::Array(element) => rename_element(element, from, to),
        _ => {}
    }
}

/// Gives values of a type other names, also where they are defaults.
pub(super) fn rename_values(
    schema: &mut Schema,
    of: &Name,
    renamed: &[(String, String)],
    enum_name: EnumName<'_>,
) {
    for kind in schema.enums.iter_mut().filter(|kind| kind.name == *of) {
        kind.values.iter_mut().for_each(|it| exchange(it, renamed));
    }
    for table in &mut schema.tables {
        let name = table.name.clone();
        for column in &mut table.columns {
            if name_of(&name, column, enum_name).as_ref() == Some(of) {
                with_names(column, renamed);
            }
        }
    }
}

/// The column with other names for its values.
pub(super) fn with_names(column: &mut Column, renamed: &[(String, String)]) {
    if let ColumnType::Enum { values, .. } = &mut column.column_type {
        values.iter_mut().for_each(|it| exchange(it, renamed));
        if let Some(ColumnDefault::Text(value)) = &mut column.default {
            exchange(value, renamed);
        }
    }
}

fn exchange(value: &mut String, renamed: &[(String, String)]) {
    if let Some((_, new)) = renamed.iter().find(|(old, _)| old == value) {
        new.clone_into(value);
    }
}

/// Whether values only came to a type, and the others stayed in their order.
pub(super) fn only_has_more(from: &EnumType, to: &EnumType) -> bool {
    let kept = to.values.iter().filter(|value| from.values.contains(value));
    kept.eq(&from.values) && !from.values.is_empty()
}

/// The changes with those of the columns whose type is made anew, and the names of these types.
///
/// A value cannot be taken from a type of PostgreSQL, nor moved, and one that was added cannot be used before
/// the end of the transaction. So the type is put aside, another gets its name, and each column goes
/// from the one to the other.
pub(super) fn with_columns(
    changes: &[Change],
    fills: &[Fill],
    from: &Schema,
    to: &Schema,
) -> (Vec<Change>, Vec<Name>) {
    let mut all = changes.to_vec();
    let mut anew = Vec::new();
    for change in changes {
        let Change::Alter {
            from: Object::Enum(before),
            to: Object::Enum(after),
        } = change
        else {
            continue;
        };
        let mut new = after.values.iter().filter(|it| !before.values.contains(it));
        let is_used = new.any(|value| is_used(value, change, changes, fills));
        if before.values == after.values || (only_has_more(before, after) && !is_used) {
            continue;
        }
        anew.push(after.name.clone());
        let old = EnumType {
            name: aside(&before.name),
            ..before.clone()
        };
        of_columns(&mut all, &old, after, from, to);
        all.push(Change::Drop(Object::Enum(old)));
    }
    (all, anew)
}

/// Puts the columns of a type among the changes, from the one that was put aside.
fn of_columns(all: &mut Vec<Change>, old: &EnumType, new: &EnumType, from: &Schema, to: &Schema) {
    let is_of_it =
        |column: &Column| element(&column.column_type).is_some_and(|(name, _)| *name == new.name);
    let aside = |column: &Column| {
        let mut column = column.clone();
        put(&mut column.column_type, &old.name, &old.values);
        column
    };
    for table in &to.tables {
        for after in table.columns.iter().filter(|column| is_of_it(column)) {
            let before = from
                .table(&table.name)
                .and_then(|it| it.column(&after.name));
            let is_it = |change: &&mut Change| {
                matches!(change, Change::Modify { table: of, to: Part::Column(column), .. }
                    if *of == table.name && column.name == after.name)
            };
            if let Some(Change::Modify {
                from: Part::Column(column),
                ..
            }) = all.iter_mut().find(is_it)
            {
                if is_of_it(column) {
                    *column = aside(column);
                }
            } else if let Some(before) = before.filter(|before| is_of_it(before)) {
                all.push(Change::Modify {
                    table: table.name.clone(),
                    from: Part::Column(aside(before)),
                    to: Part::Column(after.clone()),
                });
            }
        }
    }
}

fn put(column_type: &mut ColumnType, aside: &Name, old: &[String]) {
    match column_type {
        ColumnType::Enum { name, values } => {
            *name = aside.clone();
            *values = old.to_vec();
        }
        ColumnType::Array(element) => put(element, aside, old),
        _ => {}
    }
}

/// What a type is called until nothing uses it any more.
pub(super) fn aside(name: &Name) -> Name {
    Name {
        schema: name.schema.clone(),
        name: format!("{}_before", name.name),
    }
}

/// Whether something else that is written names a value.
fn is_used(value: &str, own: &Change, changes: &[Change], fills: &[Fill]) -> bool {
    let in_json = serde_json::to_string(value).unwrap_or_default();
    let in_sql = format!("'{}'", in_json.trim_matches('"').replace('\'', "''"));
    let names = |text: &String| text.contains(&in_json) || text.contains(&in_sql);
    let is_named = changes.iter().filter(|other| *other != own).any(|other| {
        let text = match other {
            Change::Create(object) | Change::Alter { to: object, .. } => {
                serde_json::to_string(object)
            }
            Change::Add { part, .. } | Change::Modify { to: part, .. } => {
                serde_json::to_string(part)
            }
            _ => return false,
        };
        text.is_ok_and(|text| names(&text))
    });
    let is_filled = fills.iter().any(|fill| match &fill.with {
        Filling::Value(given) => *given == ColumnDefault::Text(value.to_owned()),
        Filling::Sql(sql) | Filling::Conversion(sql) => {
            sql.contains(&format!("'{}'", value.replace('\'', "''")))
        }
    });
    is_named || is_filled
}
