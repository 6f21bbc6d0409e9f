//! Batches: a step whose beginning, fence, claim, statements and end travel in as few messages as
//! it has statements, on a connection that is kept for the next step.

use sea_orm::{DatabaseConnection, DatabaseExecutor, TransactionTrait};

use super::failure::{Cause, Effect, Failed};
use super::step::{Ended, Work, migrate};
use super::watch::LeaseIs;
use super::{Held, Run};
use crate::ledger::Attempted;
use crate::lock::LeaseRow;

/// Takes away the statements that other clients of a pooler have left in the session: the driver
/// would give its own the same names. Those of a pooler that knows of statements have others.
const WITHOUT_STRANGERS: &str = "DO $$ DECLARE statement text; BEGIN \
    FOR statement IN SELECT name FROM pg_prepared_statements WHERE name LIKE 'sqlx\\_s\\_%' LOOP \
    EXECUTE 'DEALLOCATE ' || quote_ident(statement); END LOOP; END $$";

impl Run<'_> {
    /// Runs a step in a transaction. Its beginning has one of its own, so that it is kept whatever
    /// becomes of the step.
    pub(super) async fn in_batches(
        &self,
        connection: &DatabaseConnection,
        work: &Work<'_>,
        attempted: &Attempted<'_>,
        beginning: Option<String>,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let kept = match held.transaction.take() {
            Some(kept) => kept,
            None => connection.begin().await.map_err(Failed::untouched)?,
        };
        let kept = held.transaction.insert(kept);
        let executor = DatabaseExecutor::from(&*kept);
        let next = ["COMMIT", "BEGIN"].map(str::to_owned);
        let mut frame = self.frame(attempted, work);
        if let Some(beginning) = beginning {
            frame.before = [&next[..], &[beginning], &next[..]].concat();
        }
        let timeouts = self.timeouts_of(work);
        frame.before.extend(self.settings(timeouts));
        frame.fence = Some(LeaseRow(self.ledger).failing_fence(self.lease));
        if held.finds_strangers {
            frame.before.push(WITHOUT_STRANGERS.to_owned());
        }
        frame.after.extend(next);
        frame.batched = true;
        let step = migrate(work, &executor, attempted.direction, &frame);
        let Err(cause) = self.watched(step, timeouts, LeaseIs::InUse).await else {
            return Ok(Ended::Done);
        };
        drop(executor);
        if matches!(cause, Cause::Abandoned) {
            // A rollback would wait for what runs.
            held.transaction = None;
            let effect = Effect::Partial;
            return Err(Failed { cause, effect });
        }
        if cause.is_of_connection() {
            // The server rolls back, unless it had committed already.
            held.transaction = None;
            return Err(cause.unheard());
        }
        held.release().await;
        let executor = self.session.executor();
        let was_claimed = frame.claimed.into_inner();
        self.ended(&executor, attempted, cause, Effect::None, was_claimed)
            .await
    }
}
