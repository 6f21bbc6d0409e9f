//! Parts: what makes one table of another.

use super::change::{Change, Part};
use super::pair;
use crate::schema::constraint::{ForeignKey, PrimaryKey, Unique};
use crate::schema::table::{RowSecurity, Table};

/// The changes between a table and itself at another time.
pub(super) fn diff(from: &Table, to: &Table) -> Vec<Change> {
    let table = &to.name;
    let mut changes = Vec::new();
    let mut compare = |from: Vec<Part>, to: Vec<Part>| {
        // By name first, so that what only says the same does not take its place.
        let (named, from, to) = pair(from, to, has_same_name);
        let (equal, removed, added) = pair(from, to, says_the_same);
        for (from, to) in named.into_iter().chain(equal) {
            if !says_the_same(&from, &to) {
                let table = table.clone();
                changes.push(Change::Modify { table, from, to });
            }
        }
        for part in removed {
            let table = table.clone();
            changes.push(Change::Remove { table, part });
        }
        for part in added {
            let table = table.clone();
            changes.push(Change::Add { table, part });
        }
    };
    let mut each = |parts: fn(&Table) -> Vec<Part>| compare(parts(from), parts(to));
    each(|table| all(&table.columns, Part::Column));
    each(|table| {
        table
            .primary_key
            .iter()
            .cloned()
            .map(Part::PrimaryKey)
            .collect()
    });
    each(|table| all(&table.uniques, Part::Unique));
    each(|table| all(&table.foreign_keys, Part::ForeignKey));
    each(|table| all(&table.checks, Part::Check));
    each(|table| all(&table.exclusions, Part::Exclusion));
    each(|table| all(&table.indexes, Part::Index));
    each(|table| all(&table.triggers, Part::Trigger));
    each(|table| all(&table.policies, Part::Policy));
    each(|table| match table.row_security {
        RowSecurity::Off => Vec::new(),
        on => vec![Part::RowSecurity(on)],
    });
    each(|table| {
        table
            .partition_by
            .iter()
            .cloned()
            .map(Part::PartitionBy)
            .collect()
    });
    each(|table| {
        table
            .partition_of
            .iter()
            .cloned()
            .map(Part::PartitionOf)
            .collect()
    });
    each(|table| match table.inherits.is_empty() {
        true => Vec::new(),
        false => vec![Part::Inherits(table.inherits.clone())],
    });
    each(|table| table.comment.iter().cloned().map(Part::Comment).collect());
    each(|table| table.options.iter().cloned().map(Part::Options).collect());
    changes
}

fn all<T: Clone>(parts: &[T], of: fn(T) -> Part) -> Vec<Part> {
    parts.iter().cloned().map(of).collect()
}

/// Whether both have a name, and it is the same. What a table has one of has the same name.
fn has_same_name(left: &Part, right: &Part) -> bool {
    let name = |part: &Part| match part {
        Part::Unique(unique) => unique.name.clone(),
        Part::ForeignKey(foreign_key) => foreign_key.name.clone(),
        Part::Check(check) => check.name.clone(),
        part => Some(part.name()),
    };
    name(left).is_some() && name(left) == name(right)
}

/// Whether both say the same. A name that only one has is no difference: the server gave it.
fn says_the_same(left: &Part, right: &Part) -> bool {
    let neither = |left: &Option<String>, right: &Option<String>| {
        left.is_none() || right.is_none() || left == right
    };
    match (left, right) {
        (Part::Column(left), Part::Column(right)) => {
            let mut left = left.clone();
            left.renamed_from.clone_from(&right.renamed_from);
            left == *right
        }
        (Part::PrimaryKey(left), Part::PrimaryKey(right)) => {
            let bare = |key: &PrimaryKey| PrimaryKey {
                name: None,
                ..key.clone()
            };
            neither(&left.name, &right.name) && bare(left) == bare(right)
        }
        (Part::Unique(left), Part::Unique(right)) => {
            let bare = |unique: &Unique| Unique {
                name: None,
                ..unique.clone()
            };
            neither(&left.name, &right.name) && bare(left) == bare(right)
        }
        (Part::ForeignKey(left), Part::ForeignKey(right)) => {
            let bare = |foreign_key: &ForeignKey| ForeignKey {
                name: None,
                ..foreign_key.clone()
            };
            neither(&left.name, &right.name) && bare(left) == bare(right)
        }
        (Part::Check(left), Part::Check(right)) => {
            let mut bare = left.clone();
            bare.name.clone_from(&right.name);
            neither(&left.name, &right.name) && bare == *right
        }
        (left, right) => left == right,
    }
}
