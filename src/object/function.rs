//! Functions and procedures.

mod clause;
#[cfg(feature = "generate")]
mod parse;

use sea_orm::DatabaseBackend::{self, MySql, Postgres};

pub(crate) use clause::Clause;

use super::text::{dollar_quoted, literal, quoted, quoted_name, trimmed};
use super::{Written, lacks};
use crate::schema::name::Name;
use crate::schema::object;

/// A function or a procedure. SQLite has none.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     if script.backend() == DbBackend::Postgres {
///         script.create_function(
///             Function::new("is_member")
///                 .argument("team_id", "integer")
///                 .argument("role", "text DEFAULT 'any'")
///                 .returns("boolean")
///                 .language("sql")
///                 .stable()
///                 .security_definer()
///                 .set("search_path", "''")
///                 .body("SELECT EXISTS (SELECT FROM public.member WHERE member.team_id = is_member.team_id)"),
///         );
///     }
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # assert_eq!(script.statements()[0].to_string(), r#"CREATE FUNCTION "is_member"("team_id" integer, "role" text DEFAULT 'any')
/// #  RETURNS boolean
/// #  LANGUAGE sql
/// #  STABLE SECURITY DEFINER
/// #  SET "search_path" TO ''
/// # AS $$SELECT EXISTS (SELECT FROM public.member WHERE member.team_id = is_member.team_id)$$"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    pub(crate) name: Name,
    pub(crate) is_procedure: bool,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) returns: Option<String>,
    pub(crate) language: Option<String>,
    /// What else is said of it, each thing once.
    pub(crate) clauses: Vec<Clause>,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) comment: Option<String>,
}

/// What a function is called with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A name, and its type with what follows that.
    Named(String, String),
    /// Any of them as SQL, and the types that tell the function from others.
    Written(String, String),
}

impl Function {
    /// A function of that name.
    pub fn new(name: impl Into<Name>) -> Self {
        Self {
            name: name.into(),
            is_procedure: false,
            arguments: Vec::new(),
            returns: None,
            language: None,
            clauses: Vec::new(),
            settings: Vec::new(),
            body: String::new(),
            comment: None,
        }
    }

    /// A procedure of that name, which is called as a statement.
    pub fn procedure(name: impl Into<Name>) -> Self {
        Self {
            is_procedure: true,
            ..Self::new(name)
        }
    }

    /// It takes this as well: a name, and a type with what follows that, such as `integer DEFAULT 10`.
    pub fn argument(&mut self, name: impl Into<String>, kind: impl Into<String>) -> &mut Self {
        let argument = Argument::Named(name.into(), kind.into());
        self.arguments.push(argument);
        self
    }

    /// It takes these as well, as SQL says it: `integer, OUT total bigint, VARIADIC names text[]`; and the
    /// types of those that go in, by which it is told from others of its name: `integer, text[]`.
    pub fn arguments(&mut self, sql: impl Into<String>, types: impl Into<String>) -> &mut Self {
        let argument = Argument::Written(sql.into(), types.into());
        self.arguments.push(argument);
        self
    }

    /// What it gives: `trigger`, `SETOF note`, `TABLE(id bigint, title text)`.
    pub fn returns(&mut self, kind: impl Into<String>) -> &mut Self {
        self.returns = Some(kind.into());
        self
    }

    /// PostgreSQL: the language of its body, `sql` where nothing is said. MySQL has one.
    pub fn language(&mut self, language: impl Into<String>) -> &mut Self {
        self.language = Some(language.into());
        self
    }

    /// What it does. PostgreSQL gets it between dollars that it does not contain; MySQL as it stands, `RETURN a +
    /// b` or `BEGIN … END`.
    pub fn body(&mut self, body: impl Into<String>) -> &mut Self {
        self.body = body.into();
        self
    }

    /// PostgreSQL: it gives the same for the same, always.
    pub fn immutable(&mut self) -> &mut Self {
        self.clause(Clause::Immutable)
    }

    /// PostgreSQL: it gives the same for the same within a statement.
    pub fn stable(&mut self) -> &mut Self {
        self.clause(Clause::Stable)
    }

