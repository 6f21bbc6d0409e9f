//! A schema as statements: everything that SQLite can only say with a table stands in it.

use sea_orm::DatabaseBackend::Sqlite;

use super::FACTS;
use super::ddl;
use super::types;
use crate::backend::order;
use crate::object::create_view;
use crate::schema::Schema;
use crate::schema::column::{AutoIncrement, Column, ColumnDefault};
use crate::schema::constraint::{Action, Check, Deferrable, ForeignKey, Match, PrimaryKey, Unique};
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;
use crate::schema::object::{Opaque, View};
use crate::schema::table::{Table, Trigger};

/// The statements that make this schema of an empty database.
pub(super) fn emit(schema: &Schema) -> Vec<String> {
    let of_kind = |kind: &'static str| {
        let found = schema.others.iter().filter(move |other| other.kind == kind);
        found.map(|Opaque { definition, .. }| definition.clone())
    };
    let mut statements: Vec<String> = schema.tables.iter().map(table).collect();
    statements.extend(of_kind("table"));
    for of in &schema.tables {
        statements.extend(of.indexes.iter().map(|of_it| index(&of.name.name, of_it)));
    }
    statements.extend(of_kind("index"));
    let mentions: Vec<(&str, &str)> = schema
        .views
        .iter()
        .map(|view| (view.name.name.as_str(), view.query.as_str()))
        .collect();
    let order = order::by_mention(&mentions);
    statements.extend(
        order
            .into_iter()
            .map(|position| view(&schema.views[position])),
    );
    statements.extend(of_kind("view"));
    let of_tables = schema.tables.iter().flat_map(|table| &table.triggers);
    let of_views = schema.views.iter().flat_map(|view| &view.triggers);
    let definition = |trigger: &Trigger| trigger.definition.clone();
    statements.extend(of_tables.chain(of_views).map(definition));
    statements.extend(of_kind("trigger"));
    statements
}

/// The statement that creates a table, without its indexes and triggers.
pub(super) fn table(table: &Table) -> String {
    let columns = table.columns.iter().map(|of_it| column(table, of_it));
    let mut clauses: Vec<String> = columns.collect();
    if let Some(key) = &table.primary_key
        && inline_key(table).is_none()
    {
        clauses.push(primary_key(key));
    }
    let uniques = table.uniques.iter().filter(|unique| !is_inline(unique));
    clauses.extend(uniques.map(|unique| {
        let key = listed("UNIQUE", &unique.columns, unique.options.as_deref());
        named(unique.name.as_deref(), &key)
    }));
    clauses.extend(table.checks.iter().map(check));
    clauses.extend(table.foreign_keys.iter().map(foreign_key));
    let options = match &table.options {
        Some(options) => format!(" {options}"),
        None => String::new(),
    };
    let name = FACTS.quoted(&table.name.name);
    format!(
        "CREATE TABLE {name} (\n    {}\n){options}",
        clauses.join(",\n    ")
    )
}

/// The key that stands with its column.
fn inline_key(table: &Table) -> Option<&PrimaryKey> {
    let key = table.primary_key.as_ref()?;
    let has_order = key
        .options
        .as_deref()
        .is_some_and(|options| options.starts_with('('));
    (key.columns.len() == 1 && !has_order).then_some(key)
}

/// Whether a unique constraint stands with its column.
fn is_inline(unique: &Unique) -> bool {
    let has_order = unique
        .options
        .as_deref()
        .is_some_and(|options| options.starts_with('('));
    unique.columns.len() == 1 && unique.name.is_none() && !has_order
}

fn column(table: &Table, column: &Column) -> String {
    let mut clause = FACTS.quoted(&column.name);
    let mut add = |words: &str| {
        if !words.is_empty() {
            clause.push(' ');
            clause.push_str(words);
        }
    };
    add(&types::written(table, column));
    let options = column.options.as_deref().unwrap_or_default();
    let is_conflict = options.starts_with("ON CONFLICT");
    if !column.nullable {
        add("NOT NULL");
        add(if is_conflict { options } else { "" });
    }
    if let Some(value) = &column.default {
        add(&format!("DEFAULT {}", default(value)));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        add(&format!(
            "GENERATED ALWAYS AS ({}) {kept}",
            generated.expression.0
        ));
    }
    if let Some(collation) = &column.collation {
        add(&format!("COLLATE {}", FACTS.quoted(collation)));
    }
    if let Some(key) = inline_key(table).filter(|key| key.columns[0] == column.name) {
        let words = named(key.name.as_deref(), "PRIMARY KEY");
        add(&words);
        add(key.options.as_deref().unwrap_or_default());
        let counts = matches!(
            column.auto_increment,
            Some(AutoIncrement::Keyword | AutoIncrement::Usual)
        );
        if counts && types::row_number(table).is_some() {
            add("AUTOINCREMENT");
        }
    }
    for unique in table.uniques.iter().filter(|unique| is_inline(unique)) {
        if unique.columns[0] == column.name {
            add("UNIQUE");
            add(unique.options.as_deref().unwrap_or_default());
        }
    }
    add(if is_conflict { "" } else { options });
    clause
}

