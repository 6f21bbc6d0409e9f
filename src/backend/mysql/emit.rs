//! Emit: a schema as statements, each of which is sent alone.
//!
//! Tables come after those that they refer to, with their foreign keys: MySQL writes checks in
//! other words when a table is altered. A circle is cut at a foreign key, which comes later. Who defined an object is left
//! out, so that any account can make a copy; so is `sql_mode`, which is the session's.

use std::collections::HashSet;

use sea_orm::DatabaseBackend::MySql;

use super::text::literal;
use super::types::{self, defaults};
use super::{COLLATION, FACTS, qualified};
use crate::backend::order::by_mention;
use crate::object::create_view;
use crate::schema::Schema;
use crate::schema::column::{Column, ColumnDefault, Expression};
use crate::schema::constraint::{Action, Check, ForeignKey};
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;
use crate::schema::object::{Opaque, Sequence, View};
use crate::schema::table::{Table, Trigger};

/// The statements that make a schema of an empty one.
pub(super) fn statements(schema: &Schema) -> Vec<String> {
    let (collation, others): (Vec<&Opaque>, Vec<&Opaque>) = schema
        .others
        .iter()
        .filter(|other| !other.definition.is_empty())
        .partition(|other| other.kind == COLLATION);
    let (of_tables, others): (Vec<&Opaque>, Vec<&Opaque>) =
        others.into_iter().partition(|other| other.table.is_some());
    let definition = |other: &&Opaque| other.definition.clone();
    let functions = schema.functions.iter();
    let mut statements = Vec::new();
    if has_zero_date(schema) {
        statements.push(ZERO_DATES.to_owned());
    }
    statements.extend(collation.iter().map(definition));
    statements.extend(schema.sequences.iter().map(sequence));
    let (tables, later) = tables(&schema.tables);
    statements.extend(tables);
    statements.extend(of_tables.iter().map(definition));
    statements.extend(later);
    statements.extend(
        functions
            .map(|function| function.definition.clone())
            .filter(|definition| !definition.is_empty()),
    );
    let views: Vec<(&str, &str)> = schema
        .views
        .iter()
        .map(|view| (view.name.name.as_str(), view.query.as_str()))
        .collect();
    statements.extend(
        by_mention(&views)
            .into_iter()
            .map(|position| view(&schema.views[position])),
    );
    for table in &schema.tables {
        statements.extend(triggers(&table.triggers));
    }
    statements.extend(others.iter().map(definition));
    statements
}

/// Lets the session write a date that is none, which older schemas have for a default. MySQL has no
/// way to say so for a single statement.
const ZERO_DATES: &str = "SET SESSION sql_mode = \
    replace(replace(@@sql_mode, 'NO_ZERO_DATE', ''), 'NO_ZERO_IN_DATE', '')";

fn has_zero_date(schema: &Schema) -> bool {
    let mut columns = schema.tables.iter().flat_map(|table| &table.columns);
    columns.any(|column| match &column.default {
        Some(ColumnDefault::Text(text)) => {
            let digits = text.replace(|character: char| character.is_ascii_digit(), "0");
            let is_date = digits.starts_with("0000-00-00");
            is_date && (text[5..].starts_with("00") || text[8..].starts_with("00"))
        }
        _ => false,
    })
}

/// The keys of an index, in parentheses.
pub(super) fn keys(keys: &[IndexKey]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| {
            let mut text = match &key.of {
                Keyed::Column(column) => FACTS.quoted(column),
                Keyed::Expression(Expression(text)) => format!("({text})"),
            };
            if let Some(prefix) = key.prefix {
                text.push_str(&format!("({prefix})"));
            }
            if key.descending {
                text.push_str(" DESC");
            }
            text
        })
        .collect();
    format!("({})", keys.join(", "))
}

