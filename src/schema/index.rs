//! Index: what a database looks up quickly.

use serde::{Deserialize, Serialize};

use super::column::Expression;

/// An index that is no constraint's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What is indexed, in order.
    pub keys: Vec<IndexKey>,
    /// Whether no two rows may have equal keys.
    pub unique: bool,
    /// How it is built: `hash`, `gin`, `fulltext`; `None` for the usual tree.
    pub method: Option<String>,
    /// Columns that it carries along.
    pub include: Vec<String>,
    /// The rows that it holds; `None` for all.
    pub predicate: Option<Expression>,
    /// Whether two rows without a value are equal.
    pub nulls_not_distinct: bool,
    /// PostgreSQL: an index that a failed concurrent build left, and no query uses.
    pub invalid: bool,
    /// PostgreSQL: whether it is built and dropped beside writes. It is a wish; no server keeps it.
    pub concurrent: bool,
    /// What people wrote about it.
    pub comment: Option<String>,
    /// What else is set for it, as the backend writes it: storage parameters, parser, visibility.
    pub options: Option<String>,
}

/// One of the things that an index sorts by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexKey {
    /// What it is.
    pub of: Keyed,
    /// Whether it sorts the other way.
    #[serde(default)]
    pub descending: bool,
    /// Where rows without a value are, if not where the direction puts them.
    #[serde(default)]
    pub nulls: Option<Nulls>,
    /// How values are compared, with the class's parameters; `None` for the type's usual way.
    #[serde(default)]
    pub operator_class: Option<String>,
    /// How its text sorts; `None` for the column's way.
    #[serde(default)]
    pub collation: Option<String>,
    /// MySQL: how many characters or bytes of it count.
    #[serde(default)]
    pub prefix: Option<u32>,
}

impl IndexKey {
    /// In the usual order.
    pub fn new(of: Keyed) -> Self {
        Self {
            of,
            descending: false,
            nulls: None,
            operator_class: None,
            collation: None,
            prefix: None,
        }
    }
}

/// What an index sorts by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyed {
    /// The values of a column.
    Column(String),
    /// Those of an expression.
    Expression(Expression),
}

/// Where rows without a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before the others.
    First,
    /// After the others.
    Last,
}
