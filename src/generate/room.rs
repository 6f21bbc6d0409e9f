//! Room: PostgreSQL makes a type of each table, so an enum type and a table cannot have one name. What
//! goes makes room for what comes, and goes in its turn.

use super::enumeration::aside;
use crate::diff::{Change, Object};
use crate::schema::name::Name;

/// The changes, with another name for what has the name of something that comes.
pub(super) fn with_room(changes: Vec<Change>) -> Vec<Change> {
    let tables = named(&changes, |object| matches!(object, Object::Table(_)));
    let enums = named(&changes, |object| matches!(object, Object::Enum(_)));
    let each = changes.into_iter().flat_map(|change| match change {
        Change::Drop(Object::Enum(mut kind)) if tables.contains(&kind.name) => {
            let from = kind.name.clone();
            kind.name = aside(&from);
            let to = kind.name.clone();
            vec![
                Change::RenameEnum { from, to },
                Change::Drop(Object::Enum(kind)),
            ]
        }
        Change::Drop(Object::Table(mut table)) if enums.contains(&table.name) => {
            let from = table.name.clone();
            table.name = aside(&from);
            let to = table.name.clone();
            vec![
                Change::RenameTable { from, to },
                Change::Drop(Object::Table(table)),
            ]
        }
        change => vec![change],
    });
    each.collect()
}

/// The names of what comes.
fn named(changes: &[Change], is_one: impl Fn(&Object) -> bool) -> Vec<Name> {
    let names = changes.iter().filter_map(|change| match change {
        Change::Create(object @ Object::Table(table)) if is_one(object) => Some(&table.name),
        Change::Create(object @ Object::Enum(kind)) if is_one(object) => Some(&kind.name),
        Change::RenameTable { to, .. } if is_one(&Object::Table(Box::default())) => Some(to),
        _ => None,
    });
    names.cloned().collect()
}