/// The statements that create tables, and those that add the foreign keys that had to wait.
fn tables(tables: &[Table]) -> (Vec<String>, Vec<String>) {
    let referred: Vec<String> = tables
        .iter()
        .map(|table| {
            let names = table.foreign_keys.iter().map(|key| &key.table.name);
            names.map(|name| FACTS.quoted(name)).collect()
        })
        .collect();
    let mentions: Vec<(&str, &str)> = tables
        .iter()
        .zip(&referred)
        .map(|(table, referred)| (table.name.name.as_str(), referred.as_str()))
        .collect();
    let mut created: HashSet<&Name> = HashSet::new();
    let (mut statements, mut later) = (Vec::new(), Vec::new());
    for table in by_mention(&mentions).into_iter().map(|at| &tables[at]) {
        created.insert(&table.name);
        let (ready, waiting): (Vec<&ForeignKey>, Vec<&ForeignKey>) = table
            .foreign_keys
            .iter()
            .partition(|key| created.contains(&key.table));
        statements.push(self::table(table, &ready));
        if !waiting.is_empty() {
            let keys: Vec<String> = waiting
                .into_iter()
                .map(|key| format!("ADD {}", foreign_key(key)))
                .collect();
            let name = qualified(&table.name);
            later.push(format!("ALTER TABLE {name} {}", keys.join(", ")));
        }
    }
    (statements, later)
}

fn table(table: &Table, foreign_keys: &[&ForeignKey]) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.extend(primary_key(table));
    for unique in &table.uniques {
        let name = unique.name.as_deref().map(|name| FACTS.quoted(name));
        let columns = names(&unique.columns);
        lines.push(words(["UNIQUE KEY", &name.unwrap_or_default(), &columns]));
    }
    lines.extend(table.indexes.iter().map(index));
    lines.extend(foreign_keys.iter().map(|key| foreign_key(key)));
    lines.extend(table.checks.iter().map(check));
    lines.extend(system_time(table));
    let mut text = format!(
        "CREATE TABLE {} (\n  {}\n)",
        qualified(&table.name),
        lines.join(",\n  ")
    );
    // Versions are told last of all options.
    let options = table.options.as_deref().unwrap_or_default();
    let (options, versions) = match options.split_once("WITH SYSTEM VERSIONING") {
        Some((options, _)) => (options, "WITH SYSTEM VERSIONING"),
        None => (options, ""),
    };
    let comment = table.comment.as_deref().map(literal);
    let comment = comment.map(|comment| format!("COMMENT={comment}"));
    let partitions = table.partition_by.as_deref();
    let partitions = partitions.map(|by| format!("\nPARTITION BY {by}"));
    for part in [
        options.trim(),
        &comment.unwrap_or_default(),
        versions,
        &partitions.unwrap_or_default(),
    ] {
        if !part.is_empty() {
            text.push(' ');
            text.push_str(part);
        }
    }
    text
}

fn names(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|name| FACTS.quoted(name)).collect();
    format!("({})", columns.join(", "))
}

/// Words with a blank between those that are not empty.
fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn column(column: &Column) -> String {
    let collation = column.collation.as_deref();
    let collation = collation.map(|collation| format!("COLLATE {collation}"));
    let generated = column.generated.as_ref().map(|generated| {
        let Expression(text) = &generated.expression;
        let kind = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        format!("GENERATED ALWAYS AS ({text}) {kind}")
    });
    // MariaDB knows no such keyword on a column that is generated.
    let nullable = match (column.nullable, &generated) {
        (false, _) => "NOT NULL",
        (true, Some(_)) => "",
        (true, None) => "NULL",
    };
    let default = column.default.as_ref().map(|default| {
        let value = defaults::write(default, &column.column_type);
        format!("DEFAULT {value}")
    });
    let on_update = column.on_update.as_ref();
    let on_update = on_update.map(|Expression(time)| format!("ON UPDATE {time}"));
    let comment = column.comment.as_deref().map(literal);
    let comment = comment.map(|comment| format!("COMMENT {comment}"));
    words([
        FACTS.quoted(&column.name).as_str(),
        &types::write(&column.column_type),
        &collation.unwrap_or_default(),
        &generated.unwrap_or_default(),
        column.options.as_deref().unwrap_or_default(),
        nullable,
        &default.unwrap_or_default(),
        &on_update.unwrap_or_default(),
        match column.auto_increment {
            Some(_) => "AUTO_INCREMENT",
            None => "",
        },
        &comment.unwrap_or_default(),
    ])
}

fn primary_key(table: &Table) -> Option<String> {
    let key = table.primary_key.as_ref()?;
    let options = key.options.as_deref().unwrap_or_default();
    // Options that say more of a column than its name say all of them.
    let columns = match options.starts_with('(') {
        true => String::new(),
        false => names(&key.columns),
    };
    let comment = key.comment.as_deref().map(literal);
    let comment = comment.map(|comment| format!("COMMENT {comment}"));
    Some(words([
        "PRIMARY KEY",
        &columns,
        options,
        &comment.unwrap_or_default(),
    ]))
}

