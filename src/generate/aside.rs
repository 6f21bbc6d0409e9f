//! Aside: what goes for a while so that something else can change, and what can only change by
//! going and coming back.

use sea_orm::DatabaseBackend;

use crate::diff::{Change, Part};
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::constraint::ForeignKey;
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

/// The schemas that changes lead between, both with the names of afterwards.
#[derive(Clone, Copy)]
pub(super) struct Ends<'a> {
    pub(super) backend: DatabaseBackend,
    pub(super) from: &'a Schema,
    pub(super) to: &'a Schema,
}

/// The changes, with what went and came back under another name as a change of its name.
pub(super) fn named_anew(mut changes: Vec<Change>) -> Vec<Change> {
    let removed = changes.extract_if(.., |change| matches!(change, Change::Remove { .. }));
    let removed: Vec<Change> = removed.collect();
    let mut left = Vec::new();
    for gone in removed {
        let Change::Remove { table, part: from } = &gone else {
            continue;
        };
        let came = changes.iter().position(|change| match change {
            Change::Add { table: of, part } => of == table && is_named_anew(from, part),
            _ => false,
        });
        match came.map(|came| changes.remove(came)) {
            Some(Change::Add { table, part: to }) => changes.push(Change::Modify {
                table,
                from: from.clone(),
                to,
            }),
            _ => left.push(gone),
        }
    }
    left.extend(changes);
    left
}

/// Whether the second is the first with another name.
pub(super) fn is_named_anew(from: &Part, to: &Part) -> bool {
    let mut from = from.clone();
    match (&mut from, to) {
        (Part::Index(from), Part::Index(to)) => from.name.clone_from(&to.name),
        (Part::Unique(from), Part::Unique(to)) => from.name.clone_from(&to.name),
        (Part::ForeignKey(from), Part::ForeignKey(to)) => from.name.clone_from(&to.name),
        (Part::Check(from), Part::Check(to)) => from.name.clone_from(&to.name),
        (Part::PrimaryKey(from), Part::PrimaryKey(to)) => from.name.clone_from(&to.name),
        _ => return false,
    }
    from == *to
}

/// The changes as single steps: with those that take away and put back what is in the way of
/// others, and in two where something can only be made anew.
pub(super) fn steps(changes: &[Change], ends: Ends<'_>) -> Vec<Change> {
    let mut steps: Vec<Change> = Vec::new();
    for change in changes {
        match change {
            Change::Modify { table, from, to } if is_made_anew(change, changes, ends) => {
                steps.extend(anew(table, from.clone(), to.clone()));
            }
            change => steps.push(change.clone()),
        }
    }
    let columns: Vec<Change> = generated_over_others(changes, ends);
    steps.extend(columns);
    let aside = aside(&steps, ends);
    steps.extend(aside);
    let made = made_by_the_server(&steps, ends);
    steps.extend(made);
    steps
}

/// MySQL makes an index for a foreign key that has none, and keeps it when the key goes.
fn made_by_the_server(steps: &[Change], ends: Ends<'_>) -> Vec<Change> {
    if ends.backend != DatabaseBackend::MySql {
        return Vec::new();
    }
    let comes_back = |table: &Name, key: &ForeignKey| {
        steps.iter().any(|step| match step {
            Change::Add {
                table: of,
                part: Part::ForeignKey(it),
            } => of == table && (&it.name, &it.columns) == (&key.name, &key.columns),
            _ => false,
        })
    };
    let made = steps.iter().filter_map(|step| {
        let Change::Remove {
            table,
            part: Part::ForeignKey(key),
        } = step
        else {
            return None;
        };
        let before = ends.from.table(table)?;
        let is_needed = has_index(before, &key.columns) || comes_back(table, key);
        let keys = key.columns.iter().cloned().map(Keyed::Column);
        let index = Index {
            name: key.name.clone()?,
            keys: keys.map(IndexKey::new).collect(),
            ..Index::default()
        };
        (!is_needed).then(|| Change::Remove {
            table: table.clone(),
            part: Part::Index(index),
        })
    });
    made.collect()
}

/// Whether an index begins with those columns.
fn has_index(table: &Table, columns: &[String]) -> bool {
    let keys = table.primary_key.iter().map(|key| key.columns.clone());
    let uniques = table.uniques.iter().map(|unique| unique.columns.clone());
    let indexes = table.indexes.iter().map(columns_of);
    keys.chain(uniques)
        .chain(indexes)
        .any(|key| key.starts_with(columns))
}

fn anew(table: &Name, from: Part, to: Part) -> [Change; 2] {
    let remove = Change::Remove {
        table: table.clone(),
        part: from,
    };
    let add = Change::Add {
        table: table.clone(),
        part: to,
    };
    [remove, add]
}

