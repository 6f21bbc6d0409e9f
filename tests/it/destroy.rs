//! Dropping and starting again.

use seaworthy::sea_orm::{ConnectOptions, Database};
use seaworthy::{MigratorTraitSelf, Runner};

use crate::support::{
    Migrations, Sql, TestDatabase, Which, Wire, count, list, on_each_backend, run, texts, versions,
};

/// Objects that SeaORM's `fresh` stumbles over or leaves behind, and names that need quotes.
async fn litter(database: &TestDatabase, db: &sea_orm::DatabaseConnection) {
    let statements: &[&str] = match database.which {
        Which::Sqlite => &[
            "CREATE TABLE \"it's \"\"odd\"\"\" (id integer PRIMARY KEY)",
            "CREATE TABLE parent (id integer PRIMARY KEY AUTOINCREMENT)",
            "CREATE TABLE child (parent_id integer NOT NULL REFERENCES parent (id))",
            "INSERT INTO parent VALUES (1)",
            "INSERT INTO child VALUES (1)",
            "CREATE VIEW a AS SELECT 1 AS one",
            "CREATE VIRTUAL TABLE search USING fts5 (body)",
            "CREATE TRIGGER t AFTER INSERT ON parent BEGIN SELECT 1; END",
        ],
        Which::MySql => &[
            "CREATE TABLE `it's ``odd``` (id integer PRIMARY KEY)",
            "CREATE TABLE parent (id integer PRIMARY KEY)",
            "CREATE TABLE child (parent_id integer NOT NULL, CONSTRAINT `fk ``x``` FOREIGN KEY (parent_id) REFERENCES parent (id))",
            "ALTER TABLE parent ADD COLUMN child_id integer, ADD INDEX (child_id)",
            "CREATE VIEW a AS SELECT 1 AS one",
            "CREATE PROCEDURE p () SELECT 1",
            "CREATE FUNCTION f () RETURNS integer DETERMINISTIC RETURN 1",
            "CREATE TRIGGER t AFTER INSERT ON parent FOR EACH ROW SET @x = 1",
        ],
        Which::Postgres => &[
            "CREATE TABLE \"it's \"\"odd\"\"\" (id integer PRIMARY KEY)",
            "CREATE TYPE mood AS ENUM ('good', 'bad')",
            "CREATE DOMAIN word AS text CHECK (VALUE <> '')",
            "CREATE TYPE pair AS (one integer, other integer)",
            "CREATE TYPE span AS RANGE (subtype = integer)",
            "CREATE SEQUENCE counter",
            "CREATE COLLATION blind (provider = icu, locale = 'und', deterministic = false)",
            "CREATE TEXT SEARCH CONFIGURATION searching (COPY = simple)",
            "CREATE TABLE parent (id serial PRIMARY KEY, mood mood, word word) PARTITION BY RANGE (id)",
            "CREATE TABLE parent_1 PARTITION OF parent FOR VALUES FROM (1) TO (10)",
            "CREATE VIEW v AS SELECT mood FROM parent",
            "CREATE VIEW a AS SELECT * FROM v",
            "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one",
            "CREATE FUNCTION f (mood mood DEFAULT 'good', integer DEFAULT 1) RETURNS mood LANGUAGE sql AS 'SELECT $1'",
            "CREATE FUNCTION f () RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER t BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION f ()",
            "CREATE PROCEDURE p (integer) LANGUAGE sql AS 'SELECT 1'",
            "CREATE AGGREGATE biggest (integer) (sfunc = int4larger, stype = integer)",
            "CREATE EXTENSION pg_trgm",
            "CREATE SCHEMA other",
            "CREATE TABLE other.kept (id integer)",
        ],
    };
    for statement in statements {
        run(db, statement).await;
    }
}

