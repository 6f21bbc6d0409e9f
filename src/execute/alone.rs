//! Alone: a step without a transaction of its own. What it does is written down before it is done,
//! so that after a crash it is known how far it came.

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr, TransactionTrait};
use sha2::{Digest, Sha256};

use super::failure::{Cause, Effect, Failed};
use super::script::{Frame, needed_sql, send_batch};
use super::step::{Ended, Work, migrate, work};
use super::watch::LeaseIs;
use super::{Held, Run, concurrent, transaction};
use crate::backend::{Backend, Opened};
use crate::ledger::{Attempted, Outcome, Progress};
use crate::lock;
use crate::migration::effect::is_data;
use crate::migration::{Script, ScriptStatement, Timeouts, Version, hexadecimal};
use crate::plan::Direction;

/// How far a script has come, when its statement with that index may have its effect: that many
/// are done, and the fingerprint is theirs with the one more.
fn reached(script: &Script, index: usize) -> Progress {
    Progress {
        statements: index,
        digest: digest(script.statements().get(..=index).unwrap_or_default()),
    }
}

/// Fingerprint of statements as they are sent.
pub(super) fn digest(statements: &[ScriptStatement]) -> String {
    let mut hash = Sha256::new();
    for statement in statements {
        hash.update(statement.to_string());
        hash.update([0]);
    }
    hexadecimal(&hash.finalize())
}

