//! Data seeds: rows that an environment begins with, as often as somebody asks for them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use seaworthy::prelude::*;
use seaworthy::sea_orm::{
    self, Database, DatabaseConnection, DatabaseTransaction, EntityTrait, Set, TransactionTrait,
};
use seaworthy::{
    Error, Event, ExitCode, Mark, Runner, Seed, SeedError, SeedReport, Seeds, Sets, ensure, seed,
    set,
};
use tokio::sync::{Barrier, Notify};

use crate::support::{
    Migrations, Sql, TemporaryFolder, TestDatabase, Which, count, list, on_each_backend, run, texts,
};

/// A role, by its name; nothing in the database says that there is one of each.
pub(crate) mod role {
    #![allow(unreachable_pub, reason = "SeaORM's macros write public items")]

    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
        pub realm: Option<String>,
        pub rank: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) fn migrations(which: Which) -> Migrations {
    let id = match which {
        Which::Sqlite => "id integer NOT NULL PRIMARY KEY AUTOINCREMENT",
        Which::Postgres => "id serial PRIMARY KEY",
        Which::MySql => "id integer NOT NULL PRIMARY KEY AUTO_INCREMENT",
    };
    let role = format!(
        "CREATE TABLE role ({id}, name varchar(80) NOT NULL, realm varchar(80), rank_ integer NOT NULL)"
    );
    let role = role.replace(
        "rank_",
        if which == Which::MySql {
            "`rank`"
        } else {
            "\"rank\""
        },
    );
    list([Sql::new("m1_role").up(&role).down("DROP TABLE role")])
}

fn role(name: &str, realm: Option<&str>, rank: i32) -> role::ActiveModel {
    role::ActiveModel {
        name: Set(name.to_owned()),
        realm: Set(realm.map(str::to_owned)),
        rank: Set(rank),
        ..Default::default()
    }
}

const KEY: [role::Column; 2] = [role::Column::Name, role::Column::Realm];

pub(crate) async fn roles(db: &DatabaseTransaction) -> Result<u64, DbErr> {
    let rows = [
        role("editor", None, 2),
        role("reader", None, 1),
        role("reader", Some("wiki"), 3),
    ];
    ensure(db, KEY, rows).await
}

/// Says nothing of its rows.
pub(crate) async fn demo(db: &DatabaseTransaction) -> Result<(), DbErr> {
    ensure(db, KEY, [role("demo \"`'", Some("\u{1f331}"), 9)]).await?;
    Ok(())
}

pub(crate) async fn broken(db: &DatabaseTransaction) -> Result<(), DbErr> {
    ensure(db, KEY, [role("half", None, 0)]).await?;
    db.execute_unprepared("INSERT INTO nowhere VALUES (1)")
        .await?;
    Ok(())
}

async fn panics(db: &DatabaseTransaction) -> Result<(), DbErr> {
    ensure(db, KEY, [role("half", None, 0)]).await?;
    panic!("a seed without sense");
}

/// Goes on after an error.
async fn careless(db: &DatabaseTransaction) -> Result<(), DbErr> {
    ensure(db, KEY, [role("kept", None, 0)]).await?;
    let _ = db
        .execute_unprepared("INSERT INTO nowhere VALUES (1)")
        .await;
    Ok(())
}

async fn migrated(database: &TestDatabase) -> (DatabaseConnection, Runner<Migrations>) {
    let db = database.pool(3).await;
    let runner = Runner::new(migrations(database.which));
    runner.up(&db).await.unwrap();
    (db, runner)
}

async fn names(db: &DatabaseConnection) -> Vec<String> {
    texts(db, "SELECT name FROM role ORDER BY id").await
}

fn ran(report: &SeedReport) -> Vec<(&str, Option<u64>)> {
    report
        .seeds
        .iter()
        .map(|seeded| (seeded.name.as_str(), seeded.rows))
        .collect()
}

fn both() -> Seeds {
    Seeds::new([
        seed("roles", roles),
        seed("demo notes", demo).environments(["development", "test"]),
    ])
}