fn index(index: &Index) -> String {
    let method = index.method.as_deref().unwrap_or_default();
    let kind = match (method, index.unique) {
        ("fulltext", _) => "FULLTEXT KEY",
        ("spatial" | "rtree", _) => "SPATIAL KEY",
        ("vector", _) => "VECTOR KEY",
        (_, true) => "UNIQUE KEY",
        (_, false) => "KEY",
    };
    let using = match method {
        "" | "fulltext" | "spatial" | "rtree" | "vector" => String::new(),
        method => format!("USING {}", method.to_uppercase()),
    };
    let comment = index.comment.as_deref().map(literal);
    let comment = comment.map(|comment| format!("COMMENT {comment}"));
    words([
        kind,
        &FACTS.quoted(&index.name),
        &keys(&index.keys),
        &using,
        &comment.unwrap_or_default(),
        index.options.as_deref().unwrap_or_default(),
    ])
}

fn check(check: &Check) -> String {
    let name = check.name.as_deref();
    let name = name.map(|name| format!("CONSTRAINT {}", FACTS.quoted(name)));
    let Expression(text) = &check.expression;
    words([
        name.unwrap_or_default().as_str(),
        &format!("CHECK ({text})"),
        if check.not_enforced {
            "NOT ENFORCED"
        } else {
            ""
        },
    ])
}

/// MariaDB: the columns that say from when until when a row was so, where they are the table's.
fn system_time(table: &Table) -> Option<String> {
    let of = |bound: &str| {
        let bound = format!("GENERATED ALWAYS AS ROW {bound}");
        let mut columns = table.columns.iter();
        columns.find(|column| {
            let options = column.options.as_deref();
            options.is_some_and(|options| options.contains(&bound))
        })
    };
    let (from, until) = (of("START")?, of("END")?);
    let columns = names(&[from.name.clone(), until.name.clone()]);
    Some(format!("PERIOD FOR SYSTEM_TIME {columns}"))
}

fn foreign_key(key: &ForeignKey) -> String {
    let name = key.name.as_deref();
    let name = name.map(|name| format!("CONSTRAINT {}", FACTS.quoted(name)));
    let referenced = match key.referenced.is_empty() {
        true => String::new(),
        false => names(&key.referenced),
    };
    words([
        name.unwrap_or_default().as_str(),
        "FOREIGN KEY",
        &names(&key.columns),
        "REFERENCES",
        &qualified(&key.table),
        &referenced,
        "ON DELETE",
        action(&key.on_delete),
        "ON UPDATE",
        action(&key.on_update),
    ])
}

fn action(action: &Action) -> &'static str {
    match action {
        Action::NoAction => "NO ACTION",
        Action::Restrict => "RESTRICT",
        Action::Cascade => "CASCADE",
        Action::SetNull(_) => "SET NULL",
        Action::SetDefault(_) => "SET DEFAULT",
    }
}

fn sequence(sequence: &Sequence) -> String {
    let mut text = format!("CREATE SEQUENCE {}", qualified(&sequence.name));
    let options = &sequence.options;
    for (word, number) in [
        ("START WITH", options.start),
        ("MINVALUE", options.minimum),
        ("MAXVALUE", options.maximum),
        ("INCREMENT BY", options.increment),
        ("CACHE", options.cache),
    ] {
        match (word, number) {
            (_, None) => {}
            ("CACHE", Some(0)) => text.push_str(" NOCACHE"),
            (word, Some(number)) => text.push_str(&format!(" {word} {number}")),
        }
    }
    if options.cycle {
        text.push_str(" CYCLE");
    }
    text
}

fn view(view: &View) -> String {
    create_view(view, "CREATE VIEW", MySql)
}

/// Those of one table, each after the one that it follows.
fn triggers(triggers: &[Trigger]) -> Vec<String> {
    let mut waiting: Vec<&Trigger> = triggers.iter().collect();
    let mut statements = Vec::new();
    while !waiting.is_empty() {
        let follows = |trigger: &Trigger, other: &Trigger| {
            let name = FACTS.quoted(&other.name);
            let place = format!(" FOR EACH ROW FOLLOWS {name} ");
            trigger.definition.contains(&place)
        };
        let ready = waiting
            .iter()
            .position(|trigger| !waiting.iter().any(|other| follows(trigger, other)));
        // Triggers that follow each other are no server's.
        let next = waiting.remove(ready.unwrap_or(0));
        statements.push(next.definition.clone());
    }
    statements
}
