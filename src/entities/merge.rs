//! Merge: several entities of one table, which say it together.
//!
//! A program often has a narrower entity beside the full one, to read a part of the columns. It may
//! leave out what it does not need, but not contradict; the one with every column is the table.

use super::error::EntitiesError;
use super::read::Said;
use crate::schema::column::Column;
use crate::schema::object::EnumType;
use crate::schema::table::Table;

/// The tables in the order in which they came, each once, and the enum types.
pub(super) fn merge(said: Vec<Said>) -> Result<(Vec<Table>, Vec<EnumType>), EntitiesError> {
    let mut merged: Vec<Said> = Vec::new();
    let mut enums: Vec<(String, EnumType)> = Vec::new();
    for said in said {
        for found in &said.enums {
            match enums.iter().find(|(_, known)| known.name == found.name) {
                None => enums.push((said.entity.clone(), found.clone())),
                Some((_, known)) if known == found => {}
                Some((entity, _)) => {
                    return Err(EntitiesError::DifferentEnums {
                        name: found.name.clone(),
                        first: entity.clone(),
                        second: said.entity,
                    });
                }
            }
        }
        match merged
            .iter_mut()
            .find(|one| one.table.name == said.table.name)
        {
            None => merged.push(said),
            Some(first) => together(first, said)?,
        }
    }
    let tables = merged.into_iter().map(|said| said.table).collect();
    Ok((tables, enums.into_iter().map(|(_, found)| found).collect()))
}

fn together(first: &mut Said, second: Said) -> Result<(), EntitiesError> {
    let contradiction = |difference: String| EntitiesError::Contradiction {
        table: second.table.name.clone(),
        first: first.entity.clone(),
        second: second.entity.clone(),
        difference,
    };
    let lacking = |table: &Table, other: &Table| {
        let mut columns = other.columns.iter().map(|column| &column.name);
        columns.find(|name| table.column(name).is_none()).cloned()
    };
    let is_second_wider = match (
        lacking(&first.table, &second.table),
        lacking(&second.table, &first.table),
    ) {
        (Some(one), Some(other)) => {
            return Err(contradiction(format!(
                "neither has every column: `{}` lacks `{one}`, and `{}` lacks `{other}`",
                first.entity, second.entity
            )));
        }
        (lacking, _) => lacking.is_some(),
    };
    let (mut wide, narrow) = match is_second_wider {
        true => (second.table.clone(), first.table.clone()),
        false => (first.table.clone(), second.table.clone()),
    };
    for column in &mut wide.columns {
        let name = column.name.clone();
        if let Some(other) = narrow.column(&name) {
            add(column, other)
                .map_err(|what| contradiction(format!("give column `{name}` {what}")))?;
        }
    }
    if let Some(what) = add_keys(&mut wide, narrow) {
        return Err(contradiction(format!("have {what}")));
    }
    first.table = wide;
    if is_second_wider {
        first.entity = second.entity;
    }
    Ok(())
}

/// Adds what a narrower entity says of a column; the name of what it contradicts.
fn add(column: &mut Column, other: &Column) -> Result<(), &'static str> {
    if column.column_type != other.column_type {
        return Err("different types");
    }
    if column.nullable != other.nullable {
        return Err("a value that may be missing and one that may not");
    }
    if column.auto_increment != other.auto_increment {
        return Err("numbers that count by themselves and such that do not");
    }
    complete(&mut column.default, &other.default, "different defaults")?;
    complete(
        &mut column.generated,
        &other.generated,
        "different expressions",
    )?;
    complete(
        &mut column.on_update,
        &other.on_update,
        "different values on update",
    )?;
    complete(
        &mut column.collation,
        &other.collation,
        "different collations",
    )?;
    complete(&mut column.comment, &other.comment, "different comments")?;
    complete(&mut column.options, &other.options, "different `extra`")?;
    union(&mut column.renamed_from, other.renamed_from.clone());
    Ok(())
}

/// Adds what a narrower entity says of the table; what it contradicts.
fn add_keys(table: &mut Table, other: Table) -> Option<&'static str> {
    if table.primary_key != other.primary_key {
        return Some("different primary keys");
    }
    if let Err(what) = complete(&mut table.comment, &other.comment, "different comments") {
        return Some(what);
    }
    union(&mut table.uniques, other.uniques);
    union(&mut table.foreign_keys, other.foreign_keys);
    union(&mut table.checks, other.checks);
    union(&mut table.indexes, other.indexes);
    let names = |names: Vec<&String>| {
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        sorted.len() == names.len()
    };
    if !names(table.indexes.iter().map(|index| &index.name).collect()) {
        return Some("different indexes of one name");
    }
    let keys = table.foreign_keys.iter();
    (!names(keys.filter_map(|key| key.name.as_ref()).collect()))
        .then_some("different foreign keys of one name")
}

fn complete<T: Clone + PartialEq>(
    own: &mut Option<T>,
    other: &Option<T>,
    what: &'static str,
) -> Result<(), &'static str> {
    match (own.as_ref(), other) {
        (Some(own), Some(other)) if own != other => Err(what),
        (None, Some(other)) => {
            *own = Some(other.clone());
            Ok(())
        }
        _ => Ok(()),
    }
}

fn union<T: PartialEq>(own: &mut Vec<T>, other: Vec<T>) {
    for thing in other {
        if !own.contains(&thing) {
            own.push(thing);
        }
    }
}