    /// PostgreSQL: it may give anything at any time, as where nothing is said.
    pub fn volatile(&mut self) -> &mut Self {
        self.clause(Clause::Volatile)
    }

    /// MySQL: it gives the same for the same.
    pub fn deterministic(&mut self) -> &mut Self {
        self.clause(Clause::Deterministic)
    }

    /// MySQL: it reads rows.
    pub fn reads_sql_data(&mut self) -> &mut Self {
        self.clause(Clause::Access("READS SQL DATA"))
    }

    /// MySQL: it writes rows.
    pub fn modifies_sql_data(&mut self) -> &mut Self {
        self.clause(Clause::Access("MODIFIES SQL DATA"))
    }

    /// MySQL: there is no SQL in it.
    pub fn no_sql(&mut self) -> &mut Self {
        self.clause(Clause::Access("NO SQL"))
    }

    /// PostgreSQL: it gives NULL for NULL.
    pub fn strict(&mut self) -> &mut Self {
        self.clause(Clause::Strict)
    }

    /// It may do what whoever made it may do, not what its caller may. That is what MySQL takes where
    /// nothing is said. On PostgreSQL [`set`](Self::set) a `search_path` then.
    pub fn security_definer(&mut self) -> &mut Self {
        self.clause(Clause::SecurityDefiner)
    }

    /// It may do what its caller may do. That is what PostgreSQL takes where nothing is said.
    pub fn security_invoker(&mut self) -> &mut Self {
        self.clause(Clause::SecurityInvoker)
    }

    /// PostgreSQL: it tells nothing of its arguments but what it gives.
    pub fn leakproof(&mut self) -> &mut Self {
        self.clause(Clause::Leakproof)
    }

    /// PostgreSQL: `SAFE`, `RESTRICTED` or `UNSAFE` beside others.
    pub fn parallel(&mut self, how: impl Into<String>) -> &mut Self {
        self.clause(Clause::Parallel(how.into()))
    }

    /// PostgreSQL: what the planner thinks that it costs.
    pub fn cost(&mut self, cost: impl ToString) -> &mut Self {
        self.clause(Clause::Cost(cost.to_string()))
    }

    /// PostgreSQL: how many rows the planner thinks that it gives.
    pub fn rows(&mut self, rows: impl ToString) -> &mut Self {
        self.clause(Clause::Rows(rows.to_string()))
    }

    /// PostgreSQL: it is one over a window.
    pub fn window(&mut self) -> &mut Self {
        self.clause(Clause::Window)
    }

