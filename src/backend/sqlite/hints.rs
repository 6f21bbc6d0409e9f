//! Advice for SQLite's result codes. Code 1 covers every statement that is wrong, so there the
//! message decides.

use crate::hint::Hint;

pub(in crate::backend) const HINTS: &[(&str, &str)] = &[
    (
        "5",
        "Another program is writing to the file: stop it or wait, then run the same command again.",
    ),
    (
        "261",
        "Another program is recovering the file: run the same command again in a moment.",
    ),
    (
        "517",
        "Another program wrote to the file meanwhile: run the same command again.",
    ),
    (
        "6",
        "Another connection of this program holds a lock on the table.",
    ),
    (
        "8",
        "The file or its folder is read-only: give the user of this program the right to write.",
    ),
    (
        "1032",
        "The file was moved while it was open: run the same command again.",
    ),
    (
        "9",
        "The statement was cancelled, by a timeout or by a person: raise `--statement-timeout`, or run it at a quieter hour.",
    ),
    (
        "10",
        "The disk reports an error: check it, and whether there is room.",
    ),
    ("11", "The file is damaged: restore it from a backup."),
    (
        "13",
        "The disk is full: make room, then run the same command again.",
    ),
    (
        "14",
        "The file cannot be opened: check the path and its rights, and add `?mode=rwc` to the URL to create it.",
    ),
    (
        "26",
        "The file is not a SQLite database: check the path in the URL.",
    ),
    (
        "275",
        "Rows do not satisfy the check: find them with WHERE NOT (the condition), and fix them first.",
    ),
    (
        "787",
        "Rows point to nothing: find them with a join against the referenced table, then fix or delete them first.",
    ),
    ("1299", "Rows have no value there: fill them first."),
    (
        "1555",
        "Rows have equal values: find them with GROUP BY and HAVING count(*) > 1, and make them differ first.",
    ),
    (
        "2067",
        "Rows have equal values: find them with GROUP BY and HAVING count(*) > 1, and make them differ first.",
    ),
];

pub(in crate::backend) const MESSAGES: &[(&str, &str)] = &[
    (
        "no such table",
        "The table is not there: compare the names, and look whether an earlier migration was applied.",
    ),
    (
        "no such column",
        "The column is not there: compare the names, and look whether an earlier migration was applied.",
    ),
    (
        "duplicate column name",
        "The column is already there: if somebody added it by hand, use `add_column_if_missing`.",
    ),
    (
        "already exists",
        "It is already there: if somebody created it by hand, use `if_not_exists`, or adopt the database.",
    ),
    (
        "from within a transaction",
        "Let the migration run without a transaction: `transaction: false`, or `Some(false)` from `use_transaction`.",
    ),
    (
        "within a transaction",
        "Seaworthy has begun a transaction already: leave BEGIN and COMMIT out, or let the migration run without one: `transaction: false`, or `Some(false)` from `use_transaction`.",
    ),
    (
        "syntax error",
        "SQLite could not parse the statement: `up --dry-run` shows it in full.",
    ),
    (
        "Cannot add a NOT NULL column",
        "Give the column a default, or add it nullable, fill it, and make it required with `alter_column`.",
    ),
    (
        "Cannot add a UNIQUE column",
        "Add the column first, and a unique index after it.",
    ),
    (
        "attempt to write a readonly",
        "The file or its folder is read-only: give the user of this program the right to write.",
    ),
];

pub(super) fn hint(code: &str, message: &str) -> Option<Hint> {
    let by_message = || {
        let found = MESSAGES.iter().find(|(part, _)| message.contains(part));
        found.map(|(_, sentence)| Hint::new(*sentence))
    };
    super::super::hint_of(HINTS, code).or_else(by_message)
}
