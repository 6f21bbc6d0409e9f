//! Views, and what tables and views have alike: indexes, triggers.

use sea_orm::DatabaseBackend::Postgres;

use super::super::FACTS;
use super::super::types::{collation, named};
use super::needs::{self, Kind};
use super::{Unit, list};
use crate::object::{altered_trigger, create_view, kind_of_view};
use crate::schema::index::{Index, IndexKey, Keyed, Nulls};
use crate::schema::name::Name;
use crate::schema::object::View;
use crate::schema::table::Trigger;

const NO_DATA: &str = "WITH NO DATA";

/// A materialized view is filled when all is there that its functions may use.
pub(super) fn unit(view: &View) -> Unit {
    let options = view.options.as_deref().unwrap_or_default();
    let options = options.trim_end_matches(NO_DATA).trim_end();
    let unfilled = View {
        options: Some(match view.materialized {
            true => format!("{options} {NO_DATA}"),
            false => options.to_owned(),
        }),
        ..view.clone()
    };
    let head = format!("CREATE {}", kind_of_view(view));
    Unit {
        is: vec![(Kind::Relation, view.name.name.clone())],
        needs: needs::of_expression(&view.query),
        mentions: Vec::new(),
        statements: vec![create_view(&unfilled, &head, Postgres)],
    }
}

pub(super) fn refresh(view: &View) -> Option<String> {
    let is_empty = view
        .options
        .as_ref()
        .is_some_and(|text| text.ends_with(NO_DATA));
    let is_filled = view.materialized && !is_empty;
    is_filled.then(|| format!("REFRESH MATERIALIZED VIEW {}", named(&view.name)))
}

pub(super) fn indexes(view: &View) -> Vec<String> {
    let of_view = |one| index(&view.name, one);
    view.indexes.iter().map(of_view).collect()
}

pub(super) fn triggers(view: &View) -> Vec<String> {
    view.triggers
        .iter()
        .map(|trigger| trigger.definition.clone())
        .collect()
}

pub(super) fn comments<'a>(view: &'a View, found: &mut Vec<(String, &'a Option<String>)>) {
    let name = named(&view.name);
    found.push((format!("{} {name}", kind_of_view(view)), &view.comment));
    for one in &view.triggers {
        let target = format!("TRIGGER {} ON {name}", FACTS.quoted(&one.name));
        found.push((target, &one.comment));
    }
    index_comments(&view.name, &view.indexes, found);
}

/// Indexes are in the schema of their table.
pub(super) fn index_comments<'a>(
    of: &Name,
    indexes: &'a [Index],
    found: &mut Vec<(String, &'a Option<String>)>,
) {
    for index in indexes {
        let name = FACTS.qualified(of.schema.as_deref(), &index.name);
        found.push((format!("INDEX {name}"), &index.comment));
    }
}

pub(super) fn index(of: &Name, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let method = index.method.as_ref();
    let method = method.map_or_else(String::new, |method| {
        format!(" USING {}", FACTS.quoted(method))
    });
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let mut text = format!(
        "CREATE {unique}INDEX {} ON {}{method} ({})",
        FACTS.quoted(&index.name),
        named(of),
        keys.join(", ")
    );
    if !index.include.is_empty() {
        text.push_str(&format!(" INCLUDE ({})", list(&index.include)));
    }
    if index.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(options) = &index.options {
        text.push_str(&format!(" {options}"));
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" WHERE ({})", predicate.0));
    }
    text
}

fn key(key: &IndexKey) -> String {
    let mut text = match &key.of {
        Keyed::Column(column) => FACTS.quoted(column),
        Keyed::Expression(expression) => format!("({})", expression.0),
    };
    if let Some(name) = &key.collation {
        text.push_str(&format!(" COLLATE {}", collation(name)));
    }
    if let Some(class) = &key.operator_class {
        text.push_str(&format!(" {class}"));
    }
    if key.descending {
        text.push_str(" DESC");
    }
    match key.nulls {
        Some(Nulls::First) => text.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => text.push_str(" NULLS LAST"),
        None => {}
    }
    text
}

/// What makes a trigger run as it does, where that is not the usual way.
pub(super) fn state(table: &str, trigger: &Trigger) -> Option<String> {
    let state = trigger.state.as_ref()?;
    let name = FACTS.quoted(&trigger.name);
    Some(altered_trigger(state, &name, table))
}
