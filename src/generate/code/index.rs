//! Indexes.

use super::{Scene, constraint, table_of};
use crate::diff::Part;
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;

pub(super) fn create(table: &Name, index: &Index, scene: &Scene<'_>) -> Option<Vec<String>> {
    if let Some(code) = typed(table, index) {
        return Some(vec![format!("script.create_index({code});")]);
    }
    constraint::by_sql(table, &Part::Index(index.clone()), scene)
}

pub(super) fn drop(table: &Name, index: &Index) -> String {
    format!(
        "script.drop_index(Index::drop().name({:?}).table({}));",
        index.name,
        table_of(table)
    )
}

/// With the builder, as far as it goes.
fn typed(table: &Name, index: &Index) -> Option<String> {
    let is_plain = !index.invalid && index.options.is_none() && index.comment.is_none();
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
        code.push_str(&format!(".col({})", column(key)?));
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

fn column(key: &IndexKey) -> Option<String> {
    let is_plain = key.nulls.is_none() && key.operator_class.is_none() && key.collation.is_none();
    let Keyed::Column(column) = &key.of else {
        return None;
    };
    match (is_plain, key.prefix, key.descending) {
        (false, ..) => None,
        (_, None, false) => Some(format!("{column:?}")),
        (_, None, true) => Some(format!("({column:?}, IndexOrder::Desc)")),
        (_, Some(prefix), false) => Some(format!("({column:?}, {prefix})")),
        (_, Some(prefix), true) => Some(format!("({column:?}, {prefix}, IndexOrder::Desc)")),
    }
}