impl Run<'_> {
    /// Runs a step that is not undone as a whole.
    pub(super) async fn alone(
        &self,
        work: Work<'_>,
        mut attempted: Attempted<'_>,
        next: Option<&Version>,
        held: &mut Held,
    ) -> Result<Ended, Failed> {
        let timeouts = self.timeouts_of(&work);
        let executor = self.session.executor();
        let from = self.done.get(attempted.version).copied().unwrap_or(0);
        if let Work::Script(script) = &work {
            attempted.progress = Some(reached(script, from));
        }
        if !std::mem::take(&mut held.begun) {
            let mut beginning = vec![self.ledger.beginning_if_missing(&attempted)];
            if from > 0 {
                beginning.insert(0, self.ledger.settle(attempted.version));
            }
            let begun = self.guarded(&executor, &beginning).await;
            begun.map_err(Failed::untouched)?;
        }
        let mut records = self.records(&attempted);
        let beginning = next.and_then(|next| self.beginning_alone(next, attempted.direction));
        let begins_next = beginning.is_some();
        records.extend(beginning);
        let mut done = from;
        let mut untouched = false;
        let result = match &work {
            Work::Script(script) => {
                let step = self.statements(script, &attempted, timeouts, &mut done, &records);
                self.watched(step, timeouts, LeaseIs::Renewed).await
            }
            Work::Code(_) => {
                let wide = self.session.wide();
                let opened = self.session.opened();
                let before = self.backend().changes_of_wide(opened).await;
                let frame = Frame::default();
                let step = migrate(&work, &wide, attempted.direction, &frame);
                match self.watched(step, timeouts, LeaseIs::Renewed).await {
                    Ok(()) => self.guarded(&executor, &records).await,
                    Err(cause) => {
                        // The statement that failed is counted as well.
                        let after = self.backend().changes_of_wide(opened).await;
                        untouched = before.zip(after).is_some_and(|(before, after)| {
                            after <= before + 1 && cause.is_busy(self.backend())
                        });
                        Err(cause)
                    }
                }
            }
        };
        let Err(cause) = result else {
            held.begun = begins_next;
            return Ok(Ended::Done);
        };
        if let Work::Script(script) = &work {
            let mut statements = script.statements().get(..done).unwrap_or_default();
            if statements.iter().all(ScriptStatement::is_question) {
                // They are asked again.
                done = 0;
                statements = &[];
            }
            let progress = Progress {
                statements: done,
                digest: digest(statements),
            };
            if !cause.is_of_connection() {
                let advance = self.ledger.advance(&attempted, &progress);
                // What cannot be written down is looked up in the catalog next time.
                let _ = self.guarded(&executor, &[advance]).await;
            }
        }
        let effect = match (&work, cause.is_absence()) {
            (_, true) => Effect::None,
            _ if untouched => Effect::None,
            (Work::Script(_), _) if done == 0 => Effect::None,
            _ => Effect::Partial,
        };
        self.ended(&executor, &attempted, cause, effect, false)
            .await
    }

    /// Sends the statements of a script one by one, and writes down each that has ended well.
    async fn statements(
        &self,
        script: &Script,
        attempted: &Attempted<'_>,
        timeouts: Timeouts,
        done: &mut usize,
        records: &[String],
    ) -> Result<(), Cause> {
        let executor = self.session.executor();
        let statements = script.statements();
        for (index, statement) in statements.iter().enumerate().skip(*done) {
            let after = match index + 1 == statements.len() {
                true => records.to_vec(),
                false => vec![self.ledger.advance(attempted, &reached(script, index + 1))],
            };
            self.patient_statement(&executor, attempted, statement, timeouts, &after)
                .await?;
            *done = index + 1;
        }
        if statements.len()
            <= attempted
                .progress
                .as_ref()
                .map_or(0, |begun| begun.statements)
        {
            self.guarded(&executor, records).await?;
        }
        Ok(())
    }

    /// Sends a statement between the fence and the record of it, inside a transaction.
    async fn between(
        &self,
        executor: &DatabaseExecutor<'_>,
        statement: &ScriptStatement,
        timeouts: Timeouts,
        records: &[String],
    ) -> Result<(), Cause> {
        send_batch(executor, &self.settings(timeouts)).await?;
        self.fence(executor).await?;
        if let ScriptStatement::Rebuild(rebuild) = statement {
            self.backend().rebuild(executor, rebuild).await?;
        } else {
            // With its values in it: behind a pooler, nothing can be prepared.
            executor.execute_unprepared(&statement.to_string()).await?;
        }
        Ok(send_batch(executor, records).await?)
    }

    /// Rows are written in one transaction with the record of it, so they are written once, and a
    /// table that is made anew is one or the other.
    async fn with_records(
        &self,
        database: &DatabaseExecutor<'_>,
        statement: &ScriptStatement,
        timeouts: Timeouts,
        records: &[String],
    ) -> Result<(), Cause> {
        if let (ScriptStatement::Rebuild(_), Some(connection)) =
            (statement, self.session.connection())
        {
            let mut violations = self.backend().violations(connection).await;
            let begun = self.backend().begin(connection).await?;
            let executor = DatabaseExecutor::from(&begun.transaction);
            let sent = self.between(&executor, statement, timeouts, records).await;
            return transaction::end(self.backend(), connection, begun, &mut violations, sent)
                .await;
        }
        let transaction = database.begin().await?;
        let executor = DatabaseExecutor::from(&transaction);
        let sent = self.between(&executor, statement, timeouts, records);
        match sent.await {
            Ok(()) => Ok(transaction.commit().await?),
            Err(cause) => {
                // A rollback that fails is one that the server does by itself.
                let _ = transaction.rollback().await;
                Err(cause)
            }
        }
    }

    /// A statement by itself has its effect or none, so it can be sent again when somebody was in
    /// its way. The record of it follows.
    async fn patient_statement(
        &self,
        database: &DatabaseExecutor<'_>,
        attempted: &Attempted<'_>,
        statement: &ScriptStatement,
        timeouts: Timeouts,
        records: &[String],
    ) -> Result<(), Cause> {
        let in_transaction = is_of_transaction(statement);
        let started = std::time::Instant::now();
        let mut attempt = 0;
        loop {
            let sent = async {
                if attempt > 0 {
                    // Meanwhile somebody else may have taken the lease.
                    self.guarded_once(database, &[]).await?;
                }
                match in_transaction {
                    true => {
                        self.with_records(database, statement, timeouts, records)
                            .await
                    }
                    false => self.one_alone(database, statement, timeouts).await,
                }
            };
            let Err(cause) = sent.await else { break };
            if !cause.is_busy(self.backend()) || started.elapsed() > self.retry_for {
                return Err(cause);
            }
            self.rest(attempted.version, &cause, attempt).await?;
            attempt += 1;
        }
        match in_transaction {
            true => Ok(()),
            false => self.guarded(database, records).await,
        }
    }

    async fn one_alone(
        &self,
        database: &DatabaseExecutor<'_>,
        statement: &ScriptStatement,
        timeouts: Timeouts,
    ) -> Result<(), Cause> {
        let backend = self.backend();
        let index = concurrent::index_of(statement);
        let opened = self.session.opened();
        let settings = backend.settings_alone(opened, &timeouts, index.is_some());
        let alone = Alone {
            backend,
            opened,
            database,
            settings,
        };
        if let Some(index) = index {
            return concurrent::create(&alone, statement, &index).await;
        }
        match needed_sql(statement, database, backend).await? {
            Some(sql) => Ok(alone.send(&sql).await?),
            None => Ok(()),
        }
    }

    /// The beginning of the next step, where it is a script that runs like this one: it is written
    /// together with this one's end.
    fn beginning_alone(&self, next: &Version, direction: Direction) -> Option<String> {
        let (member, mut attempted) = self.attempted(next, direction).ok()?;
        if attempted.in_transaction || self.done.contains_key(next) {
            return None;
        }
        let kind = self.session.executor().get_database_backend();
        let Ok(Work::Script(script)) = work(member, direction, kind) else {
            return None;
        };
        attempted.progress = Some(reached(&script, 0));
        Some(self.ledger.beginning_if_missing(&attempted))
    }

    /// The row of the ledger and the end in the journal.
    pub(super) fn records(&self, attempted: &Attempted<'_>) -> Vec<String> {
        let (version, direction) = (attempted.version, attempted.direction);
        vec![
            lock::record(self.ledger, version, direction),
            self.ledger.ending(attempted, &Outcome::Done),
        ]
    }
}

/// How statements without a transaction are sent.
pub(super) struct Alone<'a> {
    pub(super) backend: &'a dyn Backend,
    pub(super) opened: &'a Opened,
    pub(super) database: &'a DatabaseExecutor<'a>,
    /// What holds for them.
    pub(super) settings: Option<String>,
}

impl Alone<'_> {
    /// Sends one.
    pub(super) async fn send(&self, sql: &str) -> Result<(), DbErr> {
        let settings = self.settings.as_deref();
        self.backend
            .send_alone(self.opened, self.database, settings, sql)
            .await
    }
}

/// Whether it can be undone, so that it is kept together with the record of it or not at all.
fn is_of_transaction(statement: &ScriptStatement) -> bool {
    match statement {
        ScriptStatement::Data(_) | ScriptStatement::Rebuild(_) => true,
        ScriptStatement::Sql(sql) => is_data(sql),
        _ => false,
    }
}
