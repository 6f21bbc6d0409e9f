//! The form in which two schemas that mean the same are equal.

use std::collections::HashSet;

use super::{bare, default, range, read};
use crate::schema::Schema;
use crate::schema::column::{AutoIncrement, Column};
use crate::schema::constraint::{Action, Check, ForeignKey};
use crate::schema::index::{Index, Nulls};
use crate::schema::name::{Name, clipped, made_name};
use crate::schema::object::SequenceOptions;
use crate::schema::table::Table;
use crate::schema::types::{ColumnType, Width};

pub(in super::super) fn canonical(mut schema: Schema) -> Schema {
    let enums: HashSet<Name> = schema.enums.iter().map(|one| one.name.clone()).collect();
    let keys: Vec<(Name, Vec<String>)> = schema
        .tables
        .iter()
        .filter_map(|table| {
            let key = table.primary_key.as_ref()?;
            Some((table.name.clone(), key.columns.clone()))
        })
        .collect();
    for domain in &mut schema.domains {
        domain.base = kind(domain.base.clone(), &enums);
        let base = &domain.base;
        domain.default = domain
            .default
            .take()
            .and_then(|value| default::canonical(value, base));
        let checks = &mut domain.checks;
        checks
            .iter_mut()
            .for_each(|check| expression(&mut check.expression.0));
        comment(&mut domain.comment);
    }
    for sequence in &mut schema.sequences {
        let kind = sequence.column_type.take().map(|found| kind(found, &enums));
        let (least, most) = range(kind.as_ref().unwrap_or(&super::BIG));
        counting(&mut sequence.options, least, most);
        sequence.column_type = kind.filter(|kind| *kind != super::BIG);
        comment(&mut sequence.comment);
    }
    for function in &mut schema.functions {
        function.definition = statement(&function.definition);
        comment(&mut function.comment);
    }
    for view in &mut schema.views {
        view.query = statement(&view.query);
        view.indexes.iter_mut().for_each(index);
        comment(&mut view.comment);
    }
    for table in &mut schema.tables {
        canonical_table(table, &enums, &keys);
    }
    schema
        .enums
        .iter_mut()
        .for_each(|one| comment(&mut one.comment));
    schema.sort();
    schema
}

fn canonical_table(table: &mut Table, enums: &HashSet<Name>, keys: &[(Name, Vec<String>)]) {
    for column in &mut table.columns {
        canonical_column(column, enums);
    }
    let name = table.name.name.as_str();
    if let Some(key) = &mut table.primary_key {
        for column in &mut table.columns {
            column.nullable &= !key.columns.contains(&column.name);
        }
        unnamed(&mut key.name, &made_name(name, "", "pkey"));
        comment(&mut key.comment);
    }
    for unique in &mut table.uniques {
        unnamed(
            &mut unique.name,
            &made_name(name, &unique.columns.join("_"), "key"),
        );
        comment(&mut unique.comment);
    }
    for foreign_key in &mut table.foreign_keys {
        let usual = made_name(name, &foreign_key.columns.join("_"), "fkey");
        unnamed(&mut foreign_key.name, &usual);
        canonical_foreign_key(foreign_key, keys);
    }
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    for check in &mut table.checks {
        canonical_check(check, name, &columns);
    }
    table.indexes.iter_mut().for_each(index);
    for policy in &mut table.policies {
        for text in [&mut policy.using, &mut policy.with_check]
            .into_iter()
            .flatten()
        {
            expression(&mut text.0);
        }
        policy.command = policy.command.take().map(|text| text.to_uppercase());
        policy.command = policy.command.take().filter(|text| text != "ALL");
        policy
            .roles
            .retain(|role| !role.eq_ignore_ascii_case("public"));
        policy.roles.sort();
        comment(&mut policy.comment);
    }
    for trigger in &mut table.triggers {
        trigger.definition = statement(&trigger.definition);
        comment(&mut trigger.comment);
    }
    comment(&mut table.comment);
    table.sort();
}

