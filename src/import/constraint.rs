//! Constraints of tables as the builders say them.

use sea_orm::DatabaseBackend::{self, MySql, Sqlite};

use super::index::columns;
use super::token::{Cursor, Table, Token, line};

/// What a column or a table says of the rows of another.
pub(super) enum Reference {
    /// The builders have words for it.
    Plain(Plain),
    Other,
}

pub(super) struct Plain {
    table: Table,
    columns: Vec<String>,
    actions: String,
}

impl Plain {
    /// `ForeignKey::create()…` from columns of a table, which is given as the builders take it.
    pub(super) fn code(&self, name: Option<&str>, table: &str, from: &[String]) -> Option<String> {
        let mut code = "ForeignKey::create()".to_owned();
        if let Some(name) = name {
            code.push_str(&format!(".name({name:?})"));
        }
        let to = self.table.code();
        match (from, self.columns.as_slice()) {
            ([column], [referenced]) => {
                code.push_str(&format!(
                    ".from({table}, {column:?}).to({to}, {referenced:?})"
                ));
            }
            (from, to_columns) if from.len() == to_columns.len() => {
                code.push_str(&format!(".from_tbl({table})"));
                for column in from {
                    code.push_str(&format!(".from_col({column:?})"));
                }
                code.push_str(&format!(".to_tbl({to})"));
                for column in to_columns {
                    code.push_str(&format!(".to_col({column:?})"));
                }
            }
            _ => return None,
        }
        Some(code + &self.actions)
    }
}

/// Goes past `REFERENCES …` with all that belongs to it.
pub(super) fn reference(cursor: &mut Cursor<'_, '_>) -> Option<Reference> {
    cursor.words("REFERENCES").then_some(())?;
    let table = cursor.table()?;
    let columns = match cursor.is_at_symbol("(") {
        true => cursor.names()?,
        false => Vec::new(),
    };
    let mut is_plain = !columns.is_empty();
    let mut actions = String::new();
    loop {
        if cursor.words("ON DELETE") {
            actions.push_str(&format!(
                ".on_delete(ForeignKeyAction::{})",
                action(cursor)?
            ));
        } else if cursor.words("ON UPDATE") {
            actions.push_str(&format!(
                ".on_update(ForeignKeyAction::{})",
                action(cursor)?
            ));
        } else if cursor.words("NOT DEFERRABLE")
            || cursor.words("DEFERRABLE")
            || cursor.words("INITIALLY DEFERRED")
            || cursor.words("INITIALLY IMMEDIATE")
            || cursor.words("MATCH FULL")
            || cursor.words("MATCH SIMPLE")
        {
            is_plain = false;
        } else {
            break;
        }
    }
    Some(match is_plain {
        true => Reference::Plain(Plain {
            table,
            columns,
            actions,
        }),
        false => Reference::Other,
    })
}

fn action(cursor: &mut Cursor<'_, '_>) -> Option<&'static str> {
    let actions = [
        ("CASCADE", "Cascade"),
        ("RESTRICT", "Restrict"),
        ("NO ACTION", "NoAction"),
        ("SET NULL", "SetNull"),
        ("SET DEFAULT", "SetDefault"),
    ];
    let found = actions.iter().find(|(words, _)| cursor.words(words))?;
    // PostgreSQL takes the columns to be set.
    (!cursor.is_at_symbol("(")).then_some(found.1)
}

/// A constraint of a table.
pub(super) enum Constraint {
    PrimaryKey {
        name: Option<String>,
        columns: Vec<String>,
    },
    Unique {
        name: Option<String>,
        columns: Vec<String>,
    },
    Check {
        name: Option<String>,
        expression: String,
    },
    ForeignKey {
        name: Option<String>,
        columns: Vec<String>,
        to: Plain,
    },
    /// MySQL's; `Index::create()…` without the table.
    Key(String),
}

/// Whether a part of a new table is no column.
pub(super) fn is_constraint(part: &Cursor<'_, '_>) -> bool {
    let words = [
        "CONSTRAINT",
        "PRIMARY KEY",
        "UNIQUE",
        "CHECK",
        "FOREIGN KEY",
        "EXCLUDE",
        "LIKE",
        "FULLTEXT",
        "SPATIAL",
    ];
    let is_key = part.backend() == MySql && (part.is_at("KEY") || part.is_at("INDEX"));
    is_key || words.iter().any(|word| part.is_at(word))
}

