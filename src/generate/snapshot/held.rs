//! What a line of the snapshot holds: one object, without what is said by saying nothing.

use serde::Serialize;
use serde_json::Value;

use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::constraint::{ForeignKey, PrimaryKey, Unique};
use crate::schema::index::Index;
use crate::schema::object::{Domain, EnumType, Extension, Function, Grant, Opaque, Sequence, View};
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

/// What a line says.
#[derive(PartialEq)]
pub(super) enum Held<'a> {
    Nothing,
    Extension(&'a Extension),
    Enum(&'a EnumType),
    Domain(&'a Domain),
    Sequence(&'a Sequence),
    Function(&'a Function),
    Table(&'a Table),
    View(&'a View),
    Grant(&'a Grant),
    Other(&'a Opaque),
}

pub(super) fn all_of(schema: &Schema) -> Vec<Held<'_>> {
    let nothing = schema.is_empty().then_some(Held::Nothing);
    let all = nothing.into_iter();
    all.chain(schema.extensions.iter().map(Held::Extension))
        .chain(schema.enums.iter().map(Held::Enum))
        .chain(schema.domains.iter().map(Held::Domain))
        .chain(schema.sequences.iter().map(Held::Sequence))
        .chain(schema.functions.iter().map(Held::Function))
        .chain(schema.tables.iter().map(Held::Table))
        .chain(schema.views.iter().map(Held::View))
        .chain(schema.grants.iter().map(Held::Grant))
        .chain(schema.others.iter().map(Held::Other))
        .collect()
}

impl Held<'_> {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Extension(_) => "extension",
            Self::Enum(_) => "enum",
            Self::Domain(_) => "domain",
            Self::Sequence(_) => "sequence",
            Self::Function(_) => "function",
            Self::Table(_) => "table",
            Self::View(_) => "view",
            Self::Grant(_) => "grant",
            Self::Other(_) => "other",
        }
    }

    /// By which lines are sorted.
    pub(super) fn key(&self) -> String {
        let kind = self.kind();
        match self {
            Self::Nothing => kind.to_owned(),
            Self::Extension(it) => format!("{kind} {}", it.name),
            Self::Enum(it) => format!("{kind} {}", it.name),
            Self::Domain(it) => format!("{kind} {}", it.name),
            Self::Sequence(it) => format!("{kind} {}", it.name),
            Self::Function(it) => format!("{kind} {}({})", it.name, it.arguments),
            Self::Table(it) => format!("{kind} {}", it.name),
            Self::View(it) => format!("{kind} {}", it.name),
            Self::Grant(it) => format!("{kind} {it}"),
            Self::Other(it) => format!("{kind} {} {}", it.kind, it.name),
        }
    }

    pub(super) fn value(&self) -> Value {
        match self {
            Self::Nothing => Value::Bool(true),
            Self::Extension(it) => value_of(it),
            Self::Enum(it) => value_of(it),
            Self::Domain(it) => value_of(it),
            Self::Sequence(it) => value_of(it),
            Self::Function(it) => value_of(it),
            Self::Table(it) => table(it),
            Self::View(it) => value_of(it),
            Self::Grant(it) => value_of(it),
            Self::Other(it) => value_of(it),
        }
    }
}

/// A table without what is said by saying nothing.
fn table(table: &Table) -> Value {
    let mut value = value_of(table);
    shorten(&mut value, &value_of(&Table::default()), &[]);
    let mut each = |name: &str, usual: &Value, always: &[&str]| {
        if let Some(Value::Array(parts)) = value.get_mut(name) {
            parts
                .iter_mut()
                .for_each(|part| shorten(part, usual, always));
        }
    };
    let column = value_of(&Column::new("", ColumnType::Text));
    each("columns", &column, &["name", "column_type"]);
    each("uniques", &value_of(&Unique::default()), &[]);
    each("foreign_keys", &value_of(&ForeignKey::default()), &[]);
    each("indexes", &value_of(&Index::default()), &[]);
    if let Some(key) = value.get_mut("primary_key") {
        shorten(key, &value_of(&PrimaryKey::default()), &[]);
    }
    value
}

/// Leaves the properties that are other than usual, and those that are always said.
fn shorten(value: &mut Value, usual: &Value, always: &[&str]) {
    if let Value::Object(properties) = value {
        properties.retain(|name, value| {
            always.contains(&name.as_str()) || usual.get(name.as_str()) != Some(value)
        });
    }
}

/// What holds only texts, numbers and lists can always be written.
fn value_of(it: &impl Serialize) -> Value {
    serde_json::to_value(it).unwrap_or_default()
}
