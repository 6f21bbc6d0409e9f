//! Journal: the append-only history of every attempt, up or down.

use super::Ledger;
use crate::migration::{Actor, Checksum, Version};
use crate::plan::{Direction, FailedAttempt};

/// How long an error text may be; the rest is cut.
const ERROR_LENGTH: usize = 8_000;

/// In place of whether a crash takes an attempt back: it would have, had the step not committed by
/// itself, and the claim with it.
pub(super) const COMMITTED_BY_ITSELF: u8 = 2;

/// What is written when an attempt begins.
pub(crate) struct Attempted<'a> {
    /// Which run of a program: the attempts of one run have it in common.
    pub(crate) run: &'a str,
    /// The migration.
    pub(crate) version: &'a Version,
    /// Up or down.
    pub(crate) direction: Direction,
    /// Fingerprint of its source.
    pub(crate) checksum: Option<&'a Checksum>,
    /// Whether a crash takes it back.
    pub(crate) in_transaction: bool,
    /// Where it begins, for a script whose statements are not undone together.
    pub(crate) progress: Option<Progress>,
    /// Why it goes on although nothing makes sure who answers.
    pub(crate) unverified: Option<&'a str>,
    /// Who.
    pub(crate) actor: &'a Actor,
}

/// How far a script has come whose statements are not undone together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How many statements have ended well; while the attempt runs, the next one may have had its
    /// effect as well.
    pub(crate) statements: usize,
    /// Fingerprint of those statements; while the attempt runs, with the next one.
    pub(crate) digest: String,
}

/// An attempt that the journal has no good end of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenAttempt {
    /// Its place in the journal.
    pub(crate) id: i64,
    /// The migration.
    pub(crate) version: Version,
    /// Up or down.
    pub(crate) direction: Direction,
    /// Nobody has written its end; else it failed.
    pub(crate) is_running: bool,
    /// The row of the ledger may be its own: it came before the step, and was committed.
    pub(crate) has_claim: bool,
    /// How far it came, where that is known.
    pub(crate) progress: Option<Progress>,
    /// The rest, where it was asked for.
    pub(crate) failed: Option<FailedAttempt>,
}

/// How an attempt ended.
pub(crate) enum Outcome<'a> {
    /// Its effect and its ledger row are in the database.
    Done,
    /// Another program had applied it: nothing was done.
    Skipped,
    /// It failed.
    Failed {
        /// With this text.
        error: &'a str,
        /// SQLSTATE, MySQL's error number or SQLite's result code, where the server said one.
        code: Option<&'a str>,
    },
    /// The lease was lost, and nothing of it was kept.
    Lost,
}

