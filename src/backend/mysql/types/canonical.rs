//! Canonical: the form in which two schemas that mean the same are equal.

use std::collections::HashMap;

use super::super::{COLLATION, FACTS, options};
use super::{defaults, expression};
use crate::schema::Schema;
use crate::schema::column::{AutoIncrement, Column, Expression};
use crate::schema::constraint::{Action, Check, Deferrable, ForeignKey, Match};
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;
use crate::schema::object::View;
use crate::schema::table::{RowSecurity, Table};
use crate::schema::types::ColumnType;

/// A schema as this server has it, and without what says nothing.
pub(crate) fn schema(mut schema: Schema) -> Schema {
    // A desired schema may hold what only other backends have.
    schema.extensions.clear();
    schema.enums.clear();
    schema.domains.clear();
    schema.others.retain(|other| other.kind != COLLATION);
    let primary_keys: HashMap<Name, Vec<String>> = schema
        .tables
        .iter()
        .filter_map(|table| {
            let key = table.primary_key.as_ref()?;
            Some((table.name.clone(), key.columns.clone()))
        })
        .collect();
    for table in &mut schema.tables {
        for key in &mut table.foreign_keys {
            if key.referenced.is_empty() {
                key.referenced = primary_keys.get(&key.table).cloned().unwrap_or_default();
            }
        }
        self::table(table);
    }
    schema.views.iter_mut().for_each(view);
    schema.sort();
    schema
}

fn table(table: &mut Table) {
    table.row_security = RowSecurity::Off;
    table.policies.clear();
    table.exclusions.clear();
    table.inherits.clear();
    table.options = table.options.as_deref().and_then(options::canonical);
    table.comment = table.comment.take().filter(|comment| !comment.is_empty());
    let key_columns = match &mut table.primary_key {
        Some(key) => {
            key.name = None;
            key.include.clear();
            key.deferrable = Deferrable::No;
            key.options = key
                .options
                .take()
                .map(|options| options.replace("USING BTREE", "").trim().to_owned())
                .filter(|options| !options.is_empty());
            key.columns.clone()
        }
        None => Vec::new(),
    };
    for column in &mut table.columns {
        if key_columns.contains(&column.name) {
            column.nullable = false;
        }
        self::column(column);
    }
    checks(table);
    uniques(table);
    let is_memory = table
        .options
        .as_deref()
        .is_some_and(|options| options.contains("engine=memory"));
    for index in &mut table.indexes {
        self::index(index, is_memory);
    }
    foreign_keys(table);
}

fn column(column: &mut Column) {
    column.column_type = super::canonical(&column.column_type);
    let column_type = &column.column_type;
    column.default = column
        .default
        .take()
        .and_then(|default| defaults::canonical(default, column_type));
    if let Some(generated) = &mut column.generated {
        generated.expression = Expression(expression::canonical(&generated.expression.0));
    }
    if column.auto_increment.is_some() {
        column.auto_increment = Some(AutoIncrement::Keyword);
    }
    if let Some(Expression(time)) = &mut column.on_update {
        *time = defaults::time_of_writing(time).unwrap_or_else(|| time.clone());
    }
    column.collation = column.collation.as_deref().map(options::collation);
    column.comment = column.comment.take().filter(|comment| !comment.is_empty());
    column.options = column.options.take().filter(|options| !options.is_empty());
}

/// A check without a name that only the server gave it. MariaDB's JSON is a text with a check.
fn checks(table: &mut Table) {
    let columns = &mut table.columns;
    let name = &table.name.name;
    table.checks.retain_mut(|check| {
        check.expression = Expression(expression::canonical(&check.expression.0));
        check.not_valid = false;
        check.no_inherit = false;
        let is_servers = check.name.as_deref().is_some_and(|given| {
            is_numbered(given, "CONSTRAINT_")
                || is_numbered(given, &format!("{name}_chk_"))
                || columns.iter().any(|column| column.name == given)
        });
        if is_servers {
            check.name = None;
        }
        !is_json(columns, check)
    });
}

