//! Recover: what became of a step without a transaction that nobody has written the end of.
//!
//! The catalog is asked. Where it cannot tell, a person has to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr};

use super::alone::{Alone, digest};
use super::capture::preview;
use super::failure::Cause;
use super::script::{built, foreign_key};
use super::{Run, build_of, concurrent};
use crate::backend::Backend;
use crate::event::Event;
use crate::ledger::{Attempted, OpenAttempt, Progress};
use crate::lock;
use crate::migration::effect::{Effect, is_data, is_repeatable};
use crate::migration::{Member, Script, ScriptStatement, Timeouts, Version};
use crate::plan::Direction;

/// How long a migration may take to tell its statements.
const RECORDING: Duration = Duration::from_secs(10);

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing of it is in the database.
    NotBegun,
    /// That many statements of its script are done, and not all.
    At(usize),
    /// All of it is in the database.
    Done,
    /// The database does not tell.
    Unknown,
}

impl Run<'_> {
    /// What became of an attempt. The migration is given for good, for it is run against a
    /// recording where it is no script.
    pub(crate) async fn verdict(
        &self,
        open: &OpenAttempt,
        member: Option<Member>,
    ) -> Result<Verdict, DbErr> {
        let Some(member) = member else {
            return Ok(match open.is_running {
                true => Verdict::Unknown,
                false => Verdict::NotBegun,
            });
        };
        let executor = self.session.executor();
        let Some(build) = build_of(&member, open.direction) else {
            return match open.is_running {
                true => self.verdict_of_code(open, member).await,
                false => Ok(Verdict::NotBegun),
            };
        };
        let kind = executor.get_database_backend();
        let script = catch_unwind(AssertUnwindSafe(|| built(build, kind)));
        let (Ok(Ok(script)), Some(progress)) = (script, &open.progress) else {
            return Ok(match open.is_running {
                true => Verdict::Unknown,
                false => Verdict::NotBegun,
            });
        };
        let verdict = match open.is_running {
            true => of_running(self.backend(), &executor, &script, progress).await?,
            false => of_failed(self.backend(), &executor, &script, progress).await?,
        };
        let begun = |statements: usize| {
            let done = script.statements().iter().take(statements);
            done.filter(|statement| !statement.is_question()).count() > 0
        };
        Ok(match verdict {
            Verdict::At(statements) if !begun(statements) => Verdict::NotBegun,
            Verdict::At(statements) if statements >= script.statements().len() => Verdict::Done,
            verdict => verdict,
        })
    }

    /// The statements of a migration of SeaORM's form are known by recording it. It ran as a
    /// whole or not at all only where that can be said of each.
    async fn verdict_of_code(&self, open: &OpenAttempt, member: Member) -> Result<Verdict, DbErr> {
        let executor = self.session.executor();
        let recording = preview(member, open.direction, &executor, self.backend());
        let waiting = lock::pause(RECORDING);
        // It may wait for something that does not come.
        let Either::Left((shown, _)) = select(pin!(recording), pin!(waiting)).await else {
            return Ok(Verdict::Unknown);
        };
        if shown.incomplete.is_some() || shown.statements.is_empty() {
            return Ok(Verdict::Unknown);
        }
        let mut had_effect = Vec::with_capacity(shown.statements.len());
        for sql in &shown.statements {
            had_effect.push(has_effect(self.backend(), &executor, sql).await?);
        }
        if had_effect.iter().all(|had| *had == Some(true)) {
            return Ok(Verdict::Done);
        }
        // A later statement may have taken the effect of an earlier one back.
        if had_effect.iter().any(|had| *had != Some(false)) {
            return Ok(Verdict::Unknown);
        }
        let first = ScriptStatement::Sql(shown.statements[0].clone());
        if let Some(index) = concurrent::index_of(&first) {
            let opened = self.session.opened();
            let alone = Alone {
                backend: self.backend(),
                opened,
                database: &executor,
                settings: self
                    .backend()
                    .settings_alone(opened, &Timeouts::default(), true),
            };
            concurrent::clear(&alone, &index).await?;
        }
        Ok(Verdict::NotBegun)
    }

    /// Writes down what a person knows of a version: that it is applied, or that it is not.
    pub(crate) async fn resolve(
        &self,
        version: &Version,
        direction: Direction,
    ) -> Result<(), Cause> {
        let attempted = match self.attempted(version, direction) {
            Ok((_, attempted)) => attempted,
            // It is in the ledger, and not in this program.
            Err(_) => Attempted {
                run: self.id,
                version,
                direction,
                checksum: None,
                in_transaction: true,
                progress: None,
                unverified: self.unverified,
                actor: self.actor,
            },
        };
        let records = [
            self.ledger.settle(version),
            lock::record(self.ledger, version, direction),
            self.ledger
                .note(&attempted, "resolved by hand: nothing was run"),
        ];
        self.guarded(&self.session.executor(), &records).await
    }

    /// Ends an attempt whose step stands as it would have left it.
    pub(crate) async fn close(&self, open: &OpenAttempt) -> Result<(), Cause> {
        let settle = self.ledger.settle(&open.version);
        self.guarded(&self.session.executor(), &[settle]).await
    }

    /// Writes a verdict down, and says it.
    pub(crate) async fn settle(&self, open: &OpenAttempt, verdict: Verdict) -> Result<(), Cause> {
        if !open.is_running && verdict == Verdict::NotBegun {
            return Ok(());
        }
        let version = &open.version;
        let (_, attempted) = self.attempted(version, open.direction)?;
        let mut records = vec![self.ledger.settle(version)];
        let said = match verdict {
            Verdict::Done => {
                records.push(lock::record(self.ledger, version, open.direction));
                let why = "interrupted, and found in the database";
                records.push(self.ledger.note(&attempted, why));
                format!("is {} all the same", open.direction.done())
            }
            Verdict::NotBegun => {
                if open.has_claim {
                    let opposite = open.direction.opposite();
                    records.push(lock::record(self.ledger, version, opposite));
                }
                "had not changed anything".to_owned()
            }
            Verdict::At(statements) => format!("goes on after {statements} of its statements"),
            Verdict::Unknown => return Ok(()),
        };
        let executor = self.session.executor();
        // How far a script came is written anew with its next beginning, and is not lost before.
        if !matches!(verdict, Verdict::At(_)) && (open.is_running || verdict == Verdict::Done) {
            self.guarded(&executor, &records).await?;
        }
        if open.is_running || matches!(verdict, Verdict::At(_)) {
            let text = format!("`{version}` was interrupted and {said}");
            self.observer.notice(&Event::Warning(text));
        }
        Ok(())
    }
}

