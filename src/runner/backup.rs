//! Backups before a run and by themselves.

use sea_orm::{ConnectionTrait, DatabaseExecutor};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTraitSelf};

use super::Runner;
use crate::backup::{self, Backup, BackupReport, Restore};
use crate::error::Error;
use crate::event::Event;
use crate::execute::actor;
use crate::ledger::Wanted;

impl<M> Runner<M> {
    /// A run that has something to do makes a backup before it changes anything, and fails when it
    /// cannot. See [`back_up`](Self::back_up) for what is in it.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// # struct Migrator;
    /// # impl MigratorTrait for Migrator {
    /// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
    /// # }
    /// use seaworthy::{Backup, Runner};
    ///
    /// let runner = Runner::new(Migrator).backup(Backup::into("/var/backups/app").keep(5));
    /// ```
    pub fn backup(mut self, backup: Backup) -> Self {
        self.backup = Some(backup);
        self
    }
}

impl<M: MigratorTraitSelf> Runner<M> {
    /// Makes a backup now, as [`backup`](Self::backup) says, or else in the folder `backups`.
    ///
    /// It holds the whole database, other tables than the migrations' too, or the one schema that
    /// the connection's `search_path` names first. `pg_dump`, and `mariadb-dump` or `mysqldump`,
    /// make it; SQLite copies itself. Others may work on the database meanwhile: it is what it was
    /// at one moment.
    pub async fn back_up<'c, C>(&self, database: C) -> Result<BackupReport, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let default = Backup::into("backups");
        let backup = self.backup.as_ref().unwrap_or(&default);
        self.backed_up(backup, &database).await
    }

    /// Reads a backup into an empty database: ledger and journal are those of the backup. A
    /// database that has anything in it but a [mark](Self::mark) is refused; the mark stays.
    ///
    /// On SQLite the file is replaced, so no other program may have it open.
    pub async fn restore<'c, C>(&self, database: C, restore: &Restore) -> Result<(), Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let (_, ledger) = self.open(&database)?;
        let backend = database.get_database_backend();
        let actor = actor(self.application.as_deref(), self.revision.as_deref());
        let restored = backup::restore(restore, &ledger, &database, &actor).await;
        restored.map_err(|source| Error::Restore { source, backend })
    }

    /// Makes a backup, and tells of it.
    pub(super) async fn back_up_first(
        &self,
        backup: &Backup,
        database: &DatabaseExecutor<'_>,
    ) -> Result<(), Error> {
        let made = self.backed_up(backup, database).await?;
        self.observer.notice(&Event::BackedUp { file: made.file });
        Ok(())
    }

    async fn backed_up(
        &self,
        backup: &Backup,
        database: &DatabaseExecutor<'_>,
    ) -> Result<BackupReport, Error> {
        let (set, ledger) = self.open(database)?;
        let reading = self.read(&ledger, database, Wanted::Rows).await?;
        let last = backup::last_applied(&set, &reading.applied);
        let backend = database.get_database_backend();
        let made = backup::back_up(backup, &ledger, database, last).await;
        made.map_err(|source| Error::Backup { source, backend })
    }
}
