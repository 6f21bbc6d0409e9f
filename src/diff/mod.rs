//! Diff: what makes one schema of another.
//!
//! It compares data with data and knows no backend: both sides are canonical before it starts, so
//! that what means the same is equal. A rename cannot be seen, it is offered: [`renames`]
//! finds what was dropped and added and looks alike.

pub mod change;
mod clash;
mod describe;
pub mod ignore;
mod managed;
mod parts;
pub mod renames;
#[cfg(test)]
#[expect(clippy::panic, reason = "a test that cannot go on ends there")]
mod tests;

pub use change::{Change, Object, Part};
pub(crate) use clash::clash;
pub use ignore::Ignore;
pub(crate) use ignore::{is_schema_of_a_platform, is_somebody_elses};
#[cfg(feature = "generate")]
pub(crate) use managed::is_order_of_fields;
pub(crate) use managed::managed;
#[cfg(feature = "generate")]
pub(crate) use managed::touches;

use std::collections::HashMap;

use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::table::Table;

/// The changes that make `to` of `from`, both canonical, in the order of their names.
///
/// The order of a table's columns is not compared, and neither are the names that something had
/// before. A constraint without a name equals one with a name that says the same.
pub fn diff(from: &Schema, to: &Schema) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut objects = |from: Vec<Object>, to: Vec<Object>| {
        let (paired, dropped, created) = pair(from, to, Object::is_same);
        for (from, to) in paired {
            match (&from, &to) {
                (Object::Table(before), Object::Table(after)) => {
                    changes.extend(parts::diff(before, after));
                }
                _ if from != to => changes.push(Change::Alter { from, to }),
                _ => {}
            }
        }
        changes.extend(dropped.into_iter().map(Change::Drop));
        changes.extend(created.into_iter().map(Change::Create));
    };
    objects(
        each(&from.extensions, Object::Extension),
        each(&to.extensions, Object::Extension),
    );
    objects(
        each(&from.enums, Object::Enum),
        each(&to.enums, Object::Enum),
    );
    objects(
        each(&from.domains, Object::Domain),
        each(&to.domains, Object::Domain),
    );
    objects(
        each(&from.sequences, Object::Sequence),
        each(&to.sequences, Object::Sequence),
    );
    objects(
        each(&from.functions, Object::Function),
        each(&to.functions, Object::Function),
    );
    objects(
        boxed(&from.tables, &to.tables),
        boxed(&to.tables, &from.tables),
    );
    objects(
        each(&from.views, Object::View),
        each(&to.views, Object::View),
    );
    objects(
        each(&from.grants, Object::Grant),
        each(&to.grants, Object::Grant),
    );
    objects(
        each(&from.others, Object::Other),
        each(&to.others, Object::Other),
    );
    changes
}

fn each<T: Clone>(all: &[T], of: fn(T) -> Object) -> Vec<Object> {
    all.iter().cloned().map(of).collect()
}

/// The tables that are not the same among the others: most are, and nobody looks at their parts.
fn boxed(tables: &[Table], others: &[Table]) -> Vec<Object> {
    let others: HashMap<&Name, &Table> = others.iter().map(|it| (&it.name, it)).collect();
    let differ = tables
        .iter()
        .filter(|table| others.get(&table.name) != Some(table));
    let boxed = differ.cloned().map(Box::new);
    boxed.map(Object::Table).collect()
}

/// Puts together what is the same thing on both sides; then what only the first has, and what only
/// the second has.
fn pair<T>(from: Vec<T>, to: Vec<T>, is_same: fn(&T, &T) -> bool) -> (Vec<(T, T)>, Vec<T>, Vec<T>) {
    let mut to: Vec<Option<T>> = to.into_iter().map(Some).collect();
    let mut paired = Vec::new();
    let mut dropped = Vec::new();
    for before in from {
        let found = to
            .iter_mut()
            .find(|after| after.as_ref().is_some_and(|after| is_same(&before, after)));
        match found.and_then(Option::take) {
            Some(after) => paired.push((before, after)),
            None => dropped.push(before),
        }
    }
    (paired, dropped, to.into_iter().flatten().collect())
}
