//! What is made, what stays of what was there, and the way back.

use seaworthy::sea_orm::ConnectionTrait;
use seaworthy::{Runner, Verify};

use crate::support::{TestDatabase, Which, count, run, texts};
use crate::{has_vector, migrated};

const COLUMNS_OF_MEMORIES: [&str; 14] = [
    "content",
    "created_at",
    "deleted_at",
    "embedding",
    "encrypted_data",
    "id",
    "is_archived",
    "is_favorite",
    "metadata",
    "source",
    "summary",
    "tags",
    "updated_at",
    "user_id",
];

#[tokio::test]
async fn everything_is_there() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    let open =
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND NOT rowsecurity";
    assert!(texts(&db, open).await.is_empty());
    let secured = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'seaql_%' \
                   AND rowsecurity ORDER BY 1";
    assert_eq!(
        texts(&db, secured).await,
        [
            "conversations",
            "feature_flags",
            "feedback",
            "import_history",
            "memories",
            "memory_links",
            "messages",
            "system_metrics",
            "user_profiles",
            "user_sessions"
        ]
    );
    let methods = "SELECT relname::text || ' ' || amname FROM pg_class JOIN pg_am ON pg_am.oid = relam \
                   WHERE relkind = 'i' AND amname NOT IN ('btree', 'heap') AND relnamespace = 'public'::regnamespace ORDER BY 1";
    assert_eq!(
        texts(&db, methods).await,
        [
            "idx_conversations_tags gin",
            "idx_conversations_title gin",
            "idx_memories_content gin",
            "idx_memories_embedding hnsw",
            "idx_memories_metadata gin",
            "idx_memories_tags gin",
            "idx_messages_content gin",
            "idx_messages_embedding ivfflat"
        ]
    );
    let options =
        "SELECT unnest(reloptions) FROM pg_class WHERE relname LIKE 'idx_%_embedding' ORDER BY 1";
    assert_eq!(
        texts(&db, options).await,
        ["ef_construction=64", "lists=100", "m=16"]
    );
    let indexes =
        "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx%'";
    assert!(count(&db, indexes).await >= 23);
    let policies = "SELECT count(*) FROM pg_policies WHERE schemaname = 'public'";
    assert!(count(&db, policies).await >= 20);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn rows_of_an_earlier_version_stay() {
    if !has_vector().await {
        return;
    }
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    for line in include_str!("../sessions/earlier.txt").lines() {
        run(&db, line.strip_prefix("sql> ").expect("SQL")).await;
    }
    let by_source = "SELECT content FROM memories WHERE source = 'manual'";
    let error = db.execute_unprepared(by_source).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("column \"source\" does not exist")
    );

    let runner = Runner::new(identra::Migrator);
    runner.up(&db).await.expect("applied");
    assert_eq!(
        texts(&db, by_source).await,
        ["The engine weaves algebraic patterns."]
    );
    let columns = "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'memories' ORDER BY 1";
    assert_eq!(texts(&db, columns).await, COLUMNS_OF_MEMORIES);
    let counted = "SELECT title || ' ' || message_count || ' ' || (last_message_at AT TIME ZONE 'UTC') FROM conversations";
    assert_eq!(texts(&db, counted).await, ["Engines 2 2025-02-01 10:01:00"]);
    let profile = "SELECT display_name FROM user_profiles";
    assert_eq!(texts(&db, profile).await, ["Ada"]);

    // What Supabase has of its own is not taken away.
    while !runner.down(&db).await.expect("reverted").steps.is_empty() {}
    assert_eq!(count(&db, "SELECT count(*) FROM auth.users").await, 1);
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn all_of_it_goes_back_and_comes_again() {
    let Some((database, db)) = migrated().await else {
        return;
    };
    let runner = Runner::new(identra::Migrator);
    let mut steps = 0;
    while !runner.down(&db).await.expect("reverted").steps.is_empty() {
        steps += 1;
    }
    assert_eq!(steps, 9);
    let left = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'v', 'i') AND relname NOT LIKE 'seaql_%' \
                AND relnamespace::regnamespace::text IN ('auth', 'public')";
    assert_eq!(count(&db, left).await, 0);
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = 'auth'";
    assert_eq!(count(&db, schemas).await, 0);
    let functions = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace";
    assert_eq!(count(&db, functions).await, 0);

    runner.up(&db).await.expect("applied again");
    let verification = runner.verify(&db, &Verify::new()).await.unwrap();
    assert!(verification.is_clean(), "{verification:?}");
    db.close().await.unwrap();
    database.drop().await;
}
