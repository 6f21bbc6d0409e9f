//! Script: the ordered statements of a declarative migration in one direction.

mod alter;
mod column;
mod columns;
mod constraint;
mod foreign_key;
mod object;
mod statement;

use std::time::Duration;

use sea_orm::sea_query::{
    DeleteStatement, IndexCreateStatement, IndexDropStatement, InsertStatement,
    PostgresQueryBuilder, TableAlterStatement, TableCreateStatement, TableDropStatement,
    TableRenameStatement, TableTruncateStatement, UpdateStatement,
    extension::postgres::{
        ExtensionCreateStatement, ExtensionDropStatement, TypeAlterStatement, TypeCreateStatement,
        TypeDropStatement,
    },
};
use sea_orm::{DatabaseBackend, StatementBuilder};

use statement::{AlteredColumn, ConditionalColumn};
pub use statement::{DroppedForeignKey, DroppedUnique, ScriptStatement};

use super::Timeouts;

/// What a declarative migration does in one direction, as data: it can be shown, checked and run.
///
/// A migration's `up` and `down` fill it with sea-query's statements. The methods that sea-query
/// has a statement for are called as on SeaORM's `SchemaManager`, without the await:
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn up(script: &mut Script) {
///     script.create_table(Table::create().table("note").col(ColumnDef::new("id").integer()));
///     script.add_column_if_missing("user", ColumnDef::new("is_admin").boolean());
///     script.sql_on(DbBackend::Postgres, "COMMENT ON TABLE note IS 'what people write'");
/// }
///
/// let mut script = Script::new(DbBackend::Sqlite);
/// up(&mut script);
/// assert_eq!(script.statements().len(), 2);
/// ```
///
/// A statement is rendered for the backend at once, so one that a backend does not have panics
/// here, before anything has run; the runner reports it as a failure of that migration.
///
/// A table is named by its name, and on PostgreSQL one of another schema by both: `("audit", "entry")`.
#[derive(Debug)]
pub struct Script {
    backend: DatabaseBackend,
    statements: Vec<ScriptStatement>,
    timeouts: Timeouts,
    is_backup_needed: bool,
}

impl Script {
    /// An empty script for one backend.
    pub fn new(backend: DatabaseBackend) -> Self {
        Self {
            backend,
            statements: Vec::new(),
            timeouts: Timeouts::default(),
            is_backup_needed: false,
        }
    }

    /// The backend that the script is built for.
    pub fn backend(&self) -> DatabaseBackend {
        self.backend
    }

    /// What will run, in order.
    pub fn statements(&self) -> &[ScriptStatement] {
        &self.statements
    }

    /// What this migration may wait for, in place of what the run allows.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// How long a statement of this migration waits for a lock; see [`Timeouts::lock`].
    pub fn lock_timeout(&mut self, timeout: Duration) {
        self.timeouts.lock = Some(timeout);
    }

    /// How long a statement of this migration may take; see [`Timeouts::statement`].
    pub fn statement_timeout(&mut self, timeout: Duration) {
        self.timeouts.statement = Some(timeout);
    }

    /// Lets this migration run only where the same run has made a backup before, because it destroys
    /// what nobody can make again: `up --backup`, or `Runner::backup`. A database that had nothing
    /// applied when the run began has nothing to lose, and needs none. SeaORM's own migrator does
    /// not ask.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.needs_backup();
    ///     script.drop_table(Table::drop().table("letter"));
    /// }
    /// # let mut script = Script::new(DbBackend::Sqlite);
    /// # up(&mut script);
    /// # assert!(script.is_backup_needed());
    /// ```
    pub fn needs_backup(&mut self) {
        self.is_backup_needed = true;
    }

    /// Whether [`needs_backup`](Self::needs_backup) was called.
    pub fn is_backup_needed(&self) -> bool {
        self.is_backup_needed
    }

    /// Creates a table.
    pub fn create_table(&mut self, table: &TableCreateStatement) {
        self.definition(table);
    }

    /// Changes a table. SQLite takes one change a statement and knows only `ADD`, `DROP` and
    /// `RENAME COLUMN`; [`alter_column`](Self::alter_column) works there too.
    pub fn alter_table(&mut self, table: &TableAlterStatement) {
        self.definition(table);
    }

    /// Drops a table.
    pub fn drop_table(&mut self, table: &TableDropStatement) {
        self.definition(table);
    }

    /// Renames a table.
    pub fn rename_table(&mut self, table: &TableRenameStatement) {
        self.definition(table);
    }

    /// Removes all rows of a table; SQLite has no such statement.
    pub fn truncate_table(&mut self, table: &TableTruncateStatement) {
        self.definition(table);
    }

    /// Creates an index.
    pub fn create_index(&mut self, index: &IndexCreateStatement) {
        self.definition(index);
    }

    /// Drops an index.
    pub fn drop_index(&mut self, index: &IndexDropStatement) {
        self.definition(index);
    }

    /// Creates an enum type; PostgreSQL only.
    pub fn create_type(&mut self, kind: &TypeCreateStatement) {
        self.definition(kind);
    }

    /// Changes an enum type; PostgreSQL only.
    pub fn alter_type(&mut self, kind: &TypeAlterStatement) {
        self.definition(kind);
    }

    /// Drops an enum type; PostgreSQL only.
    pub fn drop_type(&mut self, kind: &TypeDropStatement) {
        self.definition(kind);
    }

    /// Installs an extension; PostgreSQL only, and nothing on the others. The name may be `uuid-ossp`.
    pub fn create_extension(&mut self, extension: &ExtensionCreateStatement) {
        self.sql_on(
            DatabaseBackend::Postgres,
            crate::object::extension_named(&extension.to_string(PostgresQueryBuilder)),
        );
    }

    /// Removes an extension; PostgreSQL only, and nothing on the others.
    pub fn drop_extension(&mut self, extension: &ExtensionDropStatement) {
        self.sql_on(
            DatabaseBackend::Postgres,
            crate::object::extension_named(&extension.to_string(PostgresQueryBuilder)),
        );
    }

    /// Writes rows; the values are bound.
    pub fn insert(&mut self, rows: &InsertStatement) {
        self.data(rows);
    }

    /// Changes rows; the values are bound.
    pub fn update(&mut self, rows: &UpdateStatement) {
        self.data(rows);
    }

    /// Deletes rows; the values are bound.
    pub fn delete(&mut self, rows: &DeleteStatement) {
        self.data(rows);
    }

    /// Runs one statement of SQL on every backend.
    pub fn sql(&mut self, sql: impl Into<String>) {
        self.statements.push(ScriptStatement::Sql(sql.into()));
    }

    /// Runs one statement of SQL on that backend, and nothing on the others.
    pub fn sql_on(&mut self, backend: DatabaseBackend, sql: impl Into<String>) {
        if self.backend == backend {
            self.sql(sql);
        }
    }

    /// Refuses to go in this direction, because it would lose what cannot be had back. The
    /// sentence tells what; whoever runs the migration reads it, and nothing is changed.
    pub fn irreversible(&mut self, why: impl Into<String>) {
        self.statements
            .push(ScriptStatement::Irreversible(why.into()));
    }

    /// The sentence of the first [`irreversible`](Self::irreversible), if there is one.
    pub fn refusal(&self) -> Option<&str> {
        self.statements
            .iter()
            .find_map(|statement| match statement {
                ScriptStatement::Irreversible(why) => Some(why.as_str()),
                _ => None,
            })
    }

    /// What the script asks for and its backend has no words for, if there is such a thing.
    pub fn impossibility(&self) -> Option<&str> {
        self.statements
            .iter()
            .find_map(|statement| match statement {
                ScriptStatement::Impossible(why) => Some(why.as_str()),
                _ => None,
            })
    }

    fn definition(&mut self, statement: &impl StatementBuilder) {
        let sql = StatementBuilder::build(statement, &self.backend).sql;
        self.statements.push(ScriptStatement::Sql(sql));
    }

    fn data(&mut self, statement: &impl StatementBuilder) {
        let statement = StatementBuilder::build(statement, &self.backend);
        self.statements.push(ScriptStatement::Data(statement));
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
    use sea_orm::sea_query::{ColumnDef, Query};

    use super::Script;

    fn shown(backend: sea_orm::DatabaseBackend, build: fn(&mut Script)) -> Vec<String> {
        let mut script = Script::new(backend);
        build(&mut script);
        script
            .statements()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_column_is_added_where_it_is_missing() {
        let add: fn(&mut Script) =
            |script| script.add_column_if_missing("user", ColumnDef::new("order").text());
        assert_eq!(
            shown(Postgres, add),
            [r#"ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "order" text"#]
        );
        assert_eq!(
            shown(MySql, add),
            ["/* unless user has order */ ALTER TABLE `user` ADD COLUMN `order` text"]
        );
        assert_eq!(
            shown(Sqlite, add),
            [r#"/* unless user has order */ ALTER TABLE "user" ADD COLUMN "order" text"#]
        );
    }

    #[test]
    fn a_column_is_dropped_where_it_is_present() {
        let drop: fn(&mut Script) = |script| script.drop_column_if_present("user", "order");
        assert_eq!(
            shown(Postgres, drop),
            [r#"ALTER TABLE "user" DROP COLUMN IF EXISTS "order""#]
        );
        assert_eq!(
            shown(MySql, drop),
            ["/* if user has order */ ALTER TABLE `user` DROP COLUMN `order`"]
        );
        assert_eq!(
            shown(Sqlite, drop),
            [r#"/* if user has order */ ALTER TABLE "user" DROP COLUMN "order""#]
        );
    }

    #[test]
    fn values_are_bound_and_shown_escaped() {
        let mut script = Script::new(Postgres);
        script.insert(
            Query::insert()
                .into_table("note")
                .columns(["title"])
                .values_panic(["it's".into()]),
        );
        assert_eq!(
            script.statements()[0].to_string(),
            r#"INSERT INTO "note" ("title") VALUES (E'it\'s')"#
        );
    }

    #[test]
    fn sql_of_another_backend_is_left_out() {
        let build: fn(&mut Script) = |script| script.sql_on(Postgres, "SELECT 1");
        assert_eq!(shown(Postgres, build), ["SELECT 1"]);
        assert!(shown(Sqlite, build).is_empty());
    }

    #[test]
    fn a_refusal_is_found_wherever_it_stands() {
        let mut script = Script::new(Sqlite);
        script.sql("SELECT 1");
        assert_eq!(script.refusal(), None);
        script.irreversible("the letters would be lost");
        assert_eq!(script.refusal(), Some("the letters would be lost"));
    }
}
