//! Lease: the row that one run holds at a time, as texts for the database.
//!
//! Every time in it is the database's own, so that the clocks of the programs do not matter.

use std::time::Duration;

use sea_orm::{DbErr, QueryResult};

use super::process::{has_ended, lives};
use crate::ledger::{Ledger, cut};
use crate::migration::{Actor, Holder, Version};

/// The lease of a ledger as a table.
pub(crate) struct LeaseRow<'a>(pub(crate) &'a Ledger);

/// The lease, held by this run.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    /// Which database and schema it is for. A copy of the database has it too, and there it means
    /// nothing.
    scope: String,
    /// How often it has been taken.
    epoch: i64,
    /// Who took it. A server that took over from one that failed may have lost the last times, and
    /// counts them again.
    run: String,
    /// How long it lasts after each renewal.
    lasts: Duration,
}

/// What a look at the lease tells.
pub(crate) struct Seen {
    scope: String,
    epoch: i64,
    /// Nobody has it, or whoever had it let it expire.
    pub(crate) is_free: bool,
    /// Whoever has it is no more.
    pub(crate) is_abandoned: bool,
    /// The run that has it.
    pub(crate) run: String,
    /// The server's name for the session of whoever has it.
    pub(crate) session: String,
    pub(crate) holder: Holder,
}

/// Whoever takes the lease.
pub(crate) struct Taker<'a> {
    pub(crate) run: &'a str,
    pub(crate) actor: &'a Actor,
    /// The server's name for its session; empty where it has none of its own.
    pub(crate) session: &'a str,
    pub(crate) process: &'a str,
}

impl LeaseRow<'_> {
    /// Definition of the table, and its row for this database.
    pub(crate) fn definitions(&self) -> [String; 2] {
        let facts = self.0.facts();
        let table = self.0.quoted_lease();
        let definition = format!(
            "CREATE TABLE IF NOT EXISTS {table} (\
             scope varchar(255) NOT NULL PRIMARY KEY, \
             epoch bigint NOT NULL, \
             run varchar(32) NOT NULL, \
             acquired_at {timestamp} NOT NULL, \
             expires_at {timestamp} NOT NULL, \
             os_user varchar(255) NOT NULL, \
             host varchar(255) NOT NULL, \
             process_id bigint NOT NULL, \
             process varchar(255) NOT NULL, \
             session varchar(255) NOT NULL, \
             application varchar(255) NOT NULL, \
             seaworthy varchar(32) NOT NULL){}",
            facts.table_options,
            timestamp = facts.timestamp_type,
        );
        let (scope, now) = (facts.scope, facts.now);
        let row = format!(
            "INSERT INTO {table} (scope, epoch, run, acquired_at, expires_at, os_user, host, \
             process_id, process, session, application, seaworthy) \
             SELECT {scope}, 0, '', {now}, {now}, '', '', 0, '', '', '', '' \
             FROM (SELECT 1 AS one) always \
             WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE scope = {scope})"
        );
        [definition, row]
    }

    /// Query for the lease of this database; no row where it has none.
    pub(crate) fn look(&self) -> String {
        let facts = self.0.facts();
        let number = |sql: &str| format!("CASE WHEN {sql} THEN 1 ELSE 0 END");
        format!(
            "SELECT scope, epoch, {}, {}, run, session, process, application, host, process_id, os_user, {}, \
             (SELECT max(version) FROM {} WHERE run = lease.run AND outcome = 'running') \
             FROM {} lease WHERE scope = {}",
            number(&format!("run = '' OR expires_at < {}", facts.now)),
            number(&format!("session <> '' AND NOT ({})", facts.session_lives)),
            (facts.elapsed)("acquired_at"),
            self.0.quoted_journal(),
            self.0.quoted_lease(),
            facts.scope,
        )
    }

    /// Statement that takes the lease as it was seen: one row, or none when somebody else was
    /// quicker or its row is in use, for which it does not wait on PostgreSQL.
    pub(crate) fn take(&self, seen: &Seen, taker: &Taker<'_>, lasts: Duration) -> String {
        let facts = self.0.facts();
        let table = self.0.quoted_lease();
        let text = |text: &str| facts.literal(&cut(text, 255));
        let whose = match seen.is_abandoned {
            true => String::new(),
            false => format!(" AND (run = '' OR expires_at < {})", facts.now),
        };
        let row = format!(
            "scope = {} AND epoch = {} AND run = {}{whose}",
            facts.literal(&seen.scope),
            seen.epoch,
            facts.literal(&seen.run),
        );
        let row = match facts.skips_locked {
            true => {
                format!("scope = (SELECT scope FROM {table} WHERE {row} FOR UPDATE SKIP LOCKED)")
            }
            false => row,
        };
        format!(
            "UPDATE {table} SET epoch = epoch + 1, run = {}, acquired_at = {}, expires_at = {}, \
             os_user = {}, host = {}, process_id = {}, process = {}, session = {}, \
             application = {}, seaworthy = {} WHERE {row}",
            text(taker.run),
            facts.now,
            (facts.later)(lasts),
            text(&taker.actor.os_user),
            text(&taker.actor.host),
            std::process::id(),
            text(taker.process),
            text(taker.session),
            text(&taker.actor.application),
            text(&taker.actor.seaworthy),
        )
    }

    /// Query with one row where the lease is still this run's.
    pub(crate) fn is_held(&self, lease: &Lease) -> String {
        let table = self.0.quoted_lease();
        format!("SELECT 1 FROM {table} WHERE {}", self.held(lease))
    }

    /// The same, asked on a new connection: it has no row either on another server than the one
    /// that the run's session is on, unless that is of a cluster.
    pub(crate) fn admits(&self, lease: &Lease) -> String {
        let (held, lives) = (self.is_held(lease), self.0.facts().session_lives);
        format!("{held} AND (session = '' OR {lives})")
    }

    /// Statement that renews the lease: one row, or none when it was lost.
    pub(crate) fn renewal(&self, lease: &Lease) -> String {
        format!(
            "UPDATE {} SET expires_at = {} WHERE {}",
            self.0.quoted_lease(),
            (self.0.facts().later)(lease.lasts),
            self.held(lease)
        )
    }

    /// The fence in a message of several statements, where nobody sees how many rows one has
    /// changed: it renews the lease, or fails.
    pub(crate) fn failing_fence(&self, lease: &Lease) -> String {
        format!(
            "WITH fence AS ({} RETURNING 1) SELECT 1 / count(*) FROM fence",
            self.renewal(lease)
        )
    }

    /// Condition of a statement that may only have an effect while the lease is this run's.
    pub(crate) fn condition(&self, lease: &Lease) -> String {
        format!("EXISTS ({})", self.is_held(lease))
    }

    /// Statement that gives the lease back.
    pub(crate) fn release(&self, lease: &Lease) -> String {
        let table = self.0.quoted_lease();
        let now = self.0.facts().now;
        format!(
            "UPDATE {table} SET run = '', session = '', expires_at = {now} WHERE {}",
            self.held(lease)
        )
    }

    fn held(&self, lease: &Lease) -> String {
        let facts = self.0.facts();
        let (scope, run) = (facts.literal(&lease.scope), facts.literal(&lease.run));
        format!(
            "scope = {scope} AND epoch = {} AND run = {run}",
            lease.epoch
        )
    }
}

