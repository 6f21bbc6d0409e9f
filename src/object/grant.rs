//! Rights.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};
use sea_orm::sea_query::IntoIden;

use super::on::On;
use super::text::{listed, quoted};
use super::{Written, called};
use crate::schema::object::{self, Right};

/// Rights of roles on something: [`grant`](crate::Script::grant) gives them, and
/// [`revoke`](crate::Script::revoke) takes the same ones. SQLite has none.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn rights() -> Grant {
///     Grant::new(["SELECT", "INSERT"]).on(On::table("note")).to("web").take()
/// }
///
/// fn up(script: &mut Script) {
///     script.grant(&rights());
/// }
///
/// fn down(script: &mut Script) {
///     script.revoke(&rights());
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # down(&mut script);
/// # assert_eq!(script.statements()[0].to_string(), r#"GRANT SELECT, INSERT ON TABLE "note" TO "web""#);
/// # assert_eq!(script.statements()[1].to_string(), r#"REVOKE SELECT, INSERT ON TABLE "note" FROM "web""#);
/// ```
#[derive(Clone, Debug)]
pub struct Grant {
    pub(crate) rights: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(super) on: Option<On>,
    pub(super) to: Vec<String>,
    pub(crate) with_grant_option: bool,
}

impl Grant {
    /// These rights, in the words of SQL: `SELECT`, `EXECUTE`, `USAGE`, `ALL`.
    pub fn new<T: Into<String>>(rights: impl IntoIterator<Item = T>) -> Self {
        Self {
            rights: rights.into_iter().map(Into::into).collect(),
            columns: Vec::new(),
            on: None,
            to: Vec::new(),
            with_grant_option: false,
        }
    }

    /// What they are about.
    pub fn on(&mut self, on: On) -> &mut Self {
        self.on = Some(on);
        self
    }

    /// They are about these columns of the table alone.
    pub fn columns<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        let columns = columns.into_iter();
        let names = columns.map(|column| column.into_iden().inner().into_owned());
        self.columns = names.collect();
        self
    }

    /// Whose they are, and of others that are named like this. `public` is everybody on PostgreSQL; on MySQL it
    /// may be `web@localhost`.
    pub fn to(&mut self, role: impl Into<String>) -> &mut Self {
        self.to.push(role.into());
        self
    }

    /// They may be given to others.
    pub fn with_grant_option(&mut self) -> &mut Self {
        self.with_grant_option = true;
        self
    }

    /// What was said, and nothing is left: for a function that gives it back.
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::new(Vec::<String>::new()))
    }

    /// The same about something else: for what is said of a table by itself.
    pub(crate) fn about(&self, on: On) -> Self {
        Self {
            on: Some(on),
            ..self.clone()
        }
    }

    /// As objects of a schema, one for each role; none where it does not say on what, or to whom.
    pub(crate) fn data(&self) -> Vec<object::Grant> {
        let Some(on) = &self.on else {
            return Vec::new();
        };
        let columns = match self.columns.as_slice() {
            [] => vec![None],
            columns => columns.iter().cloned().map(Some).collect(),
        };
        let of = |name: &String| {
            let name = name.trim().to_uppercase();
            let one = move |column: &Option<String>| Right {
                name: name.clone(),
                column: column.clone(),
                grantable: self.with_grant_option,
            };
            columns.iter().map(one).collect::<Vec<_>>()
        };
        let rights: Vec<Right> = self.rights.iter().flat_map(of).collect();
        let (kind, arguments) = (on.kind_of_rights(), on.arguments.clone());
        let role = |role: &String| object::Grant {
            kind: kind.clone(),
            name: on.name.clone(),
            arguments: arguments.clone(),
            role: role.clone(),
            rights: rights.clone(),
        };
        self.to.iter().map(role).collect()
    }

    pub(crate) fn granted(&self, backend: DatabaseBackend) -> Written {
        let end = match self.with_grant_option {
            true => " WITH GRANT OPTION",
            false => "",
        };
        self.written("GRANT", "TO", end, backend)
    }

    pub(crate) fn revoked(&self, backend: DatabaseBackend) -> Written {
        self.written("REVOKE", "FROM", "", backend)
    }

    fn written(&self, verb: &str, to: &str, end: &str, backend: DatabaseBackend) -> Written {
        let on = match &self.on {
            _ if backend == Sqlite => return Err("SQLite has no roles and no rights".to_owned()),
            Some(on) if !self.to.is_empty() => on,
            _ => return Err(format!("a `{verb}` must say on what, and {to} whom")),
        };
        let target = on
            .with_rights(backend)
            .ok_or_else(|| format!("{} has no rights on a {}", called(backend), on.kind))?;
        let columns = match self.columns.is_empty() {
            true => String::new(),
            false => format!(" ({})", listed(backend, &self.columns)),
        };
        let rights: Vec<String> = self
            .rights
            .iter()
            .map(|it| format!("{it}{columns}"))
            .collect();
        let roles: Vec<String> = self.to.iter().map(|role| account(role, backend)).collect();
        let (rights, roles) = (rights.join(", "), roles.join(", "));
        Ok(vec![format!(
            "{verb} {rights} ON {target} {to} {roles}{end}"
        )])
    }
}

fn account(role: &str, backend: DatabaseBackend) -> String {
    match role.rsplit_once('@') {
        Some((user, host)) if backend == MySql => {
            format!("{}@{}", quoted(backend, user), quoted(backend, host))
        }
        _ => quoted(backend, role),
    }
}

impl On {
    /// What rights are about, as a schema says it.
    fn kind_of_rights(&self) -> String {
        match self.kind.as_str() {
            "VIEW" | "MATERIALIZED VIEW" => "table".to_owned(),
            kind => kind.to_lowercase(),
        }
    }

    /// What rights are about, as SQL says it.
    fn with_rights(&self, backend: DatabaseBackend) -> Option<String> {
        let text = self.text(backend);
        let name = text.strip_prefix(&self.kind)?;
        let is_of_postgres = [
            "SEQUENCE",
            "SCHEMA",
            "DOMAIN",
            "TYPE",
            "ALL TABLES IN SCHEMA",
            "ALL SEQUENCES IN SCHEMA",
            "ALL FUNCTIONS IN SCHEMA",
        ];
        match self.kind.as_str() {
            "TABLE" | "VIEW" | "MATERIALIZED VIEW" if backend == Postgres => {
                Some(format!("TABLE{name}"))
            }
            "TABLE" | "VIEW" => Some(name.trim_start().to_owned()),
            "FUNCTION" | "PROCEDURE" if backend == Postgres => Some(text),
            "FUNCTION" | "PROCEDURE" => Some(self.without_arguments().text(backend)),
            kind if is_of_postgres.contains(&kind) && backend == Postgres => Some(text),
            _ => None,
        }
    }
}
