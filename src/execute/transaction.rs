//! The transaction of a step: how it ends, and what its session is like afterwards.

use sea_orm::{DatabaseConnection, DbErr};

use crate::backend::{Backend, StepTransaction, Violations};

/// Ends a transaction that [`Backend::begin`] began: commits what went well, unless it left rows
/// that point to nothing, and rolls everything else back. The session is put back either way.
pub(super) async fn end<E: From<DbErr>>(
    backend: &dyn Backend,
    connection: &DatabaseConnection,
    begun: StepTransaction,
    violations: &mut Violations,
    mut result: Result<(), E>,
) -> Result<(), E> {
    if result.is_ok() {
        let checked = backend.before_commit(&begun, violations).await;
        result = checked.map_err(E::from);
    }
    let ended = match result {
        Ok(()) => begun.transaction.commit().await.map_err(E::from),
        Err(error) => {
            // A rollback that fails is one that the server does by itself.
            let _ = begun.transaction.rollback().await;
            Err(error)
        }
    };
    let restored = backend.after_transaction(connection, begun.before).await;
    ended.and(restored.map_err(E::from))
}
