//! The migrations of a round, and how the database tells that one of them has been applied.
//!
//! Each step has one effect, or several in one transaction, so that the database always tells
//! which are applied. Nothing keeps a row of `seed` or an increment of `tally` from being written
//! twice: a step that is applied twice shows.

use std::sync::Mutex;
use std::time::Duration;

use seaworthy::MigratorTraitSelf;
use seaworthy::prelude::*;
use tokio::runtime::Handle;

use super::dice::Dice;
use super::scripts;
use crate::support::Which;

pub(super) const STEPS: &[Step] = &[
    Step::code(
        "f01_create_account",
        Work::CreateAccount,
        &[Effect::Table("account")],
    ),
    Step::sql(
        "f02_create_seed",
        &["CREATE TABLE seed (step varchar(16) NOT NULL)"],
        &[Effect::Table("seed")],
    ),
    Step::sql(
        "f03_seed",
        &["INSERT INTO seed VALUES ('f03')"],
        &[Effect::Row("f03")],
    ),
    Step::script("f04_create_invoice", &[Effect::Table("invoice")]),
    Step::code(
        "f05_add_email",
        Work::AddEmail,
        &[Effect::Column("account", "email")],
    ),
    Step::sql(
        "f06_seed",
        &["INSERT INTO seed VALUES ('f06')"],
        &[Effect::Row("f06")],
    ),
    Step::script("f07_add_due", &[Effect::Column("invoice", "due")]),
    Step::alone(
        "f08_index_email",
        Work::IndexEmail,
        &[Effect::Index("account_email")],
    ),
    Step::pair(
        "f09_seed",
        &[
            "INSERT INTO seed VALUES ('f09a')",
            "INSERT INTO seed VALUES ('f09b')",
        ],
        &[Effect::Row("f09a"), Effect::Row("f09b")],
    ),
    Step::script("f10_index_due", &[Effect::Index("invoice_due")]),
    Step::sql(
        "f11_create_tally",
        &["CREATE TABLE tally AS SELECT 0 AS f12, 0 AS f15"],
        &[Effect::Table("tally")],
    ),
    Step::sql(
        "f12_count",
        &["UPDATE tally SET f12 = f12 + 1"],
        &[Effect::Tally("f12")],
    ),
    Step::script("f13_rename_name", &[Effect::Column("account", "title")]),
    Step::script("f14_seed", &[Effect::Row("f14")]),
    Step::sql(
        "f15_count",
        &["UPDATE tally SET f15 = f15 + 1"],
        &[Effect::Tally("f15")],
    ),
    Step::sql(
        "f16_seed",
        &["INSERT INTO seed VALUES ('f16')"],
        &[Effect::Row("f16")],
    ),
];

/// One migration of a round.
pub(super) struct Step {
    pub(super) version: &'static str,
    work: Work,
    transaction: Option<bool>,
    pub(super) effects: &'static [Effect],
}

/// What a step sends.
#[derive(Clone, Copy)]
enum Work {
    /// A declarative migration, by its place among them.
    Script,
    /// Statements as they are.
    Sql(&'static [&'static str]),
    /// SeaORM's builders.
    CreateAccount,
    AddEmail,
    IndexEmail,
}

impl Step {
    const fn code(version: &'static str, work: Work, effects: &'static [Effect]) -> Self {
        Self {
            version,
            work,
            transaction: None,
            effects,
        }
    }

    /// Without a transaction on any backend.
    const fn alone(version: &'static str, work: Work, effects: &'static [Effect]) -> Self {
        Self {
            transaction: Some(false),
            ..Self::code(version, work, effects)
        }
    }

    const fn script(version: &'static str, effects: &'static [Effect]) -> Self {
        Self::code(version, Work::Script, effects)
    }

    const fn sql(
        version: &'static str,
        statements: &'static [&'static str],
        effects: &'static [Effect],
    ) -> Self {
        Self::code(version, Work::Sql(statements), effects)
    }

    /// Rows that are written together or not at all, on every backend.
    const fn pair(
        version: &'static str,
        statements: &'static [&'static str],
        effects: &'static [Effect],
    ) -> Self {
        Self {
            transaction: Some(true),
            ..Self::sql(version, statements, effects)
        }
    }
}

