//! Parent: whether what rows get in a new column is the key of a row that they refer to.

use super::aside::mentions;
use super::code::{default_code, sql_table};
use super::fill::{Fill, Filling, answer};
use super::look::{before, is_old, no_rows};
use crate::diff::{Change, Part};
use crate::schema::column::Column;
use crate::schema::name::Name;

/// The statement that refuses a value which no row of the other table has; `None` where rows get
/// nothing, or nobody can tell before something is changed.
pub(super) fn no_parent(
    table: &Name,
    part: &Part,
    changes: &[Change],
    answers: &[Fill],
) -> Option<String> {
    let Part::ForeignKey(key) = part else {
        return None;
    };
    let ([column], [referenced]) = (key.columns.as_slice(), key.referenced.as_slice()) else {
        return None;
    };
    let column = new_column(table, column, changes).filter(|_| is_old(table, &[], changes))?;
    let value = value(table, column, changes, answers)?;
    let (own, _) = before(table, "", changes);
    let (parent, referenced_before) = before(&key.table, referenced, changes);
    if !is_old(&key.table, &[], changes) {
        let sentence = format!("rows of `{own}` need a row of `{parent}`, which is new");
        let rows = format!(
            "Query::select().expr(Expr::cust(\"count(*)\")).from({})",
            sql_table(&own)
        );
        return Some(format!("script.require_none({rows}, {sentence:?});"));
    }
    is_old(&key.table, &key.referenced, changes).then_some(())?;
    let other = sql_table(&parent);
    let condition = format!(
        "{value}.in_subquery(Query::select().column({referenced_before:?}).from({other}).take()).is_not(true)"
    );
    let sentence = format!(
        "rows of `{own}` would get a `{}` that `{parent}` does not have",
        column.name
    );
    Some(no_rows(&own, &condition, &sentence))
}

fn new_column<'a>(table: &Name, column: &str, changes: &'a [Change]) -> Option<&'a Column> {
    changes.iter().find_map(|change| match change {
        Change::Add {
            table: of,
            part: Part::Column(new),
        } if of == table && new.name == column => Some(new),
        _ => None,
    })
}

/// What rows get, in builders, where the names in it are those of before.
fn value(table: &Name, column: &Column, changes: &[Change], answers: &[Fill]) -> Option<String> {
    let constant = |value| {
        let code = default_code(value, &column.column_type);
        match code.starts_with("Expr::") {
            true => code,
            false => format!("Expr::val({code})"),
        }
    };
    match answer(table, column, answers) {
        Some(Filling::Value(value)) => Some(constant(value)),
        Some(Filling::Sql(sql) | Filling::Conversion(sql)) => {
            let is_known = !changes.iter().any(|change| gives_a_name(change, sql));
            let is_one = sql.starts_with('(') && sql.ends_with(')');
            let sql = if is_one { sql } else { &format!("({sql})") };
            is_known.then(|| format!("Expr::cust({sql:?})"))
        }
        None => column.default.as_ref().map(constant),
    }
}

/// Whether SQL may be about something that had another name or was not there.
fn gives_a_name(change: &Change, sql: &str) -> bool {
    match change {
        Change::RenameTable { to, .. } => mentions(sql, &to.name),
        Change::RenameColumn { to, .. } => mentions(sql, to),
        Change::Create(object) => mentions(sql, &object.name()),
        Change::Add {
            part: Part::Column(new),
            ..
        } => mentions(sql, &new.name),
        _ => false,
    }
}
