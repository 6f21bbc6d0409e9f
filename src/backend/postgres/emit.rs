//! Emit: a schema as statements, each after those that it needs.
//!
//! What is *here* is not qualified, and comes to be where the session creates things. No statement
//! relies on a setting of another: each may be sent on a connection of its own, as one message.
//!
//! An index that is invalid is written as a valid one, and an object whose definition PostgreSQL
//! cannot tell is left out.

mod needs;
mod relation;
mod table;

use std::collections::BTreeSet;

use sea_orm::DatabaseBackend::Postgres;

use self::needs::{Kind, Known, Need};
use super::FACTS;
use super::types::{collation, named, write};
use crate::backend::order::by_need;
use crate::object;
use crate::object::counting;
use crate::schema::Schema;
use crate::schema::column::ColumnDefault;
use crate::schema::constraint::Check;
use crate::schema::object::{Domain, EnumType, Extension, Function, Grant, Opaque, Sequence};

/// Kinds of opaque objects that tables and functions may need; all others come last.
const EARLY: &[&str] = &[
    "type",
    "collation",
    "foreign data wrapper",
    "server",
    "foreign table",
    "text search dictionary",
    "text search configuration",
    "aggregate",
    "operator",
    "operator class",
    "cast",
];

/// Something that others may need: what it is, what it needs, what it mentions without needing it
/// at once, and its statements.
struct Unit {
    is: Vec<Need>,
    needs: Vec<Need>,
    mentions: Vec<Need>,
    statements: Vec<String>,
}

pub(super) fn emit(schema: &Schema) -> Vec<String> {
    let mut statements = in_order(units(schema));
    for sequence in &schema.sequences {
        if let Some((table, column)) = &sequence.owned_by {
            let (name, table) = (named(&sequence.name), named(table));
            let column = FACTS.quoted(column);
            statements.push(format!("ALTER SEQUENCE {name} OWNED BY {table}.{column}"));
        }
    }
    for part in [
        table::constraints,
        table::indexes,
        table::settings,
        table::foreign_keys,
    ] {
        statements.extend(schema.tables.iter().flat_map(part));
    }
    statements.extend(schema.views.iter().flat_map(relation::indexes));
    let late = schema.others.iter().filter(|other| !is_early(other));
    statements.extend(late.map(|other| other.definition.clone()));
    statements.extend(schema.tables.iter().flat_map(table::triggers));
    statements.extend(schema.views.iter().flat_map(relation::triggers));
    statements.extend(schema.tables.iter().flat_map(table::policies));
    statements.extend(schema.views.iter().filter_map(relation::refresh));
    statements.extend(schema.grants.iter().flat_map(given));
    statements.extend(comments(schema));
    statements.retain(|statement| !statement.is_empty());
    if let Some(path) = search_path(&schema.extensions) {
        for statement in &mut statements {
            *statement = format!("{path};\n{statement}");
        }
    }
    let before = schemas(schema).into_iter();
    let before = before.chain(schema.extensions.iter().map(extension));
    before.chain(statements).collect()
}

/// The statements of all, each after those of what it needs. Where the body of a function mentions
/// what comes later, it is not looked at yet.
fn in_order(units: Vec<Unit>) -> Vec<String> {
    let mut known = Known::default();
    for (position, unit) in units.iter().enumerate() {
        for what in &unit.is {
            known.add(what.clone(), position);
        }
    }
    let of = |needs: &[Need]| needs.iter().flat_map(|need| known.of(need)).collect();
    let order = by_need(units.iter().map(|unit| of(&unit.needs)).collect());
    let mut is_there = vec![false; units.len()];
    let mut statements = Vec::new();
    for position in order {
        is_there[position] = true;
        let unit = &units[position];
        let mentioned: Vec<usize> = of(&unit.mentions);
        if mentioned.iter().any(|other| !is_there[*other]) {
            let unchecked =
                |statement| format!("SET LOCAL check_function_bodies = off;\n{statement}");
            statements.extend(unit.statements.iter().map(unchecked));
        } else {
            statements.extend(unit.statements.iter().cloned());
        }
    }
    statements
}

fn is_early(other: &Opaque) -> bool {
    EARLY.contains(&other.kind.as_str())
}

