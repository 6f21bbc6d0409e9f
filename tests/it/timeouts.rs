//! Timeouts of a migration's own, in place of the run's.

use std::time::Duration;

use seaworthy::__private::{Declaration, Declarative, Entry, address_of, tell};
use seaworthy::prelude::*;
use seaworthy::{Error, MigratorTraitSelf, Runner};

use crate::support::{Build, Sql, TestDatabase, Which, on_each_backend, run, texts, versions};

/// Scripts in their order, and last a migration of SeaORM's form.
#[derive(Clone)]
struct Mixed {
    scripts: Vec<(&'static str, Build)>,
    transaction: Option<bool>,
    last: Sql,
}

impl MigratorTraitSelf for Mixed {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let scripts = self.scripts.iter().map(|(name, up)| {
            let declaration = Declaration {
                up: *up,
                down: |_| {},
            };
            let script: Box<dyn MigrationTrait> = Box::new(Declarative {
                name,
                declaration,
                transaction: self.transaction,
                replaces: &[],
                environments: &[],
            });
            tell(|| Entry {
                version: (*name).to_owned(),
                source: "",
                declaration: Some(declaration),
                replaces: &[],
                environments: &[],
                address: Some(address_of(script.as_ref())),
                application: "test 1.0.0",
            });
            script
        });
        let last: Box<dyn MigrationTrait> = Box::new(self.last.clone());
        scripts.chain([last]).collect()
    }
}

/// Writes down what holds for a statement: the name of the migration, then each setting.
fn look(backend: DbBackend, name: &str) -> String {
    let settings = match backend {
        DbBackend::MySql => "@@lock_wait_timeout",
        _ => "current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')",
    };
    match backend {
        DbBackend::MySql => format!("INSERT INTO seen SELECT concat('{name} ', {settings})"),
        _ => format!("INSERT INTO seen SELECT '{name} ' || {settings}"),
    }
}

/// The same as a change of the schema, which no transaction of the engine's is around.
fn look_alone(backend: DbBackend, name: &str) -> String {
    let insert = look(backend, name);
    let (_, select) = insert.split_once("SELECT").expect("a query");
    format!("CREATE TABLE {name}_alone AS SELECT {select} AS what")
}

fn own(script: &mut Script) {
    script.lock_timeout(Duration::from_secs(7));
    script.statement_timeout(Duration::from_secs(40));
    script.sql(look_alone(script.backend(), "own"));
    script.sql(look(script.backend(), "own"));
}

/// Rows come first: what they wait for is not what the migration before was allowed to.
fn next(script: &mut Script) {
    script.sql(look(script.backend(), "next"));
    script.sql(look_alone(script.backend(), "next"));
}

fn half(script: &mut Script) {
    script.lock_timeout(Duration::ZERO);
    script.sql(look(script.backend(), "half"));
}

async fn a_migration_of_its_own_timeouts_leaves_those_of_the_run_to_the_next(
    database: &TestDatabase,
    transaction: Option<bool>,
) {
    let db = database.connect().await;
    run(&db, "CREATE TABLE seen (what text)").await;
    let migrations = Mixed {
        scripts: vec![("own", own), ("next", next), ("half", half)],
        transaction,
        last: Sql::new("last").up(&look(db.get_database_backend(), "last")),
    };
    let runner = Runner::new(migrations)
        .lock_timeout(Duration::from_secs(3))
        .statement_timeout(Duration::from_secs(20));
    assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 4);
    let seen = "SELECT what FROM seen UNION ALL SELECT what FROM own_alone \
                UNION ALL SELECT what FROM next_alone";
    let mut seen = texts(&db, seen).await;
    seen.sort();
    let expected = match database.which {
        // Without end is a year there.
        Which::MySql => vec![
            "half 31536000",
            "last 3",
            "next 3",
            "next 3",
            "own 7",
            "own 7",
        ],
        _ => vec![
            "half 0 20s",
            "last 3s 20s",
            "next 3s 20s",
            "next 3s 20s",
            "own 7s 40s",
            "own 7s 40s",
        ],
    };
    assert_eq!(seen, expected, "{transaction:?}");
    db.close().await.unwrap();
}

async fn each_way(which: Which) {
    for transaction in [None, Some(false), Some(true)] {
        let database = TestDatabase::create(which).await;
        a_migration_of_its_own_timeouts_leaves_those_of_the_run_to_the_next(&database, transaction)
            .await;
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_migration_are_not_those_of_the_next_on_postgres() {
    each_way(Which::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_migration_are_not_those_of_the_next_on_mysql() {
    each_way(Which::MySql).await;
}

/// Takes a second or so, and is no longer than a few however slow the machine.
fn a_second(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "SELECT pg_sleep(1)",
        DbBackend::MySql => {
            "INSERT INTO filled SELECT sleep(0.5) FROM (SELECT 1 UNION SELECT 2) two"
        }
        _ => {
            "INSERT INTO filled WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
             SELECT i FROM n LIMIT 1 OFFSET 5000000"
        }
    }
}

fn patient(script: &mut Script) {
    script.statement_timeout(Duration::ZERO);
    script.sql(a_second(script.backend()));
}

fn hasty(script: &mut Script) {
    script.statement_timeout(Duration::from_millis(50));
    script.sql(a_second(script.backend()));
}

on_each_backend! {
    async fn a_slow_migration_is_given_the_time_that_it_asks_for_and_the_next_one_is_not(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE filled (id double precision)").await;
        let migrations = Mixed {
            scripts: vec![("patient", patient)],
            transaction: None,
            last: Sql::new("last").up(a_second(db.get_database_backend())),
        };
        let runner = Runner::new(migrations).statement_timeout(Duration::from_millis(200));
        let error = runner.up(&db).await.expect_err("the last one takes too long");
        assert!(matches!(&error, Error::Step { source, .. } if source.version.as_str() == "last"), "{error}");
        let hint = error.hint().expect("a hint").to_string();
        assert!(hint.contains("`--statement-timeout`"), "{hint}");
        assert_eq!(versions(&db, "seaql_migrations").await, ["patient"]);
        db.close().await.unwrap();
    }

    async fn a_migration_can_be_given_less_time_than_the_others(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE filled (id double precision)").await;
        let migrations = Mixed {
            scripts: vec![("hasty", hasty)],
            transaction: None,
            last: Sql::table("last"),
        };
        let error = Runner::new(migrations).up(&db).await.expect_err("it takes too long");
        assert!(matches!(&error, Error::Step { source, .. } if source.version.as_str() == "hasty"), "{error}");
        assert_eq!(versions(&db, "seaql_migrations").await, [""; 0]);
        assert!(!database.has_table(&db, "last").await);
        db.close().await.unwrap();
    }
}