fn is_json(columns: &mut [Column], check: &Check) -> bool {
    let text = ColumnType::Other("longtext".to_owned());
    let checked = columns.iter_mut().find(|column| {
        let name = FACTS.quoted(&column.name);
        let is_text = column.column_type == text || column.column_type == ColumnType::Json;
        is_text && check.name.is_none() && check.expression.0 == format!("json_valid({name})")
    });
    match checked {
        Some(column)
            if column.column_type == ColumnType::Json
                || column.collation.as_deref() == Some("utf8mb4_bin") =>
        {
            column.column_type = ColumnType::Json;
            column.collation = None;
            true
        }
        _ => false,
    }
}

fn is_numbered(name: &str, before: &str) -> bool {
    name.strip_prefix(before).is_some_and(|number| {
        !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit())
    })
}

/// A unique constraint is a unique index, which is called like its first column where nobody gave
/// it a name.
fn uniques(table: &mut Table) {
    for unique in std::mem::take(&mut table.uniques) {
        let name = unique.name.unwrap_or_else(|| {
            let first = unique.columns.first().cloned().unwrap_or_default();
            let is_taken = |name: &str| {
                name.eq_ignore_ascii_case("PRIMARY")
                    || table
                        .indexes
                        .iter()
                        .any(|index| index.name.eq_ignore_ascii_case(name))
            };
            let mut name = first.clone();
            let mut number = 2;
            while is_taken(&name) {
                name = format!("{first}_{number}");
                number += 1;
            }
            name
        });
        table.indexes.push(Index {
            name,
            keys: unique
                .columns
                .into_iter()
                .map(|column| IndexKey::new(Keyed::Column(column)))
                .collect(),
            unique: true,
            comment: unique.comment,
            options: unique.options,
            ..Index::default()
        });
    }
}

fn index(index: &mut Index, is_memory: bool) {
    index.include.clear();
    index.nulls_not_distinct = false;
    index.invalid = false;
    index.concurrent = false;
    let method = index.method.take().map(|method| method.to_lowercase());
    // InnoDB has one kind of tree, and takes whatever it is told for it.
    index.method =
        method.filter(|method| is_memory || !["btree", "hash"].contains(&method.as_str()));
    for key in &mut index.keys {
        key.nulls = None;
        key.operator_class = None;
        key.collation = None;
        if let Keyed::Expression(Expression(text)) = &mut key.of {
            *text = expression::canonical(text);
        }
    }
    index.comment = index.comment.take().filter(|comment| !comment.is_empty());
}

fn foreign_keys(table: &mut Table) {
    let name = &table.name.name;
    for key in &mut table.foreign_keys {
        key.on_delete = action(&key.on_delete);
        key.on_update = action(&key.on_update);
        key.match_type = Match::Simple;
        key.deferrable = Deferrable::No;
        key.not_valid = false;
        key.not_enforced = false;
        key.comment = None;
        let given = key.name.take();
        key.name = given.filter(|given| !is_numbered(given, &format!("{name}_ibfk_")));
    }
    let keys = &table.foreign_keys;
    table
        .indexes
        .retain(|index| !keys.iter().any(|key| is_made_for(index, key)));
}

fn action(action: &Action) -> Action {
    match action {
        Action::Restrict => Action::NoAction,
        other => other.clone(),
    }
}

/// Whether the server makes that index by itself for a foreign key that has none.
fn is_made_for(index: &Index, key: &ForeignKey) -> bool {
    let columns = key
        .columns
        .iter()
        .map(|column| IndexKey::new(Keyed::Column(column.clone())));
    let made = Index {
        name: index.name.clone(),
        keys: columns.collect(),
        ..Index::default()
    };
    let is_named_for = match (&key.name, key.columns.first()) {
        (Some(name), _) => index.name == *name,
        (None, Some(first)) => {
            index.name == *first || is_numbered(&index.name, &format!("{first}_"))
        }
        (None, None) => false,
    };
    is_named_for && *index == made
}

fn view(view: &mut View) {
    let query = view.query.trim().trim_end_matches(';').trim_end();
    view.query = query.to_owned();
    view.options = view.options.take().and_then(|options| {
        let plain = options
            .replace("ALGORITHM=UNDEFINED", "")
            .replace("SQL SECURITY DEFINER", "");
        let plain: Vec<&str> = plain.split_whitespace().collect();
        (!plain.is_empty()).then(|| plain.join(" "))
    });
}
