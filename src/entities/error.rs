//! What is wrong with a list of entities, and what is only odd.

use std::borrow::Cow;
use std::fmt;

use sea_orm::DatabaseBackend;

use crate::hint::Hint;
use crate::schema::name::Name;

/// Why entities make no schema. Nothing was written or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntitiesError {
    /// There is no entity, which would mean that every table is to be dropped.
    #[error("the list of entities is empty")]
    Empty,
    /// A declaration names a column that the entity does not have.
    #[error("{by} of table `{table}` names the column `{column}`, which the table does not have")]
    NoSuchColumn {
        /// The table.
        table: Name,
        /// What names the column, such as "index `by_age`".
        by: String,
        /// The column.
        column: String,
        /// Those that there are.
        columns: Vec<String>,
    },
    /// A declaration is for a table that no entity of the list has.
    #[error("the table `{0}` is declared, and no entity of the list has it")]
    NoSuchTable(Name),
    /// Two entities have one table and say different things of it.
    #[error("`{first}` and `{second}` are both the table `{table}`, and {difference}")]
    Contradiction {
        /// The table.
        table: Name,
        /// An entity.
        first: String,
        /// Another one.
        second: String,
        /// What they say, as the end of a sentence.
        difference: String,
    },
    /// Two enums have one name and different values.
    #[error("`{first}` and `{second}` both have the enum `{name}`, with different values")]
    DifferentEnums {
        /// The type's name.
        name: Name,
        /// An entity.
        first: String,
        /// Another one, or the same.
        second: String,
    },
    /// A column counts by itself and is no whole number.
    #[error("column `{column}` of `{entity}` is to count by itself, which a {column_type} cannot")]
    CannotCount {
        /// The entity.
        entity: String,
        /// The column.
        column: String,
        /// Its type, as the entity writes it.
        column_type: String,
    },
    /// A column has a type that the backend has nothing for.
    #[error("column `{column}` of table `{table}` is a {column_type}, which {} does not have", called(*backend))]
    NoSuchType {
        /// The table.
        table: Name,
        /// The column.
        column: String,
        /// Its type.
        column_type: String,
        /// Where.
        backend: DatabaseBackend,
    },
    /// A generated column of PostgreSQL's is not said to be stored, and older servers have no other ones.
    #[error(
        "the values of column `{column}` of table `{table}` are made when they are read, which PostgreSQL \
         does from 18 on"
    )]
    NotStored {
        /// The table.
        table: Name,
        /// The column.
        column: String,
    },
    /// Two things of a table have one name.
    #[error("table `{table}` has {what} twice")]
    Twice {
        /// The table.
        table: Name,
        /// What, such as "the column `email`" or "index `by_age`".
        what: String,
    },
    /// Two objects of the schema have one name.
    #[error("{what} is declared twice")]
    ObjectTwice {
        /// What, such as "view `adults`".
        what: String,
    },
    /// A declaration lacks what makes it one.
    #[error("{what} of table `{table}` {lacks}")]
    Incomplete {
        /// The table.
        table: Name,
        /// What is declared, such as "index `by_age`".
        what: String,
        /// What it lacks, as the end of a sentence.
        lacks: &'static str,
    },
    /// A grant does not say everything.
    #[error("a grant does not say which rights, on what, or to whom")]
    IncompleteGrant,
    /// A foreign key empties columns that may not be empty.
    #[error(
        "foreign key `{foreign_key}` of table `{table}` sets `{column}` to NULL, which is NOT NULL"
    )]
    SetsRequired {
        /// The table.
        table: Name,
        /// The foreign key.
        foreign_key: String,
        /// The column.
        column: String,
    },
}

impl EntitiesError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        let sentence: Cow<'static, str> = match self {
            Self::Empty => {
                "Name the modules of your entities in `entities![…]`; tables are dropped by taking \
                 single entities out of the list."
                    .into()
            }
            Self::NoSuchColumn { columns, .. } => {
                let known = columns.join("`, `");
                format!(
                    "The table has `{known}`; declare a column that the entity does not show with \
                     `table.hidden_column`."
                )
                .into()
            }
            Self::NoSuchTable(_) => "Add the entity to `entities![…]`.".into(),
            Self::Contradiction { .. } => {
                "Let one of the two have every column, and let the other one leave out what it does \
                 not need: types, keys and defaults of what both have must be the same."
                    .into()
            }
            Self::DifferentEnums { .. } => {
                "Give one of them another `enum_name`, or use one ActiveEnum for both.".into()
            }
            Self::CannotCount { .. } => {
                "Say `auto_increment = false` where the column is a primary key.".into()
            }
            Self::NoSuchType { .. } => {
                "Give the column another `column_type`, or leave the entity out for this database \
                 with `#[cfg(…)]` in the list."
                    .into()
            }
            Self::NotStored { column, .. } => format!(
                "Declare `table.column(\"{column}\").stored()`, or `.not_stored()` where every server is 18 or newer."
            )
            .into(),
            Self::Twice { .. } => {
                "Give one of the two another name; names that differ in case alone are one name on \
                 MySQL and SQLite, and PostgreSQL keeps the first 63 bytes of a name."
                    .into()
            }
            Self::ObjectTwice { .. } => "Give one of the two another name.".into(),
            Self::Incomplete { .. } => "docs/entities.md shows each declaration.".into(),
            Self::IncompleteGrant => {
                "Say it whole: `Grant::new([\"SELECT\"]).on(On::table(\"note\")).to(\"web\")`.".into()
            }
            Self::SetsRequired { .. } => {
                "Make the column an `Option`, or let the foreign key do something else.".into()
            }
        };
        Hint::new(sentence)
    }
}

