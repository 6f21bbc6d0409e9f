//! What reaches the server: statements and round trips.

use seaworthy::prelude::*;
use seaworthy::sea_orm::{ConnectOptions, Database, DatabaseConnection};
use seaworthy::{Runner, Target};

use crate::support::{Said, Sql, TestDatabase, Which, Wire, list, run};

/// As the command line connects: nothing is asked of a connection before it is used.
async fn connect(wire: &Wire) -> DatabaseConnection {
    let mut options = ConnectOptions::new(&wire.url);
    options
        .sqlx_logging(false)
        .test_before_acquire(false)
        .max_connections(1);
    Database::connect(options)
        .await
        .expect("the server answers")
}

/// A database in which that many migrations are applied.
async fn applied(database: &TestDatabase, number: usize) -> crate::support::Migrations {
    let names: Vec<String> = (0..number).map(|number| format!("m{number:04}")).collect();
    let migrations = list(names.iter().map(|name| Sql::new(name)));
    let db = database.connect().await;
    let first = Runner::new(migrations.clone()).target(Target::Count(1));
    first.up(&db).await.expect("applied");
    if number > 1 {
        let rows: Vec<String> = names[1..]
            .iter()
            .map(|name| format!("('{name}', 1)"))
            .collect();
        let insert = "INSERT INTO seaql_migrations (version, applied_at) VALUES";
        run(&db, &format!("{insert} {}", rows.join(", "))).await;
    }
    db.close().await.unwrap();
    migrations
}