/// Statement that lets the one behind it find the objects of extensions that are in other schemas;
/// `None` where it finds them anyway. It holds for the transaction, or for the message where there
/// is none: a session is left as it was, and each statement may have another.
fn search_path(extensions: &[Extension]) -> Option<String> {
    let schemas: BTreeSet<&str> = extensions
        .iter()
        .filter_map(|extension| extension.schema.as_deref())
        .filter(|schema| *schema != "pg_catalog")
        .collect();
    if schemas.is_empty() {
        return None;
    }
    let quoted: Vec<String> = schemas.iter().map(|schema| FACTS.quoted(schema)).collect();
    let others = FACTS.literal(&quoted.join(", "));
    Some(format!(
        "SELECT set_config('search_path', concat_ws(', ', quote_ident(current_schema()), {others}), true)"
    ))
}

/// Every other schema that something is created in.
fn schemas(schema: &Schema) -> Vec<String> {
    let names = schema.enums.iter().map(|object| &object.name);
    let names = names
        .chain(schema.domains.iter().map(|object| &object.name))
        .chain(schema.sequences.iter().map(|object| &object.name))
        .chain(schema.functions.iter().map(|object| &object.name))
        .chain(schema.tables.iter().map(|object| &object.name))
        .chain(schema.views.iter().map(|object| &object.name))
        .chain(schema.others.iter().map(|object| &object.name))
        .filter_map(|name| name.schema.as_deref());
    let extensions = schema.extensions.iter();
    let names: BTreeSet<&str> = names
        .chain(extensions.filter_map(|extension| extension.schema.as_deref()))
        .filter(|name| !name.starts_with("pg_"))
        .collect();
    let create = |name: &&str| format!("CREATE SCHEMA IF NOT EXISTS {}", FACTS.quoted(name));
    names.iter().map(create).collect()
}

fn extension(extension: &Extension) -> String {
    let place = match &extension.schema {
        Some(schema) => format!(" WITH SCHEMA {}", FACTS.quoted(schema)),
        None => String::new(),
    };
    let name = FACTS.quoted(&extension.name);
    format!("CREATE EXTENSION IF NOT EXISTS {name}{place} CASCADE")
}

/// Everything that something else may need, in the order that holds where nothing is mentioned.
fn units(schema: &Schema) -> Vec<Unit> {
    let mut units = Vec::new();
    units.extend(schema.enums.iter().map(enumeration));
    let others = || schema.others.iter().filter(|other| is_early(other));
    let is_type = |other: &&Opaque| ["type", "collation"].contains(&other.kind.as_str());
    units.extend(others().filter(is_type).map(opaque));
    units.extend(schema.domains.iter().map(domain));
    units.extend(schema.sequences.iter().map(sequence));
    units.extend(schema.functions.iter().map(function));
    units.extend(others().filter(|other| !is_type(other)).map(opaque));
    units.extend(schema.tables.iter().map(|one| table::unit(one, schema)));
    units.extend(schema.views.iter().map(relation::unit));
    units
}

fn enumeration(one: &EnumType) -> Unit {
    let values: Vec<String> = one
        .values
        .iter()
        .map(|value| FACTS.literal(value))
        .collect();
    let name = named(&one.name);
    Unit {
        is: vec![(Kind::Type, one.name.name.clone())],
        needs: Vec::new(),
        mentions: Vec::new(),
        statements: vec![format!(
            "CREATE TYPE {name} AS ENUM ({})",
            values.join(", ")
        )],
    }
}

fn opaque(other: &Opaque) -> Unit {
    let kind = match other.kind.as_str() {
        "type" => Kind::Type,
        "aggregate" => Kind::Routine,
        "foreign table" => Kind::Relation,
        _ => Kind::Other,
    };
    Unit {
        is: vec![(kind, other.name.name.clone())],
        needs: needs::all(Kind::Other, &other.definition),
        mentions: Vec::new(),
        statements: vec![other.definition.clone()],
    }
}

fn domain(domain: &Domain) -> Unit {
    let name = named(&domain.name);
    let mut statement = format!("CREATE DOMAIN {name} AS {}", write(&domain.base));
    if let Some(text) = &domain.collation {
        statement.push_str(&format!(" COLLATE {}", collation(text)));
    }
    if let Some(value) = &domain.default {
        statement.push_str(&format!(" DEFAULT {}", default(value)));
    }
    if domain.not_null {
        statement.push_str(" NOT NULL");
    }
    let (later, now): (Vec<&Check>, Vec<&Check>) =
        domain.checks.iter().partition(|check| check.not_valid);
    for one in now {
        statement.push_str(&format!(" {}", check(one)));
    }
    let mut statements = vec![statement];
    for one in later {
        statements.push(format!("ALTER DOMAIN {name} ADD {}", check(one)));
    }
    let expressions = domain
        .checks
        .iter()
        .map(|check| check.expression.0.as_str());
    let mut needs = needs::all(Kind::Type, &write(&domain.base));
    needs.extend(expressions.flat_map(needs::of_expression));
    Unit {
        is: vec![(Kind::Type, domain.name.name.clone())],
        needs,
        mentions: Vec::new(),
        statements,
    }
}

