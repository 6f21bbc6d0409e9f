//! Narrow: values that a column cannot keep when it becomes another one.

use sea_orm::DatabaseBackend;

use super::cast::{misfit, out_of_range};
use super::code::Scene;
use super::enumeration::{element, values};
use super::look::{before, no_rows};
use crate::diff::Change;
use crate::schema::column::Column;
use crate::schema::name::Name;
use crate::schema::types::ColumnType;

/// Questions about values that the column cannot keep.
pub(super) fn in_the_way(
    table: &Name,
    from: &Column,
    to: &Column,
    changes: &[Change],
    scene: &Scene<'_>,
) -> Vec<String> {
    let mut questions = Vec::new();
    let (table, name) = before(table, &to.name, changes);
    if let Some(length) = shorter(&from.column_type, &to.column_type) {
        let longer = format!("Expr::expr(Func::char_length(Expr::col({name:?}))).gt({length})");
        let sentence =
            format!("rows of `{table}` have a `{name}` of more than {length} characters");
        questions.push(no_rows(&table, &longer, &sentence));
    }
    let backend = scene.dialect.backend;
    let quoted = (scene.dialect.quoted)(&name);
    if let Some((other, what)) = misfit(&quoted, &from.column_type, &to.column_type, backend) {
        let sentence = format!("rows of `{table}` have a value of `{name}` that is {what}");
        questions.push(no_rows(
            &table,
            &format!("Expr::cust({other:?})"),
            &sentence,
        ));
    }
    if let Some(outside) = out_of_range(&name, &from.column_type, &to.column_type) {
        let sentence = format!("rows of `{table}` have a value of `{name}` that does not fit");
        questions.push(no_rows(&table, &outside, &sentence));
    }
    let begins_to_count = from.auto_increment.is_none() && to.auto_increment.is_some();
    if begins_to_count && backend == DatabaseBackend::MySql {
        let sentence = format!("rows of `{table}` have 0 as `{name}`, which gets another number");
        questions.push(no_rows(
            &table,
            &format!("Expr::col({name:?}).eq(0)"),
            &sentence,
        ));
    }
    let schemas = [scene.from, scene.renamed];
    let known = values(&to.column_type, &[scene.to, scene.renamed]);
    if element(&from.column_type).is_some() && element(&to.column_type).is_some() {
        let before = values(&from.column_type, &schemas);
        let gone: Vec<&String> = before.iter().filter(|it| !known.contains(it)).collect();
        if !gone.is_empty() {
            let had = match from.column_type {
                ColumnType::Array(_) => {
                    let gone = gone
                        .iter()
                        .map(|value| format!("{} = ANY ({quoted})", literal(value)));
                    format!("Expr::cust({:?})", gone.collect::<Vec<_>>().join(" OR "))
                }
                _ => format!("Expr::col({name:?}).is_in({gone:?})"),
            };
            let shown: Vec<String> = gone.iter().map(|value| format!("`{value}`")).collect();
            let sentence = format!("rows of `{table}` have {} as `{name}`", shown.join(" or "));
            questions.push(no_rows(&table, &had, &sentence));
        }
    } else if let (Some(_), ColumnType::Char(_) | ColumnType::String(_) | ColumnType::Text) =
        (element(&to.column_type), &from.column_type)
    {
        let other = format!("Expr::col({name:?}).is_not_in({known:?})");
        let sentence =
            format!("rows of `{table}` have a value of `{name}` that is none of the new type");
        questions.push(no_rows(&table, &other, &sentence));
    }
    questions
}

pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The length of the second, where it holds less text.
fn shorter(from: &ColumnType, to: &ColumnType) -> Option<u32> {
    let length = |column_type: &ColumnType| match column_type {
        ColumnType::Char(Some(length)) | ColumnType::String(Some(length)) => Some(Some(*length)),
        ColumnType::String(None) | ColumnType::Text => Some(None),
        _ => None,
    };
    let (from, to) = (length(from)?, length(to)??);
    from.is_none_or(|from| from > to).then_some(to)
}
