//! Advice for the error numbers of MySQL and MariaDB.

use crate::hint::Hint;

pub(in crate::backend) const HINTS: &[(&str, &str)] = &[
    (
        "1005",
        "The table could not be created: the foreign key's columns must have the same type and the referenced ones an index.",
    ),
    (
        "1021",
        "The server's disk is full: make room, then run the same command again.",
    ),
    (
        "1040",
        "The server has no connection left: raise max_connections, or close idle ones.",
    ),
    (
        "1044",
        "Give the user the right with GRANT ALL ON the database, or correct its name in the URL.",
    ),
    (
        "1045",
        "Check user and password in the URL; special characters in a password are written as %40 and the like.",
    ),
    (
        "1048",
        "Rows have no value there: fill them before the column is made NOT NULL.",
    ),
    (
        "1049",
        "Create the database with CREATE DATABASE, or correct its name in the URL.",
    ),
    (
        "1050",
        "The table is already there: if a run was interrupted, finish or undo that migration by hand; if somebody created it, use `if_not_exists`.",
    ),
    (
        "1054",
        "The column is not there: compare the names, and look whether an earlier migration was applied.",
    ),
    (
        "1060",
        "The column is already there: if somebody added it by hand, use `add_column_if_missing`.",
    ),
    (
        "1061",
        "The index is already there: if a run was interrupted, finish or undo that migration by hand.",
    ),
    (
        "1062",
        "Rows have equal values: find them with GROUP BY and HAVING count(*) > 1, and make them differ first.",
    ),
    (
        "1064",
        "The server could not parse the statement: `up --dry-run` shows it in full.",
    ),
    (
        "1072",
        "The column is not there: compare the names, and look whether an earlier migration was applied.",
    ),
    (
        "1091",
        "It is not there to be dropped: if a run was interrupted, finish or undo that migration by hand.",
    ),
    (
        "1114",
        "The server's disk or table space is full: make room, then run the same command again.",
    ),
    (
        "1142",
        "This account may not do that: run the migrations as the one that may change tables (docs/roles.md), or give it the right with GRANT.",
    ),
    (
        "1143",
        "This account may not do that: run the migrations as the one that may change tables (docs/roles.md), or give it the right with GRANT.",
    ),
    (
        "1146",
        "The table is not there: compare the names, and look whether an earlier migration was applied.",
    ),
    (
        "1205",
        "Somebody holds a lock on the rows or the table: look in SHOW PROCESSLIST, and run the same command again when it is free.",
    ),
    (
        "1213",
        "Another transaction was in the way: run the same command again.",
    ),
    (
        "1227",
        "Give the user the privilege that the message names, or connect as another one.",
    ),
    (
        "1265",
        "A value does not fit its column's type: find it, or fill NULLs before the column is made NOT NULL.",
    ),
    ("1290", "The server is read-only: connect to the primary."),
    (
        "1292",
        "A value does not have the form of its column's type: look at the rows or the literal of that statement.",
    ),
    (
        "1317",
        "The statement was cancelled, by a timeout or by a person: raise `--statement-timeout` or the server's own, or run it at a quieter hour.",
    ),
    (
        "1366",
        "A value does not have the form of its column's type: look at the rows or the literal of that statement.",
    ),
    (
        "1406",
        "A value is longer than its column: find it with WHERE char_length(column) > the length.",
    ),
    (
        "1451",
        "Rows of another table point to it: delete or change those first.",
    ),
    (
        "1452",
        "Rows point to nothing: find them with a join against the referenced table, then fix or delete them first.",
    ),
    (
        "1674",
        "A default of which each server makes another value, such as `uuid()`, cannot come with the column: add the column without it, give the rows values by an `UPDATE`, then set the default. `generate` writes it so.",
    ),
    (
        "1698",
        "This account logs in through the socket only: use another user, or give this one a password.",
    ),
    (
        "1792",
        "This is a read-only transaction: connect with a user that may write.",
    ),
    (
        "1969",
        "The statement was cancelled, by a timeout or by a person: raise `--statement-timeout` or the server's own, or run it at a quieter hour.",
    ),
    (
        "3024",
        "The statement was cancelled, by a timeout or by a person: raise `--statement-timeout` or the server's own, or run it at a quieter hour.",
    ),
    (
        "3780",
        "The two columns of the foreign key must have the same type: compare them, sign and length too.",
    ),
    (
        "3819",
        "Rows do not satisfy the check: find them with WHERE NOT (the condition), and fix them first.",
    ),
    (
        "4025",
        "Rows do not satisfy the check: find them with WHERE NOT (the condition), and fix them first.",
    ),
];

pub(super) fn hint(code: &str) -> Option<Hint> {
    super::super::hint_of(HINTS, code)
}
