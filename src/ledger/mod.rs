//! Ledger: the table of what is applied now, SeaORM's own two columns; beside it the journal,
//! the history of every attempt.
//!
//! Reading never creates anything. The texts here are composed of [`Facts`], so that each
//! statement stands once for all backends.

mod journal;
mod read;
mod shape;

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseExecutor, DbErr, Iden, Schema};
use sea_orm_migration::seaql_migrations;

pub(crate) use journal::{Attempted, OpenAttempt, Outcome, Progress, cut};
pub(crate) use read::{Reading, Wanted, digest};

use crate::backend::{self, Backend, Facts, Failure};
use crate::hint::Hint;
use crate::migration::need::{Action, Need};
use crate::migration::{Version, hexadecimal};
use crate::plan::Direction;

/// The ledger of one set in one database, its journal and its lease, by name.
pub(crate) struct Ledger {
    backend: &'static dyn Backend,
    schema: Option<String>,
    table: String,
    journal: String,
    lease: String,
}

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The table has another tool's columns.
    #[error("table `{table}` is not a ledger of this program: it has the columns {columns}")]
    Foreign {
        /// Its name.
        table: String,
        /// What was found, as `name type`, separated by commas.
        columns: String,
    },
    /// The database failed.
    #[error("{}", Failure::of(source).message)]
    Database {
        /// SeaORM's error.
        #[from]
        source: DbErr,
    },
}

impl LedgerError {
    /// What to do about it.
    pub fn hint(&self, backend: DatabaseBackend) -> Option<Hint> {
        match self {
            Self::Foreign { .. } => Some(Hint::new(
                "Another tool keeps its own record there. Nothing was changed: `adopt` takes over \
                 from it, or give this migrator a `migration_table_name` of its own.",
            )),
            Self::Database { source } => Failure::of(source).hint(backend),
        }
    }
}

impl Ledger {
    /// Names of the ledger and of the journal beside it; nothing is asked of the database.
    pub(crate) fn new(backend: &'static dyn Backend, table: &str) -> Self {
        Self {
            backend,
            schema: None,
            table: table.to_owned(),
            journal: beside(table, "journal"),
            lease: beside(table, "lease"),
        }
    }