fn is_made_anew(change: &Change, changes: &[Change], ends: Ends<'_>) -> bool {
    let Change::Modify { table, from, to } = change else {
        return false;
    };
    match (from, to) {
        (Part::Column(from), Part::Column(to)) => {
            is_column_made_anew(from, to, ends.backend)
                || (to.generated.is_some() && loses_its_base(table, from, changes))
        }
        (Part::Unique(_) | Part::Index(_), _) => !is_named_anew(from, to),
        (Part::ForeignKey(_) | Part::Check(_), _) => {
            ends.backend != DatabaseBackend::Postgres || !is_named_anew(from, to)
        }
        (Part::Exclusion(_), _) => true,
        _ => false,
    }
}

/// Whether no statement makes the one of the other while there are rows.
fn is_column_made_anew(from: &Column, to: &Column, backend: DatabaseBackend) -> bool {
    let same = Column {
        comment: from.comment.clone(),
        renamed_from: from.renamed_from.clone(),
        ..to.clone()
    };
    if (from.generated.is_none() && to.generated.is_none()) || same == *from {
        return false;
    }
    // One that is made when it is read holds nothing that could be kept.
    let is_kept = |column: &Column| column.generated.as_ref().is_none_or(|it| it.stored);
    match backend {
        DatabaseBackend::Postgres => to.generated.is_some() || !is_kept(from),
        DatabaseBackend::MySql => is_kept(from) != is_kept(to),
        _ => false,
    }
}

/// Whether a column goes that the old expression is made of.
fn loses_its_base(table: &Name, from: &Column, changes: &[Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::Remove {
            table: of,
            part: Part::Column(gone),
        } => of == table && is_made_of(from, &gone.name),
        _ => false,
    })
}

/// Whether a column is generated from another one.
pub(super) fn is_made_of(column: &Column, other: &str) -> bool {
    let expression = column.generated.as_ref().map(|it| it.expression.0.as_str());
    expression.is_some_and(|expression| mentions(expression, other))
}

/// Whether an expression may be about a column.
pub(super) fn mentions(expression: &str, column: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || "_$".contains(letter);
    let is_word = column.chars().all(is_letter);
    match is_word {
        true => expression
            .split(|letter| !is_letter(letter))
            .any(|word| word.eq_ignore_ascii_case(column)),
        false => expression.contains(column),
    }
}

/// PostgreSQL changes the type of no column from which another one is generated.
fn generated_over_others(changes: &[Change], ends: Ends<'_>) -> Vec<Change> {
    if ends.backend != DatabaseBackend::Postgres {
        return Vec::new();
    }
    let mut again = Vec::new();
    for (before, after) in ends.to.tables_of(ends.from) {
        let retyped = retyped(&after.name, changes);
        for column in &after.columns {
            let is_over = retyped.iter().any(|other| is_made_of(column, other));
            let kept = before.column(&column.name).filter(|it| *it == column);
            if let Some(kept) = kept.filter(|_| is_over) {
                let (from, to) = (Part::Column(kept.clone()), Part::Column(column.clone()));
                again.extend(anew(&after.name, from, to));
            }
        }
    }
    again
}

/// What stands on something that is made anew, or leans on something that changes.
fn aside(steps: &[Change], ends: Ends<'_>) -> Vec<Change> {
    let mut all = Vec::new();
    for (before, after) in ends.to.tables_of(ends.from) {
        let anew = made_anew(&after.name, steps);
        let is_on = |columns: &[String]| columns.iter().any(|column| anew.contains(&column));
        let is_on_expression = |text: &str| anew.iter().any(|column| mentions(text, column));
        let mut parts: Vec<[Part; 2]> = Vec::new();
        for index in &before.indexes {
            let same = after.indexes.iter().find(|it| it.name == index.name);
            let is_on_it = is_on(&columns_of(index)) || is_on(&index.include);
            let is_on_it = is_on_it || expressions_of(index).any(is_on_expression);
            parts.extend(pair(index, same, Part::Index).filter(|_| is_on_it));
        }
        for unique in &before.uniques {
            let same = after.uniques.iter().find(|it| *it == unique);
            let is_on_it = is_on(&unique.columns);
            parts.extend(pair(unique, same, Part::Unique).filter(|_| is_on_it));
        }
        for check in &before.checks {
            let same = after.checks.iter().find(|it| *it == check);
            let is_on_it = is_on_expression(&check.expression.0);
            parts.extend(pair(check, same, Part::Check).filter(|_| is_on_it));
        }
        for key in &before.foreign_keys {
            let same = after.foreign_keys.iter().find(|it| *it == key);
            let is_in_the_way = is_on(&key.columns)
                || made_anew(&key.table, steps)
                    .iter()
                    .any(|it| key.referenced.contains(it))
                || leans(&after.name, key, steps, ends.backend);
            parts.extend(pair(key, same, Part::ForeignKey).filter(|_| is_in_the_way));
        }
        for [from, to] in parts {
            if !is_among(steps, &after.name, &from) {
                all.extend(self::anew(&after.name, from, to));
            }
        }
    }
    all
}

