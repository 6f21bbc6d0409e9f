//! Whose rows are whose, and what the database does by itself.

use seaworthy::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait,
};

use crate::migrated;
use crate::support::{count, run, texts};

const ADA: &str = "a0000000-0000-0000-0000-000000000000";
const BOB: &str = "b0000000-0000-0000-0000-000000000000";

/// A transaction of somebody who is signed in, as Supabase begins it.
async fn signed_in(db: &DatabaseConnection, user: &str) -> DatabaseTransaction {
    let transaction = db.begin().await.unwrap();
    run(&transaction, "SET LOCAL ROLE authenticated").await;
    let claim = format!("SELECT set_config('request.jwt.claim.sub', '{user}', true)");
    run(&transaction, &claim).await;
    transaction
}

/// What somebody does, and that it stays.
async fn does(db: &DatabaseConnection, user: &str, sql: &str) {
    let transaction = signed_in(db, user).await;
    run(&transaction, sql).await;
    transaction.commit().await.unwrap();
}

/// How many rows somebody's statement changes.
async fn changes(db: &DatabaseConnection, user: &str, sql: &str) -> Result<u64, DbErr> {
    let transaction = signed_in(db, user).await;
    let changed = transaction.execute_unprepared(sql).await?.rows_affected();
    transaction.commit().await?;
    Ok(changed)
}

/// The texts that somebody sees.
async fn sees(db: &DatabaseConnection, user: &str, sql: &str) -> Vec<String> {
    let transaction = signed_in(db, user).await;
    let seen = texts(&transaction, sql).await;
    transaction.rollback().await.unwrap();
    seen
}

async fn refused(db: &DatabaseConnection, user: &str, sql: &str) {
    let error = changes(db, user, sql).await.expect_err(sql).to_string();
    let is_refused = error.contains("row-level security") || error.contains("permission denied");
    assert!(is_refused, "{sql}: {error}");
}

/// A meaning that points the way of one number, and a little the way of another.
fn meaning(number: usize, other: usize) -> String {
    let numbers = (0..1536).map(|it| match it {
        _ if it == number => "1",
        _ if it == other => "0.5",
        _ => "0",
    });
    format!("[{}]", numbers.collect::<Vec<_>>().join(","))
}

/// Two users, and for each a memory and a conversation with a message.
async fn with_two_users(db: &DatabaseConnection) {
    for (user, name) in [(ADA, "ada"), (BOB, "bob")] {
        let first = user.chars().next().unwrap();
        run(
            db,
            &format!("INSERT INTO auth.users (id, email) VALUES ('{user}', '{name}@example.org')"),
        )
        .await;
        does(
            db,
            user,
            &format!(
                "INSERT INTO memories (id, user_id, content, tags) VALUES ('{first}1000000-0000-0000-0000-000000000000', auth.uid(), 'what {name} knows', ARRAY['test']);
                 INSERT INTO conversations (id, user_id, title) VALUES ('{first}2000000-0000-0000-0000-000000000000', auth.uid(), 'what {name} asks');
                 INSERT INTO messages (conversation_id, role, content) VALUES ('{first}2000000-0000-0000-0000-000000000000', 'user', 'what {name} says')"
            ),
        )
        .await;
    }
}