/// Up to the statement at which it was, all are done; of that one, the catalog may know.
async fn of_running(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    script: &Script,
    progress: &Progress,
) -> Result<Verdict, DbErr> {
    let at = progress.statements;
    let begun = script.statements().get(..=at);
    if digest(begun.unwrap_or_default()) != progress.digest {
        // The script is another one by now.
        return Ok(Verdict::Unknown);
    }
    let Some(statement) = script.statements().get(at) else {
        return Ok(Verdict::Done);
    };
    let had_effect = match statement {
        ScriptStatement::Sql(sql) if is_data(sql) || is_repeatable(sql) => Some(false),
        ScriptStatement::Sql(sql) => has_effect(backend, database, sql).await?,
        ScriptStatement::DropPrimaryKey { table } => {
            Some(backend.primary_key(database, table).await?.is_none())
        }
        ScriptStatement::DropUnique(unique) => {
            Some(backend.unique(database, unique).await?.is_none())
        }
        ScriptStatement::DropForeignKey(key) => {
            match foreign_key(database, backend, key).await? {
                None => Some(true),
                Some(found) if found == key.name => Some(false),
                // It may be that one, or another one of the same columns.
                Some(_) => None,
            }
        }
        // Rows are written together with the record of it, and a table is made anew with it; the
        // others look for themselves.
        _ => Some(false),
    };
    Ok(match had_effect {
        Some(true) => Verdict::At(at + 1),
        Some(false) => Verdict::At(at),
        None => Verdict::Unknown,
    })
}

/// A script that failed goes on where it failed, unless somebody has taken back all that it did. One
/// whose beginning is another one by now may not be run from there nor from its start.
async fn of_failed(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    script: &Script,
    progress: &Progress,
) -> Result<Verdict, DbErr> {
    let at = progress.statements;
    if at == 0 {
        return Ok(Verdict::NotBegun);
    }
    let done = script.statements().get(..at).unwrap_or_default();
    if digest(done) != progress.digest {
        return Ok(Verdict::Unknown);
    }
    for statement in done {
        let is_undone = match statement {
            ScriptStatement::Sql(sql) => has_effect(backend, database, sql).await? == Some(false),
            _ => false,
        };
        if !is_undone {
            return Ok(Verdict::At(at));
        }
    }
    Ok(Verdict::NotBegun)
}

/// Whether the catalog shows the effect of a statement; `None` where it does not tell.
async fn has_effect(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    sql: &str,
) -> Result<Option<bool>, DbErr> {
    let Some(effect) = Effect::of(sql) else {
        return Ok(None);
    };
    let columns = async |table: &str| backend.columns(database, table).await;
    let has_table = async |table: &str| Ok::<_, DbErr>(!columns(table).await?.is_empty());
    let has_column = async |table: &str, column: &str| {
        let column = column.to_lowercase();
        let found = columns(table).await?;
        Ok::<_, DbErr>(
            found
                .iter()
                .any(|found| found.name.to_lowercase() == column),
        )
    };
    Ok(match effect {
        Effect::CreatesTable(table) => Some(has_table(&table).await?),
        Effect::DropsTable(table) => Some(!has_table(&table).await?),
        Effect::RenamesTable { from, to } => {
            match (has_table(&from).await?, has_table(&to).await?) {
                (false, true) => Some(true),
                (true, false) => Some(false),
                _ => None,
            }
        }
        Effect::AddsColumn { table, column } => Some(has_column(&table, &column).await?),
        Effect::DropsColumn { table, column } => Some(!has_column(&table, &column).await?),
        Effect::CreatesIndex(index) => {
            match backend.index(database, &index.table, &index.name).await? {
                None => Some(false),
                Some(found) if concurrent::is_leftover(&found, &index) => Some(false),
                Some(found) if found.is_valid && found.table == index.table => Some(true),
                Some(_) => None,
            }
        }
        Effect::DropsIndex { name, table } => {
            let table = table.unwrap_or_default();
            Some(backend.index(database, &table, &name).await?.is_none())
        }
    })
}