impl Ledger {
    /// Definition of the journal. A row is `running` from its start until its end is known.
    pub(super) fn journal_definition(&self) -> String {
        let facts = self.facts();
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\
             id {}, \
             run varchar(32) NOT NULL, \
             version varchar(255) NOT NULL, \
             direction varchar(4) NOT NULL, \
             outcome varchar(16) NOT NULL, \
             in_transaction smallint NOT NULL, \
             statements integer NULL, \
             digest varchar(64) NULL, \
             started_at {timestamp} NOT NULL, \
             finished_at {timestamp} NULL, \
             duration_ms bigint NULL, \
             checksum varchar(80) NULL, \
             error text NULL, \
             code varchar(16) NULL, \
             unverified varchar(255) NULL, \
             database_user varchar(255) NOT NULL, \
             os_user varchar(255) NOT NULL, \
             host varchar(255) NOT NULL, \
             application varchar(255) NOT NULL, \
             seaworthy varchar(32) NOT NULL){}",
            self.quoted_journal(),
            facts.counting_key,
            facts.table_options,
            timestamp = facts.timestamp_type,
        )
    }

    /// Statement that writes the beginning of an attempt.
    pub(crate) fn beginning(&self, attempted: &Attempted<'_>) -> String {
        let (columns, values) = self.beginning_parts(attempted);
        format!("{columns} VALUES ({values})")
    }

    /// The two halves of that statement: where to, and what.
    fn beginning_parts(&self, attempted: &Attempted<'_>) -> (String, String) {
        let facts = self.facts();
        let text = |text: &str| facts.literal(&cut(text, 255));
        let checksum = attempted
            .checksum
            .map(|checksum| facts.literal(checksum.as_str()));
        let (statements, digest) = match &attempted.progress {
            Some(progress) => (
                progress.statements.to_string(),
                facts.literal(&progress.digest),
            ),
            None => ("NULL".to_owned(), "NULL".to_owned()),
        };
        let unverified = attempted.unverified.map(text);
        let columns = format!(
            "INSERT INTO {} (run, version, direction, outcome, in_transaction, statements, digest, \
             started_at, checksum, unverified, database_user, os_user, host, application, seaworthy)",
            self.quoted_journal(),
        );
        let values = format!(
            "{}, {}, {}, 'running', {}, {statements}, {digest}, {}, {}, {}, {}, {}, {}, {}, {}",
            text(attempted.run),
            text(attempted.version.as_str()),
            text(attempted.direction.as_str()),
            u8::from(attempted.in_transaction),
            facts.now,
            checksum.as_deref().unwrap_or("NULL"),
            unverified.as_deref().unwrap_or("NULL"),
            facts.current_user,
            text(&attempted.actor.os_user),
            text(&attempted.actor.host),
            text(&attempted.actor.application),
            text(&attempted.actor.seaworthy),
        );
        (columns, values)
    }

    /// Statement that writes the beginning of an attempt, unless it is written: a server that
    /// could not parse a message has run none of it.
    pub(crate) fn beginning_if_missing(&self, attempted: &Attempted<'_>) -> String {
        let (columns, values) = self.beginning_parts(attempted);
        format!(
            "{columns} SELECT {values} FROM (SELECT 1 AS one) always WHERE NOT EXISTS \
             (SELECT 1 FROM {} WHERE {})",
            self.quoted_journal(),
            self.running(attempted),
        )
    }

    /// Statement that writes how far an attempt has come.
    pub(crate) fn advance(&self, attempted: &Attempted<'_>, progress: &Progress) -> String {
        format!(
            "UPDATE {} SET statements = {}, digest = {} WHERE {}",
            self.quoted_journal(),
            progress.statements,
            self.facts().literal(&progress.digest),
            self.running(attempted),
        )
    }

    /// Statement for the beginning of a transaction: should something in it commit, it is known
    /// of the attempt that a crash does not take it back.
    pub(crate) fn unprotected(&self, attempted: &Attempted<'_>) -> String {
        format!(
            "UPDATE {} SET in_transaction = {COMMITTED_BY_ITSELF} WHERE {}",
            self.quoted_journal(),
            self.running(attempted),
        )
    }

    /// Query with a row where the mark of [`unprotected`](Self::unprotected) has been committed.
    pub(crate) fn was_committed(&self, attempted: &Attempted<'_>) -> String {
        format!(
            "SELECT 1 FROM {} WHERE {} AND in_transaction = {COMMITTED_BY_ITSELF}",
            self.quoted_journal(),
            self.running(attempted),
        )
    }

    /// Query with a row where an attempt of this run has ended well.
    pub(crate) fn is_done(&self, attempted: &Attempted<'_>) -> String {
        let facts = self.facts();
        format!(
            "SELECT 1 FROM {} WHERE run = {} AND version = {} AND outcome = {}",
            self.quoted_journal(),
            facts.literal(attempted.run),
            facts.literal(&cut(attempted.version.as_str(), 255)),
            facts.literal(attempted.direction.done()),
        )
    }

    /// Statement that writes the end of an attempt.
    pub(crate) fn ending(&self, attempted: &Attempted<'_>, outcome: &Outcome<'_>) -> String {
        let facts = self.facts();
        let (word, error) = match outcome {
            Outcome::Done => (attempted.direction.done(), "NULL".to_owned()),
            Outcome::Skipped => ("skipped", "NULL".to_owned()),
            Outcome::Failed { error, .. } => ("failed", facts.literal(&cut(error, ERROR_LENGTH))),
            Outcome::Lost => ("lost", "NULL".to_owned()),
        };
        let code = match outcome {
            Outcome::Failed {
                code: Some(code), ..
            } => format!(", code = {}", facts.literal(&cut(code, 16))),
            _ => String::new(),
        };
        let protected = match (outcome, attempted.in_transaction) {
            (Outcome::Done, true) => ", in_transaction = 1",
            _ => "",
        };
        // What no transaction took back is looked into by whoever has the lease.
        let lost = match outcome {
            Outcome::Lost => " AND in_transaction = 1",
            _ => "",
        };
        format!(
            "UPDATE {} SET outcome = '{word}', finished_at = {}, duration_ms = {}, error = {error}\
             {code}{protected} WHERE {}{lost}",
            self.quoted_journal(),
            facts.now,
            (facts.elapsed)("started_at"),
            self.running(attempted),
        )
    }

    /// Condition of the row of an attempt that has not ended.
    fn running(&self, attempted: &Attempted<'_>) -> String {
        let facts = self.facts();
        format!(
            "run = {} AND version = {} AND direction = {} AND outcome = 'running'",
            facts.literal(attempted.run),
            facts.literal(&cut(attempted.version.as_str(), 255)),
            facts.literal(attempted.direction.as_str()),
        )
    }

    /// Statement that ends every attempt of a version that has no end: what became of it is known
    /// now.
    pub(crate) fn settle(&self, version: &Version) -> String {
        format!(
            "UPDATE {} SET outcome = 'interrupted', finished_at = {} \
             WHERE version = {} AND outcome = 'running'",
            self.quoted_journal(),
            self.facts().now,
            self.facts().literal(&cut(version.as_str(), 255)),
        )
    }

    /// Statement that writes that a version is applied, or is not, without having run it.
    pub(crate) fn note(&self, attempted: &Attempted<'_>, why: &str) -> String {
        let facts = self.facts();
        let done = facts.literal(attempted.direction.done());
        let why = facts.literal(&cut(why, ERROR_LENGTH));
        let (columns, values) = self.beginning_parts(attempted);
        let columns = columns.replacen("outcome,", "error, finished_at, duration_ms, outcome,", 1);
        let noted = format!("{why}, {}, 0, {done}", facts.now);
        let values = values.replacen("'running'", &noted, 1);
        format!("{columns} SELECT {values} FROM (SELECT 1 AS one) always WHERE 1 = 1")
    }
}

/// The first `length` bytes, at the border of a character.
pub(crate) fn cut(text: &str, length: usize) -> String {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("abc", 5), "abc");
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(cut("", 0), "");
    }
}