#[tokio::test]
async fn each_sees_and_writes_what_is_theirs() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    with_two_users(&db).await;
    for (user, name) in [(ADA, "ada"), (BOB, "bob")] {
        for (sql, seen) in [
            ("SELECT content FROM memories", format!("what {name} knows")),
            (
                "SELECT title FROM conversations",
                format!("what {name} asks"),
            ),
            ("SELECT content FROM messages", format!("what {name} says")),
            ("SELECT display_name FROM user_profiles", name.to_owned()),
            (
                "SELECT user_id::text || memories || conversations || messages FROM user_statistics",
                format!("{user}111"),
            ),
        ] {
            assert_eq!(sees(&db, user, sql).await, [seen], "{sql}");
        }
    }
    // Of the other one nothing is changed, and nothing is put among it.
    for sql in [
        "UPDATE memories SET content = '' WHERE user_id <> auth.uid()",
        "DELETE FROM conversations WHERE user_id <> auth.uid()",
        "DELETE FROM messages WHERE content = 'what ada says'",
    ] {
        assert_eq!(changes(&db, BOB, sql).await.unwrap(), 0, "{sql}");
    }
    for sql in [
        format!("INSERT INTO memories (user_id, content) VALUES ('{ADA}', 'hers?')"),
        format!("UPDATE memories SET user_id = '{ADA}'"),
        "INSERT INTO messages (conversation_id, role, content) VALUES ('a2000000-0000-0000-0000-000000000000', 'user', 'hers?')".to_owned(),
        "INSERT INTO memory_links (user_id, source_memory_id, target_memory_id) VALUES (auth.uid(), 'b1000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000000')".to_owned(),
        "INSERT INTO feedback (user_id, memory_id, rating) VALUES (auth.uid(), 'a1000000-0000-0000-0000-000000000000', 1)".to_owned(),
        "SELECT * FROM system_metrics".to_owned(),
        "UPDATE feature_flags SET is_enabled = true".to_owned(),
        "SELECT cleanup_expired_sessions()".to_owned(),
    ] {
        refused(&db, BOB, &sql).await;
    }
    let own = "INSERT INTO feedback (user_id, memory_id, rating) VALUES (auth.uid(), 'b1000000-0000-0000-0000-000000000000', 5)";
    assert_eq!(changes(&db, BOB, own).await.unwrap(), 1);
    assert_eq!(sees(&db, "", "SELECT content FROM memories").await.len(), 0);
    run(
        &db,
        "INSERT INTO feature_flags (name, is_enabled) VALUES ('new', true), ('secret', false)",
    )
    .await;
    assert_eq!(
        sees(&db, ADA, "SELECT name FROM feature_flags").await,
        ["new"]
    );
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn the_search_finds_what_is_near_among_what_is_theirs() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    with_two_users(&db).await;
    for (user, content, meaning) in [
        (ADA, "near", meaning(0, 1)),
        (ADA, "nearer", meaning(0, 0)),
        (ADA, "far", meaning(7, 8)),
        (ADA, "forgotten", meaning(0, 0)),
        (BOB, "of bob", meaning(0, 0)),
    ] {
        let sql = format!(
            "INSERT INTO memories (user_id, content, embedding) VALUES (auth.uid(), '{content}', '{meaning}')"
        );
        does(&db, user, &sql).await;
    }
    let forget = "UPDATE memories SET deleted_at = now() WHERE content = 'forgotten'";
    does(&db, ADA, forget).await;
    let found = |user: &str, more: &str| {
        let wanted = meaning(0, 0);
        format!("SELECT content FROM search_memories_semantic('{user}', '{wanted}'{more})")
    };
    assert_eq!(sees(&db, ADA, &found(ADA, "")).await, ["nearer", "near"]);
    assert_eq!(sees(&db, ADA, &found(ADA, ", 1")).await, ["nearer"]);
    assert_eq!(
        sees(&db, ADA, &found(ADA, ", 9, 0")).await,
        ["nearer", "near", "far"]
    );
    assert_eq!(sees(&db, BOB, &found(BOB, "")).await, ["of bob"]);
    assert!(sees(&db, BOB, &found(ADA, "")).await.is_empty());
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn messages_are_counted_and_changes_are_timed() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    with_two_users(&db).await;
    let counted = "SELECT message_count || ' ' || coalesce((last_message_at = (SELECT max(created_at) FROM messages))::text, 'none') FROM conversations";
    does(
        &db,
        ADA,
        "INSERT INTO messages (conversation_id, role, content) SELECT id, 'assistant', 'hello' FROM conversations",
    )
    .await;
    assert_eq!(sees(&db, ADA, counted).await, ["2 true"]);
    does(&db, ADA, "DELETE FROM messages WHERE content = 'hello'").await;
    assert_eq!(sees(&db, ADA, counted).await, ["1 true"]);
    does(
        &db,
        ADA,
        "INSERT INTO conversations (user_id, title) VALUES (auth.uid(), 'another');
         UPDATE messages SET conversation_id = (SELECT id FROM conversations WHERE title = 'another')",
    )
    .await;
    let by_title = "SELECT title || ' ' || message_count FROM conversations ORDER BY 1";
    assert_eq!(
        sees(&db, ADA, by_title).await,
        ["another 1", "what ada asks 0"]
    );
    // What bob has is as it was.
    assert_eq!(sees(&db, BOB, counted).await, ["1 true"]);

    for (table, change) in [
        ("memories", "is_favorite = true"),
        ("conversations", "is_pinned = true"),
        ("user_profiles", "display_name = 'Ada'"),
    ] {
        let touched = format!("SELECT (updated_at > created_at)::text FROM {table} LIMIT 1");
        run(
            &db,
            &format!("UPDATE {table} SET created_at = now() + interval '-1 s'"),
        )
        .await;
        let stamp = format!("SELECT max(updated_at)::text FROM {table}");
        let before = sees(&db, ADA, &stamp).await;
        does(&db, ADA, &format!("UPDATE {table} SET {change}")).await;
        assert_ne!(sees(&db, ADA, &stamp).await, before, "{table}");
        assert_eq!(sees(&db, ADA, &touched).await, ["true"], "{table}");
    }
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn sessions_that_are_over_are_cleared_away() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    with_two_users(&db).await;
    run(
        &db,
        &format!(
            "INSERT INTO user_sessions (user_id, token_hash, expires_at) VALUES
             ('{ADA}', 'over', now() - interval '1 hour'), ('{ADA}', 'open', now() + interval '1 hour'),
             ('{BOB}', 'over too', now() - interval '1 day')"
        ),
    )
    .await;
    let cleared = "SELECT cleanup_expired_sessions()::bigint";
    assert_eq!(count(&db, cleared).await, 2);
    let left = "SELECT token_hash FROM user_sessions";
    assert_eq!(texts(&db, left).await, ["open"]);
    assert_eq!(sees(&db, ADA, left).await, ["open"]);
    assert_eq!(sees(&db, BOB, left).await, Vec::<String>::new());
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn whoever_comes_gets_a_profile() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    run(
        &db,
        "INSERT INTO auth.users (email, raw_user_meta_data) VALUES
         ('ada@example.org', '{\"full_name\": \"Ada Lovelace\"}'), ('bob@example.org', NULL)",
    )
    .await;
    let names = "SELECT display_name FROM user_profiles ORDER BY email";
    assert_eq!(texts(&db, names).await, ["Ada Lovelace", "bob"]);
    run(
        &db,
        "DELETE FROM auth.users WHERE email = 'bob@example.org'",
    )
    .await;
    assert_eq!(texts(&db, names).await, ["Ada Lovelace"]);
    db.close().await.unwrap();
    database.drop().await;
}