/// What a program says that starts when nothing is pending.
async fn start_without_work(which: Which, number: usize) -> (Vec<String>, Said) {
    let database = TestDatabase::create(which).await;
    let migrations = applied(&database, number).await;
    let wire = Wire::before(&database).await;
    let db = connect(&wire).await;
    let greeting = wire.take().await;
    assert!(
        Runner::new(migrations)
            .up(&db)
            .await
            .expect("nothing to do")
            .is_empty()
    );
    let said = wire.take().await;
    db.close().await.unwrap();
    let goodbye = wire.take().await;
    database.drop().await;
    let statements = said.statements.clone();
    let round_trips = greeting.round_trips + said.round_trips + goodbye.round_trips;
    assert_eq!(greeting.connections + said.connections, 1);
    (
        statements,
        Said {
            round_trips,
            ..said
        },
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_work_is_one_query_of_constant_size_on_postgres() {
    let (statements, said) = start_without_work(Which::Postgres, 1000).await;
    assert_eq!(statements.len(), 1, "{statements:?}");
    assert!(statements[0].starts_with("WITH ") && !statements[0].contains("INSERT"));
    assert!(said.round_trips <= 8, "{said:?}");
    let (_, small) = start_without_work(Which::Postgres, 1).await;
    assert_eq!(said.answered, small.answered, "a thousand answer as one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_work_is_one_query_on_mysql() {
    let (statements, _) = start_without_work(Which::MySql, 1000).await;
    assert_eq!(statements.len(), 1, "{statements:?}");
    assert!(statements[0].starts_with("SELECT "), "{statements:?}");
}

/// A database that only SeaORM has migrated has no journal.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_work_is_two_queries_where_seaorm_has_migrated() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let migrations = list(["a", "b"].map(Sql::new));
        let db = database.connect().await;
        seaworthy::MigratorTraitSelf::up(&migrations, &db, None)
            .await
            .expect("theirs");
        db.close().await.unwrap();
        let wire = Wire::before(&database).await;
        let db = connect(&wire).await;
        wire.take().await;
        assert!(
            Runner::new(migrations)
                .up(&db)
                .await
                .expect("nothing to do")
                .is_empty()
        );
        let statements = wire.take().await.statements;
        assert_eq!(statements.len(), 2, "{statements:?}");
        db.close().await.unwrap();
        database.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_work_writes_nothing_on_sqlite() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let migrations = applied(&database, 1000).await;
    let file = database.folder().path().join(&database.name);
    let before = std::fs::read(&file).unwrap();
    let db = database.connect().await;
    assert!(
        Runner::new(migrations)
            .up(&db)
            .await
            .expect("nothing to do")
            .is_empty()
    );
    db.close().await.unwrap();
    assert!(
        before == std::fs::read(&file).unwrap(),
        "the file has changed"
    );
    let files = std::fs::read_dir(database.folder().path()).unwrap().count();
    assert_eq!(files, 1, "no journal of SQLite's is left");
}

/// One table each, declarative and told by `migrations!`'s side channel.
struct Scripts(usize);

struct Script1(String);

impl MigrationName for Script1 {
    fn name(&self) -> &str {
        &self.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Script1 {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        unreachable!("Seaworthy runs the script")
    }
}

impl seaworthy::MigratorTraitSelf for Scripts {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        use seaworthy::__private::{Declaration, Entry, tell};
        (0..self.0)
            .map(|number| {
                let version = format!("m{number:04}");
                tell(|| Entry {
                    version: version.clone(),
                    source: "",
                    declaration: Some(Declaration {
                        up: |script| script.sql("CREATE TABLE IF NOT EXISTS t (id integer)"),
                        down: |_| {},
                    }),
                    replaces: &[],
                    environments: &[],
                    address: None,
                    application: "test 1.0.0",
                });
                Box::new(Script1(version)) as Box<dyn MigrationTrait>
            })
            .collect()
    }
}

/// What ten more steps cost.
async fn of_ten_steps(which: Which) -> (usize, usize) {
    let database = TestDatabase::create(which).await;
    let wire = Wire::before(&database).await;
    let db = connect(&wire).await;
    Runner::new(Scripts(1)).up(&db).await.expect("applied");
    wire.take().await;
    let mut costs = Vec::new();
    // Five steps, then fifteen.
    for number in [6, 21] {
        assert!(
            !Runner::new(Scripts(number))
                .up(&db)
                .await
                .expect("applied")
                .is_empty()
        );
        costs.push(wire.take().await);
    }
    db.close().await.unwrap();
    database.drop().await;
    let [five, fifteen] = [&costs[0], &costs[1]];
    (
        fifteen.statements.len() - five.statements.len(),
        fifteen.round_trips - five.round_trips,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_one_statement_costs_one_round_trip_on_postgres() {
    // Journal, claim, the statement, journal and commit are one message.
    let (messages, round_trips) = of_ten_steps(Which::Postgres).await;
    assert_eq!(messages, 10);
    // The pool pings a connection that comes back, sometimes apart from what follows.
    assert!(round_trips <= 12, "{round_trips}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_one_statement_is_two_messages_on_mysql() {
    // The statement; then ledger, journal, and the journal of the next step. The pool adds pings
    // of its own to the trips.
    let (messages, _) = of_ten_steps(Which::MySql).await;
    assert_eq!(messages, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_opens_one_connection_beside_the_callers_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    Runner::new(Scripts(1)).up(&db).await.expect("applied");
    db.close().await.unwrap();
    let wire = Wire::before(&database).await;
    let db = Database::connect(&wire.url)
        .await
        .expect("the server answers");
    let report = Runner::new(Scripts(5)).up(&db).await.expect("applied");
    assert_eq!(report.steps.len(), 4);
    db.close().await.unwrap();
    assert_eq!(wire.take().await.connections, 2);
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_schema_are_not_prepared() {
    let database = TestDatabase::create(Which::Postgres).await;
    let wire = Wire::before(&database).await;
    let db = connect(&wire).await;
    Runner::new(Scripts(1)).up(&db).await.expect("applied");
    let said = wire.take().await;
    let batch = said
        .statements
        .iter()
        .find(|text| text.contains("CREATE TABLE IF NOT EXISTS t"));
    let batch = batch.expect("the script was sent");
    let order: Vec<usize> = [
        "UPDATE \"public\".\"seaql_migrations_lease\"",
        "INSERT INTO \"public\".\"seaql_migrations\"",
        "CREATE TABLE IF NOT EXISTS t",
        "UPDATE \"public\".\"seaql_migrations_journal\"",
    ]
    .iter()
    .map(|part| batch.find(part).expect("in one message"))
    .collect();
    assert!(order.is_sorted(), "fence, claim, script, journal: {batch}");
    db.close().await.unwrap();
    database.drop().await;
}
