//! Column: type, nullability, default, and where its values come from.

use serde::{Deserialize, Serialize};

use super::name::Name;
use super::object::SequenceOptions;
use super::types::ColumnType;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub column_type: ColumnType,
    /// Whether it may hold no value.
    #[serde(default)]
    pub nullable: bool,
    /// What a row gets that does not say.
    #[serde(default)]
    pub default: Option<ColumnDefault>,
    /// The expression that makes its values.
    #[serde(default)]
    pub generated: Option<Generated>,
    /// How it counts by itself.
    #[serde(default)]
    pub auto_increment: Option<AutoIncrement>,
    /// MySQL: what a changed row gets.
    #[serde(default)]
    pub on_update: Option<Expression>,
    /// How its text sorts, where that is not the type's or the table's own way. Of another schema
    /// it is qualified.
    #[serde(default)]
    pub collation: Option<String>,
    /// What people wrote about it.
    #[serde(default)]
    pub comment: Option<String>,
    /// Names that it had before, as the entity says.
    #[serde(default)]
    pub renamed_from: Vec<String>,
    /// What else is set for it, as the backend writes it: storage, compression, visibility.
    #[serde(default)]
    pub options: Option<String>,
}

impl Column {
    /// A column that takes any value of its type but none.
    pub fn new(name: impl Into<String>, column_type: ColumnType) -> Self {
        Self {
            name: name.into(),
            column_type,
            nullable: false,
            default: None,
            generated: None,
            auto_increment: None,
            on_update: None,
            collation: None,
            comment: None,
            renamed_from: Vec::new(),
            options: None,
        }
    }
}

/// SQL of one backend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expression(pub String);

impl From<&str> for Expression {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Expression {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// What a row gets that does not say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnDefault {
    /// True or false.
    Boolean(bool),
    /// A number, in its shortest decimal form.
    Number(String),
    /// A text, without quotes.
    Text(String),
    /// The time at which the row is written, `CURRENT_TIMESTAMP`.
    CurrentTimestamp,
    /// Anything else.
    Expression(Expression),
}

/// The expression that makes a column's values.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// Over the other columns of the row.
    pub expression: Expression,
    /// Whether the value is kept; otherwise it is made when it is read.
    #[serde(default)]
    pub stored: bool,
}

/// How a column counts by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoIncrement {
    /// In the backend's usual way, whichever that is: what an entity says.
    Usual,
    /// PostgreSQL: a sequence that the column owns, and a default that asks it.
    Serial(Name),
    /// PostgreSQL: an identity column.
    Identity {
        /// Whether a value of one's own is refused.
        #[serde(default)]
        always: bool,
        /// How it counts.
        #[serde(default)]
        options: SequenceOptions,
    },
    /// MySQL: `AUTO_INCREMENT`; SQLite: `AUTOINCREMENT`.
    Keyword,
    /// SQLite: the key is the row's number.
    RowNumber,
}