#[track_caller]
fn seed_error(ended: Result<SeedReport, Error>) -> (String, ExitCode, String) {
    let error = ended.expect_err("an error");
    assert!(matches!(error, Error::Seed { .. }), "{error:?}");
    let hint = error
        .hint()
        .map(|hint| hint.to_string())
        .unwrap_or_default();
    (error.to_string(), error.exit_code(), hint)
}

on_each_backend! {
    async fn the_same_rows_are_there_however_often_it_runs(database) {
        let (db, runner) = migrated(database).await;
        for _ in 0..3 {
            let report = runner.seed(&db, &both()).await.unwrap();
            assert_eq!(ran(&report), [("roles", Some(3))]);
            assert_eq!(report.left_out[0].name, "demo notes");
            assert_eq!(names(&db).await, ["editor", "reader", "reader"]);
        }
        // A value that was changed is as the seed wants it, and other rows and columns are let be.
        run(&db, "UPDATE role SET id = id + 100 WHERE name = 'editor'").await;
        let set = if database.which == Which::MySql { "`rank`" } else { "\"rank\"" };
        run(&db, &format!("UPDATE role SET {set} = 7")).await;
        run(&db, &format!("INSERT INTO role (name, realm, {set}) VALUES ('mine', 'wiki', 7)")).await;
        runner.seed(&db, &both()).await.unwrap();
        let ranks = texts(&db, &format!("SELECT concat(name, {set}) FROM role ORDER BY 1")).await;
        assert_eq!(ranks, ["editor2", "mine7", "reader1", "reader3"]);
        assert_eq!(count(&db, "SELECT count(*) FROM role WHERE id > 100 AND name = 'editor'").await, 1);
        // It is no attempt to migrate.
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_journal").await, 1);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations").await, 1);
        db.close().await.unwrap();
    }

    async fn a_seed_runs_in_its_environments_alone(database) {
        let (db, _) = migrated(database).await;
        let within = |name: &str| Runner::new(migrations(database.which)).environment(name);
        let report = within("production").seed(&db, &both()).await.unwrap();
        assert_eq!(ran(&report), [("roles", Some(3))]);
        assert_eq!(report.left_out[0].environments, ["development", "test"]);
        let report = within("test").seed(&db, &both()).await.unwrap();
        assert_eq!(ran(&report), [("roles", Some(3)), ("demo notes", None)]);
        assert!(report.left_out.is_empty());
        // By name it is asked for, and that is an error where it may not run.
        let report = within("test").seed(&db, &both().only(["demo notes"])).await.unwrap();
        assert_eq!(ran(&report), [("demo notes", None)]);
        let ended = within("production").seed(&db, &both().only(["roles", "demo notes"])).await;
        let (error, code, hint) = seed_error(ended);
        assert_eq!(error, "the seed `demo notes` is for other environments than this one");
        assert_eq!(code, ExitCode::Usage);
        assert!(hint.starts_with("It is for `development`, `test`: say with `--env`"), "{hint}");
        // Where the database is marked, it does not matter what a run says of itself.
        within("production").mark(&db, Mark::Production).await.unwrap();
        let error = within("test").seed(&db, &both()).await.expect_err("it is marked");
        assert!(matches!(error, Error::Marked { .. }), "{error:?}");
        let doing = "refused to run the seed `demo notes`, which is for `development`, `test`, in database `";
        assert!(error.to_string().starts_with(doing), "{error}");
        assert!(within("test").seed(&db, &both().only(["roles"])).await.is_ok());
        db.close().await.unwrap();
    }

    async fn a_seed_that_fails_leaves_nothing_and_ends_the_run(database) {
        let (db, runner) = migrated(database).await;
        let then = |second: Seed| Seeds::new([seed("roles", roles), second, seed("demo", demo)]);
        for (second, says) in [
            (seed("it's `odd`\n", broken), "nowhere"),
            (seed("it's `odd`\n", panics), "it panicked: a seed without sense"),
        ] {
            let ended = runner.seed(&db, &then(second)).await;
            let Err(Error::Seed { source, .. }) = &ended else { panic!("{ended:?}") };
            let SeedError::Failed { name, message, report, remaining, source: cause } = &**source else {
                panic!("{source:?}")
            };
            assert_eq!((name.as_str(), remaining.as_slice()), ("it's `odd`\n", &["demo".to_owned()][..]));
            assert!(message.contains(says), "{message}");
            assert_eq!(cause.is_none(), says.starts_with("it panicked"));
            assert_eq!(ran(report), [("roles", Some(3))]);
            assert_eq!(ended.expect_err("it").exit_code(), ExitCode::Failed);
            assert_eq!(names(&db).await, ["editor", "reader", "reader"]);
        }
        // The lease was given back, and the transactions are ended.
        let report = runner.lock_wait(Duration::ZERO).seed(&db, &then(seed("more", demo))).await.unwrap();
        assert_eq!(report.seeds.len(), 3);
        db.close().await.unwrap();
    }

    async fn what_a_seed_lets_pass_is_no_success_that_was_not(database) {
        let (db, runner) = migrated(database).await;
        let ended = runner.seed(&db, &Seeds::new([seed("careless", careless)])).await;
        // PostgreSQL takes a transaction back that a statement has spoilt, at its commit, without a word.
        assert_eq!(ended.is_err(), database.which == Which::Postgres, "{ended:?}");
        let kept = usize::from(database.which != Which::Postgres);
        assert_eq!(names(&db).await.len(), kept);
        db.close().await.unwrap();
    }

    async fn nothing_runs_while_something_is_pending(database) {
        let db = database.connect().await;
        let runner = Runner::new(migrations(database.which));
        let (error, code, hint) = seed_error(runner.seed(&db, &both()).await);
        assert_eq!(error, "refused to seed: 1 migration is pending: `m1_role`; nothing was touched");
        assert_eq!((code, hint.as_str()), (ExitCode::Refused, "Run `up` first: seeds run on the present schema."));
        assert!(!database.has_table(&db, "seaql_migrations_lease").await);
        runner.up(&db).await.unwrap();
        let two = Sets::new([set("roles", migrations(database.which)), set("more", list([Sql::table("more"), Sql::table("most")]))]);
        let (error, ..) = seed_error(Runner::new(two.clone()).seed(&db, &both()).await);
        assert_eq!(error, "refused to seed: 2 migrations are pending: `more`, `most`; nothing was touched");
        Runner::new(two.clone()).up(&db).await.unwrap();
        assert_eq!(ran(&Runner::new(two).seed(&db, &both()).await.unwrap()), [("roles", Some(3))]);
        db.close().await.unwrap();
    }

    async fn names_that_do_not_fit_are_refused_before_anything_runs(database) {
        let (db, runner) = migrated(database).await;
        let of = |names: &[&str]| Seeds::new(names.iter().map(|name| seed(*name, roles)));
        for (seeds, error, code, hint) in [
            (of(&["a", ""]), "seed 2 of the list has an empty name", ExitCode::Failed, "a name of its own"),
            (of(&["a", "b", "a"]), "the seed `a` stands twice in the list", ExitCode::Failed, "a name of its own"),
            (of(&["a", "b"]).only(["c"]), "there is no seed `c` in this program", ExitCode::Usage, "There are `a`, `b`."),
            (of(&[]).only(["A"]), "there is no seed `A` in this program", ExitCode::Usage, "`Cli::seeds`"),
            (Seeds::new([seed("a", roles).environments([""])]), "the seed `a` is for an environment with an empty name", ExitCode::Failed, "Name the environments"),
        ] {
            let said = seed_error(runner.seed(&db, &seeds).await);
            assert_eq!((said.0.as_str(), said.1), (error, code));
            assert!(said.2.contains(hint), "{said:?}");
        }
        assert!(runner.seed(&db, &of(&[])).await.unwrap().seeds.is_empty());
        assert_eq!(names(&db).await, [""; 0]);
        db.close().await.unwrap();
    }

    async fn a_row_needs_a_key_that_tells_it_apart(database) {
        async fn keyless(db: &DatabaseTransaction) -> Result<u64, DbErr> {
            ensure(db, [role::Column::Id], [role("a", None, 1)]).await
        }
        async fn none(db: &DatabaseTransaction) -> Result<u64, DbErr> {
            ensure(db, [], [role("a", None, 1)]).await
        }
        async fn several(db: &DatabaseTransaction) -> Result<u64, DbErr> {
            roles(db).await?;
            ensure(db, [role::Column::Name], [role("reader", None, 1)]).await
        }
        let (db, runner) = migrated(database).await;
        for (seed, says) in [
            (seed("it", keyless), "a row has no value of its key `id`"),
            (seed("it", none), "a row needs a key of at least one column"),
            (seed("it", several), "`name` is no key: 2 rows have the same"),
        ] {
            let (error, ..) = seed_error(runner.seed(&db, &Seeds::new([seed])).await);
            assert!(error.ends_with(says), "{error}");
            assert_eq!(names(&db).await, [""; 0]);
        }
        db.close().await.unwrap();
    }

    async fn programs_that_seed_at_once_do_so_one_after_the_other(database) {
        static INSIDE: AtomicU32 = AtomicU32::new(0);
        /// Is wrong where another one is at it.
        async fn once(db: &DatabaseTransaction) -> Result<(), DbErr> {
            assert_eq!(INSIDE.fetch_add(1, Ordering::SeqCst) % 16, 0, "nobody else is at it");
            let there = count(db, "SELECT count(*) FROM role").await;
            tokio::task::yield_now().await;
            if there == 0 {
                role::Entity::insert(role("only", None, 1)).exec_without_returning(db).await?;
            }
            INSIDE.fetch_add(15, Ordering::SeqCst);
            Ok(())
        }
        INSIDE.store(0, Ordering::SeqCst);
        let (db, _) = migrated(database).await;
        db.close().await.unwrap();
        let barrier = Arc::new(Barrier::new(6));
        let mut programs = Vec::new();
        for _ in 0..6 {
            let (db, barrier) = (database.connect().await, barrier.clone());
            let runner = Runner::new(migrations(database.which));
            programs.push(tokio::spawn(async move {
                barrier.wait().await;
                let report = runner.seed(&db, &Seeds::new([seed("once", once)])).await;
                db.close().await.unwrap();
                report.map(|report| report.seeds.len())
            }));
        }
        for program in programs {
            assert_eq!(program.await.unwrap().expect("its turn comes"), 1);
        }
        let db = database.connect().await;
        assert_eq!(names(&db).await, ["only"]);
        db.close().await.unwrap();
    }

    async fn every_set_is_looked_at_again_under_the_lease(database) {
        let more = Migrations { ledger: "more_migrations", list: vec![Sql::table("more")] };
        let sets = || Sets::new([set("roles", migrations(database.which)), set("more", more.clone())]);
        let db = database.pool(3).await;
        Runner::new(sets()).up(&db).await.unwrap();
        let held = async |seconds: i32| {
            let until = match database.which {
                Which::Postgres => format!("clock_timestamp() + interval '{seconds} seconds'"),
                Which::MySql => format!("utc_timestamp(6) + INTERVAL {seconds} SECOND"),
                Which::Sqlite => format!("strftime('%Y-%m-%d %H:%M:%f', 'now', '{seconds:+} seconds')"),
            };
            let held = format!(
                "UPDATE seaql_migrations_lease SET run = 'theirs', host = 'web-7', process_id = 4711, \
                 application = 'shop 2.0', epoch = epoch + 1, process = '', expires_at = {until}"
            );
            run(&db, &held).await;
        };
        held(3600).await;
        let waits = Arc::new(Notify::new());
        let hear = Arc::clone(&waits);
        let observer = Arc::new(move |event: &Event| {
            if matches!(event, Event::Waiting { .. }) {
                hear.notify_one();
            }
        });
        let runner = Runner::new(sets()).observer(observer);
        let seeding = {
            let db = db.clone();
            tokio::spawn(async move { runner.seed(&db, &both()).await })
        };
        // It has seen that nothing is pending, and waits.
        let waits = tokio::time::timeout(Duration::from_secs(60), waits.notified());
        waits.await.expect("it waits");
        Runner::new(sets()).set("more").down(&db).await.unwrap();
        held(-1).await;
        let (error, ..) = seed_error(seeding.await.unwrap());
        assert_eq!(error, "refused to seed: 1 migration is pending: `more`; nothing was touched");
        assert_eq!(names(&db).await, [""; 0]);
        Runner::new(sets()).up(&db).await.unwrap();
        assert_eq!(ran(&Runner::new(sets()).seed(&db, &both()).await.unwrap()), [("roles", Some(3))]);
        db.close().await.unwrap();
    }

    async fn it_is_a_part_of_the_callers_transaction(database) {
        let (db, runner) = migrated(database).await;
        let transaction = db.begin().await.unwrap();
        let report = runner.seed(&transaction, &both()).await.unwrap();
        assert_eq!(report.seeds.len(), 1);
        assert!(runner.seed(&transaction, &Seeds::new([seed("broken", broken)])).await.is_err());
        assert_eq!(count(&transaction, "SELECT count(*) FROM role").await, 3);
        transaction.rollback().await.unwrap();
        assert_eq!(names(&db).await, [""; 0]);
        db.close().await.unwrap();
    }

    async fn one_that_is_killed_in_the_middle_leaves_nothing(database) {
        let (db, runner) = migrated(database).await;
        let folder = TemporaryFolder::new("seed");
        let marker = folder.path().join("here");
        kill(&database.url, database.which, &marker).await;
        assert_eq!(names(&db).await, ["editor", "reader", "reader"], "the one before it stays");
        let report = runner.seed(&db, &both()).await.expect("its lease is taken over");
        assert_eq!(report.seeds.len(), 1);
        assert_eq!(names(&db).await, ["editor", "reader", "reader"]);
        db.close().await.unwrap();
    }
}

