//! The guide to updates, and a person who follows it by hand.

use seaworthy::sea_orm::DatabaseConnection;

use crate::people::write;
use crate::support::{TestDatabase, Which, count, run};

/// The guide's first step, on which an instance may have stopped.
pub(crate) const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  description VARCHAR NOT NULL,
  applied_at TIMESTAMP DEFAULT NOW()
)";

/// The guide's second step.
const COLUMNS: &str = "ALTER TABLE users
ADD COLUMN IF NOT EXISTS github_id VARCHAR,
ADD COLUMN IF NOT EXISTS google_id VARCHAR,
ADD COLUMN IF NOT EXISTS profile_image_url VARCHAR,
ADD COLUMN IF NOT EXISTS is_admin BOOLEAN DEFAULT FALSE";

/// The guide's fourth step.
const TOKENS: &str = "CREATE TABLE IF NOT EXISTS api_tokens (
  id SERIAL PRIMARY KEY,
  user_id VARCHAR NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  token VARCHAR NOT NULL UNIQUE,
  name VARCHAR NOT NULL,
  last_used TIMESTAMP,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
)";

/// 1.0, which the guide does not tell, in its style.
pub(crate) const TABLES: [&str; 6] = [
    "CREATE TABLE users (
  id VARCHAR NOT NULL PRIMARY KEY,
  email VARCHAR NOT NULL UNIQUE,
  username VARCHAR NOT NULL,
  password_hash VARCHAR NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT NOW(),
  updated_at TIMESTAMP NOT NULL DEFAULT NOW()
)",
    "CREATE TABLE notes (
  id SERIAL PRIMARY KEY,
  user_id VARCHAR NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  title VARCHAR NOT NULL,
  body TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL DEFAULT NOW(),
  updated_at TIMESTAMP NOT NULL DEFAULT NOW()
)",
    "CREATE TABLE tags (
  id SERIAL PRIMARY KEY,
  user_id VARCHAR NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  name VARCHAR NOT NULL
)",
    "CREATE UNIQUE INDEX tags_of_user ON tags (user_id, name)",
    "CREATE TABLE note_tags (
  note_id INTEGER NOT NULL REFERENCES notes(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
  PRIMARY KEY (note_id, tag_id)
)",
    "CREATE TABLE note_links (
  source_id INTEGER NOT NULL REFERENCES notes(id) ON DELETE CASCADE,
  target_id INTEGER NOT NULL REFERENCES notes(id) ON DELETE CASCADE,
  PRIMARY KEY (source_id, target_id),
  CHECK (source_id <> target_id)
)",
];

/// What a person who follows the guide types on that backend; the guide is for PostgreSQL.
pub(crate) fn typed(which: Which, sql: &str) -> String {
    match which {
        Which::Postgres => sql.to_owned(),
        Which::MySql => sql
            .replace("VARCHAR", "VARCHAR(255)")
            .replace("TIMESTAMP", "DATETIME")
            .replace("SERIAL PRIMARY KEY", "INT AUTO_INCREMENT PRIMARY KEY"),
        Which::Sqlite => sql
            .replace("NOW()", "CURRENT_TIMESTAMP")
            .replace("SERIAL PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    }
}

/// The guide's table of tokens.
pub(crate) fn api_tokens_by_hand(which: Which) -> String {
    typed(which, TOKENS)
}

/// SQLite adds one column at a time; neither it nor MySQL can ask whether it is there.
pub(crate) async fn add_columns(database: &TestDatabase, db: &DatabaseConnection, sql: &str) {
    if database.which == Which::Postgres {
        return run(db, sql).await;
    }
    for column in sql.split("ADD COLUMN IF NOT EXISTS").skip(1) {
        let column = column.trim().trim_end_matches(',');
        let sql = format!("ALTER TABLE users ADD COLUMN {column}");
        run(db, &typed(database.which, &sql)).await;
    }
}

/// The guide's third step. SQLite cannot alter a column, so somebody made the table anew, with the
/// columns in an order of their own.
async fn allow_no_password(database: &TestDatabase, db: &DatabaseConnection) {
    match database.which {
        Which::Postgres => {
            run(
                db,
                "ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL",
            )
            .await;
        }
        Which::MySql => run(db, "ALTER TABLE users MODIFY password_hash VARCHAR(255)").await,
        Which::Sqlite => {
            assert_eq!(count(db, "SELECT count(*) FROM users").await, 0);
            run(db, "DROP TABLE users").await;
            run(
                db,
                "CREATE TABLE users (is_admin BOOLEAN DEFAULT FALSE, google_id VARCHAR, \
                 id VARCHAR NOT NULL PRIMARY KEY, github_id VARCHAR, password_hash VARCHAR, \
                 username VARCHAR NOT NULL, email VARCHAR NOT NULL UNIQUE, \
                 profile_image_url VARCHAR, \
                 updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, \
                 created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
            )
            .await;
        }
    }
}

/// The guide's steps 2 to 4 by hand, and people who use what they give.
pub(crate) async fn by_hand(database: &TestDatabase, db: &DatabaseConnection) {
    for sql in TABLES {
        run(db, &typed(database.which, sql)).await;
    }
    add_columns(database, db, COLUMNS).await;
    allow_no_password(database, db).await;
    run(db, &typed(database.which, TOKENS)).await;
    write(db).await;
    for sql in [
        "INSERT INTO users (id, email, username, github_id, google_id, profile_image_url, is_admin) \
         VALUES ('eve', 'eve@example.org', 'Eve', 'gh-1', 'g-1', 'https://example.org/ö.png', TRUE), \
         ('twin', 'twin@example.org', 'Twin', 'gh-1', NULL, '', NULL)",
        "INSERT INTO api_tokens (user_id, token, name, last_used) VALUES \
         ('eve', 't-1', 'cli', '2025-02-03 04:05:06'), ('eve', 't-2', '🌊', NULL), \
         ('bob', 't-3', 'cli', NULL)",
    ] {
        run(db, sql).await;
    }
}
