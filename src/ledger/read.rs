//! Reading the ledger with what the journal knows, in one query.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sea_orm::{DatabaseExecutor, DbErr, QueryResult};
use sha2::{Digest, Sha256};

use super::journal::COMMITTED_BY_ITSELF;
use super::{Ledger, LedgerError, OpenAttempt, Progress, shape};
use crate::backend::{Cause, Failure};
use crate::migration::{Actor, Applied, Attempt, AttemptDetails, Version, hexadecimal};
use crate::plan::{Direction, FailedAttempt, Known};

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
    /// What was read cannot be another tool's.
    is_proven: bool,
    /// There is a ledger.
    pub(crate) ledger_exists: bool,
    /// There is a journal.
    pub(crate) journal_exists: bool,
    /// Steps without a transaction that the journal has no good end of, in the order in which they
    /// began: each is the last attempt of its version. With [`Wanted::Details`] those are among them
    /// that failed in a transaction.
    pub(crate) open: Vec<OpenAttempt>,
}

impl Reading {
    /// Versions with a step without a transaction that began and never ended.
    pub(crate) fn unfinished(&self) -> Vec<Version> {
        let unfinished = self.open.iter().filter(|open| open.is_running);
        unfinished.map(|open| open.version.clone()).collect()
    }

    /// What is left without those versions, which belong to somebody else.
    pub(crate) fn without<'v>(mut self, versions: impl Iterator<Item = &'v Version>) -> Self {
        let others: HashSet<&Version> = versions.collect();
        self.applied.retain(|row| !others.contains(&row.version));
        self.open.retain(|open| !others.contains(&open.version));
        self
    }

    /// What went wrong with a version last, unless it went well afterwards, also by SeaORM, which
    /// writes no journal.
    pub(crate) fn failed(&self, version: &Version) -> Option<FailedAttempt> {
        let open = self.open.iter().find(|open| open.version == *version)?;
        let is_applied = self.applied.iter().any(|row| row.version == *version);
        let is_still_so = open.is_running || is_applied == (open.direction == Direction::Down);
        open.failed.clone().filter(|_| is_still_so)
    }
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
                Ok(reading) if reading.is_proven => return Ok(reading),
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
        matches!(failure.cause, Cause::Program | Cause::Driver)
            || self.backend.is_shape_error(&failure)
    }

    /// Reads a ledger without a journal.
    async fn read_ledger(&self, database: &DatabaseExecutor<'_>) -> Result<Reading, DbErr> {
        let table = self.quoted_table();
        let elsewhere = self.elsewhere(&[&table], 2);
        let sql = format!("SELECT {LEDGER}, version, applied_at FROM {table}{elsewhere}");
        let rows = self.backend.query(database, &sql).await?;
        let applied = rows
            .iter()
            .map(|row| match row.try_get_by_index::<i32>(0)? {
                ELSEWHERE => Err(elsewhere_error()),
                _ => ledger_row(row, 1),
            });
        let applied = applied.collect::<Result<Vec<_>, DbErr>>()?;
        Ok(Reading {
            is_proven: !applied.is_empty(),
            applied,
            ledger_exists: true,
            ..Reading::default()
        })
    }

    async fn read_both(
        &self,
        database: &DatabaseExecutor<'_>,
        wanted: Wanted<'_>,
    ) -> Result<Reading, DbErr> {
        let query = self.reading_query(wanted, true);
        let rows = match (self.backend.query(database, &query).await, wanted) {
            // Who may read ledger and journal may not be allowed to see who is at work.
            (Err(_), Wanted::Details) if matches!(database, DatabaseExecutor::Connection(_)) => {
                let query = self.reading_query(wanted, false);
                self.backend.query(database, &query).await?
            }
            (rows, _) => rows?,
        };
        let mut reading = Reading {
            ledger_exists: true,
            journal_exists: true,
            ..Reading::default()
        };
        let mut attempts: HashMap<Version, (i32, Attempt)> = HashMap::new();
        let mut open: HashMap<Version, OpenAttempt> = HashMap::new();
        for row in &rows {
            match row.try_get_by_index::<i32>(0)? {
                ELSEWHERE => return Err(elsewhere_error()),
                LEDGER => reading.applied.push(ledger_row(row, 1)?),
                kind @ (APPLIED | REVERTED) => {
                    let version = version(row, 1)?;
                    let attempt = attempt(row, wanted)?;
                    let known = attempts.get(&version);
                    if known.is_none_or(|(_, known)| known.id < attempt.id) {
                        attempts.insert(version, (kind, attempt));
                    }
                }
                IN_STEP => reading.in_step = true,
                kind => {
                    let attempt = open_attempt(row, kind, wanted)?;
                    let known = open.get(&attempt.version);
                    if known.is_none_or(|known| known.id < attempt.id) {
                        open.insert(attempt.version.clone(), attempt);
                    }
                }
            }
        }
        open.retain(|version, attempt| {
            let success = attempts.get(version);
            success.is_none_or(|(_, success)| success.id < attempt.id)
        });
        reading.open = open.into_values().collect();
        reading.open.sort_by_key(|attempt| attempt.id);
        for row in &mut reading.applied {
            // What SeaORM applied after we had reverted it is not that attempt of ours.
            let latest = attempts.remove(&row.version);
            row.attempt = latest.and_then(|(kind, attempt)| (kind == APPLIED).then_some(attempt));
        }
        // Beside a column of texts, MySQL and SQLite give any value of the other as a text.
        let is_ours = |row: &Applied| row.attempt.is_some();
        reading.is_proven = reading.in_step || reading.applied.iter().any(is_ours);
        Ok(reading)
    }

    /// One more branch of a union, whose only row says that one of the tables is another schema's,
    /// which the session finds because it has none of its own.
    fn elsewhere(&self, tables: &[&str], nulls: usize) -> String {
        let Some(is_here) = self.facts().is_here else {
            return String::new();
        };
        let here: Vec<String> = tables.iter().map(|table| is_here(table)).collect();
        let nulls = ", NULL".repeat(nulls);
        format!(
            " UNION ALL SELECT {ELSEWHERE}{nulls} WHERE NOT ({})",
            here.join(" AND ")
        )
    }

    /// Rows of the ledger, then those of the journal that belong to them; or the one row that says
    /// that the digest matches. They are put together here, for a server without a fitting index
    /// compares each with each.
    fn reading_query(&self, wanted: Wanted<'_>, knows_lease: bool) -> String {
        let facts = self.facts();
        let (ledger, journal) = (self.quoted_table(), self.quoted_journal());
        let details = match wanted {
            Wanted::Details => format!(
                ", {}, duration_ms, database_user, os_user, host, application, seaworthy, code",
                (facts.iso)("coalesce(finished_at, started_at)")
            ),
            Wanted::InStep(_) | Wanted::Rows => String::new(),
        };
        let nothing = match wanted {
            Wanted::Details => ", NULL".repeat(DETAILS),
            Wanted::InStep(_) | Wanted::Rows => String::new(),
        };
        let successes = format!("FROM {journal} WHERE outcome IN ('applied', 'reverted')");
        let kind = format!("CASE WHEN outcome = 'applied' THEN {APPLIED} ELSE {REVERTED} END");
        let elsewhere = self.elsewhere(&[&ledger, &journal], 3 + nothing.matches("NULL").count());
        let mut open = "in_transaction <> 1 AND outcome IN ('running', 'failed')".to_owned();
        if matches!(wanted, Wanted::Details) {
            open = format!(
                "({open} OR id IN (SELECT max(id) FROM {journal} WHERE outcome = 'failed' \
                 GROUP BY version))"
            );
        }
        if matches!(wanted, Wanted::Details) && knows_lease {
            // What still runs is no more unfinished than a transaction that is open.
            let lease = self.quoted_lease();
            let now = facts.now;
            open.push_str(&format!(
                " AND run NOT IN (SELECT run FROM {lease} WHERE expires_at > {now})"
            ));
        }
        let open = format!(
            "SELECT CASE WHEN outcome = 'running' THEN {UNFINISHED} ELSE {FAILED} END \
             + CASE WHEN direction = 'down' THEN {DOWN} ELSE 0 END \
             + CASE WHEN in_transaction = {COMMITTED_BY_ITSELF} THEN {CLAIM} ELSE 0 END, version, id, \
             {progress}{details} FROM {journal} open WHERE {open}",
            progress = facts.progress,
        );
        let (Wanted::InStep(digest), Some(expression)) = (wanted, facts.digest) else {
            return format!(
                "SELECT {LEDGER}, version, applied_at, NULL{nothing} FROM {ledger} UNION ALL \
                 SELECT {kind}, version, id, checksum{details} {successes} UNION ALL {open}{elsewhere}"
            );
        };
        let digest = facts.literal(digest);
        format!(
            "WITH step AS (SELECT {expression} = {digest} AND NOT EXISTS (SELECT 1 FROM {journal} \
             open WHERE in_transaction <> 1 AND outcome = 'running' AND NOT EXISTS (SELECT 1 FROM \
             {journal} later WHERE later.version = open.version AND later.id > open.id \
             AND later.outcome IN ('applied', 'reverted'))) AS is_in FROM (\
             SELECT l.version, CASE WHEN j.outcome = 'applied' THEN j.checksum END AS checksum \
             FROM {ledger} l LEFT JOIN (SELECT version, max(id) AS id {successes} GROUP BY version) latest \
             ON latest.version = l.version LEFT JOIN {journal} j ON j.id = latest.id) applied) \
             SELECT {LEDGER}, version, applied_at, NULL FROM {ledger}, step WHERE NOT is_in \
             UNION ALL SELECT {kind}, version, id, checksum FROM (SELECT * {successes}) j, step \
             WHERE NOT is_in UNION ALL SELECT {IN_STEP}, NULL, NULL, NULL FROM step WHERE is_in \
             UNION ALL {open}{elsewhere}",
            open = open.replace(" open WHERE ", " open, step WHERE NOT is_in AND "),
        )
    }
}

