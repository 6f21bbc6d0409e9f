//! Views.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};
use sea_orm::sea_query::IntoIden;

use super::sql::{Place, Sql};
use super::text::{listed, literal, quoted_name, trimmed};
use super::{Written, lacks};
use crate::schema::name::Name;
use crate::schema::object;

const NO_DATA: &str = "WITH NO DATA";

/// A query with a name.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.create_view(View::new("adults", "SELECT id, name FROM users WHERE age >= 18"));
///     script.create_view(View::new(
///         "children",
///         Query::select().column("id").from("users").and_where(Expr::col("age").lt(18)),
///     ));
///     if script.backend() == DbBackend::Postgres {
///         script.create_view(View::new("ages", "SELECT age, count(*) FROM users GROUP BY age").materialized());
///     }
/// }
/// # for backend in [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite] {
/// #     let mut script = Script::new(backend);
/// #     up(&mut script);
/// #     assert_eq!(script.impossibility(), None);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct View {
    name: Name,
    query: Sql,
    columns: Vec<String>,
    materialized: bool,
    if_not_exists: bool,
    options: Option<String>,
    comment: Option<String>,
}

impl View {
    /// A query under a name: SQL, or one of sea-query's.
    pub fn new(name: impl Into<Name>, query: impl Into<Sql>) -> Self {
        Self {
            name: name.into(),
            query: query.into(),
            columns: Vec::new(),
            materialized: false,
            if_not_exists: false,
            options: None,
            comment: None,
        }
    }

    /// PostgreSQL: its rows are kept.
    pub fn materialized(&mut self) -> &mut Self {
        self.materialized = true;
        self
    }

    /// One that is there stays as it is. PostgreSQL knows this of materialized views alone, MySQL of
    /// none; MariaDB and SQLite of all.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// Names of its columns, where the query does not give them.
    pub fn columns<I: IntoIden>(&mut self, names: impl IntoIterator<Item = I>) -> &mut Self {
        let names = names.into_iter();
        self.columns = names
            .map(|name| name.into_iden().inner().into_owned())
            .collect();
        self
    }

    /// What else is set for it, as the backend writes it: `WITH (security_invoker)`, `WITH NO DATA` for a
    /// materialized one that is filled later; on MySQL `ALGORITHM = MERGE`, `SQL SECURITY INVOKER`, `WITH
    /// CHECK OPTION`.
    pub fn options(&mut self, sql: impl Into<String>) -> &mut Self {
        self.options = Some(sql.into());
        self
    }

    /// What people should know of it. PostgreSQL alone keeps it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    /// As a part of a schema.
    pub(crate) fn data(&self, backend: DatabaseBackend) -> object::View {
        let query = Place::nowhere(backend).text(self.query.clone());
        object::View {
            name: self.name.clone(),
            columns: self.columns.clone(),
            query: trimmed(&query).to_owned(),
            materialized: self.materialized,
            options: self.options.clone(),
            comment: self.comment.clone(),
            ..Default::default()
        }
    }

    /// The statements that create it.
    pub(crate) fn created(&self, backend: DatabaseBackend) -> Written {
        let view = self.data(backend);
        let words = match self.if_not_exists {
            true if backend == Postgres && !self.materialized => {
                return Err(format!(
                    "PostgreSQL has no `IF NOT EXISTS` for the view `{}`: `replace_view` puts it in the place of one \
                     that is there",
                    self.name
                ));
            }
            true => [kind(&view), "IF NOT EXISTS"].join(" "),
            false => kind(&view).to_owned(),
        };
        self.by(&view, &format!("CREATE {words}"), backend)
    }

    /// The statements that put it in the place of one that is there, or that create it.
    pub(crate) fn replaced(&self, backend: DatabaseBackend) -> Written {
        let view = self.data(backend);
        if backend != Sqlite && !self.materialized {
            return self.by(&view, "CREATE OR REPLACE VIEW", backend);
        }
        let head = format!("CREATE {}", kind(&view));
        let created = self.by(&view, &head, backend)?;
        let name = quoted_name(backend, &self.name);
        let drop = format!("DROP {} IF EXISTS {name}", kind(&view));
        Ok([vec![drop], created].concat())
    }

    fn by(&self, view: &object::View, head: &str, backend: DatabaseBackend) -> Written {
        if view.materialized && backend != Postgres {
            return Err(lacks(backend, "materialized views", &self.name));
        }
        let mut statements = vec![create(view, head, backend)];
        if let Some(comment) = &view.comment
            && backend == Postgres
        {
            let (name, text) = (quoted_name(backend, &view.name), literal(backend, comment));
            statements.push(format!("COMMENT ON {} {name} IS {text}", kind(view)));
        }
        Ok(statements)
    }
}

/// What it is called in the words that create or drop it.
pub(crate) fn kind(view: &object::View) -> &'static str {
    match view.materialized {
        true => "MATERIALIZED VIEW",
        false => "VIEW",
    }
}

/// The statement that creates a view, without its comment.
pub(crate) fn create(view: &object::View, head: &str, backend: DatabaseBackend) -> String {
    let name = quoted_name(backend, &view.name);
    let columns = match view.columns.is_empty() {
        true => String::new(),
        false => format!(" ({})", listed(backend, &view.columns)),
    };
    let query = &view.query;
    let options = view.options.as_deref().unwrap_or_default().trim();
    if backend == MySql {
        // Some stand before the name there, and some behind the query.
        let (before, after) = match options.to_uppercase().find("WITH ") {
            Some(place) => options.split_at(place),
            None => (options, ""),
        };
        let head = match before.trim() {
            "" => head.to_owned(),
            before => head.replacen(" VIEW", &format!(" {before} VIEW"), 1),
        };
        let text = format!("{head} {name}{columns} AS {query} {after}");
        return text.trim_end().to_owned();
    }
    let (options, end) = match options.strip_suffix(NO_DATA) {
        Some(options) if view.materialized => (options.trim_end(), format!("\n{NO_DATA}")),
        _ => (options, String::new()),
    };
    let options = match options {
        "" => String::new(),
        options => format!(" {options}"),
    };
    format!("{head} {name}{columns}{options} AS\n{query}{end}")
}
