//! Renames: what was dropped and added and may be the same thing.
//!
//! They are candidates. Nobody but the developer knows whether a column was renamed or replaced.

use super::change::{Change, Object, Part};
use crate::schema::column::Column;
use crate::schema::name::Name;
use crate::schema::table::Table;

/// Something that may have another name now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// A table.
    Table {
        /// Before.
        from: Name,
        /// Afterwards.
        to: Name,
        /// Whether the new one says that it had that name.
        is_said: bool,
    },
    /// A column.
    Column {
        /// The table.
        table: Name,
        /// Before.
        from: String,
        /// Afterwards.
        to: String,
        /// Whether the new one says that it had that name.
        is_said: bool,
    },
}

/// What may have been renamed, the likeliest first for each that is gone: a column of the same type
/// in the same table, a table with most of the same columns, and whatever says so itself.
pub fn renames(changes: &[Change]) -> Vec<Candidate> {
    let mut candidates = tables(changes);
    candidates.extend(columns(changes));
    candidates
}

fn tables(changes: &[Change]) -> Vec<Candidate> {
    let dropped = changes.iter().filter_map(|change| match change {
        Change::Drop(Object::Table(table)) => Some(table.as_ref()),
        _ => None,
    });
    let mut candidates = Vec::new();
    for before in dropped {
        let mut alike: Vec<(usize, bool, &Table)> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Create(Object::Table(table)) => Some(table.as_ref()),
                _ => None,
            })
            .filter_map(|after| {
                let is_said = after.renamed_from.contains(&before.name.name);
                let common = in_common(before, after);
                // More than half of the larger one.
                let most = common * 2 > before.columns.len().max(after.columns.len());
                (is_said || most).then_some((common, is_said, after))
            })
            .collect();
        alike.sort_by_key(|(common, is_said, _)| std::cmp::Reverse((*is_said, *common)));
        candidates.extend(
            alike
                .into_iter()
                .map(|(_, is_said, after)| Candidate::Table {
                    from: before.name.clone(),
                    to: after.name.clone(),
                    is_said,
                }),
        );
    }
    candidates
}

fn in_common(before: &Table, after: &Table) -> usize {
    let is_there = |column: &&Column| {
        after
            .column(&column.name)
            .is_some_and(|same| same.column_type == column.column_type)
    };
    before.columns.iter().filter(is_there).count()
}

fn columns(changes: &[Change]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for change in changes {
        let Change::Remove {
            table,
            part: Part::Column(before),
        } = change
        else {
            continue;
        };
        let mut alike: Vec<(bool, &Column)> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Add {
                    table: of,
                    part: Part::Column(after),
                } if of == table => Some(after),
                _ => None,
            })
            .filter_map(|after| {
                let is_said = after.renamed_from.contains(&before.name);
                let is_alike = after.column_type == before.column_type;
                (is_said || is_alike).then_some((is_said, after))
            })
            .collect();
        alike.sort_by_key(|(is_said, _)| !is_said);
        candidates.extend(alike.into_iter().map(|(is_said, after)| Candidate::Column {
            table: table.clone(),
            from: before.name.clone(),
            to: after.name.clone(),
            is_said,
        }));
    }
    candidates
}
