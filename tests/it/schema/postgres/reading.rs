//! How it is read: as whom, from where, in how many queries.

use seaworthy::sea_orm::{Database, DatabaseBackend, TransactionTrait};

use super::cases;
use crate::schema::load;
use crate::support::{TestDatabase, Which, Wire, run, texts};

/// Tables with all that belongs to one.
fn tables(number: usize) -> String {
    let one = |number: usize| {
        format!(
            "CREATE TABLE t{number} (id serial PRIMARY KEY, a text UNIQUE, b integer CHECK (b > 0), c integer REFERENCES t{number}); \
             CREATE INDEX i{number} ON t{number} (b) WHERE a <> ''; ALTER TABLE t{number} ENABLE ROW LEVEL SECURITY; \
             CREATE POLICY p ON t{number} USING (b = 1); CREATE VIEW v{number} AS SELECT * FROM t{number}; \
             CREATE TYPE e{number} AS ENUM ('a');"
        )
    };
    (0..number).map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_queries_does_not_grow() {
    let mut counts = Vec::new();
    for number in [3, 300] {
        let database = TestDatabase::create(Which::Postgres).await;
        let db = database.connect().await;
        run(&db, &tables(number)).await;
        db.close().await.unwrap();
        let wire = Wire::before(&database).await;
        let db = Database::connect(&wire.url).await.unwrap();
        wire.take().await;
        let schema = seaworthy::introspect(&db, &[]).await.unwrap();
        assert_eq!((schema.tables.len(), schema.views.len()), (number, number));
        counts.push(wire.take().await.statements.len());
        db.close().await.unwrap();
        database.drop().await;
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[0] < 20, "{counts:?}");
}

/// What newer servers write there by themselves, written by hand.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_notes_of_a_column_is_no_option() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let noted = |options: &str, column: &str| {
        format!(
            "UPDATE pg_attribute SET attoptions = '{options}' WHERE attrelid = 't'::regclass AND attname = '{column}'"
        )
    };
    run(&db, "CREATE TABLE t (a integer, b integer)").await;
    run(&db, &noted("{pg_attver=5}", "a")).await;
    run(&db, &noted("{pg_attver=5,n_distinct=3}", "b")).await;
    let schema = seaworthy::introspect(&db, &[]).await.unwrap();
    let options = |column: &str| schema.tables[0].column(column).unwrap().options.as_deref();
    assert_eq!(options("a"), None);
    assert_eq!(options("b"), Some("SET (n_distinct='3')"));
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_only_read_and_a_pooler_see_the_same() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    run(&db, &tables(2)).await;
    run(
        &db,
        "CREATE SCHEMA closed; CREATE TABLE closed.t (a integer)",
    )
    .await;
    // Its own rights are part of what all see.
    let reader = database.reader().await;
    let all = seaworthy::introspect(&db, &[]).await.unwrap();
    for url in [&reader.url, &database.pooled_url()] {
        let other = Database::connect(url).await.unwrap();
        for _ in 0..3 {
            assert_eq!(
                seaworthy::introspect(&other, &[]).await.unwrap(),
                all,
                "{url}"
            );
        }
        other.close().await.unwrap();
    }
    db.close().await.unwrap();
    reader.drop().await;
    database.drop().await;
}

