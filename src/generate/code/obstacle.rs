//! Obstacle: why a change is not written, and what a person can do instead.

use super::Scene;
use super::column::is_of_a_reference;
use super::constraint::other_types;
use crate::diff::{Change, Part};

/// What cannot be written, as a sentence.
pub(in super::super) fn obstacle(change: &Change, scene: &Scene<'_>) -> String {
    match change {
        Change::Modify {
            table,
            from: Part::Column(from),
            to: Part::Column(to),
        } if from.column_type != to.column_type && is_of_a_reference(table, &to.name, scene) => {
            let name = format!("{table}.{}", to.name);
            format!(
                "{change}: references lead to `{name}` or from it, and no value of the old type is \
                 one of the new. Add a column of the new type to each of the tables and fill it, give the \
                 references the new columns, then drop the old ones and rename the new"
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
