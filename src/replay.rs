//! Replay: run a set on a scratch database, to learn what schema its migrations make.

use std::collections::HashSet;
use std::sync::Arc;

use sea_orm::{DatabaseExecutor, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};

use crate::backend::Scratch;
use crate::error::Error;
use crate::event::Event;
use crate::execute::capture::Preview;
use crate::ledger::Ledger;
use crate::migration::{Migrator, Set, Version};
use crate::plan::{Direction, Modified, Unknown};
use crate::runner::{Resolution, Runner};
use crate::schema::Schema;
use crate::sets::{Around, MigrationSet};
use crate::{introspect, ledger, mark};

/// What migrations make of an empty database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Replayed {
    /// In canonical form, without the engine's own tables.
    pub(crate) schema: Schema,
    /// Those that failed, whose part of the schema is missing.
    pub(crate) unreplayable: Vec<Unreplayable>,
}

/// A migration that cannot be run on an empty database.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Unreplayable {
    /// Its version.
    pub version: Version,
    /// What went wrong, in one line.
    pub reason: String,
}

/// Some migrations of a migrator.
pub(crate) type Chosen<'m> = (Migrator<'m>, HashSet<Version>);

/// Runs some migrations of each migrator on a scratch database, in their order and with the
/// transactions of a real run, after the sets that come before them. One that fails is noted, and the
/// others go on without it.
pub(crate) async fn replay(
    (scratch, around): (&Scratch, &Around),
    lists: &[Chosen<'_>],
) -> Result<Replayed, Error> {
    let mut replayed = Replayed::default();
    for (place, (migrator, versions)) in lists.iter().enumerate() {
        let stage = Stage {
            migrator,
            scratch,
            around,
        };
        if place == 0 {
            replayed.unreplayable.extend(stage.prepare().await?);
        }
        replayed.unreplayable.extend(stage.apply(versions).await?);
        if place + 1 == lists.len() {
            replayed.schema = stage.schema().await?;
        }
    }
    Ok(replayed)
}

/// A migrator and the scratch database in which its migrations run.
pub(crate) struct Stage<'a, M> {
    pub(crate) migrator: &'a M,
    pub(crate) scratch: &'a Scratch,
    /// The sets around that of the migrator.
    pub(crate) around: &'a Around,
}

impl<M: MigratorTraitSelf> Stage<'_, M> {
    /// Applies what comes before, and gives what of it could not be.
    pub(crate) async fn prepare(&self) -> Result<Vec<Unreplayable>, Error> {
        let mut unreplayable = Vec::new();
        for set in &self.around.before {
            unreplayable.extend(self.apply_set(set).await?);
        }
        Ok(unreplayable)
    }

    /// Applies another set.
    pub(crate) async fn apply_set(&self, set: &MigrationSet) -> Result<Vec<Unreplayable>, Error> {
        let migrator = set.migrator();
        let versions = Set::of(&migrator)?.for_all().collect();
        let stage = Stage {
            migrator: &migrator,
            scratch: self.scratch,
            around: self.around,
        };
        stage.apply(&versions).await
    }

    /// Applies those that are not applied yet, and gives those that could not be.
    pub(crate) async fn apply(
        &self,
        versions: &HashSet<Version>,
    ) -> Result<Vec<Unreplayable>, Error> {
        let database = &self.scratch.database;
        let runner = self.runner(versions);
        if !self.scratch.neighbours.is_empty() {
            let previews = runner.preview(database, Direction::Up).await?;
            refuse_neighbours(&previews, self.scratch)?;
        }
        let mut unreplayable = Vec::new();
        loop {
            let failed = match runner.up(database).await {
                Ok(_) => break,
                Err(Error::Step { source, .. }) => source,
                Err(error) => return Err(error),
            };
            let (version, reason) = (failed.version.clone(), failed.message.clone());
            runner
                .resolve(database, &version, Resolution::Applied)
                .await?;
            unreplayable.push(Unreplayable { version, reason });
        }
        Ok(unreplayable)
    }

    /// Reverts what was applied last of them.
    pub(crate) async fn revert(&self, versions: &HashSet<Version>) -> Result<(), Error> {
        let database = &self.scratch.database;
        let runner = self.runner(versions);
        if !self.scratch.neighbours.is_empty() {
            let previews = runner.preview(database, Direction::Down).await?;
            refuse_neighbours(&previews, self.scratch)?;
        }
        runner.down(database).await.map(drop)
    }

    /// What is there now.
    pub(crate) async fn schema(&self) -> Result<Schema, Error> {
        let ledger = self.migrator.migration_table_name().to_string();
        let executor = DatabaseExecutor::Connection(&self.scratch.database);
        let mut schema = read(&executor, &ledger).await?;
        for ledger in self.around.ledgers() {
            leave_out(&mut schema, &ledger::of(&executor, &ledger)?);
        }
        Ok(self.scratch.as_beside(schema))
    }

    fn runner<'a>(&'a self, versions: &'a HashSet<Version>) -> Runner<Selected<'a, M>> {
        let migrator = self.migrator;
        Runner::new(Selected { migrator, versions })
            .unknown(Unknown::Warn)
            .modified(Modified::Warn)
            .observer(Arc::new(|_: &Event| {}))
            .with_nothing_to_lose()
            .in_any_environment()
    }
}

