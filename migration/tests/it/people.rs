//! What people have written into PersonalKB 1.0, and whether it is all still there.

use std::collections::BTreeMap;

use seaworthy::sea_orm::DatabaseConnection;

use crate::support::{TestDatabase, Which, count, run, texts};

/// Every table of 1.0 with its columns, and the columns that order its rows.
pub(crate) const TABLES_OF_1_0: [(&str, &[&str]); 5] = [
    (
        "users",
        &[
            "id",
            "email",
            "username",
            "password_hash",
            "created_at",
            "updated_at",
        ],
    ),
    (
        "notes",
        &["id", "user_id", "title", "body", "created_at", "updated_at"],
    ),
    ("tags", &["id", "user_id", "name"]),
    ("note_tags", &["note_id", "tag_id"]),
    ("note_links", &["source_id", "target_id"]),
];

/// What the guide adds to `users`.
pub(crate) const SIGN_IN: (&str, &[&str]) = (
    "users",
    &[
        "id",
        "github_id",
        "google_id",
        "profile_image_url",
        "is_admin",
    ],
);

/// What the guide's table of tokens has.
pub(crate) const API_TOKENS: (&str, &[&str]) = (
    "api_tokens",
    &[
        "id",
        "user_id",
        "token",
        "name",
        "last_used",
        "created_at",
        "updated_at",
    ],
);

/// Three people, with quotes, blanks, an empty password and letters of more than one byte.
const ROWS: [&str; 5] = [
    "INSERT INTO users (id, email, username, password_hash, created_at, updated_at) VALUES \
     ('ada', 'ada@example.org', 'Ada', '$argon2id$1', '2024-12-01 08:30:00', '2025-01-02 09:00:00'), \
     ('bob', 'bob@example.org', 'Bob ''the'' \"Builder\" ', '$argon2id$2', '1999-12-31 23:59:59', '2025-01-03 00:00:00'), \
     ('zoë', 'zoë@例え.jp', 'Zoë 🌊', '', '2025-01-01 00:00:00', '2025-01-01 00:00:01')",
    "INSERT INTO notes (user_id, title, body, created_at, updated_at) VALUES \
     ('ada', 'Shopping', 'two words', '2025-01-05 10:00:00', '2025-01-05 11:00:00'), \
     ('ada', 'Empty', '', '2025-01-06 10:00:00', '2025-01-06 10:00:00'), \
     ('ada', '日本', '日本語 の メモ\n🌊', '2025-01-07 10:00:00', '2025-01-08 10:00:00'), \
     ('bob', 'Bob''s', 'it''s \"quoted\" 100%', '2025-01-09 10:00:00', '2025-01-09 10:00:00'), \
     ('zoë', ' blanks ', '   ', '2025-01-10 10:00:00', '2025-01-10 10:00:00')",
    "INSERT INTO tags (user_id, name) VALUES ('ada', 'sea'), ('ada', 'work'), ('bob', 'sea')",
    "INSERT INTO note_tags (note_id, tag_id) VALUES (1, 1), (1, 2), (3, 1), (4, 3)",
    "INSERT INTO note_links (source_id, target_id) VALUES (1, 2), (2, 3), (3, 1), (4, 1)",
];

/// Writes them into empty tables.
pub(crate) async fn write(db: &DatabaseConnection) {
    for sql in ROWS {
        run(db, sql).await;
    }
}

/// Every value of some columns, row by row.
pub(crate) type Values = BTreeMap<&'static str, Vec<String>>;

/// Reads the columns of tables. NULL is told from every text.
pub(crate) async fn values(
    database: &TestDatabase,
    db: &DatabaseConnection,
    tables: &[(&'static str, &[&str])],
) -> Values {
    let mut values = Values::new();
    for (table, columns) in tables {
        let as_text = |column: &&str| match database.which {
            Which::Postgres => format!("coalesce('=' || {column}::text, 'NULL')"),
            Which::Sqlite => format!("coalesce('=' || CAST({column} AS text), 'NULL')"),
            Which::MySql => format!("coalesce(concat('=', CAST({column} AS char)), 'NULL')"),
        };
        let columns: Vec<String> = columns.iter().map(as_text).collect();
        let row = match database.which {
            Which::MySql => format!("concat_ws('|', {})", columns.join(", ")),
            _ => columns.join(" || '|' || "),
        };
        let mut rows = texts(db, &format!("SELECT {row} FROM {table}")).await;
        rows.sort();
        values.entry(table).or_default().extend(rows);
    }
    values
}

/// The values of 1.0, which every later version has too.
pub(crate) async fn of_1_0(database: &TestDatabase, db: &DatabaseConnection) -> Values {
    let values = values(database, db, &TABLES_OF_1_0).await;
    let counts: Vec<usize> = values.values().map(Vec::len).collect();
    assert_eq!(counts, [4, 4, 5, 3, 3], "{values:?}");
    values
}

/// Deletes Ada and checks that everything of hers goes, and nothing else.
pub(crate) async fn check_cascades(db: &DatabaseConnection) {
    run(
        db,
        "INSERT INTO api_tokens (user_id, token, name) VALUES ('ada', 'a-cascade', 'hers'), \
         ('bob', 'b-cascade', 'his')",
    )
    .await;
    let people = count(db, "SELECT count(*) FROM users").await;
    run(db, "DELETE FROM users WHERE id = 'ada'").await;
    for (rest, expected) in [
        ("users", people - 1),
        ("users WHERE id = 'ada'", 0),
        ("notes", 2),
        ("notes WHERE user_id = 'ada'", 0),
        ("tags", 1),
        ("note_tags", 1),
        ("note_links", 0),
        ("api_tokens WHERE user_id = 'ada'", 0),
        ("api_tokens WHERE token = 'b-cascade'", 1),
    ] {
        let sql = format!("SELECT count(*) FROM {rest}");
        assert_eq!(count(db, &sql).await, expected, "{sql}");
    }
}