/// What is odd about a list of entities, and stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// An entity of the same crate is not in the list, as SeaORM's `entity-registry` tells.
    Forgotten {
        /// The module of the entity.
        entity: String,
    },
    /// Something is declared that the backend does not have, so its schema is without.
    LeftOut {
        /// What, such as "predicate of index `by_age` of table `users`".
        what: String,
        /// Where.
        backend: DatabaseBackend,
    },
    /// A name is longer than the backend takes, which will refuse the migration.
    TooLong {
        /// What, such as "index `by_age` of table `users`".
        what: String,
        /// How many characters it may have.
        longest: usize,
        /// Where.
        backend: DatabaseBackend,
    },
    /// The entities make no schema for a backend, so nothing is made for it.
    NoSchema {
        /// Where.
        backend: DatabaseBackend,
        /// Why.
        error: Box<EntitiesError>,
    },
    /// A column refers to one whose numbers are of another size or sign, or to one that is no number.
    OtherType {
        /// The table.
        table: Name,
        /// The column.
        column: String,
        /// The table that is referred to.
        other_table: Name,
        /// The column that is referred to.
        other_column: String,
    },
}

/// One sentence without a full stop.
impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forgotten { entity } => {
                write!(formatter, "the entity `{entity}` is not in the list")
            }
            Self::LeftOut { what, backend } => write!(
                formatter,
                "{} does not have this, and goes without it: {what}",
                called(*backend)
            ),
            Self::TooLong {
                what,
                longest,
                backend,
            } => write!(
                formatter,
                "{} takes names of at most {longest} characters: {what}",
                called(*backend)
            ),
            Self::NoSchema { backend, error } => write!(
                formatter,
                "{} is left out, and migrations do nothing there: {error}",
                called(*backend)
            ),
            Self::OtherType {
                table,
                column,
                other_table,
                other_column,
            } => write!(
                formatter,
                "`{table}`.`{column}` refers to `{other_table}`.`{other_column}`, which is of another type"
            ),
        }
    }
}

/// As people call it.
fn called(backend: DatabaseBackend) -> &'static str {
    match backend {
        DatabaseBackend::Postgres => "PostgreSQL",
        DatabaseBackend::MySql => "MySQL",
        _ => "SQLite",
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use sea_orm::DatabaseBackend;

    use super::{EntitiesError, Name};

    #[test]
    fn every_hint_stands_in_the_document() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");
        let document = std::fs::read_to_string(path).expect("the document");
        let table = Name::here("t");
        let text = String::new;
        let errors = [
            EntitiesError::Empty,
            EntitiesError::NoSuchTable(table.clone()),
            EntitiesError::NoSuchColumn {
                table: table.clone(),
                by: text(),
                column: text(),
                columns: Vec::new(),
            },
            EntitiesError::Contradiction {
                table: table.clone(),
                first: text(),
                second: text(),
                difference: text(),
            },
            EntitiesError::DifferentEnums {
                name: table.clone(),
                first: text(),
                second: text(),
            },
            EntitiesError::CannotCount {
                entity: text(),
                column: text(),
                column_type: text(),
            },
            EntitiesError::NoSuchType {
                table: table.clone(),
                column: text(),
                column_type: text(),
                backend: DatabaseBackend::Sqlite,
            },
            EntitiesError::NotStored {
                table: table.clone(),
                column: "…".to_owned(),
            },
            EntitiesError::Twice {
                table: table.clone(),
                what: text(),
            },
            EntitiesError::ObjectTwice { what: text() },
            EntitiesError::Incomplete {
                table: table.clone(),
                what: text(),
                lacks: "",
            },
            EntitiesError::IncompleteGrant,
            EntitiesError::SetsRequired {
                table,
                foreign_key: text(),
                column: text(),
            },
        ];
        for error in errors {
            let sentence = error.hint().to_string().replace("``", "…");
            assert!(
                document.contains(&sentence),
                "docs/errors.md lacks: {sentence}"
            );
        }
    }
}
