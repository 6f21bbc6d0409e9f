//! The step that counts the words of what people wrote, in batches.

use seaworthy::sea_orm::DatabaseConnection;

use crate::history::{COUNT_WORDS, WITH_WORD_COUNT, down, up};
use crate::support::{count, on_each_backend, rows, run};

on_each_backend! {
    async fn words_are_counted_for_all_notes(database) {
        let db = database.pool(2).await;
        up(&db, WITH_WORD_COUNT).await;
        run(&db, "INSERT INTO users (id, email, username) VALUES ('ada', 'ada@example.org', 'Ada')").await;
        let bodies = bodies();
        insert_notes(&db, &bodies).await;
        let stamps = "SELECT count(*) FROM notes WHERE updated_at <> '2025-01-01 00:00:00'";
        assert_eq!(words_of(&db).await, vec![0; bodies.len()]);
        assert_eq!(up(&db, 1).await, [COUNT_WORDS]);
        let expected: Vec<i32> = bodies.iter().map(|(_, words)| *words).collect();
        assert_eq!(words_of(&db).await, expected);
        assert_eq!(count(&db, stamps).await, 0, "nobody changed a note");

        // As after a crash: some are counted, and the ledger does not have it.
        run(&db, &format!("DELETE FROM schema_migrations WHERE version = '{COUNT_WORDS}'")).await;
        run(&db, "UPDATE notes SET word_count = 99 WHERE id % 3 = 0").await;
        assert_eq!(up(&db, 1).await, [COUNT_WORDS]);
        assert_eq!(words_of(&db).await, expected, "when it was run again");
        run(&db, &format!("DELETE FROM schema_migrations WHERE version = '{COUNT_WORDS}'")).await;
        assert_eq!(up(&db, 1).await, [COUNT_WORDS]);
        assert_eq!(words_of(&db).await, expected, "when it was run a third time");

        assert_eq!(down(&db).await, COUNT_WORDS);
        assert_eq!(words_of(&db).await, vec![0; bodies.len()]);
        assert_eq!(up(&db, 1).await, [COUNT_WORDS]);
        assert_eq!(words_of(&db).await, expected);
        db.close().await.unwrap();
    }

    async fn counting_words_has_no_trouble_with_no_notes(database) {
        let db = database.pool(1).await;
        up(&db, WITH_WORD_COUNT).await;
        assert_eq!(up(&db, 1).await, [COUNT_WORDS]);
        assert_eq!(words_of(&db).await, [0; 0]);
        db.close().await.unwrap();
    }

    /// Keys that do not begin at one, and a number of notes that fills the batches.
    async fn words_are_counted_whatever_the_keys(database) {
        let db = database.pool(1).await;
        up(&db, WITH_WORD_COUNT).await;
        run(&db, "INSERT INTO users (id, email, username) VALUES ('ada', 'ada@example.org', 'Ada')").await;
        let bodies: Vec<(String, i32)> = (0..1_500).map(|_| ("one two".to_owned(), 2)).collect();
        insert_notes(&db, &bodies).await;
        run(&db, "DELETE FROM notes WHERE id <= 200 OR id BETWEEN 900 AND 1199").await;
        run(&db, "INSERT INTO notes (id, user_id, title, body) VALUES (-7, 'ada', '', 'a b c'), (2147483647, 'ada', '', 'a')").await;
        assert_eq!(count(&db, "SELECT count(*) FROM notes").await, 1_002);
        up(&db, 1).await;
        let mut expected = vec![2; 1_002];
        (expected[0], expected[1_001]) = (3, 1);
        assert_eq!(words_of(&db).await, expected);
        db.close().await.unwrap();
    }
}

/// 1,203 bodies, each with its number of words.
fn bodies() -> Vec<(String, i32)> {
    let mut bodies: Vec<(String, i32)> = [
        ("", 0),
        ("   \t\r\n ", 0),
        ("one", 1),
        ("  around  the\nlines\t. ", 4),
        ("日本語 の\u{3000}メモ", 3),
        ("naïve café — 🌊🌊 \u{a0}x", 5),
        ("it's a 'quoted' \"text\" 100%; DROP TABLE notes --", 9),
    ]
    .map(|(body, words)| (body.to_owned(), words))
    .to_vec();
    for number in bodies.len()..1_202 {
        let words = number % 17;
        bodies.push((vec!["wörd"; words].join(" "), i32::try_from(words).unwrap()));
    }
    bodies.push(("long ".repeat(12_000), 12_000));
    bodies
}

/// Writes notes in order; their keys count up.
async fn insert_notes(db: &DatabaseConnection, bodies: &[(String, i32)]) {
    for some in bodies.chunks(300) {
        let rows = some.iter().map(|(body, _)| {
            let body = body.replace('\'', "''");
            format!("('ada', 'a note', '{body}', '2025-01-01 00:00:00')")
        });
        let rows: Vec<String> = rows.collect();
        let sql = "INSERT INTO notes (user_id, title, body, updated_at) VALUES";
        run(db, &format!("{sql} {}", rows.join(", "))).await;
    }
}

/// The counts, in the order of the notes.
async fn words_of(db: &DatabaseConnection) -> Vec<i32> {
    let rows = rows(db, "SELECT word_count FROM notes ORDER BY id").await;
    let words = rows
        .iter()
        .map(|row| row.try_get_by_index(0).expect("a number"));
    words.collect()
}
