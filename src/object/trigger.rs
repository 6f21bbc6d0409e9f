//! Triggers.

#[cfg(feature = "generate")]
mod parse;

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};
use sea_orm::sea_query::IntoIden;

use super::Written;
use super::called;
use super::sql::{Place, Sql};
use super::text::{listed, literal, quoted, quoted_name, trimmed};
use crate::schema::name::Name;
use crate::schema::table;

/// What runs when rows change: a function on PostgreSQL, statements on the others. It may say both.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.create_trigger(
///         "note",
///         Trigger::new("count_notes")
///             .after()
///             .insert()
///             .executes("count_notes()")
///             .body("UPDATE team SET notes = notes + 1 WHERE id = NEW.team_id"),
///     );
/// }
/// # for (backend, sql) in [
/// #     (DbBackend::Postgres, r#"CREATE TRIGGER "count_notes" AFTER INSERT ON "note" FOR EACH ROW EXECUTE FUNCTION count_notes()"#),
/// #     (DbBackend::MySql, "CREATE TRIGGER `count_notes` AFTER INSERT ON `note` FOR EACH ROW UPDATE team SET notes = notes + 1 WHERE id = NEW.team_id"),
/// #     (DbBackend::Sqlite, r#"CREATE TRIGGER "count_notes" AFTER INSERT ON "note" FOR EACH ROW BEGIN UPDATE team SET notes = notes + 1 WHERE id = NEW.team_id; END"#),
/// # ] {
/// #     let mut script = Script::new(backend);
/// #     up(&mut script);
/// #     assert_eq!(script.statements()[0].to_string(), sql);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Trigger {
    pub(crate) name: String,
    pub(crate) timing: Timing,
    pub(crate) events: Vec<Event>,
    /// PostgreSQL: what a constraint trigger says of when it runs.
    pub(crate) constraint: Option<String>,
    /// PostgreSQL: `OLD TABLE AS …`, `NEW TABLE AS …`.
    pub(crate) referencing: Vec<(&'static str, String)>,
    pub(crate) for_statement: bool,
    pub(crate) when: Option<Sql>,
    pub(crate) executes: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) comment: Option<String>,
}

/// When a trigger runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timing {
    Before,
    After,
    InsteadOf,
}

/// What a trigger waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Insert,
    Update(Vec<String>),
    Delete,
    Truncate,
}

