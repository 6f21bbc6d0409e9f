//! Facts: what is true of a backend, as data for those that know no database.

use std::time::Duration;

use crate::schema::name::Name;

/// What is true of a backend, as data. The texts are pieces of SQL.
pub(crate) struct Facts {
    /// As people write its name.
    #[cfg_attr(
        not(feature = "cli"),
        allow(dead_code, reason = "only the command line says it")
    )]
    pub(crate) name: &'static str,
    /// Whether a transaction takes back a change of the schema.
    pub(crate) transactional_ddl: bool,
    /// Whether a column's other name is given to it in checks, indexes and generated columns, too.
    /// MySQL refuses the rename where MariaDB does it.
    pub(crate) expressions_follow_renames: bool,
    /// What stands after the columns of a table of ours.
    pub(crate) table_options: &'static str,
    /// Whether a table of that quoted name is where a new one would be created, and not in another
    /// schema that the session finds too; `None` where there is one schema.
    pub(crate) is_here: Option<fn(&str) -> String>,
    /// Statements that begin the transaction of a step, and that end it.
    pub(crate) around_step: (&'static [&'static str], &'static [&'static str]),
    /// Statements around the engine's own that go together, where a message is no transaction.
    pub(crate) around_guarded: (&'static str, &'static str),
    /// Whether several statements can be sent as one message that is undone as a whole.
    pub(crate) batches: bool,
    /// What stands around an identifier, and is doubled inside it.
    pub(crate) quote: char,
    /// Type to which any value is cast to be read as a text.
    pub(crate) text_type: &'static str,
    /// A text as a literal, whatever it contains.
    pub(crate) literal: fn(&str) -> String,
    /// The time of the database's clock, as `timestamp_type`.
    pub(crate) now: &'static str,
    /// The same in whole seconds since 1970.
    pub(crate) now_seconds: &'static str,
    /// Type of a column that holds `now`.
    pub(crate) timestamp_type: &'static str,
    /// Type and key of a column that counts rows by itself.
    pub(crate) counting_key: &'static str,
    /// The time of the database's clock after a while, as `timestamp_type`.
    pub(crate) later: fn(Duration) -> String,
    /// What tells this database, and the schema where a new table would be created, from others
    /// on the server.
    pub(crate) scope: &'static str,
    /// Whether `scope` also tells a copy of the database under another name.
    pub(crate) scope_has_name: bool,
    /// Whether the server still has the session that a column `session` names.
    pub(crate) session_lives: &'static str,
    /// Whether every program that uses the database is on one machine, with one clock.
    pub(crate) is_local: bool,
    /// Whether it is known of a session that a pooler gave it.
    pub(crate) sees_poolers: bool,
    /// Whether a row that is in use can be passed over.
    pub(crate) skips_locked: bool,
    /// How long a statement waits for a lock when nothing else is wanted.
    pub(crate) lock_timeout: Duration,
    /// A column of `timestamp_type` as `2026-01-31T12:00:00.000Z`.
    pub(crate) iso: fn(&str) -> String,
    /// Milliseconds from a column of `timestamp_type` until now, as a 64-bit integer.
    pub(crate) elapsed: fn(&str) -> String,
    /// A journal's columns `statements` and `digest` as one text.
    pub(crate) progress: &'static str,
    /// Name of the role that the database authenticated, as text.
    pub(crate) current_user: &'static str,
    /// The end of a backup's file name.
    pub(crate) backup_extension: &'static str,
    /// An expression over a table's columns `version` and `checksum` that equals
    /// the digest of the ledger's reading, if the backend can compute one.
    pub(crate) digest: Option<&'static str>,
}

impl Facts {
    /// What is sent before a step and after it.
    pub(crate) fn around(
        &self,
        in_transaction: bool,
    ) -> (&'static [&'static str], &'static [&'static str]) {
        match in_transaction {
            true => self.around_step,
            false => (&[], &[]),
        }
    }

    /// A name in a schema, or by itself where the schema is the session's.
    pub(crate) fn qualified(&self, schema: Option<&str>, name: &str) -> String {
        match schema {
            Some(schema) => format!("{}.{}", self.quoted(schema), self.quoted(name)),
            None => self.quoted(name),
        }
    }

    /// An identifier from outside, quoted: the one way in which a name gets into SQL.
    pub(crate) fn quoted(&self, identifier: &str) -> String {
        let quote = self.quote;
        let inner = identifier
            .replace('\0', "")
            .replace(quote, &format!("{quote}{quote}"));
        format!("{quote}{inner}{quote}")
    }

    /// The same of something that may be in another schema.
    pub(crate) fn quoted_name(&self, name: &Name) -> String {
        let own = self.quoted(&name.name);
        match &name.schema {
            None => own,
            Some(schema) => format!("{}.{own}", self.quoted(schema)),
        }
    }

    /// A text as a literal.
    pub(crate) fn literal(&self, text: &str) -> String {
        (self.literal)(&text.replace('\0', ""))
    }
}
