//! Introspect: read the schema of a database, and write one down as statements.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseExecutor, IntoDatabaseExecutor};

use crate::backend;
use crate::error::Error;
use crate::schema::Schema;

/// Everything that a database's schema holds, in a number of queries that does not grow with it.
///
/// The first of `schemas` is the one that is looked at, whose objects have no schema in their
/// [`Name`](crate::schema::name::Name); without any it is the one where the session creates things.
/// SQLite has only that one.
///
/// ```no_run
/// # async fn main_() -> Result<(), Box<dyn std::error::Error>> {
/// let db = sea_orm::Database::connect("sqlite://app.db").await?;
/// let schema = seaworthy::introspect(&db, &[]).await?;
/// assert!(schema.table(&"users".into()).is_some());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Error::Database`] where the catalog cannot be read.
pub async fn introspect<'c>(
    database: impl IntoDatabaseExecutor<'c>,
    schemas: &[&str],
) -> Result<Schema, Error> {
    let schemas: Vec<String> = schemas.iter().map(|&name| name.to_owned()).collect();
    read(&database.into_database_executor(), &schemas).await
}

pub(crate) async fn read(
    database: &DatabaseExecutor<'_>,
    schemas: &[String],
) -> Result<Schema, Error> {
    let backend = database.get_database_backend();
    let read = backend::of(backend)?.introspect(database, schemas).await;
    let mut schema = read.map_err(|source| Error::Database {
        doing: "read the schema",
        source,
        backend,
    })?;
    schema.sort();
    Ok(schema)
}

/// The statements that make this schema of an empty one, in an order that works.
///
/// # Errors
///
/// [`Error::Unsupported`] for a backend that this build was compiled without.
pub fn emit(schema: &Schema, backend: DatabaseBackend) -> Result<Vec<String>, Error> {
    Ok(backend::of(backend)?.emit(schema))
}

/// The form in which two schemas that mean the same to a backend are equal: one spelling of types,
/// defaults and expressions, and nothing that the backend does not keep.
///
/// # Errors
///
/// [`Error::Unsupported`] for a backend that this build was compiled without.
pub fn canonical(schema: Schema, backend: DatabaseBackend) -> Result<Schema, Error> {
    Ok(backend::of(backend)?.canonical(schema))
}

/// A canonical schema that spells names as another one does, where the backend makes no difference
/// of upper and lower case: on SQLite. Do so before the two are compared.
///
/// # Errors
///
/// [`Error::Unsupported`] for a backend that this build was compiled without.
pub fn spelled_like(
    schema: Schema,
    like: &Schema,
    backend: DatabaseBackend,
) -> Result<Schema, Error> {
    Ok(backend::of(backend)?.spelled_like(schema, like))
}