    /// PostgreSQL: a setting that holds while it runs. The value is SQL: `public, pg_temp`, or `''` for a
    /// path with nothing in it.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    fn clause(&mut self, clause: Clause) -> &mut Self {
        self.clauses.push(clause);
        self.clauses.sort();
        self.clauses.dedup();
        self
    }

    /// Types of what goes in, by which PostgreSQL tells it from others of its name.
    pub(crate) fn types(&self) -> String {
        let kinds = self.arguments.iter().map(|argument| match argument {
            Argument::Named(_, kind) => type_of(kind),
            Argument::Written(_, types) => types.clone(),
        });
        let kinds: Vec<String> = kinds.filter(|kind| !kind.is_empty()).collect();
        kinds.join(", ")
    }

    /// As a part of a schema.
    pub(crate) fn data(&self, backend: DatabaseBackend) -> object::Function {
        let head = match backend {
            Postgres => "CREATE OR REPLACE",
            _ => "CREATE",
        };
        object::Function {
            name: self.name.clone(),
            arguments: match backend {
                Postgres => self.types(),
                _ => String::new(),
            },
            is_procedure: self.is_procedure,
            definition: self.definition(head, backend),
            comment: self.comment.clone(),
        }
    }

    /// The statements that create it.
    pub(crate) fn created(&self, backend: DatabaseBackend) -> Written {
        self.is_possible(backend)?;
        let mut statements = vec![self.definition("CREATE", backend)];
        statements.extend(self.commented(backend));
        Ok(statements)
    }

    /// The statements that put it in the place of one that is there, or that create it.
    pub(crate) fn replaced(&self, backend: DatabaseBackend) -> Written {
        self.is_possible(backend)?;
        let mut statements = match backend {
            Postgres => vec![self.definition("CREATE OR REPLACE", backend)],
            // MariaDB alone could do it in one.
            _ => {
                let name = quoted_name(backend, &self.name);
                let drop = format!("DROP {} IF EXISTS {name}", self.kind());
                vec![drop, self.definition("CREATE", backend)]
            }
        };
        statements.extend(self.commented(backend));
        Ok(statements)
    }

    pub(crate) fn kind(&self) -> &'static str {
        kind(self.is_procedure)
    }

    fn is_possible(&self, backend: DatabaseBackend) -> Result<(), String> {
        match backend {
            Postgres | MySql => Ok(()),
            _ => Err(lacks(backend, "functions", &self.name)),
        }
    }

    fn definition(&self, head: &str, backend: DatabaseBackend) -> String {
        match backend {
            Postgres => self.on_postgres(head),
            _ => self.on_mysql(head),
        }
    }

    /// As `pg_get_functiondef` writes it.
    fn on_postgres(&self, head: &str) -> String {
        let mut text = self.headed(head, Postgres);
        if let Some(returns) = &self.returns {
            text.push_str(&format!("\n RETURNS {returns}"));
        }
        let language = self.language.as_deref().unwrap_or("sql");
        text.push_str(&format!("\n LANGUAGE {}", word(language)));
        let clauses: Vec<String> = self
            .clauses
            .iter()
            .filter_map(Clause::on_postgres)
            .collect();
        if !clauses.is_empty() {
            text.push_str(&format!("\n {}", clauses.join(" ")));
        }
        for (name, value) in &self.settings {
            // A setting of an extension's has a point in its name.
            let names: Vec<String> = name.split('.').map(|it| quoted(Postgres, it)).collect();
            text.push_str(&format!("\n SET {} TO {value}", names.join(".")));
        }
        format!("{text}\nAS {}", dollar_quoted(&self.body))
    }

    fn on_mysql(&self, head: &str) -> String {
        let mut text = self.headed(head, MySql);
        if let Some(returns) = &self.returns {
            text.push_str(&format!(" RETURNS {returns}"));
        }
        for clause in self.clauses.iter().filter_map(Clause::on_mysql) {
            text.push_str(&format!(" {clause}"));
        }
        if let Some(comment) = &self.comment {
            text.push_str(&format!(" COMMENT {}", literal(MySql, comment)));
        }
        format!("{text}\n{}", trimmed(&self.body))
    }

    fn headed(&self, head: &str, backend: DatabaseBackend) -> String {
        let arguments = self.arguments.iter().map(|argument| match argument {
            Argument::Named(name, kind) => format!("{} {kind}", quoted(backend, name)),
            Argument::Written(sql, _) => sql.clone(),
        });
        let arguments: Vec<String> = arguments.filter(|it| !it.trim().is_empty()).collect();
        let (kind, name) = (self.kind(), quoted_name(backend, &self.name));
        format!("{head} {kind} {name}({})", arguments.join(", "))
    }

    fn commented(&self, backend: DatabaseBackend) -> Option<String> {
        let comment = self.comment.as_ref().filter(|_| backend == Postgres)?;
        let (kind, name) = (self.kind(), quoted_name(backend, &self.name));
        let (types, text) = (self.types(), literal(backend, comment));
        Some(format!("COMMENT ON {kind} {name}({types}) IS {text}"))
    }
}

/// What it is called in the words that create or drop it.
pub(crate) fn kind(is_procedure: bool) -> &'static str {
    match is_procedure {
        true => "PROCEDURE",
        false => "FUNCTION",
    }
}

/// The type of an argument, without a default.
pub(crate) fn type_of(kind: &str) -> String {
    let mut cursor = super::read::Cursor::new(kind, Postgres);
    let end = |cursor: &super::read::Cursor<'_>| {
        let next = cursor.peek();
        next.eq_ignore_ascii_case("default") || next == "=" || next == ":"
    };
    cursor.until(end).to_owned()
}

/// A word as it stands, and anything else as a name.
fn word(name: &str) -> String {
    match name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    {
        true => name.to_owned(),
        false => quoted(Postgres, name),
    }
}
