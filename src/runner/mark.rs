//! Marks: what a database is for, and what is refused because of it.

use sea_orm::{ConnectionTrait, DatabaseExecutor};
use sea_orm_migration::IntoSchemaManagerConnection;

use super::{Runner, failed};
use crate::backend;
use crate::error::Error;
use crate::execute::actor;
use crate::mark::{self, Mark, Marked};
use crate::plan::{Direction, Plan, count};

impl<M> Runner<M> {
    /// Marks the database, and gives its mark: one that it has already stays as it is.
    ///
    /// Where a database is marked, [`fresh`](Self::fresh), [`refresh`](Self::refresh),
    /// [`reset`](Self::reset) and a [`down`](Self::down) of more than one step end with
    /// [`Error::Marked`] and touch nothing. On PostgreSQL the mark is that of the schema in which a
    /// new table would be created. A copy of the database under another name is not marked.
    ///
    /// ```
    /// # use seaworthy::prelude::*;
    /// # struct Migrator;
    /// # impl MigratorTrait for Migrator {
    /// #     fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
    /// # }
    /// # async fn mark(db: sea_orm::DatabaseConnection) -> Result<(), seaworthy::Error> {
    /// use seaworthy::{Mark, Runner};
    ///
    /// let runner = Runner::new(Migrator);
    /// runner.mark(&db, Mark::Production).await?;
    /// assert!(runner.fresh(&db).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn mark<'c, C>(&self, database: C, mark: Mark) -> Result<Marked, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let backend = backend::of(database.get_database_backend())?;
        let actor = actor(self.application.as_deref(), self.revision.as_deref());
        let marked = mark::write(backend, &database, mark.as_str(), &actor).await;
        marked.map_err(|source| failed("mark the database", source, &database))
    }

    /// Takes the mark of the database away, and gives what it was. Nobody is asked.
    pub async fn unmark<'c, C>(&self, database: C) -> Result<Option<Marked>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        let database = database.into_database_executor();
        let backend = backend::of(database.get_database_backend())?;
        let marked = self.mark_of(&database).await?;
        if marked.is_some() {
            let erased = mark::erase(backend, &database).await;
            erased.map_err(|source| failed("take the mark away", source, &database))?;
        }
        Ok(marked)
    }

    /// The mark of the database, where it has one. Writes nothing, and needs no right but to read.
    pub async fn marked<'c, C>(&self, database: C) -> Result<Option<Marked>, Error>
    where
        C: IntoSchemaManagerConnection<'c>,
    {
        self.mark_of(&database.into_database_executor()).await
    }

    /// Lets pass what destroys data where the database is not marked; `doing` fits after "refused
    /// to".
    pub(crate) async fn refuse_where_marked(
        &self,
        database: &DatabaseExecutor<'_>,
        doing: &str,
    ) -> Result<(), Error> {
        let Some(marked) = self.mark_of(database).await? else {
            return Ok(());
        };
        let backend = backend::of(database.get_database_backend())?;
        let name = backend.database_name(database).await;
        Err(Error::Marked {
            doing: doing.to_owned(),
            // It is refused also where the name cannot be had.
            database: name.unwrap_or_default(),
            marked: Box::new(marked),
        })
    }

    /// The same for a plan: one step down is no destruction, more are.
    pub(super) async fn refuse_steps_where_marked(
        &self,
        database: &DatabaseExecutor<'_>,
        direction: Direction,
        plan: &Plan,
    ) -> Result<(), Error> {
        let steps = plan.steps.len();
        if direction == Direction::Up || steps < 2 {
            return Ok(());
        }
        let doing = format!("revert {}", count(steps, "migration"));
        self.refuse_where_marked(database, &doing).await
    }

    pub(super) async fn mark_of(
        &self,
        database: &DatabaseExecutor<'_>,
    ) -> Result<Option<Marked>, Error> {
        let backend = backend::of(database.get_database_backend())?;
        let marked = mark::read(backend, database).await;
        marked.map_err(|source| failed("look whether the database is marked", source, database))
    }
}
