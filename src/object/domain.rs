//! Domains.

use sea_orm::DatabaseBackend::{self, Postgres};
use sea_orm::sea_query::{ColumnType, PostgresQueryBuilder, TableBuilder};

use super::on::{self, On};
use super::sql::{Place, Sql};
use super::text::{quoted, quoted_name};
use super::{Written, lacks};
use crate::schema::name::Name;

/// PostgreSQL: a type with rules of its own.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.create_domain(
///         Domain::new("percent", ColumnType::Integer)
///             .not_null()
///             .check("is_percent", "VALUE BETWEEN 0 AND 100"),
///     );
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # assert_eq!(script.statements()[0].to_string(), r#"CREATE DOMAIN "percent" AS integer NOT NULL CONSTRAINT "is_percent" CHECK (VALUE BETWEEN 0 AND 100)"#);
/// ```
#[derive(Clone, Debug)]
pub struct Domain {
    pub(crate) name: Name,
    pub(crate) base: ColumnType,
    pub(crate) not_null: bool,
    pub(crate) default: Option<Sql>,
    pub(crate) collation: Option<Name>,
    pub(crate) checks: Vec<(String, Sql)>,
    pub(crate) comment: Option<String>,
}

impl Domain {
    /// What is to be another about the domain of that name.
    pub fn alter(name: impl Into<Name>) -> DomainAlteration {
        DomainAlteration {
            name: name.into(),
            actions: Vec::new(),
        }
    }

    /// A domain of that name, and what it is a kind of.
    pub fn new(name: impl Into<Name>, base: ColumnType) -> Self {
        Self {
            name: name.into(),
            base,
            not_null: false,
            default: None,
            collation: None,
            checks: Vec::new(),
            comment: None,
        }
    }

    /// There is always a value.
    pub fn not_null(&mut self) -> &mut Self {
        self.not_null = true;
        self
    }

    /// What a row gets that does not say.
    pub fn default(&mut self, value: impl Into<Sql>) -> &mut Self {
        self.default = Some(value.into());
        self
    }

    /// How its text sorts.
    pub fn collation(&mut self, name: impl Into<Name>) -> &mut Self {
        self.collation = Some(name.into());
        self
    }

    /// What holds for each value, which the condition calls `VALUE`.
    pub fn check(&mut self, name: impl Into<String>, condition: impl Into<Sql>) -> &mut Self {
        self.checks.push((name.into(), condition.into()));
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    /// The statements that create it.
    pub(crate) fn created(&self, backend: DatabaseBackend) -> Written {
        if backend != Postgres {
            return Err(lacks(backend, "domains", &self.name));
        }
        let sql = |sql: &Sql| Place::nowhere(backend).text(sql.clone());
        let mut text = format!("CREATE DOMAIN {} AS ", quoted_name(backend, &self.name));
        PostgresQueryBuilder.prepare_column_type(&self.base, &mut text);
        if let Some(collation) = &self.collation {
            text.push_str(&format!(" COLLATE {}", quoted_name(backend, collation)));
        }
        if let Some(default) = &self.default {
            text.push_str(&format!(" DEFAULT {}", sql(default)));
        }
        if self.not_null {
            text.push_str(" NOT NULL");
        }
        for (name, condition) in &self.checks {
            let (name, condition) = (quoted(backend, name), sql(condition));
            text.push_str(&format!(" CONSTRAINT {name} CHECK ({condition})"));
        }
        let mut statements = vec![text];
        if let Some(comment) = self.comment.as_deref() {
            let on = On::domain(self.name.clone());
            statements.push(on::comment(&on, Some(comment)));
        }
        Ok(statements)
    }
}

/// PostgreSQL: what is to be another about a domain, in that order; see [`Domain::alter`]. What it is a kind of stays.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.alter_domain(
///         Domain::alter("percent")
///             .drop_check("is_percent")
///             .add_check("is_percent", "VALUE BETWEEN -100 AND 100")
///             .nullable(),
///     );
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # let statements: Vec<_> = script.statements().iter().map(ToString::to_string).collect();
/// # assert_eq!(statements, [
/// #     r#"ALTER DOMAIN "percent" DROP CONSTRAINT "is_percent""#,
/// #     r#"ALTER DOMAIN "percent" ADD CONSTRAINT "is_percent" CHECK (VALUE BETWEEN -100 AND 100)"#,
/// #     r#"ALTER DOMAIN "percent" DROP NOT NULL"#,
/// # ]);
/// ```
#[derive(Clone, Debug)]
pub struct DomainAlteration {
    name: Name,
    actions: Vec<Action>,
}

#[derive(Clone, Debug)]
enum Action {
    Words(&'static str),
    Default(Sql),
    AddCheck(String, Sql),
    DropCheck(String),
}

impl DomainAlteration {
    /// There is always a value. Every column of the domain is looked at for one that has none.
    pub fn not_null(&mut self) -> &mut Self {
        self.and(Action::Words("SET NOT NULL"))
    }

    /// There need be no value.
    pub fn nullable(&mut self) -> &mut Self {
        self.and(Action::Words("DROP NOT NULL"))
    }

    /// What a row gets from now on that does not say.
    pub fn default(&mut self, value: impl Into<Sql>) -> &mut Self {
        self.and(Action::Default(value.into()))
    }

    /// A row that does not say gets nothing.
    pub fn no_default(&mut self) -> &mut Self {
        self.and(Action::Words("DROP DEFAULT"))
    }

    /// What holds for each value, from now on and of those that are there.
    pub fn add_check(&mut self, name: impl Into<String>, condition: impl Into<Sql>) -> &mut Self {
        self.and(Action::AddCheck(name.into(), condition.into()))
    }

    /// What need hold no more.
    pub fn drop_check(&mut self, name: impl Into<String>) -> &mut Self {
        self.and(Action::DropCheck(name.into()))
    }

    fn and(&mut self, action: Action) -> &mut Self {
        self.actions.push(action);
        self
    }

    pub(crate) fn written(&self, backend: DatabaseBackend) -> Written {
        if backend != Postgres {
            return Err(lacks(backend, "domains", &self.name));
        }
        let name = quoted_name(backend, &self.name);
        let sql = |sql: &Sql| Place::nowhere(backend).text(sql.clone());
        let one = |action: &Action| match action {
            Action::Words(words) => format!("ALTER DOMAIN {name} {words}"),
            Action::Default(value) => format!("ALTER DOMAIN {name} SET DEFAULT {}", sql(value)),
            Action::AddCheck(check, condition) => {
                let (check, condition) = (quoted(backend, check), sql(condition));
                format!("ALTER DOMAIN {name} ADD CONSTRAINT {check} CHECK ({condition})")
            }
            Action::DropCheck(check) => {
                format!(
                    "ALTER DOMAIN {name} DROP CONSTRAINT {}",
                    quoted(backend, check)
                )
            }
        };
        Ok(self.actions.iter().map(one).collect())
    }
}