/// Whatever the session is set to, the texts are the same; and it stays as it was.
#[tokio::test(flavor = "multi_thread")]
async fn the_session_decides_nothing_and_is_left_as_it_was() {
    const ASKED: &str = "SELECT current_setting(name) FROM unnest(ARRAY['search_path', 'DateStyle', \
        'IntervalStyle', 'TimeZone', 'quote_all_identifiers', 'jit']) name";
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.pool(1).await;
    run(
        &db,
        "CREATE TABLE t (a timestamptz DEFAULT '2020-01-31 12:00+00', b interval DEFAULT '1 day 02:00', \
         c integer CHECK (c > 0)); CREATE FUNCTION f() RETURNS t LANGUAGE sql AS 'SELECT * FROM t'",
    )
    .await;
    let before = texts(&db, ASKED).await;
    let usual = seaworthy::introspect(&db, &["public"]).await.unwrap();
    assert_eq!(texts(&db, ASKED).await, before);
    run(
        &db,
        "CREATE SCHEMA s; SET search_path = s, public; SET DateStyle = 'German'; SET IntervalStyle = iso_8601; \
         SET TimeZone = 'Asia/Tokyo'; SET quote_all_identifiers = on; CREATE TEMP TABLE t (z integer)",
    )
    .await;
    let before = texts(&db, ASKED).await;
    assert_eq!(
        seaworthy::introspect(&db, &["public"]).await.unwrap(),
        usual
    );
    assert!(seaworthy::introspect(&db, &[]).await.unwrap().is_empty());
    assert_eq!(texts(&db, ASKED).await, before);
    let transaction = db.begin().await.unwrap();
    run(&transaction, "CREATE TABLE public.within (a integer)").await;
    let within = seaworthy::introspect(&transaction, &["public"])
        .await
        .unwrap();
    assert!(within.table(&"within".into()).is_some());
    assert_eq!(within.functions, usual.functions);
    assert_eq!(texts(&transaction, ASKED).await, before);
    transaction.commit().await.unwrap();
    assert_eq!(texts(&db, ASKED).await, before);
    db.close().await.unwrap();
    database.drop().await;
}

/// A schema that is made in two places is one schema: nothing of it says where it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_has_no_schema() {
    for (name, text) in cases() {
        if text.contains("CREATE EXTENSION") {
            continue;
        }
        let database = TestDatabase::create(Which::Postgres).await;
        let db = database.pool(1).await;
        run(
            &db,
            "CREATE SCHEMA \"else \"\"where\"; SET search_path = \"else \"\"where\"",
        )
        .await;
        run(&db, &text).await;
        let elsewhere = seaworthy::introspect(&db, &[]).await.unwrap();
        assert!(!elsewhere.is_empty());
        let said = format!("{elsewhere:?}");
        assert!(!said.contains("else \\\""), "{name}: {said}");
        let other = TestDatabase::create(Which::Postgres).await;
        let there = other.pool(1).await;
        run(&there, &text).await;
        let public = seaworthy::introspect(&there, &[]).await.unwrap();
        crate::schema::differ(&public, &elsewhere);
        for (db, database) in [(db, database), (there, other)] {
            db.close().await.unwrap();
            database.drop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_schemas_are_one_with_names_of_two_parts() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.pool(1).await;
    run(
        &db,
        "CREATE SCHEMA \"b b\"; CREATE TABLE \"b b\".t (id serial PRIMARY KEY); CREATE TYPE \"b b\".mood AS ENUM ('x'); \
         CREATE FUNCTION \"b b\".f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; \
         CREATE TABLE t (id integer DEFAULT \"b b\".f() REFERENCES \"b b\".t, mood \"b b\".mood DEFAULT 'x'); \
         CREATE INDEX i ON \"b b\".t (id DESC); CREATE VIEW v AS SELECT t.id FROM t JOIN \"b b\".t b USING (id); \
         CREATE SCHEMA unseen; CREATE TABLE unseen.t (a integer)",
    )
    .await;
    let schemas = ["public", "b b"];
    let schema = seaworthy::introspect(&db, &schemas).await.unwrap();
    let names: Vec<String> = schema
        .tables
        .iter()
        .map(|table| table.name.to_string())
        .collect();
    assert_eq!(names, ["t", "b b.t"]);
    let statements = seaworthy::emit(&schema, DatabaseBackend::Postgres).unwrap();
    let other = TestDatabase::create(Which::Postgres).await;
    let there = other.pool(1).await;
    load(&there, &statements).await;
    let again = seaworthy::introspect(&there, &schemas).await.unwrap();
    crate::schema::differ(&schema, &again);
    for (db, database) in [(db, database), (there, other)] {
        db.close().await.unwrap();
        database.drop().await;
    }
}
