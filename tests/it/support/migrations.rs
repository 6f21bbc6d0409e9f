//! Migrations that a test makes up.

use seaworthy::__private::{Declaration, Entry, tell};
use seaworthy::prelude::*;
use seaworthy::sea_orm::DatabaseConnection;
use seaworthy::{MigratorTraitSelf, Version};

/// A migrator with a list of its own.
#[derive(Clone)]
pub(crate) struct Migrations {
    pub(crate) ledger: &'static str,
    pub(crate) list: Vec<Sql>,
}

/// A migrator with SeaORM's own ledger.
pub(crate) fn list(list: impl IntoIterator<Item = Sql>) -> Migrations {
    Migrations {
        ledger: "seaql_migrations",
        list: list.into_iter().collect(),
    }
}

impl MigratorTraitSelf for Migrations {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let boxed = |migration: &Sql| Box::new(migration.clone()) as Box<dyn MigrationTrait>;
        self.list.iter().map(boxed).collect()
    }

    fn migration_table_name(&self) -> DynIden {
        self.ledger.into_iden()
    }
}

/// A migration of SeaORM's form that runs statements, one after the other.
#[derive(Clone, Default)]
pub(crate) struct Sql {
    pub(crate) name: String,
    pub(crate) up: Vec<String>,
    pub(crate) down: Vec<String>,
    pub(crate) transaction: Option<bool>,
}

impl Sql {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Creates and drops the table of its own name.
    pub(crate) fn table(name: &str) -> Self {
        Self::new(name)
            .up(&format!(
                "CREATE TABLE {name} (id integer NOT NULL PRIMARY KEY)"
            ))
            .down(&format!("DROP TABLE {name}"))
    }

    pub(crate) fn up(mut self, sql: &str) -> Self {
        self.up.push(sql.to_owned());
        self
    }

    pub(crate) fn down(mut self, sql: &str) -> Self {
        self.down.push(sql.to_owned());
        self
    }

    pub(crate) fn transaction(mut self, transaction: bool) -> Self {
        self.transaction = Some(transaction);
        self
    }
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        &self.name
    }
}

/// Fills a script.
pub(crate) type Build = fn(&mut Script);

/// Declarative migrations with both ways, as `migrations!` tells of them.
#[derive(Clone)]
pub(crate) struct Declared {
    pub(crate) list: Vec<(&'static str, Build, Build)>,
    pub(crate) transaction: Option<bool>,
    /// What some of them say in their sources that they were written after.
    pub(crate) after: Vec<(&'static str, &'static str)>,
    /// What some of them stand for.
    pub(crate) replaces: Vec<(&'static str, &'static [&'static str])>,
    /// The environments that some of them are for.
    pub(crate) environments: Vec<(&'static str, &'static [&'static str])>,
}

/// Declarative migrations that go up, and down by doing nothing.
pub(crate) fn declared(list: &[(&'static str, Build)]) -> Declared {
    let list = list.iter();
    let list = list.map(|(name, up)| (*name, *up, (|_| {}) as Build));
    Declared {
        list: list.collect(),
        transaction: None,
        after: Vec::new(),
        replaces: Vec::new(),
        environments: Vec::new(),
    }
}

/// The same without a transaction: their statements are not undone together.
pub(crate) fn scripts(list: &[(&'static str, Build)]) -> Declared {
    Declared {
        transaction: Some(false),
        ..declared(list)
    }
}

/// A migrator with one of them.
pub(crate) fn script(name: &'static str, up: Build) -> Declared {
    scripts(&[(name, up)])
}

impl MigratorTraitSelf for Declared {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let told = |&(name, up, down): &(&'static str, Build, Build)| {
            let said = self.after.iter().find(|(version, _)| *version == name);
            tell(|| Entry {
                version: name.to_owned(),
                source: said.map_or("", |(_, source)| source),
                declaration: Some(Declaration { up, down }),
                replaces: self
                    .replaces
                    .iter()
                    .find(|(version, _)| *version == name)
                    .map_or(&[], |(_, replaces)| replaces),
                environments: self
                    .environments
                    .iter()
                    .find(|(version, _)| *version == name)
                    .map_or(&[], |(_, environments)| environments),
                address: None,
                application: "test 1.0.0",
            });
            Box::new(Told {
                name,
                transaction: self.transaction,
            }) as Box<dyn MigrationTrait>
        };
        self.list.iter().map(told).collect()
    }
}

struct Told {
    name: &'static str,
    transaction: Option<bool>,
}

impl MigrationName for Told {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Told {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        unreachable!("Seaworthy runs the script")
    }

    fn use_transaction(&self) -> Option<bool> {
        self.transaction
    }
}

async fn send(manager: &SchemaManager<'_>, statements: &[String]) -> Result<(), DbErr> {
    for sql in statements {
        assert_ne!(sql, "PANIC", "the migration was told to");
        manager.get_connection().execute_unprepared(sql).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        send(manager, &self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        send(manager, &self.down).await
    }

    fn use_transaction(&self) -> Option<bool> {
        self.transaction
    }
}

/// The versions of a ledger, by name.
pub(crate) async fn versions(db: &DatabaseConnection, ledger: &str) -> Vec<String> {
    super::texts(
        db,
        &format!("SELECT version FROM {ledger} ORDER BY version"),
    )
    .await
}

/// Names as versions.
pub(crate) fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Version> {
    names.into_iter().map(Version::from).collect()
}
