//! Policies.

use sea_orm::DatabaseBackend::{self, Postgres};

use super::sql::{Place, Sql};
use super::text::{listed, quoted, quoted_name};
use super::{Written, lacks};
use crate::schema::name::Name;
use crate::schema::table;

/// PostgreSQL: whose rows are whose. Without more, it is for every command and everybody.
///
/// Nobody but the table's owner is held to it before [row level
/// security](crate::Script::enable_row_security) is on.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.create_policy(
///         "note",
///         Policy::new("own").for_update().to("web").using("user_id = auth.uid()").with_check("user_id = auth.uid()"),
///     );
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # assert_eq!(script.statements()[0].to_string(), r#"CREATE POLICY "own" ON "note" FOR UPDATE TO "web" USING (user_id = auth.uid()) WITH CHECK (user_id = auth.uid())"#);
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    name: String,
    restrictive: bool,
    command: Option<&'static str>,
    roles: Vec<String>,
    using: Option<Sql>,
    with_check: Option<Sql>,
    comment: Option<String>,
}

impl Policy {
    /// A policy of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            restrictive: false,
            command: None,
            roles: Vec::new(),
            using: None,
            with_check: None,
            comment: None,
        }
    }

    /// It is for `SELECT` alone.
    pub fn for_select(&mut self) -> &mut Self {
        self.command("SELECT")
    }

    /// It is for `INSERT` alone.
    pub fn for_insert(&mut self) -> &mut Self {
        self.command("INSERT")
    }

    /// It is for `UPDATE` alone.
    pub fn for_update(&mut self) -> &mut Self {
        self.command("UPDATE")
    }

    /// It is for `DELETE` alone.
    pub fn for_delete(&mut self) -> &mut Self {
        self.command("DELETE")
    }

    /// It is for that role, and for others that are named like this.
    pub fn to(&mut self, role: impl Into<String>) -> &mut Self {
        self.roles.push(role.into());
        self.roles.sort();
        self
    }

    /// The rows that are seen.
    pub fn using(&mut self, condition: impl Into<Sql>) -> &mut Self {
        self.using = Some(condition.into());
        self
    }

    /// The rows that may be written.
    pub fn with_check(&mut self, condition: impl Into<Sql>) -> &mut Self {
        self.with_check = Some(condition.into());
        self
    }

    /// It takes away from what other policies give.
    pub fn restrictive(&mut self) -> &mut Self {
        self.restrictive = true;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    fn command(&mut self, command: &'static str) -> &mut Self {
        self.command = Some(command);
        self
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// As a part of a schema.
    pub(crate) fn data(&self, place: &Place) -> table::Policy {
        let text = |sql: &Option<Sql>| sql.clone().map(|sql| place.text(sql).into());
        table::Policy {
            name: self.name.clone(),
            restrictive: self.restrictive,
            command: self.command.map(str::to_owned),
            roles: self.roles.clone(),
            using: text(&self.using),
            with_check: text(&self.with_check),
            comment: self.comment.clone(),
        }
    }

    /// The statements that create it.
    pub(crate) fn created(&self, table: &Name, backend: DatabaseBackend) -> Written {
        let policy = self.on(table, backend)?;
        let mut statements = vec![create(table, &policy)];
        statements.extend(self.commented(table));
        Ok(statements)
    }

    /// The statements that make it what is said, in full, of one that has the same command.
    pub(crate) fn altered(&self, table: &Name, backend: DatabaseBackend) -> Written {
        let policy = self.on(table, backend)?;
        let to = match policy.roles.as_slice() {
            [] => "PUBLIC".to_owned(),
            roles => listed(Postgres, roles),
        };
        let head = format!("ALTER POLICY {} TO {to}", of(table, &policy));
        let mut statements = vec![head + &conditions(&policy)];
        statements.extend(self.commented(table));
        Ok(statements)
    }

    fn on(&self, table: &Name, backend: DatabaseBackend) -> Result<table::Policy, String> {
        match backend {
            Postgres => Ok(self.data(&Place::of(backend, table))),
            _ => Err(lacks(backend, "policies", &Name::here(&self.name))),
        }
    }

    fn commented(&self, table: &Name) -> Option<String> {
        let text = super::text::literal(Postgres, self.comment.as_ref()?);
        let (name, table) = (quoted(Postgres, &self.name), quoted_name(Postgres, table));
        Some(format!("COMMENT ON POLICY {name} ON {table} IS {text}"))
    }
}

/// The statement that creates a policy, without its comment.
pub(crate) fn create(table: &Name, policy: &table::Policy) -> String {
    let mut text = format!("CREATE POLICY {}", of(table, policy));
    if policy.restrictive {
        text.push_str(" AS RESTRICTIVE");
    }
    if let Some(command) = &policy.command {
        text.push_str(&format!(" FOR {command}"));
    }
    if !policy.roles.is_empty() {
        text.push_str(&format!(" TO {}", listed(Postgres, &policy.roles)));
    }
    text + &conditions(policy)
}

fn of(table: &Name, policy: &table::Policy) -> String {
    let (name, table) = (quoted(Postgres, &policy.name), quoted_name(Postgres, table));
    format!("{name} ON {table}")
}

fn conditions(policy: &table::Policy) -> String {
    let mut text = String::new();
    if let Some(using) = &policy.using {
        text.push_str(&format!(" USING ({})", using.0));
    }
    if let Some(with_check) = &policy.with_check {
        text.push_str(&format!(" WITH CHECK ({})", with_check.0));
    }
    text
}
