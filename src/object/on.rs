//! What a comment or a right is about.

use sea_orm::DatabaseBackend::{self, Postgres};

use super::text::{literal, quoted, quoted_name};
use crate::schema::name::Name;

/// Something that is there: what a [comment](crate::Script::comment_on) or a
/// [right](crate::object::Grant) is about.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.comment_on(On::view("titles"), Some("what people see"));
///     script.comment_on(On::policy("own", "note"), None);
///     script.comment_on(On::function("search", "text, integer"), Some("by words"));
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # assert_eq!(script.statements()[1].to_string(), r#"COMMENT ON POLICY "own" ON "note" IS NULL"#);
/// # assert_eq!(script.statements()[2].to_string(), r#"COMMENT ON FUNCTION "search"(text, integer) IS 'by words'"#);
/// ```
#[derive(Clone, Debug)]
pub struct On {
    pub(crate) kind: String,
    pub(crate) name: Name,
    /// The types by which a function is told from others.
    pub(super) arguments: Option<String>,
    /// The table of what belongs to one.
    pub(super) table: Option<Name>,
}

impl On {
    fn of(kind: &str, name: Name) -> Self {
        Self {
            kind: kind.to_owned(),
            name,
            arguments: None,
            table: None,
        }
    }

    fn part(kind: &str, name: impl Into<String>, table: impl Into<Name>) -> Self {
        Self {
            table: Some(table.into()),
            ..Self::of(kind, Name::here(name))
        }
    }

    /// A table.
    pub fn table(name: impl Into<Name>) -> Self {
        Self::of("TABLE", name.into())
    }

    /// A column of a table or a view.
    pub fn column(name: impl Into<String>, table: impl Into<Name>) -> Self {
        Self::part("COLUMN", name, table)
    }

    /// A view.
    pub fn view(name: impl Into<Name>) -> Self {
        Self::of("VIEW", name.into())
    }

    /// A materialized view.
    pub fn materialized_view(name: impl Into<Name>) -> Self {
        Self::of("MATERIALIZED VIEW", name.into())
    }

    /// A function, with the types of its arguments.
    pub fn function(name: impl Into<Name>, types: impl Into<String>) -> Self {
        Self {
            arguments: Some(types.into()),
            ..Self::of("FUNCTION", name.into())
        }
    }

    /// A procedure, with the types of its arguments.
    pub fn procedure(name: impl Into<Name>, types: impl Into<String>) -> Self {
        Self {
            arguments: Some(types.into()),
            ..Self::of("PROCEDURE", name.into())
        }
    }

    /// A trigger of a table or a view.
    pub fn trigger(name: impl Into<String>, table: impl Into<Name>) -> Self {
        Self::part("TRIGGER", name, table)
    }

    /// A policy of a table.
    pub fn policy(name: impl Into<String>, table: impl Into<Name>) -> Self {
        Self::part("POLICY", name, table)
    }

    /// A constraint of a table: a key, a check, an exclusion.
    pub fn constraint(name: impl Into<String>, table: impl Into<Name>) -> Self {
        Self::part("CONSTRAINT", name, table)
    }

    /// An index, with its schema where it is in another.
    pub fn index(name: impl Into<Name>) -> Self {
        Self::of("INDEX", name.into())
    }

    /// A sequence.
    pub fn sequence(name: impl Into<Name>) -> Self {
        Self::of("SEQUENCE", name.into())
    }

    /// An enum type, or another one.
    pub fn enum_type(name: impl Into<Name>) -> Self {
        Self::of("TYPE", name.into())
    }

    /// A domain.
    pub fn domain(name: impl Into<Name>) -> Self {
        Self::of("DOMAIN", name.into())
    }

    /// An extension.
    pub fn extension(name: impl Into<String>) -> Self {
        Self::of("EXTENSION", Name::here(name))
    }

    /// A schema.
    pub fn schema(name: impl Into<String>) -> Self {
        Self::of("SCHEMA", Name::here(name))
    }

    /// Every table and view of a schema of PostgreSQL's, for rights.
    pub fn all_tables_in(schema: impl Into<String>) -> Self {
        Self::of("ALL TABLES IN SCHEMA", Name::here(schema))
    }

    /// Every sequence of a schema of PostgreSQL's, for rights.
    pub fn all_sequences_in(schema: impl Into<String>) -> Self {
        Self::of("ALL SEQUENCES IN SCHEMA", Name::here(schema))
    }

    /// Every function of a schema of PostgreSQL's, for rights.
    pub fn all_functions_in(schema: impl Into<String>) -> Self {
        Self::of("ALL FUNCTIONS IN SCHEMA", Name::here(schema))
    }

    pub(super) fn without_arguments(&self) -> Self {
        Self {
            arguments: None,
            ..self.clone()
        }
    }

    /// What it is and how it is called, as SQL says it.
    pub(crate) fn text(&self, backend: DatabaseBackend) -> String {
        let own = quoted(backend, &self.name.name);
        let kind = &self.kind;
        match (&self.table, &self.arguments) {
            (Some(table), _) if kind == "COLUMN" => {
                format!("{kind} {}.{own}", quoted_name(backend, table))
            }
            (Some(table), _) => format!("{kind} {own} ON {}", quoted_name(backend, table)),
            (None, Some(types)) => format!("{kind} {}({types})", quoted_name(backend, &self.name)),
            (None, None) => format!("{kind} {}", quoted_name(backend, &self.name)),
        }
    }
}

/// The statement that says what something is about, or nothing any more; on PostgreSQL.
pub(crate) fn comment(on: &On, comment: Option<&str>) -> String {
    let text = comment.map_or_else(|| "NULL".to_owned(), |text| literal(Postgres, text));
    format!("COMMENT ON {} IS {text}", on.text(Postgres))
}