fn named(name: Option<&str>, constraint: &str) -> String {
    match name {
        Some(name) => format!("CONSTRAINT {} {constraint}", FACTS.quoted(name)),
        None => constraint.to_owned(),
    }
}

fn names(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|name| FACTS.quoted(name)).collect();
    quoted.join(", ")
}

/// A key of columns, which its options name once more where they sort in another way.
fn listed(word: &str, columns: &[String], options: Option<&str>) -> String {
    match options {
        Some(options) if options.starts_with('(') => format!("{word} {options}"),
        Some(options) => format!("{word} ({}) {options}", names(columns)),
        None => format!("{word} ({})", names(columns)),
    }
}

fn primary_key(key: &PrimaryKey) -> String {
    let listed = listed("PRIMARY KEY", &key.columns, key.options.as_deref());
    named(key.name.as_deref(), &listed)
}

fn check(check: &Check) -> String {
    named(
        check.name.as_deref(),
        &format!("CHECK ({})", check.expression.0),
    )
}

fn foreign_key(key: &ForeignKey) -> String {
    let mut clause = format!(
        "FOREIGN KEY ({}) REFERENCES {}",
        names(&key.columns),
        FACTS.quoted(&key.table.name)
    );
    if !key.referenced.is_empty() {
        clause.push_str(&format!(" ({})", names(&key.referenced)));
    }
    if key.match_type == Match::Full {
        clause.push_str(" MATCH FULL");
    }
    for (event, action) in [("DELETE", &key.on_delete), ("UPDATE", &key.on_update)] {
        let words = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull(_) => "SET NULL",
            Action::SetDefault(_) => "SET DEFAULT",
        };
        clause.push_str(&format!(" ON {event} {words}"));
    }
    clause.push_str(match key.deferrable {
        Deferrable::No => "",
        Deferrable::Immediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::Deferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    named(key.name.as_deref(), &clause)
}

/// What follows `DEFAULT`.
fn default(value: &ColumnDefault) -> String {
    match value {
        ColumnDefault::Boolean(true) => "TRUE".to_owned(),
        ColumnDefault::Boolean(false) => "FALSE".to_owned(),
        ColumnDefault::Number(number) => number.clone(),
        ColumnDefault::Text(text) => FACTS.literal(text),
        ColumnDefault::CurrentTimestamp => "CURRENT_TIMESTAMP".to_owned(),
        ColumnDefault::Expression(expression) => format!("({})", expression.0),
    }
}

/// The statement that creates an index.
pub(super) fn index(table: &str, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let keys: Vec<String> = index.keys.iter().map(index_key).collect();
    let mut statement = format!(
        "CREATE {unique}INDEX {} ON {} ({})",
        FACTS.quoted(&index.name),
        FACTS.quoted(table),
        keys.join(", ")
    );
    if let Some(predicate) = &index.predicate {
        statement.push_str(&format!(" WHERE {}", predicate.0));
    }
    statement
}

fn index_key(key: &IndexKey) -> String {
    let mut text = match &key.of {
        Keyed::Column(name) => FACTS.quoted(name),
        Keyed::Expression(expression) if ddl::is_call(&expression.0) => expression.0.clone(),
        Keyed::Expression(expression) => format!("({})", expression.0),
    };
    if let Some(collation) = &key.collation {
        text.push_str(&format!(" COLLATE {}", FACTS.quoted(collation)));
    }
    if key.descending {
        text.push_str(" DESC");
    }
    text
}

fn view(view: &View) -> String {
    let here = View {
        name: Name::here(&view.name.name),
        ..view.clone()
    };
    create_view(&here, "CREATE VIEW", Sqlite)
}