fn canonical_column(column: &mut Column, enums: &HashSet<Name>) {
    column.column_type = kind(column.column_type.clone(), enums);
    let of = &column.column_type;
    column.default = column
        .default
        .take()
        .and_then(|value| default::canonical(value, of));
    if let Some(generated) = &mut column.generated {
        expression(&mut generated.expression.0);
    }
    let (least, most) = range(of);
    column.auto_increment = column.auto_increment.take().map(|how| match how {
        AutoIncrement::Identity {
            always,
            mut options,
        } => {
            counting(&mut options, least, most);
            match !always && options == SequenceOptions::default() {
                true => AutoIncrement::Usual,
                false => AutoIncrement::Identity { always, options },
            }
        }
        _ => AutoIncrement::Usual,
    });
    // What counts by itself always has a value.
    column.nullable &= column.auto_increment.is_none();
    column.on_update = None;
    column.collation = column.collation.take().filter(|name| name != "default");
    comment(&mut column.comment);
}

/// The type that PostgreSQL makes of another.
fn kind(of: ColumnType, enums: &HashSet<Name>) -> ColumnType {
    match of {
        ColumnType::Integer(Width::Tiny) | ColumnType::Unsigned(Width::Tiny) | ColumnType::Year => {
            ColumnType::Integer(Width::Small)
        }
        ColumnType::Integer(Width::Medium) | ColumnType::Unsigned(Width::Small | Width::Medium) => {
            ColumnType::Integer(Width::Normal)
        }
        ColumnType::Unsigned(Width::Normal | Width::Big) => ColumnType::Integer(Width::Big),
        ColumnType::Money(_) => ColumnType::Money(None),
        ColumnType::Char(None) => ColumnType::Char(Some(1)),
        ColumnType::Bit(None) => ColumnType::Bit(Some(1)),
        ColumnType::Binary(_) | ColumnType::VarBinary(_) => ColumnType::Blob,
        ColumnType::Timestamp(digits) => ColumnType::DateTime(digits),
        ColumnType::Interval(Some(fields)) => {
            let fields = fields.trim().to_lowercase().replace(" (", "(");
            ColumnType::Interval((!fields.is_empty()).then_some(fields))
        }
        ColumnType::Array(element) => ColumnType::Array(Box::new(kind(*element, enums))),
        ColumnType::Enum { name, .. } => ColumnType::Enum {
            name,
            values: Vec::new(),
        },
        ColumnType::Other(text) => other(&text, enums),
        other => other,
    }
}

/// A type that somebody wrote as he is used to.
fn other(text: &str, enums: &HashSet<Name>) -> ColumnType {
    let text = text.trim();
    if let Some(element) = text.strip_suffix("[]") {
        return ColumnType::Array(Box::new(other(element, enums)));
    }
    let names = super::unquoted(text);
    let name = match names.as_slice() {
        [name] => Some(Name::here(name)),
        [schema, name] => Some(Name::of(schema, name)),
        _ => None,
    };
    if let Some(name) = name.filter(|name| enums.contains(name)) {
        return ColumnType::Enum {
            name,
            values: Vec::new(),
        };
    }
    if text.contains('"') {
        return ColumnType::Other(text.to_owned());
    }
    let (head, modifier, tail) = super::parts(text);
    let lower = format!("{head} {tail}").trim().to_lowercase();
    let known = match lower.as_str() {
        "bool" => "boolean",
        "int2" => "smallint",
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "decimal" | "numeric" => "numeric",
        "varchar" | "char varying" => "character varying",
        "char" => "character",
        "varbit" => "bit varying",
        "time" => "time without time zone",
        "timestamp" => "timestamp without time zone",
        "timestamptz" => "timestamp with time zone",
        "timetz" => "time with time zone",
        _ => match modifier {
            Some(_) => text,
            None => lower.as_str(),
        },
    };
    let Some(modifier) = modifier.filter(|_| known != text) else {
        return kind_of_known(read(known), known);
    };
    let sized = match known.split_once(' ') {
        Some((word, rest)) if rest.ends_with("time zone") => format!("{word}({modifier}) {rest}"),
        _ if known == "numeric" && !modifier.contains(',') => format!("numeric({modifier},0)"),
        _ => format!("{known}({modifier})"),
    };
    kind_of_known(read(&sized), &sized)
}

/// What a bare word means that has a length in its own right.
fn kind_of_known(read: ColumnType, text: &str) -> ColumnType {
    match text {
        "character" => ColumnType::Char(Some(1)),
        "bit" => ColumnType::Bit(Some(1)),
        _ => read,
    }
}