const URL: &str = "SEAWORTHY_SEED_URL";
const MARKER: &str = "SEAWORTHY_SEED_MARKER";

/// Starts this binary as a program that stops in the middle of a seed, and kills it there.
async fn kill(url: &str, which: Which, marker: &Path) {
    let mut program = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "seeding::program"])
        .env(URL, url)
        .env("SEAWORTHY_SEED_BACKEND", format!("{which:?}"))
        .env(MARKER, marker)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !marker.exists() {
        assert!(Instant::now() < deadline, "it never came to the middle");
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill().expect("killed");
    program.wait().expect("gone");
}

/// Does nothing unless it is run as the program that dies.
#[tokio::test(flavor = "multi_thread")]
async fn program() {
    async fn stops(db: &DatabaseTransaction) -> Result<(), DbErr> {
        demo(db).await?;
        std::fs::write(std::env::var(MARKER).expect("a marker"), "").expect("a marker");
        std::future::pending().await
    }
    let Ok(url) = std::env::var(URL) else { return };
    let which = match std::env::var("SEAWORTHY_SEED_BACKEND").as_deref() {
        Ok("Sqlite") => Which::Sqlite,
        Ok("Postgres") => Which::Postgres,
        _ => Which::MySql,
    };
    let db = Database::connect(url).await.expect("the server answers");
    let seeds = Seeds::new([seed("roles", roles), seed("stops", stops)]);
    let ended = Runner::new(migrations(which)).seed(&db, &seeds).await;
    panic!("it never gets here: {ended:?}");
}

