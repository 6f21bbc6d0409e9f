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
