//! Reading the ledger with what the journal knows, in one query.

use std::time::Duration;

use sea_orm::{DatabaseExecutor, DbErr, QueryResult};
use sha2::{Digest, Sha256};

use super::{Ledger, LedgerError, shape};
use crate::backend::{Cause, Failure};
use crate::migration::{Actor, Applied, Attempt, AttemptDetails, hexadecimal};
use crate::plan::Known;

/// What a caller wants to know of the ledger.
#[derive(Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// Whether this digest of the code matches; if it does not, the rows.
    InStep(&'a str),
    /// The rows.
    Rows,
    /// The rows with who applied them, when and how long it took.
    Details,
}

/// What the database says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    /// The database compared the digest and found everything applied and unchanged; then
    /// `applied` was not sent.
    pub(crate) in_step: bool,
    /// What is applied.
    pub(crate) applied: Vec<Applied>,
    /// There is a ledger.
    pub(crate) ledger_exists: bool,
    /// There is a journal.
    pub(crate) journal_exists: bool,
}

/// Fingerprint of a ledger in which everything of the code is applied and unchanged. The database
/// computes the same over its rows, so that an answer of constant size says that there is nothing
/// to do.
pub(crate) fn digest(known: &[Known<'_>]) -> String {
    let mut lines: Vec<(&str, &str)> = known
        .iter()
        .map(|member| {
            let checksum = member.checksum.map_or("", |checksum| checksum.as_str());
            (member.version.as_str(), checksum)
        })
        .collect();
    lines.sort_unstable();
    let lines: Vec<String> = lines
        .iter()
        .map(|(version, checksum)| format!("{version} {checksum}"))
        .collect();
    hexadecimal(&Sha256::digest(lines.join("\n").as_bytes()))
}

impl Ledger {
    /// Reads what is applied.
    ///
    /// One query answers where ledger and journal exist, and a second one where there is no journal
    /// because SeaORM alone has migrated. The catalog is asked where there is no row to prove that
    /// the table is a ledger; inside a transaction it is asked first, because there a failed query
    /// would be the end.
    pub(crate) async fn read(
        &self,
        database: &DatabaseExecutor<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Reading, LedgerError> {
        if matches!(database, DatabaseExecutor::Connection(_)) {
            let mut found = self.read_both(database, wanted).await;
            if found.as_ref().is_err_and(|error| self.is_of_shape(error)) {
                found = self.read_ledger(database).await;
            }
            match found {
                Ok(reading) if reading.in_step || !reading.applied.is_empty() => {
                    return Ok(reading);
                }
                Err(error) if !self.is_of_shape(&error) => return Err(error.into()),
                _ => {}
            }
        }
        let columns = self.backend.columns(database, &self.table).await?;
        let journal = self.backend.columns(database, &self.journal).await?;
        let journal_exists = !journal.is_empty();
        if columns.is_empty() {
            return Ok(Reading {
                journal_exists,
                ..Reading::default()
            });
        }
        shape::recognise(&self.table, &columns)?;
        Ok(match journal_exists {
            true => self.read_both(database, wanted).await?,
            false => self.read_ledger(database).await?,
        })
    }

    /// Whether an error may mean that the tables are not there or not ours: the server said so,
    /// or a value was not of the type that it has in a ledger.
    fn is_of_shape(&self, error: &DbErr) -> bool {
        let failure = Failure::of(error);
        failure.cause == Cause::Program || self.backend.is_shape_error(&failure)
    }

    /// Reads a ledger without a journal.
    async fn read_ledger(&self, database: &DatabaseExecutor<'_>) -> Result<Reading, DbErr> {
        let table = self.quoted_table();
        let sql = format!("SELECT version, applied_at FROM {table}");
        let rows = self.backend.query(database, &sql).await?;
        let applied = rows.iter().map(|row| ledger_row(row, 0));
        Ok(Reading {
            applied: applied.collect::<Result<_, DbErr>>()?,
            ledger_exists: true,
            ..Reading::default()
        })
    }

    async fn read_both(
        &self,
        database: &DatabaseExecutor<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Reading, DbErr> {
        let rows = self
            .backend
            .query(database, &self.reading_query(wanted))
            .await?;
        let mut reading = Reading {
            ledger_exists: true,
            journal_exists: true,
            ..Reading::default()
        };
        for row in &rows {
            reading.in_step |= row.try_get_by_index::<i32>(0)? == 1;
            if row.try_get_by_index::<Option<String>>(1)?.is_some() {
                reading.applied.push(row_with_attempt(row, wanted)?);
            }
        }
        Ok(reading)
    }

    /// Rows of the ledger, each with the last attempt that applied it; or the one row that says
    /// that the digest matches. There is always a row, so that an empty ledger is no match.
    fn reading_query(&self, wanted: Wanted<'_>) -> String {
        let facts = self.facts();
        let (ledger, journal) = (self.quoted_table(), self.quoted_journal());
        let details = match wanted {
            Wanted::Details => format!(
                ", {} AS finished_at, j.duration_ms, j.database_user, j.os_user, j.host, \
                 j.application, j.seaworthy",
                (facts.iso)("j.finished_at")
            ),
            Wanted::InStep(_) | Wanted::Rows => String::new(),
        };
        let applied = format!(
            "SELECT l.version, l.applied_at, j.id, j.checksum{details} FROM {ledger} l \
             LEFT JOIN (SELECT version, max(id) AS id FROM {journal} WHERE direction = 'up' AND outcome = 'applied' GROUP BY version) latest \
             ON latest.version = l.version LEFT JOIN {journal} j ON j.id = latest.id"
        );
        match (wanted, facts.digest) {
            (Wanted::InStep(digest), Some(expression)) => format!(
                "WITH applied AS ({applied}), \
                 step AS (SELECT CASE WHEN {expression} = {} THEN 1 ELSE 0 END AS is_in FROM applied) \
                 SELECT step.is_in, applied.* FROM step LEFT JOIN applied ON step.is_in = 0",
                facts.literal(digest)
            ),
            _ => format!(
                "SELECT CAST(0 AS {}), applied.* FROM (SELECT 1 AS one) always \
                 LEFT JOIN ({applied}) applied ON 1 = 1",
                if facts.quote == '`' {
                    "signed"
                } else {
                    "integer"
                }
            ),
        }
    }
}

fn ledger_row(row: &QueryResult, first: usize) -> Result<Applied, DbErr> {
    let version: String = row.try_get_by_index(first)?;
    let applied_at = row.try_get_by_index(first + 1)?;
    Ok(Applied {
        version: version.into(),
        applied_at,
        attempt: None,
    })
}

fn row_with_attempt(row: &QueryResult, wanted: Wanted<'_>) -> Result<Applied, DbErr> {
    let id: Option<i64> = row.try_get_by_index(3)?;
    let attempt = id.map(|id| attempt(row, id, wanted)).transpose()?;
    Ok(Applied {
        attempt,
        ..ledger_row(row, 1)?
    })
}

fn attempt(row: &QueryResult, id: i64, wanted: Wanted<'_>) -> Result<Attempt, DbErr> {
    let details = match wanted {
        Wanted::Details => Some(details(row)?),
        Wanted::InStep(_) | Wanted::Rows => None,
    };
    Ok(Attempt {
        id,
        checksum: row.try_get_by_index(4)?,
        details,
    })
}

fn details(row: &QueryResult) -> Result<AttemptDetails, DbErr> {
    let text = |index: usize| -> Result<String, DbErr> {
        let text: Option<String> = row.try_get_by_index(index)?;
        Ok(text.unwrap_or_default())
    };
    let milliseconds: Option<i64> = row.try_get_by_index(6)?;
    Ok(AttemptDetails {
        finished_at: text(5)?,
        duration: Duration::from_millis(u64::try_from(milliseconds.unwrap_or(0)).unwrap_or(0)),
        actor: Actor {
            database_user: text(7)?,
            os_user: text(8)?,
            host: text(9)?,
            application: text(10)?,
            seaworthy: text(11)?,
        },
    })
}
