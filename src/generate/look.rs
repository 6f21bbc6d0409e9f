//! Look: what must not be true of the rows that are there, before anything is changed.

use super::aside::{columns_of, mentions};
use super::code::sql_table;
use crate::diff::{Change, Object, Part};
use crate::schema::column::Column;
use crate::schema::constraint::{Check, ForeignKey};
use crate::schema::index::{Index, Keyed};
use crate::schema::name::Name;

/// The statement that refuses rows which are in the way of a part that comes to a table; `None`
/// where none can be.
pub(super) fn look(table: &Name, part: &Part, changes: &[Change]) -> Option<String> {
    let is_new = |columns: &[String]| !is_old(table, columns, changes);
    match part {
        Part::ForeignKey(key) => {
            let is_known = is_new(&key.columns)
                || !is_old(&key.table, &key.referenced, changes)
                || is_other(table, &key.columns, changes)
                || is_other(&key.table, &key.referenced, changes)
                || was(table, changes, |part| refers_so(part, key));
            (!is_known).then(|| no_orphans(table, key, changes))
        }
        Part::Check(check) => {
            let is_about_others = changes
                .iter()
                .any(|change| is_of_its_columns(change, table, check));
            let same =
                |part: &Part| matches!(part, Part::Check(it) if it.expression == check.expression);
            let is_known = is_new(&[]) || is_about_others || was(table, changes, same);
            (!is_known).then(|| no_offence(table, check, changes))
        }
        part => {
            let unlike = unlike(part)?;
            let is_known =
                is_new(&unlike.columns) || was(table, changes, |part| is_stricter(part, &unlike));
            (!is_known).then(|| no_duplicates(table, &unlike, changes))
        }
    }
}

/// The same where columns of it are new, and each row gets the same values in them.
pub(super) fn look_beside(
    table: &Name,
    part: &Part,
    changes: &[Change],
    is_same_for_all: impl Fn(&Column) -> bool,
) -> Option<String> {
    let mut unlike = unlike(part)?;
    let new = changes.iter().filter_map(|change| match change {
        Change::Add {
            table: of,
            part: Part::Column(new),
        } if of == table && unlike.columns.contains(&new.name) => Some(new),
        _ => None,
    });
    let new: Vec<&Column> = new.collect();
    let is_known = new.is_empty()
        || !is_old(table, &[], changes)
        || unlike.predicate.is_some()
        || !new.iter().all(|column| is_same_for_all(column))
        || was(table, changes, |part| is_stricter(part, &unlike));
    if is_known {
        return None;
    }
    let (added, old): (Vec<String>, _) = std::mem::take(&mut unlike.columns)
        .into_iter()
        .partition(|name| new.iter().any(|column| column.name == *name));
    unlike.columns = old;
    Some(match unlike.columns.is_empty() {
        true => no_two_rows(table, &added, changes),
        false => no_duplicates(table, &unlike, changes),
    })
}

fn no_two_rows(table: &Name, columns: &[String], changes: &[Change]) -> String {
    let (table, _) = before(table, "", changes);
    let name = sql_table(&table);
    let columns = columns.join("`, `");
    let sentence = format!("rows of `{table}` would all have the same `{columns}`");
    format!(
        "script.require_none(Query::select()\
         .expr(Expr::cust(\"CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END\"))\
         .from({name}), {sentence:?});"
    )
}

/// Columns that no two rows may have in common.
struct Unlike {
    columns: Vec<String>,
    /// Rows for which this does not hold are left out.
    predicate: Option<String>,
    nulls_are_equal: bool,
}

fn unlike(part: &Part) -> Option<Unlike> {
    Some(match part {
        Part::PrimaryKey(key) => Unlike {
            columns: key.columns.clone(),
            predicate: None,
            nulls_are_equal: false,
        },
        Part::Unique(unique) => Unlike {
            columns: unique.columns.clone(),
            predicate: None,
            nulls_are_equal: unique.nulls_not_distinct,
        },
        Part::Index(index) if index.unique && has_whole_columns(index) => Unlike {
            columns: columns_of(index),
            predicate: index.predicate.as_ref().map(|it| it.0.clone()),
            nulls_are_equal: index.nulls_not_distinct,
        },
        _ => return None,
    })
}

fn has_whole_columns(index: &Index) -> bool {
    let is_whole = |of: &Keyed| matches!(of, Keyed::Column(_));
    index
        .keys
        .iter()
        .all(|key| is_whole(&key.of) && key.prefix.is_none())
}

/// Whether what was there had no two such rows either.
fn is_stricter(part: &Part, now: &Unlike) -> bool {
    unlike(part).is_some_and(|before| {
        let is_subset = before.columns.iter().all(|it| now.columns.contains(it));
        is_subset
            && (before.predicate.is_none() || before.predicate == now.predicate)
            && (before.nulls_are_equal || !now.nulls_are_equal)
    })
}

fn refers_so(part: &Part, key: &ForeignKey) -> bool {
    let columns = |key: &ForeignKey| {
        let (own, other) = (key.columns.clone(), key.referenced.clone());
        (own, key.table.clone(), other)
    };
    matches!(part, Part::ForeignKey(before) if columns(before) == columns(key))
}

/// Whether the table has such a part, which goes or becomes another one.
fn was(table: &Name, changes: &[Change], is_it: impl Fn(&Part) -> bool) -> bool {
    changes.iter().any(|change| match change {
        Change::Remove { table: of, part } => of == table && is_it(part),
        Change::Modify {
            table: of, from, ..
        } => of == table && is_it(from),
        _ => false,
    })
}

