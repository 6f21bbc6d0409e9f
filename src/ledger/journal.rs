//! Journal: the append-only history of every attempt, up or down.

use super::Ledger;
use crate::migration::{Actor, Checksum, Version};
use crate::plan::Direction;

/// How long an error text may be; the rest is cut.
const ERROR_LENGTH: usize = 8_000;

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
    /// Who.
    pub(crate) actor: &'a Actor,
}

/// How an attempt ended.
pub(crate) enum Outcome<'a> {
    /// Its effect and its ledger row are in the database.
    Done,
    /// Another program had applied it: nothing was done.
    Skipped,
    /// It failed with this text.
    Failed(&'a str),
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
             started_at {timestamp} NOT NULL, \
             finished_at {timestamp} NULL, \
             duration_ms bigint NULL, \
             checksum varchar(80) NULL, \
             error text NULL, \
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
        let facts = self.facts();
        let text = |text: &str| facts.literal(&cut(text, 255));
        let checksum = attempted
            .checksum
            .map(|checksum| facts.literal(checksum.as_str()));
        format!(
            "INSERT INTO {} (run, version, direction, outcome, in_transaction, started_at, \
             checksum, database_user, os_user, host, application, seaworthy) \
             VALUES ({}, {}, {}, 'running', {}, {}, {}, {}, {}, {}, {}, {})",
            self.quoted_journal(),
            text(attempted.run),
            text(attempted.version.as_str()),
            text(attempted.direction.as_str()),
            u8::from(attempted.in_transaction),
            facts.now,
            checksum.as_deref().unwrap_or("NULL"),
            facts.current_user,
            text(&attempted.actor.os_user),
            text(&attempted.actor.host),
            text(&attempted.actor.application),
            text(&attempted.actor.seaworthy),
        )
    }

    /// Statement that writes the beginning of an attempt, unless it is written: a server that
    /// could not parse a message has run none of it.
    pub(crate) fn beginning_if_missing(&self, attempted: &Attempted<'_>) -> String {
        let beginning = self.beginning(attempted);
        let (columns, values) = beginning
            .split_once(" VALUES (")
            .unwrap_or((&beginning, ""));
        let values = values.strip_suffix(')').unwrap_or(values);
        let known = self.outcome_query(attempted);
        format!(
            "{columns} SELECT {values} FROM (SELECT 1 AS one) always WHERE NOT EXISTS ({known})"
        )
    }

    /// Statement that writes the end of an attempt.
    pub(crate) fn ending(&self, attempted: &Attempted<'_>, outcome: &Outcome<'_>) -> String {
        let facts = self.facts();
        let (word, error) = match outcome {
            Outcome::Done => (attempted.direction.done(), "NULL".to_owned()),
            Outcome::Skipped => ("skipped", "NULL".to_owned()),
            Outcome::Failed(error) => ("failed", facts.literal(&cut(error, ERROR_LENGTH))),
        };
        format!(
            "UPDATE {} SET outcome = '{word}', finished_at = {}, duration_ms = {}, error = {error} \
             WHERE run = {} AND version = {} AND direction = {} AND outcome = 'running'",
            self.quoted_journal(),
            facts.now,
            (facts.elapsed)("started_at"),
            facts.literal(attempted.run),
            facts.literal(&cut(attempted.version.as_str(), 255)),
            facts.literal(attempted.direction.as_str()),
        )
    }

    /// Query for the outcome of an attempt, as the journal has it.
    pub(crate) fn outcome_query(&self, attempted: &Attempted<'_>) -> String {
        let facts = self.facts();
        format!(
            "SELECT outcome FROM {} WHERE run = {} AND version = {} AND direction = {}",
            self.quoted_journal(),
            facts.literal(attempted.run),
            facts.literal(&cut(attempted.version.as_str(), 255)),
            facts.literal(attempted.direction.as_str()),
        )
    }
}

/// The first `length` bytes, at the border of a character.
fn cut(text: &str, length: usize) -> String {
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
