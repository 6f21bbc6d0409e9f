//! Scratch: an empty place of its own, which is gone afterwards.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr};

use super::Backend;
use crate::schema::Schema;

/// What the names of scratch places begin with. What is called so and in nobody's use was left by a
/// program that was killed, and goes when the next one is made.
pub(crate) const SCRATCH: &str = "seaworthy_scratch_";

/// An empty place where anything may be created.
pub(crate) struct Scratch {
    /// Connections to it.
    pub(crate) database: DatabaseConnection,
    /// The other schemas, where it is a schema itself: what names one of them would reach it.
    pub(crate) neighbours: Vec<String>,
    /// The schema beside which it is one, which the verified database calls *here*.
    beside: Option<String>,
    /// Whether it was there before, and stays.
    is_given: bool,
    /// By its session others know that the place is in use.
    keeper: Option<DatabaseConnection>,
    /// What `keeper` sends to have it gone.
    removal: String,
}

impl Scratch {
    /// One that goes with its connections.
    pub(crate) fn passing(database: DatabaseConnection) -> Self {
        Self {
            database,
            neighbours: Vec::new(),
            beside: None,
            is_given: false,
            keeper: None,
            removal: String::new(),
        }
    }

    /// One that is kept, and removed by a statement.
    pub(super) fn kept(
        database: DatabaseConnection,
        keeper: DatabaseConnection,
        removal: String,
    ) -> Self {
        Self {
            database,
            neighbours: Vec::new(),
            beside: None,
            is_given: false,
            keeper: Some(keeper),
            removal,
        }
    }

    /// An empty database that somebody gave, and wants to have empty again.
    pub(crate) fn given(database: DatabaseConnection) -> Self {
        Self {
            is_given: true,
            ..Self::passing(database)
        }
    }

    /// The same, as a schema among others, beside that of the verified database.
    pub(super) fn among(self, neighbours: Vec<String>, beside: String) -> Self {
        Self {
            neighbours,
            beside: Some(beside),
            ..self
        }
    }

    /// A schema that was read in it, as it is beside it. An extension is there once for all schemas
    /// of a database: one whose objects are in the verified schema is there *here*, too.
    pub(crate) fn as_beside(&self, mut schema: Schema) -> Schema {
        for extension in &mut schema.extensions {
            if extension.schema == self.beside {
                extension.schema = None;
            }
        }
        schema
    }

    /// Takes it away with all that it holds.
    pub(crate) async fn remove(self, backend: &dyn Backend) -> Result<(), DbErr> {
        if self.is_given {
            let executor = DatabaseExecutor::Connection(&self.database);
            for statement in backend.drop_statements(&executor).await? {
                executor.execute_unprepared(&statement).await?;
            }
            return Ok(());
        }
        let closed = self.database.close().await;
        if let Some(keeper) = self.keeper {
            keeper.execute_unprepared(&self.removal).await?;
            keeper.close().await?;
        }
        closed
    }
}
