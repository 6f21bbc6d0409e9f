//! Place: where scratch databases are, and what is asked of one.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseExecutor, DbErr};

use super::Verify;
use crate::backend::{self, Backend, Scratch, Unsupported};
use crate::diff::{Change, diff, managed};
use crate::error::Error;
use crate::replay::{Chosen, Replayed, Stage, read, replay};
use crate::schema::Schema;
use crate::sets::Around;

/// Where scratch databases are.
pub(super) struct Place<'a> {
    backend: DatabaseBackend,
    beside: &'a DatabaseConnection,
    given: Option<&'a DatabaseConnection>,
    around: &'a Around,
}

impl<'a> Place<'a> {
    pub(super) fn of(
        beside: &'a DatabaseConnection,
        how: &'a Verify,
        around: &'a Around,
    ) -> Result<Self, Error> {
        let backend = beside.get_database_backend();
        let given = how.scratch.as_ref();
        match given.map(ConnectionTrait::get_database_backend) {
            Some(other) if other != backend => Err(scratch_error(
                DbErr::Custom("it is of another kind than the database".to_owned()),
                backend,
            )),
            _ => Ok(Self {
                backend,
                beside,
                given,
                around,
            }),
        }
    }

    pub(super) fn backend(&self) -> Result<&'static dyn Backend, Unsupported> {
        backend::of(self.backend)
    }

    pub(super) async fn open(&self) -> Result<Scratch, Error> {
        let backend = self.backend()?;
        let failed = |source| scratch_error(source, self.backend);
        let Some(given) = self.given else {
            let beside = DatabaseExecutor::Connection(self.beside);
            return backend.scratch(&beside).await.map_err(failed);
        };
        let executor = DatabaseExecutor::Connection(given);
        match backend.objects(&executor, None).await.map_err(failed)? {
            0 => Ok(Scratch::given(given.clone())),
            objects => {
                let full =
                    format!("the one that was given is not empty: it holds {objects} objects");
                Err(failed(DbErr::Custom(full)))
            }
        }
    }

    /// Where migrations run, after what comes before them.
    pub(super) fn stage<'s, M>(&'s self, migrator: &'s M, scratch: &'s Scratch) -> Stage<'s, M> {
        Stage {
            migrator,
            scratch,
            around: self.around,
        }
    }

    pub(super) async fn close(&self, scratch: Scratch) -> Result<(), Error> {
        let removed = scratch.remove(self.backend()?).await;
        removed.map_err(|source| Error::Database {
            doing: "remove the scratch database",
            source,
            backend: self.backend,
        })
    }

    pub(super) async fn replay(&self, lists: &[Chosen<'_>]) -> Result<Replayed, Error> {
        let scratch = self.open().await?;
        let replayed = replay((&scratch, self.around), lists).await;
        self.close(scratch).await?;
        replayed
    }

    /// What makes the desired schema of what the migrations made, both as the server writes them.
    pub(super) async fn forgotten(
        &self,
        made: &Schema,
        desired: &Schema,
        recorded: Option<&Schema>,
        ledger: &str,
    ) -> Result<Vec<Change>, Error> {
        let desired = self.backend()?.spelled_like(desired.clone(), made);
        let created = with_what_is_not_said(&desired, made);
        let created = self.create(&created, ledger).await?;
        Ok(managed(diff(made, &created), &desired, recorded))
    }

    /// A schema as the server writes it.
    pub(super) async fn create(&self, schema: &Schema, ledger: &str) -> Result<Schema, Error> {
        let scratch = self.open().await?;
        let created = create(&scratch, schema, ledger).await;
        self.close(scratch).await?;
        created
    }
}

/// Makes a schema in a scratch database, and reads it.
async fn create(scratch: &Scratch, schema: &Schema, ledger: &str) -> Result<Schema, Error> {
    let database = &scratch.database;
    let kind = database.get_database_backend();
    // Settings that one statement makes hold for the next.
    let connection = sea_orm::TransactionTrait::begin(database).await;
    let failed = |source| Error::Database {
        doing: "create what the entities say in a scratch database",
        source,
        backend: kind,
    };
    let transaction = connection.map_err(failed)?;
    for statement in backend::of(kind)?.emit(schema) {
        let sent = transaction.execute_unprepared(&statement).await;
        sent.map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    let created = read(&DatabaseExecutor::Connection(database), ledger).await?;
    Ok(scratch.as_beside(created))
}

/// A schema with what it may stand on and does not say itself, as the migrations made it.
pub(super) fn with_what_is_not_said(desired: &Schema, made: &Schema) -> Schema {
    fn add<T: Clone>(to: &mut Vec<T>, from: &[T], is_same: impl Fn(&T, &T) -> bool) {
        for candidate in from {
            if !to.iter().any(|it| is_same(it, candidate)) {
                to.push(candidate.clone());
            }
        }
    }
    let mut schema = desired.clone();
    add(&mut schema.extensions, &made.extensions, |a, b| {
        a.name == b.name
    });
    add(&mut schema.enums, &made.enums, |a, b| a.name == b.name);
    add(&mut schema.domains, &made.domains, |a, b| a.name == b.name);
    add(&mut schema.sequences, &made.sequences, |a, b| {
        a.name == b.name
    });
    add(&mut schema.functions, &made.functions, |a, b| {
        (&a.name, &a.arguments) == (&b.name, &b.arguments)
    });
    add(&mut schema.tables, &made.tables, |a, b| a.name == b.name);
    let parts_of_none = made.others.iter().filter(|other| other.table.is_none());
    let parts_of_none: Vec<_> = parts_of_none.cloned().collect();
    add(&mut schema.others, &parts_of_none, |a, b| {
        (&a.kind, &a.name) == (&b.kind, &b.name)
    });
    schema
}

fn scratch_error(source: DbErr, backend: DatabaseBackend) -> Error {
    Error::Scratch { source, backend }
}