    pub(crate) fn facts(&self) -> &'static Facts {
        self.backend.facts()
    }

    fn quoted(&self, table: &str) -> String {
        self.facts().qualified(self.schema.as_deref(), table)
    }

    fn quoted_table(&self) -> String {
        self.quoted(&self.table)
    }

    /// The journal's name, as SQL has it.
    pub(crate) fn quoted_journal(&self) -> String {
        self.quoted(&self.journal)
    }

    /// The name of the table of the lease, as SQL has it.
    pub(crate) fn quoted_lease(&self) -> String {
        self.quoted(&self.lease)
    }

    /// This ledger in that schema, whatever the session looks names up in.
    pub(crate) fn within(self, schema: Option<String>) -> Self {
        Self { schema, ..self }
    }

    /// Its name, unquoted.
    pub(crate) fn name(&self) -> &str {
        &self.table
    }

    /// Statements that create ledger and journal where they are missing.
    pub(crate) fn definitions(&self, backend: DatabaseBackend) -> Vec<String> {
        let schema = Schema::new(backend);
        let mut table = schema.create_table_from_entity(seaql_migrations::Entity);
        match &self.schema {
            Some(schema) => table.table((schema.clone(), self.table.clone())),
            None => table.table(self.table.clone()),
        };
        let ledger = backend.build(table.if_not_exists()).sql;
        vec![ledger, self.journal_definition()]
    }

    /// What a run needs of the engine's own tables.
    pub(crate) fn needs(&self, direction: Direction) -> Vec<Need> {
        use Action::{Delete, Insert, Keep, Select, Update};
        let record = match direction {
            Direction::Up => Insert,
            Direction::Down => Delete,
        };
        let tables: [(&str, &[Action]); 3] = [
            (&self.table, &[Keep, Select, record]),
            (&self.journal, &[Keep, Select, Insert, Update]),
            (&self.lease, &[Keep, Select, Update]),
        ];
        let needs = tables
            .iter()
            .flat_map(|(table, actions)| actions.iter().map(|action| Need::own(*action, table)));
        needs.collect()
    }

    /// The tables of the engine's own: what each is, and its name.
    pub(crate) fn tables(&self) -> [(&'static str, &str); 3] {
        [
            ("ledger", &self.table),
            ("journal", &self.journal),
            ("lease", &self.lease),
        ]
    }

    /// Whether there is a table for the lease.
    pub(crate) async fn has_lease(&self, database: &DatabaseExecutor<'_>) -> Result<bool, DbErr> {
        let columns = self.backend.columns(database, &self.lease).await?;
        Ok(!columns.is_empty())
    }

    /// Statement that records a version as applied. It fails when it is recorded already.
    pub(crate) fn insertion(&self, version: &Version) -> String {
        format!(
            "INSERT INTO {} ({}, {}) VALUES ({}, {})",
            self.quoted_table(),
            self.facts()
                .quoted(&seaql_migrations::Column::Version.to_string()),
            self.facts()
                .quoted(&seaql_migrations::Column::AppliedAt.to_string()),
            self.facts().literal(version.as_str()),
            self.facts().now_seconds,
        )
    }

    /// Statement that records a version as applied, unless it is recorded.
    pub(crate) fn insertion_if_missing(&self, version: &Version) -> String {
        let table = self.quoted_table();
        let name = self.facts().literal(version.as_str());
        format!(
            "INSERT INTO {table} (version, applied_at) SELECT * FROM (SELECT {name} AS version, {} \
             AS applied_at) new WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE version = {name})",
            self.facts().now_seconds,
        )
    }

    /// Whether the server refused a row of the ledger because it is there.
    pub(crate) fn is_own_duplicate(&self, failure: &Failure) -> bool {
        self.backend.is_duplicate_error(failure) && failure.message.contains(&self.table)
    }

    /// Statement that takes a version out again.
    pub(crate) fn deletion(&self, version: &Version) -> String {
        format!(
            "DELETE FROM {} WHERE {} = {}",
            self.quoted_table(),
            self.facts()
                .quoted(&seaql_migrations::Column::Version.to_string()),
            self.facts().literal(version.as_str()),
        )
    }

    /// Statement that gives the ledger's table another name.
    pub(crate) fn renaming(&self, name: &str) -> String {
        let name = self.facts().quoted(name);
        format!("ALTER TABLE {} RENAME TO {name}", self.quoted_table())
    }

    /// A ledger that is to take this one's place.
    pub(crate) fn fresh(&self) -> Self {
        let fresh = Self::new(self.backend, &beside(&self.table, "new"));
        fresh.within(self.schema.clone())
    }

    /// Statement of MySQL's that gives the ledger's table another name and puts a fresh ledger in its
    /// place.
    pub(crate) fn exchange(&self, fresh: &Self, name: &str) -> String {
        let (table, name) = (self.quoted_table(), self.quoted(name));
        format!(
            "RENAME TABLE {table} TO {name}, {} TO {table}",
            fresh.quoted_table()
        )
    }

    /// A name for a table that stands in the ledger's place, when it makes room; the first one, and
    /// others in case that it is taken.
    pub(crate) fn names_aside(&self) -> impl Iterator<Item = String> + '_ {
        let numbers = (2..).map(|number: u32| number.to_string());
        let ends = std::iter::once(String::new()).chain(numbers);
        ends.map(|end| beside(&self.table, &format!("adopted{end}")))
    }

    /// Whether a table has such a name.
    pub(crate) fn is_name_aside(&self, table: &str) -> bool {
        let number = table.strip_prefix(&beside(&self.table, "adopted"));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Statement that drops the ledger. The journal stays: it is history.
    pub(crate) fn drop_statement(&self) -> String {
        format!("DROP TABLE IF EXISTS {}", self.quoted_table())
    }

    /// Name of the table of who works on the database at the moment.
    pub(crate) fn lease(&self) -> String {
        beside(&self.table, "lease")
    }

    /// Whether a statement is about one of the engine's own tables.
    pub(crate) fn is_named_in(&self, statement: &str) -> bool {
        let names = [&self.table, &self.journal, &self.lease];
        names
            .iter()
            .any(|name| statement.contains(&self.facts().quoted(name)))
    }

    /// The backend that the ledger is in.
    pub(crate) fn backend(&self) -> &'static dyn Backend {
        self.backend
    }
}

/// Name of a table beside the ledger. PostgreSQL cuts a name after 63 bytes, so a long one is
/// shortened here, with a fingerprint in place of what was cut.
fn beside(ledger: &str, purpose: &str) -> String {
    use sha2::{Digest, Sha256};
    const LIMIT: usize = 63;
    let name = format!("{ledger}_{purpose}");
    if name.len() <= LIMIT {
        return name;
    }
    let fingerprint = hexadecimal(&Sha256::digest(ledger.as_bytes())[..4]);
    let mut keep = LIMIT - purpose.len() - fingerprint.len() - 2;
    while !ledger.is_char_boundary(keep) {
        keep -= 1;
    }
    format!("{}_{fingerprint}_{purpose}", &ledger[..keep])
}

/// The ledger in the database behind `database`.
pub(crate) fn of(
    database: &DatabaseExecutor<'_>,
    table: &str,
) -> Result<Ledger, backend::Unsupported> {
    Ok(Ledger::new(
        backend::of(database.get_database_backend())?,
        table,
    ))
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn a_table_beside_a_ledger_has_a_name_of_its_own_that_no_backend_cuts() {
        assert_eq!(
            beside("seaql_migrations", "journal"),
            "seaql_migrations_journal"
        );
        let long = "é".repeat(31);
        let (one, other) = (
            beside(&format!("{long}a"), "journal"),
            beside(&format!("{long}b"), "journal"),
        );
        assert!(one.len() <= 63 && one.ends_with("_journal"), "{one}");
        assert_ne!(one, other);
    }
}
