//! Leave: statements that are not a migration's, and those that none may have.

use super::error::ImportError;
use super::split::{Source, Statement};
use super::token::{Cursor, Kind, next_token};

/// Tables in which tools keep what they have applied, in lower case.
const TRACKING: &[&str] = &[
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "_migrations",
    "_prisma_migrations",
    "_sqlx_migrations",
    "_yoyo_migration",
    "applied_migrations",
    "ar_internal_metadata",
    "atlas_schema_revisions",
    "db_version",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "knex_migrations",
    "knex_migrations_lock",
    "migration_history",
    "migrations",
    "pgmigrations",
    "refinery_schema_history",
    "schema_migrations",
    "schema_version",
    "schema_versions",
    "schemaversion",
    "seaql_migrations",
    "sequelizemeta",
];

/// Why a statement is left out, if it is.
pub(super) fn left_out(
    source: Source<'_>,
    statement: &Statement<'_>,
) -> Result<Option<&'static str>, ImportError> {
    let tokens = beginning(source, statement.text);
    let mut words = Cursor::new(&tokens, source.backend);
    if words.is_at("ROLLBACK") || words.is_at("ABORT") {
        let text: String = statement.text.chars().take(40).collect();
        return Err(ImportError::Rollback {
            file: source.file.to_owned(),
            line: source.line(statement.start),
            text,
        });
    }
    let is_of_transaction = (words.is_at("BEGIN") && !words.is_at("BEGIN NOT"))
        || words.is_at("START TRANSACTION")
        || words.is_at("COMMIT")
        || words.is_at("END");
    if is_of_transaction {
        return Ok(Some("the transaction is the runner's"));
    }
    if words.is_at("SELECT") && statement.text.contains("set_config('search_path', ''") {
        return Ok(Some("the search path is the runner's"));
    }
    let is_tracking = table(&mut words).is_some_and(|name| {
        let name = name.to_lowercase();
        TRACKING.contains(&name.as_str())
    });
    Ok(is_tracking.then_some("it keeps the record of another tool"))
}

/// The first tokens of a statement, which may be long.
fn beginning<'a>(source: Source<'_>, text: &'a str) -> Vec<super::token::Token<'a>> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Ok(Some(token)) = next_token(text, from, source.backend)
        && tokens.len() < 16
    {
        from = token.end();
        if token.kind != Kind::Comment {
            tokens.push(token);
        }
    }
    tokens
}

/// The table that a statement is about, without its schema.
fn table(words: &mut Cursor<'_, '_>) -> Option<String> {
    let is_row = words.words("INSERT INTO")
        || words.words("INSERT IGNORE INTO")
        || words.words("INSERT OR IGNORE INTO")
        || words.words("INSERT OR REPLACE INTO")
        || words.words("REPLACE INTO")
        || words.words("DELETE FROM")
        || words.words("UPDATE")
        || words.words("CREATE TABLE IF NOT EXISTS")
        || words.words("CREATE TABLE")
        || words.words("DROP TABLE IF EXISTS")
        || words.words("DROP TABLE")
        || words.words("ALTER TABLE ONLY")
        || words.words("ALTER TABLE IF EXISTS")
        || words.words("ALTER TABLE");
    if !is_row {
        let is_index = words.words("CREATE UNIQUE INDEX") || words.words("CREATE INDEX");
        let is_comment = words.words("COMMENT ON TABLE");
        if !is_index && !is_comment {
            return None;
        }
        while is_index && !words.words("ON") {
            words.next()?;
        }
    }
    let mut name = words.name()?;
    while words.symbol(".") {
        name = words.name()?;
    }
    Some(name)
}