async fn objects(database: &TestDatabase, db: &sea_orm::DatabaseConnection) -> Vec<String> {
    let sql = match database.which {
        Which::Sqlite => {
            "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type IN ('table', 'view', 'trigger') ORDER BY name"
        }
        Which::MySql => {
            "SELECT name FROM (SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database() \
             UNION ALL SELECT routine_name FROM information_schema.routines WHERE routine_schema = database() \
             UNION ALL SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = database()) names ORDER BY name"
        }
        Which::Postgres => {
            "SELECT name FROM (SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i' \
             UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend WHERE deptype = 'e' AND objid = pg_proc.oid) \
             UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype <> 'c' AND typcategory <> 'A' AND NOT EXISTS (SELECT FROM pg_depend WHERE deptype = 'e' AND objid = pg_type.oid)) names \
             WHERE name NOT LIKE '%id_seq' ORDER BY name"
        }
    };
    texts(db, sql).await
}

on_each_backend! {
    async fn fresh_drops_everything_and_applies_again(database) {
        let db = database.pool(2).await;
        let migrations = Migrations { ledger: "ledger", ..list(["a", "b"].map(Sql::table)) };
        litter(database, &db).await;
        // The view `a` stands where the table is to be.
        let report = Runner::new(migrations).fresh(&db).await.expect("fresh");
        assert_eq!(report.steps.len(), 2);
        let left = ["a", "b", "ledger", "ledger_journal", "ledger_lease"];
        assert_eq!(objects(database, &db).await, left);
        if database.which == Which::Postgres {
            assert_eq!(count(&db, "SELECT count(*) FROM other.kept").await, 0, "another schema");
            let left = "SELECT (SELECT count(*) FROM pg_collation WHERE collname = 'blind') \
                        + (SELECT count(*) FROM pg_ts_config WHERE cfgname = 'searching')";
            assert_eq!(count(&db, left).await, 0);
            assert_eq!(count(&db, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'").await, 1);
        }
        if database.which == Which::Sqlite {
            assert_eq!(count(&db, "PRAGMA foreign_keys").await, 1);
        }
        db.close().await.unwrap();
    }

    async fn fresh_drops_nothing_when_the_lease_is_anothers_at_once(database) {
        let db = database.pool(2).await;
        Runner::new(list([Sql::table("a")])).up(&db).await.expect("applied");
        let thief: &[&str] = match database.which {
            Which::Sqlite => &["CREATE TRIGGER thief AFTER UPDATE OF run ON seaql_migrations_lease WHEN OLD.run = '' \
                BEGIN UPDATE seaql_migrations_lease SET epoch = epoch + 1; END"],
            Which::MySql => &["CREATE TRIGGER thief BEFORE UPDATE ON seaql_migrations_lease FOR EACH ROW \
                SET NEW.epoch = NEW.epoch + (OLD.run = '')"],
            Which::Postgres => &[
                "CREATE FUNCTION thief () RETURNS trigger LANGUAGE plpgsql AS \
                 'BEGIN NEW.epoch = NEW.epoch + 1; RETURN NEW; END'",
                "CREATE TRIGGER thief BEFORE UPDATE ON seaql_migrations_lease FOR EACH ROW \
                 WHEN (OLD.run = '') EXECUTE FUNCTION thief ()",
            ],
        };
        for statement in thief {
            run(&db, statement).await;
        }
        let before = objects(database, &db).await;
        let error = Runner::new(list([Sql::table("a")])).fresh(&db).await.expect_err("it is theirs");
        assert!(error.to_string().contains("another program has taken the lease"), "{error}");
        assert_eq!(objects(database, &db).await, before);
        db.close().await.unwrap();
    }

    async fn refresh_reverts_and_applies_again(database) {
        let db = database.connect().await;
        let runner = Runner::new(list(["a", "b"].map(Sql::table)));
        runner.up(&db).await.expect("applied");
        run(&db, "INSERT INTO a VALUES (1)").await;
        let report = runner.refresh(&db).await.expect("again");
        let steps: Vec<String> =
            report.steps.iter().map(|step| format!("{} {}", step.version, step.direction)).collect();
        assert_eq!(steps, ["b down", "a down", "a up", "b up"]);
        assert_eq!(count(&db, "SELECT count(*) FROM a").await, 0);
        db.close().await.unwrap();
    }

    async fn reset_reverts_and_forgets(database) {
        let db = database.connect().await;
        let migrations = list(["a", "b"].map(Sql::table));
        let runner = Runner::new(migrations.clone());
        runner.up(&db).await.expect("applied");
        assert_eq!(runner.reset(&db).await.expect("reset").steps.len(), 2);
        assert!(!database.has_table(&db, "seaql_migrations").await);
        assert!(!database.has_table(&db, "a").await);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_journal").await, 4, "history stays");
        MigratorTraitSelf::up(&migrations, &db, None).await.expect("SeaORM starts again");
        assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b"]);
        db.close().await.unwrap();
    }
}

/// Its statements are not undone together there, so each looks whether it may.
#[tokio::test(flavor = "multi_thread")]
async fn fresh_goes_no_further_without_the_lease_on_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.pool(2).await;
    Runner::new(list(["a", "b", "c", "d"].map(Sql::table)))
        .up(&db)
        .await
        .expect("applied");
    // Whoever renews it finds that it is another's, as soon as the first table is gone.
    let thief = "CREATE TRIGGER thief BEFORE UPDATE ON seaql_migrations_lease FOR EACH ROW \
                 SET NEW.epoch = NEW.epoch + 1 - (SELECT count(*) FROM information_schema.tables \
                 WHERE table_schema = database() AND table_name = 'a')";
    run(&db, thief).await;
    let error = Runner::new(list([])).fresh(&db).await;
    let error = error.expect_err("it is theirs").to_string();
    assert!(error.contains("taken the lease"), "{error}");
    assert!(!database.has_table(&db, "a").await, "it was still ours");
    for table in ["c", "d", "seaql_migrations", "seaql_migrations_lease"] {
        assert!(database.has_table(&db, table).await, "{table}");
    }
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fresh_drops_keys_first_and_the_lease_last_on_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let migrations = Migrations {
        ledger: "ledger",
        ..list([Sql::table("other")])
    };
    let runner = Runner::new(migrations);
    runner.up(&db).await.expect("applied");
    for statement in [
        "CREATE TABLE one (id integer PRIMARY KEY, other_id integer)",
        "CREATE TABLE two (id integer PRIMARY KEY, one_id integer REFERENCES one (id))",
        "ALTER TABLE one ADD CONSTRAINT one_two FOREIGN KEY (other_id) REFERENCES two (id)",
        "CREATE VIEW zoo AS SELECT * FROM one",
        "CREATE PROCEDURE zero () SELECT 1",
    ] {
        run(&db, statement).await;
    }
    let wire = Wire::before(&database).await;
    let mut options = ConnectOptions::new(&wire.url);
    options.sqlx_logging(false);
    let through = Database::connect(options).await.expect("it answers");
    wire.take().await;
    runner.fresh(&through).await.expect("fresh");
    let said = wire.take().await.statements;
    let drops: Vec<&str> = said
        .iter()
        .map(String::as_str)
        .filter(|sql| sql.starts_with("DROP") || sql.starts_with("ALTER"))
        .collect();
    let is_key = |sql: &&str| sql.contains("DROP FOREIGN KEY");
    let keys = drops.iter().position(|sql| !is_key(sql));
    assert_eq!(keys, Some(2), "both keys, then the rest: {drops:#?}");
    assert!(!drops[2..].iter().any(is_key), "{drops:#?}");
    let own = drops.iter().position(|sql| sql.contains("`ledger"));
    assert_eq!(own, Some(drops.len() - 3), "the engine's own: {drops:#?}");
    through.close().await.unwrap();
    db.close().await.unwrap();
    database.drop().await;
}
