//! Name: what an object is called, and where.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Name of an object. In JSON it is a text, or a pair of texts with the schema first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Name {
    /// The database schema (MySQL: the database) that holds it; `None` for the one that is looked
    /// at, whatever it is called.
    pub schema: Option<String>,
    /// Its own name.
    pub name: String,
}

impl Name {
    /// A name in the schema that is looked at.
    pub fn here(name: impl Into<String>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }

    /// A name in another schema.
    pub fn of(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            schema: Some(schema.into()),
            name: name.into(),
        }
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::here(name)
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::here(name)
    }
}

/// The schema first.
impl From<(&str, &str)> for Name {
    fn from((schema, name): (&str, &str)) -> Self {
        Self::of(schema, name)
    }
}

/// As people read it; not for SQL.
impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(formatter, "{schema}.{}", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Here(String),
    In(String, String),
}

impl From<Name> for Written {
    fn from(Name { schema, name }: Name) -> Self {
        match schema {
            Some(schema) => Self::In(schema, name),
            None => Self::Here(name),
        }
    }
}

impl From<Written> for Name {
    fn from(written: Written) -> Self {
        match written {
            Written::Here(name) => Self::here(name),
            Written::In(schema, name) => Self::of(schema, name),
        }
    }
}

/// How many bytes of an identifier PostgreSQL keeps.
pub(crate) const LONGEST: usize = 63;

/// An identifier as PostgreSQL keeps it.
pub(crate) fn clipped(name: &str) -> &str {
    clipped_to(name, LONGEST)
}

fn clipped_to(text: &str, length: usize) -> &str {
    let length = length.min(text.len());
    let end = (0..=length).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The name that PostgreSQL makes of a table, columns and a label for what has none.
pub(crate) fn made_name(table: &str, columns: &str, label: &str) -> String {
    let between = if columns.is_empty() { 1 } else { 2 };
    let available = LONGEST - label.len() - between;
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > available {
        match first > second {
            true => first -= 1,
            false => second -= 1,
        }
    }
    let (table, columns) = (clipped_to(table, first), clipped_to(columns, second));
    match columns.is_empty() {
        true => format!("{table}_{label}"),
        false => format!("{table}_{columns}_{label}"),
    }
}

#[cfg(test)]
mod tests {
    use super::made_name;

    #[test]
    fn a_name_is_clipped_as_the_server_does() {
        let (long, longer) = ("t".repeat(60), "c".repeat(60));
        assert_eq!(made_name("t", "a_b", "key"), "t_a_b_key");
        assert_eq!(
            made_name(&long, "a", "key"),
            format!("{}_a_key", "t".repeat(57))
        );
        let expected = format!("{}_{}_fkey", "t".repeat(29), "c".repeat(28));
        assert_eq!(made_name(&long, &longer, "fkey"), expected);
        assert_eq!(
            made_name(&"é".repeat(31), "", "pkey"),
            format!("{}_pkey", "é".repeat(29))
        );
    }
}