/// How many columns [`Wanted::Details`] adds.
const DETAILS: usize = 8;

/// What a row of the reading is, by its first column.
const LEDGER: i32 = 0;
const APPLIED: i32 = 1;
const REVERTED: i32 = 2;
const IN_STEP: i32 = 3;
const ELSEWHERE: i32 = 4;
/// An attempt without an end, and one that failed; the same of a revert has `DOWN` added.
const UNFINISHED: i32 = 10;
const FAILED: i32 = 11;
const DOWN: i32 = 10;
/// Added where the claim may have been committed.
const CLAIM: i32 = 100;

/// Sends the caller to the catalog.
fn elsewhere_error() -> DbErr {
    DbErr::Custom("the table is another schema's".to_owned())
}

fn version(row: &QueryResult, index: usize) -> Result<Version, DbErr> {
    row.try_get_by_index::<String>(index).map(Version::from)
}

fn ledger_row(row: &QueryResult, first: usize) -> Result<Applied, DbErr> {
    Ok(Applied {
        version: version(row, first)?,
        applied_at: row.try_get_by_index(first + 1)?,
        attempt: None,
    })
}

fn attempt(row: &QueryResult, wanted: Wanted<'_>) -> Result<Attempt, DbErr> {
    let details = match wanted {
        Wanted::Details => Some(details(row)?),
        Wanted::InStep(_) | Wanted::Rows => None,
    };
    Ok(Attempt {
        id: row.try_get_by_index(2)?,
        checksum: row.try_get_by_index(3)?,
        details,
    })
}