/// Reads one; `None` where the builders have no words for all of it.
pub(super) fn constraint(part: &[Token<'_>], backend: DatabaseBackend) -> Option<Constraint> {
    let mut cursor = Cursor::new(part, backend);
    let name = match cursor.words("CONSTRAINT") {
        true => Some(cursor.name()?),
        false => None,
    };
    let constraint = if cursor.words("PRIMARY KEY") {
        // Only PostgreSQL keeps its name.
        let columns = cursor.names()?;
        let name = name.filter(|_| backend != MySql);
        Constraint::PrimaryKey { name, columns }
    } else if cursor.words("UNIQUE") {
        let mut own = name;
        if backend == MySql {
            let _ = cursor.words("KEY") || cursor.words("INDEX");
            if !cursor.is_at_symbol("(") {
                own = Some(cursor.name()?);
            }
        }
        let columns = cursor.names()?;
        Constraint::Unique { name: own, columns }
    } else if cursor.words("CHECK") {
        let expression = line(cursor.group()?);
        Constraint::Check { name, expression }
    } else if cursor.words("FOREIGN KEY") {
        let columns = cursor.names()?;
        match reference(&mut cursor)? {
            Reference::Plain(to) => Constraint::ForeignKey { name, columns, to },
            Reference::Other => return None,
        }
    } else if backend == MySql && name.is_none() && (cursor.words("KEY") || cursor.words("INDEX")) {
        let name = cursor.name()?;
        let columns = columns(cursor.group()?, backend)?;
        Constraint::Key(format!("Index::create().name({name:?}){columns}"))
    } else {
        return None;
    };
    cursor.is_at_end().then_some(constraint)
}

impl Constraint {
    /// As the builder of a new table takes it.
    pub(super) fn call(&self, table: &str) -> Option<String> {
        let named = |name: &Option<String>| match name {
            Some(name) => format!(".name({name:?})"),
            None => String::new(),
        };
        let listed = |columns: &[String]| -> String {
            columns.iter().map(|it| format!(".col({it:?})")).collect()
        };
        Some(match self {
            Self::PrimaryKey { name, columns } => {
                format!(
                    "primary_key(Index::create(){}{})",
                    named(name),
                    listed(columns)
                )
            }
            Self::Unique { name, columns } => {
                format!(
                    "index(Index::create().unique(){}{})",
                    named(name),
                    listed(columns)
                )
            }
            Self::Check {
                name: None,
                expression,
            } => format!("check(Expr::cust({expression:?}))"),
            Self::Check {
                name: Some(name),
                expression,
            } => {
                format!("check(({name:?}, Expr::cust({expression:?})))")
            }
            Self::ForeignKey { name, columns, to } => {
                format!("foreign_key({})", to.code(name.as_deref(), table, columns)?)
            }
            Self::Key(index) => format!("index({index})"),
        })
    }

    /// The statement that adds it to a table that is there, and the one that takes it back.
    pub(super) fn added(&self, table: &str, backend: DatabaseBackend) -> Option<[String; 2]> {
        // SQLite has no such statement: what is written is a rebuild.
        if backend == Sqlite {
            return None;
        }
        Some(match self {
            Self::PrimaryKey {
                name: None,
                columns,
            } => [
                format!("script.add_primary_key({table}, &{columns:?});"),
                format!("script.drop_primary_key({table});"),
            ],
            Self::PrimaryKey {
                name: Some(name),
                columns,
            } => [
                format!("script.add_named_primary_key({table}, {name:?}, &{columns:?});"),
                format!("script.drop_primary_key({table});"),
            ],
            Self::Unique {
                name: Some(name),
                columns,
            } => [
                format!("script.add_unique({table}, {name:?}, &{columns:?});"),
                format!("script.drop_unique({table}, {name:?}, &{columns:?});"),
            ],
            Self::Check {
                name: Some(name),
                expression,
            } => [
                format!("script.add_check({table}, {name:?}, {expression:?});"),
                format!("script.drop_check({table}, {name:?});"),
            ],
            Self::ForeignKey {
                name: Some(name),
                columns,
                to,
            } => [
                format!(
                    "script.create_foreign_key({});",
                    to.code(Some(name), table, columns)?
                ),
                format!("script.drop_foreign_key_of({table}, {name:?}, &{columns:?});"),
            ],
            _ => return None,
        })
    }
}