fn pair<T: Clone>(from: &T, to: Option<&T>, of: fn(T) -> Part) -> Option<[Part; 2]> {
    Some([of(from.clone()), of(to?.clone())])
}

fn is_among(steps: &[Change], table: &Name, wanted: &Part) -> bool {
    steps.iter().any(|step| match step {
        Change::Remove { table: of, part } => of == table && part == wanted,
        Change::Modify {
            table: of, from, ..
        } => of == table && from == wanted,
        _ => false,
    })
}

/// Whether a foreign key is in the way of what changes on either of its sides.
fn leans(table: &Name, key: &ForeignKey, steps: &[Change], backend: DatabaseBackend) -> bool {
    if backend == DatabaseBackend::Sqlite {
        // It looks at foreign keys in the end.
        return false;
    }
    let has = |columns: &[String], retyped: &[&str]| {
        columns
            .iter()
            .any(|column| retyped.contains(&column.as_str()))
    };
    let is_retyped = has(&key.columns, &retyped(table, steps))
        || has(&key.referenced, &retyped(&key.table, steps));
    let goes = |table: &Name, is_it: &dyn Fn(&[String]) -> bool| {
        steps.iter().any(|step| match step {
            Change::Remove { table: of, part }
            | Change::Modify {
                table: of,
                from: part,
                ..
            } if of == table => key_of(part).is_some_and(|columns| is_it(&columns)),
            _ => false,
        })
    };
    let is_referenced = |columns: &[String]| is_same_set(columns, &key.referenced);
    match backend {
        // MySQL looks the rows of both sides up by whatever index begins with the columns.
        DatabaseBackend::MySql => {
            is_retyped
                || goes(&key.table, &is_referenced)
                || goes(&key.table, &|columns| columns.starts_with(&key.referenced))
                || goes(table, &|columns| columns.starts_with(&key.columns))
        }
        // PostgreSQL compares whole numbers of any size, and any two texts.
        _ => goes(&key.table, &is_referenced),
    }
}

/// The columns of what rows are looked up by, where they are columns.
fn key_of(part: &Part) -> Option<Vec<String>> {
    match part {
        Part::PrimaryKey(key) => Some(key.columns.clone()),
        Part::Unique(unique) => Some(unique.columns.clone()),
        Part::Index(index) => Some(columns_of(index)),
        _ => None,
    }
}

fn is_same_set(left: &[String], right: &[String]) -> bool {
    left.len() == right.len() && left.iter().all(|column| right.contains(column))
}

/// Columns that go and come back.
fn made_anew<'a>(table: &Name, steps: &'a [Change]) -> Vec<&'a String> {
    let added = |name: &String| {
        steps.iter().any(|step| {
            matches!(step, Change::Add { table: of, part: Part::Column(it) }
                if of == table && it.name == *name)
        })
    };
    let gone = steps.iter().filter_map(|step| match step {
        Change::Remove {
            table: of,
            part: Part::Column(column),
        } if of == table => Some(&column.name),
        _ => None,
    });
    gone.filter(|name| added(name)).collect()
}

/// Columns that get another type where they are.
fn retyped<'a>(table: &Name, changes: &'a [Change]) -> Vec<&'a str> {
    let retyped = changes.iter().filter_map(|change| match change {
        Change::Modify {
            table: of,
            from: Part::Column(from),
            to: Part::Column(to),
        } if of == table && from.column_type != to.column_type => Some(to.name.as_str()),
        _ => None,
    });
    retyped.collect()
}

/// The columns that an index sorts by.
pub(super) fn columns_of(index: &Index) -> Vec<String> {
    let columns = index.keys.iter().filter_map(|key| match &key.of {
        Keyed::Column(column) => Some(column.clone()),
        Keyed::Expression(_) => None,
    });
    columns.collect()
}

fn expressions_of(index: &Index) -> impl Iterator<Item = &str> {
    let keys = index.keys.iter().filter_map(|key| match &key.of {
        Keyed::Expression(expression) => Some(expression.0.as_str()),
        Keyed::Column(_) => None,
    });
    let predicate = index.predicate.iter().map(|it| it.0.as_str());
    keys.chain(predicate)
}

/// Whether a value of one type is found among those of the other, as foreign keys find it.
pub(super) fn is_comparable(one: &ColumnType, other: &ColumnType) -> bool {
    let is_number =
        |of: &ColumnType| matches!(of, ColumnType::Integer(_) | ColumnType::Unsigned(_));
    let is_text = |of: &ColumnType| {
        matches!(
            of,
            ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text
        )
    };
    one == other || (is_number(one) && is_number(other)) || (is_text(one) && is_text(other))
}