impl Trigger {
    /// A trigger of that name. It runs after a change of each row, unless more is said.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            timing: Timing::After,
            events: Vec::new(),
            constraint: None,
            referencing: Vec::new(),
            for_statement: false,
            when: None,
            executes: None,
            body: None,
            state: None,
            comment: None,
        }
    }

    /// It runs before the row is written.
    pub fn before(&mut self) -> &mut Self {
        self.timing = Timing::Before;
        self
    }

    /// It runs when the row is written.
    pub fn after(&mut self) -> &mut Self {
        self.timing = Timing::After;
        self
    }

    /// It runs in place of what is done to a view; not on MySQL.
    pub fn instead_of(&mut self) -> &mut Self {
        self.timing = Timing::InsteadOf;
        self
    }

    /// When rows come. Several of these are one trigger on PostgreSQL alone.
    pub fn insert(&mut self) -> &mut Self {
        self.event(Event::Insert)
    }

    /// When rows change.
    pub fn update(&mut self) -> &mut Self {
        self.event(Event::Update(Vec::new()))
    }

    /// When rows change and the statement names one of these columns; not on MySQL.
    pub fn update_of<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        let columns = columns.into_iter();
        let names = columns.map(|column| column.into_iden().inner().into_owned());
        self.event(Event::Update(names.collect()))
    }

    /// When rows go.
    pub fn delete(&mut self) -> &mut Self {
        self.event(Event::Delete)
    }

    /// PostgreSQL: when all rows go at once. It is for a statement.
    pub fn truncate(&mut self) -> &mut Self {
        self.for_statement = true;
        self.event(Event::Truncate)
    }

    /// It runs for each row, as where nothing is said.
    pub fn for_each_row(&mut self) -> &mut Self {
        self.for_statement = false;
        self
    }

    /// PostgreSQL: it runs once for a statement.
    pub fn for_each_statement(&mut self) -> &mut Self {
        self.for_statement = true;
        self
    }

    /// It runs where that is so, of `OLD` and `NEW`; not on MySQL.
    pub fn when(&mut self, condition: impl Into<Sql>) -> &mut Self {
        self.when = Some(condition.into());
        self
    }

    /// PostgreSQL: the rows of a statement as they were, as a table of that name.
    pub fn old_table(&mut self, name: impl Into<String>) -> &mut Self {
        self.referencing.push(("OLD TABLE", name.into()));
        self
    }

    /// PostgreSQL: the rows of a statement as they are, as a table of that name.
    pub fn new_table(&mut self, name: impl Into<String>) -> &mut Self {
        self.referencing.push(("NEW TABLE", name.into()));
        self
    }

    /// PostgreSQL: it is a constraint trigger, and when it runs: `DEFERRABLE INITIALLY DEFERRED`, or nothing.
    pub fn constraint(&mut self, when: impl Into<String>) -> &mut Self {
        self.constraint = Some(when.into());
        self
    }

    /// PostgreSQL: the function that it calls, with the parentheses: `touch()`, `"Audit".log('a')`.
    pub fn executes(&mut self, call: impl Into<String>) -> &mut Self {
        self.executes = Some(call.into());
        self
    }

    /// MySQL and SQLite: what it does, one statement or several between `BEGIN` and `END`.
    pub fn body(&mut self, sql: impl Into<String>) -> &mut Self {
        self.body = Some(sql.into());
        self
    }

    /// PostgreSQL: `DISABLE`, `ENABLE ALWAYS` or `ENABLE REPLICA`.
    pub fn state(&mut self, state: impl Into<String>) -> &mut Self {
        self.state = Some(state.into());
        self
    }

    /// What people should know of it. PostgreSQL alone keeps it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    /// The condition as it was read.
    #[cfg(feature = "generate")]
    pub(crate) fn condition(&self) -> Option<String> {
        let when = self.when.clone();
        when.map(|when| Place::nowhere(Postgres).text(when))
    }

    fn event(&mut self, event: Event) -> &mut Self {
        self.events.push(event);
        self
    }

    /// As a part of a schema.
    pub(crate) fn data(
        &self,
        table: &Name,
        backend: DatabaseBackend,
    ) -> Result<table::Trigger, String> {
        let is_postgres = backend == Postgres;
        Ok(table::Trigger {
            name: self.name.clone(),
            definition: self.definition(table, backend)?,
            state: self.state.clone().filter(|_| is_postgres),
            comment: self.comment.clone().filter(|_| is_postgres),
        })
    }

    /// The statements that create it.
    pub(crate) fn created(&self, table: &Name, backend: DatabaseBackend) -> Written {
        let mut statements = vec![self.definition(table, backend)?];
        if backend == Postgres {
            let (name, of) = (quoted(backend, &self.name), quoted_name(backend, table));
            if let Some(state) = &self.state {
                statements.push(altered(state, &name, &of));
            }
            if let Some(comment) = &self.comment {
                let text = literal(backend, comment);
                statements.push(format!("COMMENT ON TRIGGER {name} ON {of} IS {text}"));
            }
        }
        Ok(statements)
    }

    /// The statements that put it in the place of one that is there, or that create it.
    pub(crate) fn replaced(&self, table: &Name, backend: DatabaseBackend) -> Written {
        let created = self.created(table, backend)?;
        let drop = dropped(table, &self.name, true, backend);
        Ok([vec![drop], created].concat())
    }

    fn definition(&self, table: &Name, backend: DatabaseBackend) -> Result<String, String> {
        self.is_possible(backend)?;
        let constraint = match (&self.constraint, backend) {
            (Some(_), Postgres) => "CONSTRAINT ",
            _ => "",
        };
        let timing = match self.timing {
            Timing::Before => "BEFORE",
            Timing::After => "AFTER",
            Timing::InsteadOf => "INSTEAD OF",
        };
        let events: Vec<String> = self.events.iter().map(|it| it.text(backend)).collect();
        // A trigger is where its table is; SQLite and MySQL look there for it as well.
        let (name, of) = (quoted(backend, &self.name), quoted_name(backend, table));
        let mut text = format!(
            "CREATE {constraint}TRIGGER {name} {timing} {} ON {of}",
            events.join(" OR ")
        );
        if let Some(when) = self.constraint.as_deref().map(str::trim)
            && !when.is_empty()
        {
            text.push_str(&format!(" {when}"));
        }
        if !self.referencing.is_empty() {
            text.push_str(" REFERENCING");
        }
        for (which, name) in &self.referencing {
            text.push_str(&format!(" {which} AS {}", quoted(backend, name)));
        }
        text.push_str(match self.for_statement {
            true => " FOR EACH STATEMENT",
            false => " FOR EACH ROW",
        });
        if let Some(when) = &self.when {
            let condition = Place::nowhere(backend).text(when.clone());
            text.push_str(&format!(" WHEN ({condition})"));
        }
        let does = match backend {
            Postgres => self
                .executes
                .as_ref()
                .map(|call| format!("EXECUTE FUNCTION {call}")),
            MySql => self.body.as_deref().map(|body| trimmed(body).to_owned()),
            _ => self.body.as_deref().map(between_begin_and_end),
        };
        Ok(format!("{text} {}", does.unwrap_or_default()))
    }

    /// Whether the backend has words for all that it says, and it says what the backend needs.
    fn is_possible(&self, backend: DatabaseBackend) -> Result<(), String> {
        let refused = |what: &str| {
            let (name, backend) = (&self.name, called(backend));
            Err(format!("the trigger `{name}` {what} on {backend}"))
        };
        let has_columns =
            |event: &Event| matches!(event, Event::Update(names) if !names.is_empty());
        match backend {
            _ if self.events.is_empty() => refused("waits for nothing"),
            Postgres if self.executes.is_none() => refused("needs the function that it `executes`"),
            Postgres => Ok(()),
            _ if self.body.is_none() => refused("needs a `body`"),
            _ if self.events.len() > 1 => refused("can wait for one thing alone"),
            _ if self.for_statement => refused("cannot run once for a statement"),
            _ if !self.referencing.is_empty() => refused("has no tables of old and new rows"),
            _ if self.constraint.is_some() => refused("cannot be a constraint"),
            Sqlite => Ok(()),
            _ if self.timing == Timing::InsteadOf => refused("cannot run in place of a change"),
            _ if self.when.is_some() => refused("cannot say `when`"),
            _ if self.events.iter().any(has_columns) => refused("cannot wait for some columns"),
            _ => Ok(()),
        }
    }
}