/// The schema of a database in canonical form, without the engine's own tables.
pub(crate) async fn read(database: &DatabaseExecutor<'_>, ledger: &str) -> Result<Schema, Error> {
    let ledger = ledger::of(database, ledger)?;
    let mut schema = introspect::read(database, &[]).await?;
    leave_out(&mut schema, &ledger);
    let mut schema = ledger.backend().canonical(schema);
    schema.sort();
    Ok(schema)
}

/// Takes the engine's own tables out of a schema, and those that made room for its ledger.
pub(crate) fn leave_out(schema: &mut Schema, ledger: &Ledger) {
    let own = |name: &str| {
        name == mark::TABLE
            || ledger.is_name_aside(name)
            || ledger.tables().iter().any(|(_, table)| *table == name)
    };
    schema
        .tables
        .retain(|table| table.name.schema.is_some() || !own(&table.name.name));
    schema.grants.retain(|grant| {
        grant.kind != "table" || grant.name.schema.is_some() || !own(&grant.name.name)
    });
}

/// In a schema beside others, what names one of them would change it.
fn refuse_neighbours(previews: &[Preview], scratch: &Scratch) -> Result<(), Error> {
    for preview in previews {
        let mut statements = preview.statements.iter();
        let named = statements.find_map(|statement| {
            let mut neighbours = scratch.neighbours.iter();
            neighbours.find(|neighbour| names(statement, neighbour))
        });
        let reason = match (named, &preview.incomplete) {
            (Some(neighbour), _) => format!("it names the schema `{neighbour}`"),
            (None, Some(_)) => "what it does cannot be seen beforehand".to_owned(),
            (None, None) => continue,
        };
        return Err(Error::Scratch {
            source: DbErr::Custom(format!(
                "the role may not create databases, and `{}` cannot be run in a schema \
                 beside others: {reason}",
                preview.version
            )),
            backend: scratch.database.get_database_backend(),
        });
    }
    Ok(())
}

/// Whether a schema's name, quoted or not, stands before a dot in a statement.
fn names(statement: &str, schema: &str) -> bool {
    let (statement, schema) = (statement.to_lowercase(), schema.to_lowercase());
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
    statement.match_indices(&schema).any(|(start, _)| {
        let before = statement[..start].chars().next_back();
        let rest = &statement[start + schema.len()..];
        let rest = rest.strip_prefix('"').unwrap_or(rest).trim_start();
        !before.is_some_and(is_of_word) && rest.starts_with('.')
    })
}

/// Some of a migrator's migrations.
struct Selected<'a, M> {
    migrator: &'a M,
    versions: &'a HashSet<Version>,
}

impl<M: MigratorTraitSelf> MigratorTraitSelf for Selected<'_, M> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = self.migrator.migrations();
        migrations.retain(|migration| self.versions.contains(&Version::from(migration.name())));
        migrations
    }

    fn migration_table_name(&self) -> sea_orm::sea_query::DynIden {
        self.migrator.migration_table_name()
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_schema_is_named_before_a_dot() {
        for (statement, is_named) in [
            ("ALTER TABLE public.users", true),
            ("ALTER TABLE \"Public\".users", true),
            ("SELECT republic.users", false),
            ("SELECT 'public'", false),
            ("SELECT public . x", true),
            ("SELECT publican.x", false),
        ] {
            assert_eq!(names(statement, "public"), is_named, "{statement}");
        }
    }
}