/// Whether columns get another type, so that nothing can be said of their values before.
fn is_other(table: &Name, columns: &[String], changes: &[Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::Modify {
            table: of,
            from: Part::Column(from),
            to: Part::Column(to),
        } => of == table && columns.contains(&to.name) && from.column_type != to.column_type,
        _ => false,
    })
}

/// Whether a change is of a column that the check is about, which its expression calls as it is
/// called afterwards.
fn is_of_its_columns(change: &Change, table: &Name, check: &Check) -> bool {
    let column = match change {
        Change::Add {
            table: of,
            part: Part::Column(column),
        } if of == table => &column.name,
        Change::Modify {
            table: of,
            from: Part::Column(from),
            to: Part::Column(to),
        } if of == table && from != to => &to.name,
        Change::RenameColumn { table: of, to, .. } if of == table => to,
        _ => return false,
    };
    mentions(&check.expression.0, column)
}

/// Refuses rows for which a condition holds.
pub(super) fn no_rows(table: &Name, condition: &str, sentence: &str) -> String {
    let table = sql_table(table);
    format!(
        "script.require_none(Query::select().expr(Expr::cust(\"count(*)\")).from({table})\
         .and_where({condition}), {sentence:?});"
    )
}

fn no_duplicates(table: &Name, unlike: &Unlike, changes: &[Change]) -> String {
    let columns = unlike.columns.iter();
    let columns: Vec<String> = columns
        .map(|column| before(table, column, changes).1)
        .collect();
    let table = &before(table, "", changes).0;
    let name = sql_table(table);
    let mut inner = format!("Query::select().expr(Expr::val(1)).from({name})");
    if !unlike.nulls_are_equal {
        for column in &columns {
            inner.push_str(&format!(".and_where(Expr::col({column:?}).is_not_null())"));
        }
    }
    if let Some(predicate) = &unlike.predicate {
        inner.push_str(&format!(".and_where(Expr::cust({predicate:?}))"));
    }
    for column in &columns {
        inner.push_str(&format!(".group_by_col({column:?})"));
    }
    inner.push_str(".and_having(Expr::cust(\"count(*)\").gt(1)).take()");
    let columns = columns.join("`, `");
    let sentence = format!("values of `{columns}` stand in several rows of `{table}`");
    format!(
        "script.require_none(Query::select().expr(Expr::cust(\"count(*)\"))\
         .from_subquery({inner}, \"equal\"), {sentence:?});"
    )
}

fn no_offence(table: &Name, check: &Check, changes: &[Change]) -> String {
    let (table, _) = before(table, "", changes);
    let expression = &check.expression.0;
    let condition = format!("Expr::cust({:?})", format!("NOT ({expression})"));
    let sentence = format!("`{expression}` does not hold for rows of `{table}`");
    no_rows(&table, &condition, &sentence)
}

fn no_orphans(table: &Name, key: &ForeignKey, changes: &[Change]) -> String {
    let pairs = key.columns.iter().zip(&key.referenced);
    let pairs: Vec<(String, String)> = pairs
        .map(|(column, referenced)| {
            let (_, column) = before(table, column, changes);
            (column, before(&key.table, referenced, changes).1)
        })
        .collect();
    let (table, parent) = (
        before(table, "", changes).0,
        before(&key.table, "", changes).0,
    );
    let columns: Vec<&str> = pairs.iter().map(|(column, _)| column.as_str()).collect();
    let mut condition = String::new();
    for column in &columns {
        condition.push_str(&format!("Expr::col({column:?}).is_not_null()).and_where("));
    }
    let other = sql_table(&parent);
    match pairs.as_slice() {
        [(column, referenced)] => condition.push_str(&format!(
            "Expr::col({column:?}).not_in_subquery(Query::select().column({referenced:?}).from({other})\
             .and_where(Expr::col({referenced:?}).is_not_null()).take())"
        )),
        pairs => {
            let mut equal = String::new();
            for (column, referenced) in pairs {
                let own = &table.name;
                equal.push_str(&format!(
                    ".and_where(Expr::col((\"parent\", {referenced:?})).equals(({own:?}, {column:?})))"
                ));
            }
            condition.push_str(&format!(
                "Expr::exists(Query::select().expr(Expr::val(1)).from_as({other}, \"parent\"){equal}.take()).not()"
            ));
        }
    }
    let sentence = format!(
        "rows of `{table}` have a `{}` that `{parent}` does not",
        columns.join("`, `")
    );
    no_rows(&table, &condition, &sentence)
}

/// What a table and its column are called before anything is renamed, which is when it is looked
/// whether rows are in the way.
pub(super) fn before(table: &Name, column: &str, changes: &[Change]) -> (Name, String) {
    let mut column = column.to_owned();
    for change in changes.iter().rev() {
        if let Change::RenameColumn {
            table: of,
            from,
            to,
        } = change
            && of == table
            && *to == column
        {
            column.clone_from(from);
        }
    }
    let name = changes.iter().find_map(|change| match change {
        Change::RenameTable { from, to } if to == table => Some(from.clone()),
        _ => None,
    });
    (name.unwrap_or_else(|| table.clone()), column)
}

/// Whether a table and those of its columns were there before.
pub(super) fn is_old(table: &Name, columns: &[String], changes: &[Change]) -> bool {
    !changes.iter().any(|change| match change {
        Change::Create(Object::Table(new)) => new.name == *table,
        Change::Add {
            table: of,
            part: Part::Column(new),
        } => of == table && columns.contains(&new.name),
        _ => false,
    })
}
