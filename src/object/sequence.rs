//! Sequences.

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};
use sea_orm::sea_query::{ColumnType, IntoIden, IntoTableRef, PostgresQueryBuilder, TableBuilder};

use super::on::{self, On};
use super::text::{qualified, quoted, quoted_name};
use super::{Written, lacks};
use crate::schema::name::Name;
use crate::schema::object::SequenceOptions;

/// PostgreSQL, MariaDB: a sequence that no column owns.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     if script.backend() == DbBackend::Postgres {
///         script.create_sequence(Sequence::new("invoice_numbers").start(1000).cache(20));
///     }
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # up(&mut script);
/// # assert_eq!(script.statements()[0].to_string(), r#"CREATE SEQUENCE "invoice_numbers" START WITH 1000 CACHE 20"#);
/// ```
#[derive(Clone, Debug)]
pub struct Sequence {
    pub(crate) name: Name,
    if_not_exists: bool,
    pub(crate) kind: Option<ColumnType>,
    pub(crate) options: SequenceOptions,
    pub(crate) owned_by: Option<(Name, String)>,
    pub(crate) comment: Option<String>,
}

impl Sequence {
    /// A sequence of that name.
    pub fn new(name: impl Into<Name>) -> Self {
        Self {
            name: name.into(),
            if_not_exists: false,
            kind: None,
            options: SequenceOptions::default(),
            owned_by: None,
            comment: None,
        }
    }

    /// One that is there stays as it is.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// PostgreSQL: its type, where that is not `bigint`.
    pub fn of_type(&mut self, kind: ColumnType) -> &mut Self {
        self.kind = Some(kind);
        self
    }

    /// Its first number.
    pub fn start(&mut self, number: i64) -> &mut Self {
        self.options.start = Some(number);
        self
    }

    /// The step from a number to the next.
    pub fn increment(&mut self, step: i64) -> &mut Self {
        self.options.increment = Some(step);
        self
    }

    /// The least number.
    pub fn minimum(&mut self, number: i64) -> &mut Self {
        self.options.minimum = Some(number);
        self
    }

    /// The greatest number.
    pub fn maximum(&mut self, number: i64) -> &mut Self {
        self.options.maximum = Some(number);
        self
    }

    /// How many numbers a session takes at once.
    pub fn cache(&mut self, numbers: i64) -> &mut Self {
        self.options.cache = Some(numbers);
        self
    }

    /// It begins again at its end.
    pub fn cycle(&mut self) -> &mut Self {
        self.options.cycle = true;
        self
    }

    /// PostgreSQL: it goes with a column of a table that is there.
    pub fn owned_by(&mut self, table: impl IntoTableRef, column: impl IntoIden) -> &mut Self {
        let column = column.into_iden().inner().into_owned();
        self.owned_by = Some((qualified(table), column));
        self
    }

    /// What people should know of it. PostgreSQL alone keeps it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.comment = Some(text.into());
        self
    }

    /// The statements that create it.
    pub(crate) fn created(&self, backend: DatabaseBackend) -> Written {
        let head = match self.if_not_exists {
            true => "CREATE SEQUENCE IF NOT EXISTS",
            false => "CREATE SEQUENCE",
        };
        let counting = counting(&self.options, backend);
        let mut statements = self.written(head, &counting, "", backend)?;
        if let Some(comment) = self.comment.as_deref().filter(|_| backend == Postgres) {
            let on = On::sequence(self.name.clone());
            statements.push(on::comment(&on, Some(comment)));
        }
        Ok(statements)
    }

    /// The statements that let one that is there be it, but for the number that it has come to.
    pub(crate) fn altered(&self, backend: DatabaseBackend) -> Written {
        let counting = counting_in_full(&self.options, backend);
        let (usual, nobody) = match backend {
            Postgres => (" AS bigint", " OWNED BY NONE"),
            _ => ("", ""),
        };
        let usual = if self.kind.is_none() { usual } else { "" };
        let owner = if self.owned_by.is_none() { nobody } else { "" };
        let mut statements = self.written(
            "ALTER SEQUENCE",
            &format!("{usual}{counting}"),
            owner,
            backend,
        )?;
        if backend == Postgres {
            let on = On::sequence(self.name.clone());
            statements.push(on::comment(&on, self.comment.as_deref()));
        }
        Ok(statements)
    }

    fn written(&self, head: &str, counting: &str, end: &str, backend: DatabaseBackend) -> Written {
        if backend == Sqlite {
            return Err(lacks(backend, "sequences", &self.name));
        }
        let mut kind = String::new();
        if let Some(of) = self.kind.as_ref().filter(|_| backend == Postgres) {
            kind.push_str(" AS ");
            PostgresQueryBuilder.prepare_column_type(of, &mut kind);
        }
        let owner = match &self.owned_by {
            Some((table, column)) if backend == Postgres => {
                let (table, column) = (quoted_name(backend, table), quoted(backend, column));
                format!(" OWNED BY {table}.{column}")
            }
            _ => String::new(),
        };
        let name = quoted_name(backend, &self.name);
        Ok(vec![format!("{head} {name}{kind}{counting}{owner}{end}")])
    }
}

/// How a sequence counts, with a space before it.
pub(crate) fn counting(options: &SequenceOptions, backend: DatabaseBackend) -> String {
    let option = |word: &str, value: Option<i64>| match value {
        None => String::new(),
        Some(0) if word == "CACHE" && backend == MySql => " NOCACHE".to_owned(),
        Some(value) => format!(" {word} {value}"),
    };
    let cycle = if options.cycle { " CYCLE" } else { "" };
    [
        option("INCREMENT BY", options.increment),
        option("MINVALUE", options.minimum),
        option("MAXVALUE", options.maximum),
        option("START WITH", options.start),
        option("CACHE", options.cache),
        cycle.to_owned(),
    ]
    .concat()
}

/// The same with what is not said as a new sequence has it.
fn counting_in_full(options: &SequenceOptions, backend: DatabaseBackend) -> String {
    let increment = options.increment.unwrap_or(1);
    let first = match increment < 0 {
        false => options.minimum.unwrap_or(1),
        true => options.maximum.unwrap_or(-1),
    };
    let usual_cache = if backend == MySql { 1000 } else { 1 };
    let full = SequenceOptions {
        start: options.start.or(Some(first)),
        increment: Some(increment),
        cache: options.cache.or(Some(usual_cache)),
        ..options.clone()
    };
    let unsaid = |is_said: bool, words: &str| if is_said { "" } else { words }.to_owned();
    [
        unsaid(options.minimum.is_some(), " NO MINVALUE"),
        unsaid(options.maximum.is_some(), " NO MAXVALUE"),
        counting(&full, backend),
        match (options.cycle, backend) {
            (true, _) => String::new(),
            (false, MySql) => " NOCYCLE".to_owned(),
            (false, _) => " NO CYCLE".to_owned(),
        },
    ]
    .concat()
}
