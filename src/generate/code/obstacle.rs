//! Obstacle: why a change is not written, and what a person can do instead.

use super::Scene;
use super::column::is_of_a_reference;
use super::constraint::other_types;
use crate::diff::{Change, Part};
use crate::schema::name::Name;

/// What cannot be written, as a sentence.
pub(in super::super) fn obstacle(change: &Change, scene: &Scene<'_>) -> String {
    match change {
        Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } if from.column_type != to.column_type && is_of_a_reference(table, &to.name, scene) => {
            format!(
                "{change}: no value of the old type is one of the new. {}",
                by_hand(table, &to.name, scene)
            )
        }
        Change::Add {
            table,
            part: Part::ForeignKey(key),
        } => match other_types(table, key, scene) {
            Some([column, referenced]) => {
                format!("{change}: `{column}` refers to `{referenced}`, which is of another type")
            }
            None => change.to_string(),
        },
        change => change.to_string(),
    }
}

/// How a key becomes one of another kind, with those that refer to it.
fn by_hand(table: &Name, column: &str, scene: &Scene<'_>) -> String {
    let has = |columns: &[String], wanted: &str| columns.iter().any(|it| it == wanted);
    let keys = || {
        let tables = scene.to.tables.iter();
        tables.flat_map(|of| of.foreign_keys.iter().map(move |key| (&of.name, key)))
    };
    let up = keys().find(|(of, key)| *of == table && has(&key.columns, column));
    let other_side = up.and_then(|(_, key)| {
        let position = key.columns.iter().position(|it| it == column)?;
        Some((&key.table, key.referenced.get(position)?.as_str()))
    });
    let (parent, referenced) = other_side.unwrap_or((table, column));
    let children =
        || keys().filter(|(_, key)| key.table == *parent && has(&key.referenced, referenced));
    let columns = children().flat_map(|(of, key)| {
        let pairs = key.columns.iter().zip(&key.referenced);
        let own = pairs.filter(|(_, other)| *other == referenced);
        own.map(move |(own, _)| format!("`{of}.{own}`"))
    });
    let columns = listed(columns.collect());
    let names = children().map(|(of, key)| match &key.name {
        Some(name) => format!("`{name}`"),
        None => format!("that of `{of}`"),
    });
    let names = listed(names.collect());
    format!(
        "Write it by hand, in this order: add a column of the new type beside `{parent}.{referenced}`, empty, and give \
         each row a value of its own; add one beside {columns}, and give it by an update the new value of the row \
         that is referred to; drop the foreign key {names}, then the key of `{parent}`; drop the old columns and give \
         the new ones their names; make them `NOT NULL` where the old ones were, then add the key and the \
         foreign keys again"
    )
}

/// Names in a sentence.
fn listed(mut names: Vec<String>) -> String {
    names.dedup();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}
