//! Advice for PostgreSQL's SQLSTATEs.

use crate::hint::Hint;

pub(in crate::backend) const HINTS: &[(&str, &str)] = &[
    (
        "08001",
        "The server refused the connection: check host and port in the URL.",
    ),
    (
        "08006",
        "The connection broke: check the network and the server's log, then run the same command again.",
    ),
    (
        "22P02",
        "A value does not have the form of its column's type: look at the rows or the literal of that statement.",
    ),
    (
        "23502",
        "Rows have no value there: fill them before the column is made NOT NULL.",
    ),
    (
        "23503",
        "Rows point to nothing: find them with a join against the referenced table, then fix or delete them first.",
    ),
    (
        "23505",
        "Rows have equal values: find them with GROUP BY and HAVING count(*) > 1, and make them differ first.",
    ),
    (
        "23514",
        "Rows do not satisfy the check: find them with WHERE NOT (the condition), and fix them first.",
    ),
    (
        "25006",
        "This is a read-only session or a standby: connect to the primary with a role that may write.",
    ),
    (
        "25001",
        "The statement cannot run in a transaction: give the migration `transaction: false`, and nothing else in it.",
    ),
    (
        "28000",
        "The server lets nobody in like that: compare user, host and database with its pg_hba.conf; where the message says `no encryption`, add `sslmode=verify-full` to the URL (docs/tls.md).",
    ),
    (
        "28P01",
        "Check user and password in the URL; special characters in a password are written as %40 and the like.",
    ),
    (
        "2BP01",
        "Something else depends on it: drop that first, or use CASCADE on purpose.",
    ),
    (
        "3D000",
        "Create the database with `createdb`, or correct its name in the URL.",
    ),
    (
        "3F000",
        "Create the schema with CREATE SCHEMA, or correct --database-schema.",
    ),
    (
        "40001",
        "Another transaction was in the way: run the same command again.",
    ),
    (
        "40P01",
        "Another transaction was in the way: run the same command again.",
    ),
    (
        "42501",
        "This role may not do that: run the migrations as the one that owns the tables (docs/roles.md), or give it the right, for instance with GRANT CREATE ON SCHEMA public.",
    ),
    (
        "42601",
        "The server could not parse the statement: `up --dry-run` shows it in full.",
    ),
    (
        "42701",
        "The column is already there: if somebody added it by hand, use `add_column_if_missing`.",
    ),
    (
        "42703",
        "The column is not there: compare the names, and look whether an earlier migration was applied.",
    ),
    (
        "42704",
        "The type or object is not there: create it, or its extension, in an earlier migration.",
    ),
    (
        "42710",
        "The object is already there: if somebody created it by hand, use IF NOT EXISTS or adopt the database.",
    ),
    (
        "42883",
        "The function is not there: check its argument types, and whether an extension must be created first.",
    ),
    (
        "26000",
        "A pooler gave this statement another session than its preparation: without a transaction, \
         send it with `execute_unprepared`, or write the migration as a script.",
    ),
    (
        "42P05",
        "A pooler gave this program a session with another one's statements: without a transaction, \
         send them with `execute_unprepared`, or write the migration as a script.",
    ),
    (
        "42P01",
        "The table is not there: compare the names and the schema, and look whether an earlier migration was applied.",
    ),
    (
        "42P07",
        "The table or index is already there: if somebody created it by hand, use `if_not_exists`, or adopt the database.",
    ),
    (
        "53100",
        "The server's disk is full: make room, then run the same command again.",
    ),
    (
        "53300",
        "The server has no connection left: raise max_connections, or close idle ones.",
    ),
    (
        "55006",
        "The object is in use: end the sessions that use it, then run the same command again.",
    ),
    (
        "55P03",
        "Somebody holds a lock on the table: look in pg_stat_activity, and run the same command again when it is free.",
    ),
    (
        "57014",
        "The statement was cancelled, by a timeout or by a person: raise `--statement-timeout` or the server's own, or run it at a quieter hour.",
    ),
    (
        "57P01",
        "The server ended the session: when it is up again, run the same command again.",
    ),
    (
        "57P03",
        "The server is starting up: run the same command again in a moment.",
    ),
    (
        "58P01",
        "The server has no files of that extension: install its package on the server, such as `postgresql-16-pgvector` for `vector` and `postgresql-contrib` for `pg_trgm` and `uuid-ossp`, or choose it in the settings of a managed service; no restart is needed.",
    ),
    (
        "0A000",
        "This server cannot do that: check its version, and whether the extension is installed on it.",
    ),
];

/// By what stands in the message, where the code says less.
pub(in crate::backend) const MESSAGES: &[(&str, &str)] = &[
    (
        "is not available",
        "The server has no files of that extension: install its package on the server, such as `postgresql-16-pgvector` for `vector` and `postgresql-contrib` for `pg_trgm` and `uuid-ossp`, or choose it in the settings of a managed service; no restart is needed.",
    ),
    (
        "role \"",
        "The role is not there: roles belong to the server and not to a database, so create it with CREATE ROLE before anything is granted to it.",
    ),
    (
        "could not load library",
        "The server cannot use the files of that extension: where its packages were upgraded and it goes on running, restart it; else install the extension for the server's own version.",
    ),
];

pub(super) fn hint(code: &str, message: &str) -> Option<Hint> {
    // The codes are those of everything that a server cannot do, of any object, and of any file.
    let is_about_it = match code {
        "0A000" => message.contains("extension"),
        "42704" => message.contains("role \""),
        "58P01" => true,
        _ => false,
    };
    let found = MESSAGES
        .iter()
        .find(|(part, _)| is_about_it && message.contains(part));
    let by_message = found.map(|(_, sentence)| Hint::new(*sentence));
    by_message.or_else(|| super::super::hint_of(HINTS, code))
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn a_file_of_an_extension_may_be_missing_or_another_versions() {
        let advice = |code: &str, message: &str| hint(code, message).map(|it| it.to_string());
        let missing = advice(
            "58P01",
            "could not open extension control file \"vector.control\"",
        );
        let other = advice(
            "58P01",
            "could not load library \"vector.so\": undefined symbol: a",
        );
        let unavailable = advice("0A000", "extension \"vector\" is not available");
        assert!(missing.is_some_and(|it| it.contains("has no files")));
        assert!(other.is_some_and(|it| it.contains("restart it")));
        assert!(unavailable.is_some_and(|it| it.contains("has no files")));
        let unable = advice("0A000", "could not load library");
        assert!(unable.is_some_and(|it| it.contains("check its version")));
    }
}