impl Event {
    fn text(&self, backend: DatabaseBackend) -> String {
        match self {
            Self::Insert => "INSERT".to_owned(),
            Self::Delete => "DELETE".to_owned(),
            Self::Truncate => "TRUNCATE".to_owned(),
            Self::Update(columns) if columns.is_empty() => "UPDATE".to_owned(),
            Self::Update(columns) => format!("UPDATE OF {}", listed(backend, columns)),
        }
    }
}

fn between_begin_and_end(body: &str) -> String {
    let body = trimmed(body);
    let first = body.split_whitespace().next().unwrap_or_default();
    match first.eq_ignore_ascii_case("begin") {
        true => body.to_owned(),
        false => format!("BEGIN {body}; END"),
    }
}

/// The statement that drops a trigger.
pub(crate) fn dropped(
    table: &Name,
    name: &str,
    if_exists: bool,
    backend: DatabaseBackend,
) -> String {
    let words = match if_exists {
        true => "DROP TRIGGER IF EXISTS",
        false => "DROP TRIGGER",
    };
    let own = quoted(backend, name);
    match (backend, &table.schema) {
        (Postgres, _) => format!("{words} {own} ON {}", quoted_name(backend, table)),
        (_, None) => format!("{words} {own}"),
        (_, Some(schema)) => format!("{words} {}.{own}", quoted(backend, schema)),
    }
}

/// The statement that lets a trigger run in another way than the usual one.
pub(crate) fn altered(state: &str, quoted_name: &str, table: &str) -> String {
    let (words, mode) = state.split_once(' ').unwrap_or((state, ""));
    let mode = match mode {
        "" => String::new(),
        mode => format!("{mode} "),
    };
    format!("ALTER TABLE {table} {words} {mode}TRIGGER {quoted_name}")
}