fn open_attempt(row: &QueryResult, kind: i32, wanted: Wanted<'_>) -> Result<OpenAttempt, DbErr> {
    let progress: Option<String> = row.try_get_by_index(3)?;
    let progress = progress.as_deref().and_then(|text| text.split_once(' '));
    let progress = progress.and_then(|(statements, digest)| {
        Some(Progress {
            statements: statements.parse().ok()?,
            digest: digest.to_owned(),
        })
    });
    let has_claim = kind >= CLAIM;
    let kind = kind % CLAIM;
    let direction = match kind >= UNFINISHED + DOWN {
        true => Direction::Down,
        false => Direction::Up,
    };
    let is_running = kind % DOWN == UNFINISHED % DOWN;
    let failed = match wanted {
        Wanted::Details => {
            let details = details(row)?;
            Some(FailedAttempt {
                direction,
                is_unfinished: is_running,
                at: details.finished_at,
                code: row.try_get_by_index(11)?,
                actor: details.actor,
            })
        }
        Wanted::InStep(_) | Wanted::Rows => None,
    };
    Ok(OpenAttempt {
        id: row.try_get_by_index(2)?,
        version: version(row, 1)?,
        direction,
        is_running,
        has_claim,
        progress,
        failed,
    })
}

fn details(row: &QueryResult) -> Result<AttemptDetails, DbErr> {
    let text = |index: usize| -> Result<String, DbErr> {
        let text: Option<String> = row.try_get_by_index(index)?;
        Ok(text.unwrap_or_default())
    };
    let milliseconds: Option<i64> = row.try_get_by_index(5)?;
    Ok(AttemptDetails {
        finished_at: text(4)?,
        duration: Duration::from_millis(u64::try_from(milliseconds.unwrap_or(0)).unwrap_or(0)),
        actor: Actor {
            database_user: text(6)?,
            os_user: text(7)?,
            host: text(8)?,
            application: text(9)?,
            seaworthy: text(10)?,
        },
    })
}