/// What a step leaves in the database.
#[derive(Clone, Copy, Debug)]
pub(super) enum Effect {
    Table(&'static str),
    Column(&'static str, &'static str),
    Index(&'static str),
    /// A row of `seed`.
    Row(&'static str),
    /// A column of `tally` that was counted up.
    Tally(&'static str),
}

impl Effect {
    /// Query for how often it is there.
    pub(super) fn query(self, which: Which) -> String {
        let schema = match which {
            Which::MySql => "table_schema = database()",
            _ => "table_schema = current_schema()",
        };
        match (self, which) {
            (Self::Table(table), Which::Sqlite) => format!(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'"
            ),
            (Self::Table(table), _) => format!(
                "SELECT count(*) FROM information_schema.tables \
                 WHERE {schema} AND table_name = '{table}'"
            ),
            (Self::Column(table, column), Which::Sqlite) => {
                format!("SELECT count(*) FROM pragma_table_info('{table}') WHERE name = '{column}'")
            }
            (Self::Column(table, column), _) => format!(
                "SELECT count(*) FROM information_schema.columns \
                 WHERE {schema} AND table_name = '{table}' AND column_name = '{column}'"
            ),
            (Self::Index(index), Which::Sqlite) => format!(
                "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = '{index}'"
            ),
            (Self::Index(index), Which::Postgres) => format!(
                "SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
                 WHERE relnamespace = current_schema()::regnamespace \
                 AND relname = '{index}' AND indisvalid"
            ),
            (Self::Index(index), Which::MySql) => format!(
                "SELECT count(DISTINCT index_name) FROM information_schema.statistics \
                 WHERE {schema} AND index_name = '{index}'"
            ),
            (Self::Row(step), _) => format!("SELECT count(*) FROM seed WHERE step = '{step}'"),
            (Self::Tally(column), Which::MySql) => {
                format!("SELECT CAST({column} AS signed) FROM tally")
            }
            (Self::Tally(column), _) => format!("SELECT CAST({column} AS bigint) FROM tally"),
        }
    }
}

/// The migrator of a round. It stops to think before and after each statement of its own, so that
/// a fault meets it in the middle.
pub(super) struct Steps {
    think: u64,
    dice: Dice,
}

impl Steps {
    /// Thinks for so many milliseconds at most.
    pub(super) fn new(think: u64, dice: Dice) -> Self {
        Self { think, dice }
    }
}

impl MigratorTraitSelf for Steps {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let mut scripts = scripts::list().into_iter();
        let boxed = |step: &'static Step| match step.work {
            Work::Script => scripts.next().expect("a script for each"),
            _ => Box::new(Code {
                step,
                think: self.think,
                dice: Mutex::new(self.dice.of(step.version)),
            }),
        };
        STEPS.iter().map(boxed).collect()
    }
}

/// A step of SeaORM's form.
struct Code {
    step: &'static Step,
    think: u64,
    dice: Mutex<Dice>,
}

impl Code {
    async fn think(&self) {
        let thought = self.dice.lock().unwrap().milliseconds(0..self.think + 1);
        // Whoever only records what a migration sends has no timers.
        if thought > Duration::ZERO && Handle::try_current().is_ok() {
            tokio::time::sleep(thought).await;
        }
    }
}

impl MigrationName for Code {
    fn name(&self) -> &str {
        self.step.version
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Code {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.think().await;
        match self.step.work {
            Work::Script => {}
            Work::Sql(statements) => {
                for sql in statements {
                    manager.get_connection().execute_unprepared(sql).await?;
                    self.think().await;
                }
            }
            Work::CreateAccount => {
                let table = Table::create()
                    .table("account")
                    .col(ColumnDef::new("id").integer().not_null().primary_key())
                    .col(ColumnDef::new("name").string().not_null())
                    .take();
                manager.create_table(table).await?;
            }
            Work::AddEmail => {
                let table = Table::alter()
                    .table("account")
                    .add_column(ColumnDef::new("email").string())
                    .take();
                manager.alter_table(table).await?;
            }
            Work::IndexEmail => {
                let mut index = Index::create();
                index.name("account_email").table("account").col("email");
                if manager.get_database_backend() == DbBackend::Postgres {
                    index.concurrently();
                }
                // Without a transaction a pooler cannot keep what is prepared.
                let sql = manager.get_database_backend().build(&index).sql;
                manager.get_connection().execute_unprepared(&sql).await?;
            }
        }
        self.think().await;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        self.step.transaction
    }
}
