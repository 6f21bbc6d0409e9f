//! Anew: what goes and comes again with something that is dropped and created: the triggers and policies that call a
//! function, and the rights on anything.

use sea_orm::DatabaseBackend;

use super::aside::mentions;
use super::code::is_made_anew;
use crate::diff::{Change, Object, Part};
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object::{Function, Grant};
use crate::schema::table::Table;

/// The changes, with those of what hangs on things that are made anew, and without those that happen by
/// themselves.
pub(super) fn with_what_hangs_on(
    mut changes: Vec<Change>,
    [from, to]: [&Schema; 2],
    backend: DatabaseBackend,
) -> Vec<Change> {
    if backend != DatabaseBackend::Postgres {
        return changes;
    }
    let mut again: Vec<Change> = Vec::new();
    for function in functions(&changes) {
        // One may call two of them.
        let callers = callers(function, &changes, [from, to]).into_iter();
        let new: Vec<Change> = callers.filter(|it| !again.contains(it)).collect();
        again.extend(new);
    }
    changes.extend(again);
    let [gone, come] = [false, true].map(|comes| moved(&changes, comes));
    let is_of = |grant: &Grant, things: &[Thing]| things.iter().any(|thing| thing.is_of(grant));
    let is_kept = |change: &Change| match change {
        Change::Drop(Object::Grant(grant)) => !is_of(grant, &gone),
        Change::Create(Object::Grant(grant))
        | Change::Alter {
            to: Object::Grant(grant),
            ..
        } => !(is_of(grant, &gone) && is_of(grant, &come)),
        _ => true,
    };
    changes.retain(is_kept);
    let again = to
        .grants
        .iter()
        .filter(|grant| is_of(grant, &gone) && is_of(grant, &come));
    changes.extend(again.cloned().map(Object::Grant).map(Change::Create));
    without_columns_that_go(changes)
}

/// The functions that PostgreSQL cannot put in the place of what they were.
fn functions(changes: &[Change]) -> impl Iterator<Item = &Function> {
    changes.iter().filter_map(|change| match change {
        Change::Alter {
            from: Object::Function(from),
            to: Object::Function(to),
        } => is_made_anew(from, to, DatabaseBackend::Postgres).then_some(from),
        _ => None,
    })
}

/// The triggers and policies that call a function and stay what they are.
fn callers(function: &Function, changes: &[Change], [from, to]: [&Schema; 2]) -> Vec<Change> {
    let stays = |name: &Name, part: &Part| {
        let is_about_it = |change: &Change| match change {
            Change::Remove { table, part: other }
            | Change::Modify {
                table, from: other, ..
            } => table == name && other == part,
            Change::Drop(Object::Table(table)) => table.name == *name,
            _ => false,
        };
        !changes.iter().any(is_about_it)
    };
    let parts = |table: &Table| -> Vec<Part> {
        let calls = |text: &str| mentions(text, &function.name.name);
        let triggers = table.triggers.iter().filter(|it| calls(&it.definition));
        let policies = table.policies.iter().filter(|policy| {
            let conditions = [&policy.using, &policy.with_check];
            conditions.into_iter().flatten().any(|it| calls(&it.0))
        });
        let triggers = triggers.cloned().map(Part::Trigger);
        triggers
            .chain(policies.cloned().map(Part::Policy))
            .collect()
    };
    let pairs = to.tables_of(from);
    let all = pairs.flat_map(|(before, after)| {
        let parts = parts(before).into_iter();
        parts.map(move |part| (after.name.clone(), part))
    });
    let kept = all.filter(|(table, part)| stays(table, part));
    let both = kept.flat_map(|(table, part)| {
        let (goes, comes) = (part.clone(), part);
        let of = table.clone();
        [
            Change::Remove { table, part: goes },
            Change::Add {
                table: of,
                part: comes,
            },
        ]
    });
    both.collect()
}

/// Something that has rights and goes or comes.
enum Thing {
    /// A table, a view, a sequence, a type: what no two have the name of.
    Named(Name),
    Function(Name, String),
}

impl Thing {
    fn is_of(&self, grant: &Grant) -> bool {
        match self {
            Self::Named(name) => {
                grant.kind != "schema" && grant.arguments.is_none() && grant.name == *name
            }
            Self::Function(name, arguments) => {
                grant.arguments.as_ref() == Some(arguments) && grant.name == *name
            }
        }
    }
}

/// Everything that comes, or everything that goes.
fn moved(changes: &[Change], comes: bool) -> Vec<Thing> {
    let thing = |object: &Object| match object {
        Object::Enum(it) => Some(Thing::Named(it.name.clone())),
        Object::Domain(it) => Some(Thing::Named(it.name.clone())),
        Object::Sequence(it) => Some(Thing::Named(it.name.clone())),
        Object::Table(it) => Some(Thing::Named(it.name.clone())),
        Object::View(it) => Some(Thing::Named(it.name.clone())),
        Object::Function(it) => Some(Thing::Function(it.name.clone(), it.arguments.clone())),
        Object::Extension(_) | Object::Grant(_) | Object::Other(_) => None,
    };
    let moves = changes.iter().filter_map(|change| match change {
        Change::Create(object) if comes => thing(object),
        Change::Drop(object) if !comes => thing(object),
        _ => None,
    });
    let anew = functions(changes).map(|it| Thing::Function(it.name.clone(), it.arguments.clone()));
    moves.chain(anew).collect()
}

/// Rights to columns that are dropped go with them, and nobody has to take them.
fn without_columns_that_go(changes: Vec<Change>) -> Vec<Change> {
    let goes = |grant: &Grant, name: &str| {
        changes.iter().any(|change| {
            matches!(change, Change::Remove { table, part: Part::Column(column) }
                if *table == grant.name && column.name == name)
        })
    };
    let left = |grant: &Grant| Grant {
        rights: grant
            .rights
            .iter()
            .filter(|right| !right.column.as_ref().is_some_and(|name| goes(grant, name)))
            .cloned()
            .collect(),
        ..grant.clone()
    };
    let lessened = |change: Change| match change {
        Change::Alter {
            from: Object::Grant(from),
            to: to @ Object::Grant(_),
        } => Change::Alter {
            from: Object::Grant(left(&from)),
            to,
        },
        Change::Drop(Object::Grant(grant)) => Change::Drop(Object::Grant(left(&grant))),
        change => change,
    };
    changes.iter().cloned().map(lessened).collect()
}
