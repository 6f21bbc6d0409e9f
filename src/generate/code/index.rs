//! Indexes.

use sea_orm::DatabaseBackend;

use super::{Scene, constraint, table_of, text};
use crate::diff::Part;
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;

pub(super) fn create(table: &Name, index: &Index, scene: &Scene<'_>) -> Option<Vec<String>> {
    // Nobody writes to a table that is new.
    let is_concurrent = index.concurrent && scene.from.table(table).is_some();
    if let Some(mut code) = typed(table, index, scene) {
        if is_concurrent {
            code.push_str(".concurrently()");
        }
        return Some(vec![match &index.options {
            None => format!("script.create_index({code});"),
            Some(options) => format!("script.create_index_with({code}, {});", text(options)),
        }]);
    }
    let statements = constraint::by_sql(table, &Part::Index(index.clone()), scene)?;
    let beside_writes =
        |statement: &String| statement.replacen(" INDEX ", " INDEX CONCURRENTLY ", 1);
    Some(match is_concurrent {
        true => statements.iter().map(beside_writes).collect(),
        false => statements,
    })
}

pub(super) fn drop(table: &Name, index: &Index) -> String {
    let concurrently = if index.concurrent {
        ".concurrently()"
    } else {
        ""
    };
    format!(
        "script.drop_index(Index::drop().name({:?}).table({}){concurrently});",
        index.name,
        table_of(table)
    )
}

/// With the builder, as far as it goes.
fn typed(table: &Name, index: &Index, scene: &Scene<'_>) -> Option<String> {
    let has_words = index.options.is_none() || scene.dialect.backend != DatabaseBackend::Sqlite;
    let is_plain = !index.invalid && has_words && index.comment.is_none();
    if !is_plain {
        return None;
    }
    let mut code = format!(
        "Index::create().name({:?}).table({})",
        index.name,
        table_of(table)
    );
    if index.unique {
        code.push_str(".unique()");
    }
    match index.method.as_deref() {
        None => {}
        Some("hash") => code.push_str(".index_type(IndexType::Hash)"),
        Some("fulltext") => code.push_str(".full_text()"),
        Some(method) => code.push_str(&format!(
            ".index_type(IndexType::Custom({method:?}.into_iden()))"
        )),
    }
    for key in &index.keys {
        code.push_str(&format!(".col({})", column(key, scene)?));
    }
    for column in &index.include {
        code.push_str(&format!(".include({column:?})"));
    }
    if index.nulls_not_distinct {
        code.push_str(".nulls_not_distinct()");
    }
    if let Some(predicate) = &index.predicate {
        code.push_str(&format!(".and_where(Expr::cust({:?}))", predicate.0));
    }
    Some(code)
}

fn column(key: &IndexKey, scene: &Scene<'_>) -> Option<String> {
    let is_plain = key.nulls.is_none() && key.collation.is_none();
    let column = match &key.of {
        Keyed::Column(column) => column,
        Keyed::Expression(expression) => {
            // The builder has no words for it on SQLite.
            let has_words = scene.dialect.backend != DatabaseBackend::Sqlite;
            let is_typed = is_plain && has_words && key.operator_class.is_none();
            return is_typed.then(|| match key.descending {
                false => format!("Expr::cust({:?})", expression.0),
                true => format!("(Expr::cust({:?}), IndexOrder::Desc)", expression.0),
            });
        }
    };
    if let Some(class) = &key.operator_class {
        let is_only_that = is_plain && key.prefix.is_none() && !key.descending;
        let is_a_word = class
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_');
        return (is_only_that && is_a_word)
            .then(|| format!("{column:?}.into_index_column().with_operator_class({class:?})"));
    }
    match (is_plain, key.prefix, key.descending) {
        (false, ..) => None,
        (_, None, false) => Some(format!("{column:?}")),
        (_, None, true) => Some(format!("({column:?}, IndexOrder::Desc)")),
        (_, Some(prefix), false) => Some(format!("({column:?}, {prefix})")),
        (_, Some(prefix), true) => Some(format!("({column:?}, {prefix}, IndexOrder::Desc)")),
    }
}