impl Lease {
    /// How long it lasts after each renewal.
    pub(crate) fn lasts(&self) -> Duration {
        self.lasts
    }
}

impl Seen {
    /// Reads a row of [`LeaseRow::look`].
    ///
    /// Where every program is on this machine, one that is seen to live keeps the lease, however
    /// long it has been paused: no server could end its session, and its clock is the database's.
    pub(super) fn of(row: &QueryResult, is_local: bool) -> Result<Self, DbErr> {
        let text = |index: usize| row.try_get_by_index::<String>(index);
        let is = |index: usize| row.try_get_by_index::<i32>(index).map(|flag| flag == 1);
        let milliseconds: i64 = row.try_get_by_index(11)?;
        let step: Option<String> = row.try_get_by_index(12)?;
        let process = text(6)?;
        let run = text(4)?;
        let is_kept = is_local && !run.is_empty() && lives(&process);
        let is_free = is(2)? && !is_kept;
        Ok(Self {
            scope: text(0)?,
            epoch: row.try_get_by_index(1)?,
            is_free,
            is_abandoned: !is_free && (is(3)? || has_ended(&process)),
            run,
            session: text(5)?,
            holder: Holder {
                application: text(7)?,
                host: text(8)?,
                process_id: row.try_get_by_index(9)?,
                os_user: text(10)?,
                step: step.map(Version::from),
                held_for: Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0)),
            },
        })
    }

    /// The lease, once the statement of [`LeaseRow::take`] has changed its row.
    pub(super) fn taken(&self, run: &str, lasts: Duration) -> Lease {
        Lease {
            scope: self.scope.clone(),
            epoch: self.epoch + 1,
            run: run.to_owned(),
            lasts,
        }
    }
}
