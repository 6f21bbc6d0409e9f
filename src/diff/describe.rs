//! Describe: a change in words.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::change::{Change, Object};
use crate::schema::object::{Grant, Right};

/// One line, as people read it: `add column users.nickname`.
impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sentence) = of_rights(self) {
            return formatter.write_str(&sentence);
        }
        let verb = self.verb();
        let (kind, name) = (self.kind(), self.name());
        match self {
            Self::RenameTable { from, .. } => write!(formatter, "rename table {from} to {name}"),
            Self::RenameColumn { table, from, to } => {
                write!(formatter, "rename column {table}.{from} to {to}")
            }
            Self::RenameEnum { from, .. } => {
                write!(formatter, "rename enum type {from} to {name}")
            }
            Self::RenameValues { values, .. } => {
                let values: Vec<String> = values
                    .iter()
                    .map(|(from, to)| format!("{from} to {to}"))
                    .collect();
                let values = values.join(", ");
                write!(formatter, "rename values of enum type {name}: {values}")
            }
            _ => write!(formatter, "{verb} {kind} {name}"),
        }?;
        let details = self.details();
        if details.is_empty() {
            return Ok(());
        }
        let details: Vec<String> = details.iter().map(ToString::to_string).collect();
        write!(formatter, ": {}", details.join("; "))
    }
}

/// What it is where it is about rights: `grant SELECT, UPDATE (title) on table note to web`.
fn of_rights(change: &Change) -> Option<String> {
    let listed = |rights: &[Right]| {
        let rights: Vec<String> = rights.iter().map(ToString::to_string).collect();
        rights.join(", ")
    };
    let said = |verb: &str, preposition: &str, grant: &Grant| {
        let (rights, target, role) = (listed(&grant.rights), grant.target(), &grant.role);
        format!("{verb} {rights} on {target} {preposition} {role}")
    };
    match change {
        Change::Create(Object::Grant(grant)) => Some(said("grant", "to", grant)),
        Change::Drop(Object::Grant(grant)) => Some(said("revoke", "from", grant)),
        Change::Alter {
            from: Object::Grant(from),
            to: Object::Grant(to),
        } => {
            let (before, after) = (listed(&from.rights), listed(&to.rights));
            let (target, role) = (to.target(), &to.role);
            Some(format!(
                "alter rights of {role} on {target}: {before} → {after}"
            ))
        }
        _ => None,
    }
}

impl Change {
    /// What it does, in a word: `create`, `drop`, `alter`, `add`, `rename`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Drop(_) | Self::Remove { .. } => "drop",
            Self::Alter { .. } | Self::Modify { .. } => "alter",
            Self::Add { .. } => "add",
            Self::RenameTable { .. }
            | Self::RenameColumn { .. }
            | Self::RenameEnum { .. }
            | Self::RenameValues { .. } => "rename",
        }
    }

    /// What is another than before, where something is altered.
    pub fn details(&self) -> Vec<Detail> {
        match self {
            Self::Alter { from, to } => details(from, to),
            Self::Modify { from, to, .. } => details(from, to),
            _ => Vec::new(),
        }
    }
}

/// A property that is another than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Its name, such as `nullable`; empty where what is altered has only one.
    pub property: String,
    /// Before; null where it was not set.
    pub from: Value,
    /// Afterwards; null where it is not set.
    pub to: Value,
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let property = self.property.replace('_', " ");
        let (from, to) = (brief(&self.from), brief(&self.to));
        match (property.as_str(), from, to) {
            ("", Some(from), Some(to)) => write!(formatter, "{from} → {to}"),
            (property, Some(from), Some(to)) => write!(formatter, "{property} {from} → {to}"),
            (property, ..) => write!(formatter, "another {property}"),
        }
    }
}

/// The properties in which two things of one kind differ.
fn details(from: &impl Serialize, to: &impl Serialize) -> Vec<Detail> {
    let value = |result: Result<Value, _>| result.unwrap_or(Value::Null);
    let from = value(serde_json::to_value(from));
    let to = value(serde_json::to_value(to));
    let (Value::Object(from), Value::Object(to)) = (&from, &to) else {
        let property = String::new();
        return vec![Detail { property, from, to }];
    };
    let differ = to
        .iter()
        .filter(|(property, value)| from.get(*property) != Some(value));
    differ
        .map(|(property, value)| Detail {
            property: property.clone(),
            from: from.get(property).cloned().unwrap_or(Value::Null),
            to: value.clone(),
        })
        // A name that one of them lacks is no difference.
        .filter(|Detail { property, from, to }| match property.as_str() {
            "renamed_from" => false,
            "name" => !from.is_null() && !to.is_null(),
            _ => true,
        })
        .collect()
}

/// A value in a few words; `None` where it is longer than a line is.
fn brief(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let values: Option<Vec<String>> = values.iter().map(brief).collect();
            match values?.as_slice() {
                [] => "none".to_owned(),
                values => values.join(", "),
            }
        }
        Value::Object(properties) => {
            let mut kinds = properties.iter();
            match (kinds.next(), kinds.next()) {
                (Some((kind, Value::Bool(value))), None) if kind == "boolean" => {
                    return Some(value.to_string());
                }
                // A kind whose properties are not set is a kind all the same.
                (Some((kind, Value::Null)), None) => return Some(kind.replace('_', " ")),
                (Some((kind, Value::Array(values))), None) if values.is_empty() => {
                    return Some(kind.replace('_', " "));
                }
                _ => {}
            }
            let set = properties.iter().filter(|(_, value)| !is_unset(value));
            let words: Option<Vec<String>> = set
                .map(|(property, value)| match value {
                    Value::Bool(_) => Some(property.replace('_', " ")),
                    _ => Some(format!("{} {}", property.replace('_', " "), brief(value)?)),
                })
                .collect();
            match words?.join(", ") {
                empty if empty.is_empty() => "''".to_owned(),
                words => words,
            }
        }
    };
    (text.len() <= 100 && !text.contains('\n')).then_some(text)
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(values) => values.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