fn sequence(sequence: &Sequence) -> Unit {
    let kind = sequence.column_type.as_ref();
    let kind = kind.map_or_else(String::new, |kind| format!(" AS {}", write(kind)));
    let name = named(&sequence.name);
    let counting = counting(&sequence.options, Postgres);
    Unit {
        is: vec![(Kind::Relation, sequence.name.name.clone())],
        needs: Vec::new(),
        mentions: Vec::new(),
        statements: vec![format!("CREATE SEQUENCE {name}{kind}{counting}")],
    }
}

fn function(function: &Function) -> Unit {
    Unit {
        is: vec![(Kind::Routine, function.name.name.clone())],
        needs: needs::of_function(&function.definition),
        mentions: needs::of_body(&function.definition),
        statements: vec![function.definition.clone()],
    }
}

/// Rights that the builder has no statement for are none.
fn given(grant: &Grant) -> Vec<String> {
    let all = object::Grant::of(grant, &grant.rights).into_iter();
    all.flat_map(|it| it.granted(Postgres).unwrap_or_default())
        .collect()
}

fn default(value: &ColumnDefault) -> String {
    match value {
        ColumnDefault::Boolean(true) => "true".to_owned(),
        ColumnDefault::Boolean(false) => "false".to_owned(),
        ColumnDefault::Number(number) => number.clone(),
        ColumnDefault::Text(text) => FACTS.literal(text),
        ColumnDefault::CurrentTimestamp => "CURRENT_TIMESTAMP".to_owned(),
        ColumnDefault::Expression(expression) => expression.0.clone(),
    }
}

/// A check, with its name and what is special about it.
fn check(check: &Check) -> String {
    let name = constraint(&check.name);
    let mut text = format!("{name}CHECK ({})", check.expression.0);
    for (is_set, words) in [
        (check.no_inherit, " NO INHERIT"),
        (check.not_valid, " NOT VALID"),
        (check.not_enforced, " NOT ENFORCED"),
    ] {
        if is_set {
            text.push_str(words);
        }
    }
    text
}

/// The name of a constraint before the constraint, where it has one.
fn constraint(name: &Option<String>) -> String {
    let named = |name: &String| format!("CONSTRAINT {} ", FACTS.quoted(name));
    name.as_ref().map_or_else(String::new, named)
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| FACTS.quoted(name)).collect();
    quoted.join(", ")
}

/// What people wrote about objects that are not part of a table or a view, and about those.
fn comments(schema: &Schema) -> Vec<String> {
    let mut found: Vec<(String, &Option<String>)> = Vec::new();
    for one in &schema.enums {
        found.push((format!("TYPE {}", named(&one.name)), &one.comment));
    }
    for one in &schema.domains {
        let name = named(&one.name);
        for check in &one.checks {
            if let Some(constraint) = &check.name {
                let target = format!("CONSTRAINT {} ON DOMAIN {name}", FACTS.quoted(constraint));
                found.push((target, &check.comment));
            }
        }
        found.push((format!("DOMAIN {name}"), &one.comment));
    }
    for one in &schema.sequences {
        found.push((format!("SEQUENCE {}", named(&one.name)), &one.comment));
    }
    for one in &schema.functions {
        let kind = if one.is_procedure {
            "PROCEDURE"
        } else {
            "FUNCTION"
        };
        let target = format!("{kind} {}({})", named(&one.name), one.arguments);
        found.push((target, &one.comment));
    }
    schema
        .tables
        .iter()
        .for_each(|one| table::comments(one, &mut found));
    schema
        .views
        .iter()
        .for_each(|one| relation::comments(one, &mut found));
    let written = found.into_iter().filter_map(|(target, comment)| {
        let comment = FACTS.literal(comment.as_ref()?);
        Some(format!("COMMENT ON {target} IS {comment}"))
    });
    written.collect()
}