/// A pool whose only connection is the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_memory_is_seeded() {
    let mut options = sea_orm::ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    let runner = Runner::new(migrations(Which::Sqlite));
    runner.up(&db).await.unwrap();
    assert_eq!(
        ran(&runner.seed(&db, &both()).await.unwrap()),
        [("roles", Some(3))]
    );
    assert_eq!(names(&db).await.len(), 3);
}

/// A migration may rebuild tables, a seed writes rows: foreign keys are checked at once.
#[tokio::test(flavor = "multi_thread")]
async fn foreign_keys_are_kept_on_sqlite() {
    async fn astray(db: &DatabaseTransaction) -> Result<(), DbErr> {
        db.execute_unprepared("INSERT INTO child VALUES (1, 7)")
            .await?;
        Ok(())
    }
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    let child =
        "CREATE TABLE child (id integer PRIMARY KEY, parent integer REFERENCES parent (id))";
    let runner = Runner::new(list([Sql::table("parent"), Sql::new("child").up(child)]));
    runner.up(&db).await.unwrap();
    let (error, ..) = seed_error(
        runner
            .seed(&db, &Seeds::new([seed("astray", astray)]))
            .await,
    );
    assert!(error.to_lowercase().contains("foreign key"), "{error}");
    assert_eq!(count(&db, "SELECT count(*) FROM child").await, 0);
    db.close().await.unwrap();
}