fn canonical_foreign_key(foreign_key: &mut ForeignKey, keys: &[(Name, Vec<String>)]) {
    if foreign_key.referenced.is_empty()
        && let Some((_, key)) = keys.iter().find(|(name, _)| *name == foreign_key.table)
    {
        foreign_key.referenced.clone_from(key);
    }
    for action in [&mut foreign_key.on_delete, &mut foreign_key.on_update] {
        if let Action::SetNull(columns) | Action::SetDefault(columns) = action {
            columns.sort();
            let mut all = foreign_key.columns.clone();
            all.sort();
            if *columns == all {
                columns.clear();
            }
        }
    }
    comment(&mut foreign_key.comment);
}

fn canonical_check(check: &mut Check, table: &str, columns: &[&str]) {
    expression(&mut check.expression.0);
    // A check of one column is named after it.
    unnamed(&mut check.name, &made_name(table, "", "check"));
    for column in columns {
        unnamed(&mut check.name, &made_name(table, column, "check"));
    }
    comment(&mut check.comment);
}

/// A name as the server keeps it.
fn kept(name: &mut String) {
    name.truncate(clipped(name).len());
}

fn index(index: &mut Index) {
    kept(&mut index.name);
    index.concurrent = false;
    index.method = index.method.take().filter(|method| method != "btree");
    for key in &mut index.keys {
        let usual = if key.descending {
            Nulls::First
        } else {
            Nulls::Last
        };
        key.nulls = key.nulls.filter(|nulls| *nulls != usual);
        if let crate::schema::index::Keyed::Expression(text) = &mut key.of {
            expression(&mut text.0);
        }
        key.prefix = None;
    }
    if let Some(predicate) = &mut index.predicate {
        expression(&mut predicate.0);
    }
    comment(&mut index.comment);
}

/// Takes away a name that the server gives to what has none; the second of that name has a number.
fn unnamed(name: &mut Option<String>, usual: &str) {
    name.iter_mut().for_each(kept);
    let is_usual = name
        .as_deref()
        .and_then(|name| name.strip_prefix(usual))
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
    if is_usual {
        *name = None;
    }
}

/// Takes away what a sequence over numbers between these does by itself.
fn counting(options: &mut SequenceOptions, least: i64, most: i64) {
    let increment = options.increment.unwrap_or(1);
    let (minimum, maximum) = if increment > 0 {
        (1, most)
    } else {
        (least, -1)
    };
    let first = match increment > 0 {
        true => options.minimum.unwrap_or(minimum),
        false => options.maximum.unwrap_or(maximum),
    };
    let unless = |value: &mut Option<i64>, usual: i64| {
        *value = value.filter(|value| *value != usual);
    };
    unless(&mut options.start, first);
    unless(&mut options.increment, 1);
    unless(&mut options.minimum, minimum);
    unless(&mut options.maximum, maximum);
    unless(&mut options.cache, 1);
}

fn expression(text: &mut String) {
    *text = bare(text);
}

fn statement(text: &str) -> String {
    text.trim().trim_end_matches(';').trim_end().to_owned()
}

/// No text is none.
fn comment(text: &mut Option<String>) {
    *text = text.take().filter(|text| !text.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_what_people_call_them() {
        let enums = HashSet::from([Name::here("mood")]);
        for (text, expected) in [
            ("VARCHAR(20)", ColumnType::String(Some(20))),
            ("varchar", ColumnType::String(None)),
            ("DECIMAL(10, 2)", ColumnType::Decimal(Some((10, 2)))),
            ("numeric(10)", ColumnType::Decimal(Some((10, 0)))),
            ("timestamptz(3)", ColumnType::TimestampWithTimeZone(Some(3))),
            ("timestamp", ColumnType::DateTime(None)),
            ("int4", ColumnType::Integer(Width::Normal)),
            ("char", ColumnType::Char(Some(1))),
            ("CITEXT", ColumnType::Other("citext".to_owned())),
            ("\"Odd\"", ColumnType::Other("\"Odd\"".to_owned())),
            (
                "geometry(Point,4326)",
                ColumnType::Other("geometry(Point,4326)".to_owned()),
            ),
        ] {
            assert_eq!(other(text, &enums), expected, "{text}");
        }
        let mood = ColumnType::Enum {
            name: Name::here("mood"),
            values: Vec::new(),
        };
        assert_eq!(other("mood", &enums), mood);
        assert_eq!(other("mood[]", &enums), ColumnType::Array(Box::new(mood)));
    }
}
