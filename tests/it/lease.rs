//! One run at a time: the lease, who waits for it, and what becomes of one that is lost.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use seaworthy::sea_orm::{Database, DatabaseConnection, TransactionTrait};
use seaworthy::{Error, Event, ExitCode, LockError, Resolution, Runner, Status};

use crate::support::{
    Sql, TestDatabase, Which, count, list, on_each_backend, run, script, texts, versions,
};

/// Somebody else has the lease, for that many seconds from now.
async fn held(database: &TestDatabase, db: &DatabaseConnection, seconds: i32, process: &str) {
    Runner::new(list([Sql::table("first")]))
        .up(db)
        .await
        .expect("applied");
    let until = match database.which {
        Which::Postgres => format!("clock_timestamp() + interval '{seconds} seconds'"),
        Which::MySql => format!("utc_timestamp(6) + INTERVAL {seconds} SECOND"),
        Which::Sqlite => format!("strftime('%Y-%m-%d %H:%M:%f', 'now', '{seconds:+} seconds')"),
    };
    let sql = format!(
        "UPDATE seaql_migrations_lease SET run = 'theirs', host = 'web-7', process_id = 4711, \
         application = 'shop 2.0', epoch = epoch + 1, process = '{process}', expires_at = {until}"
    );
    run(db, &sql).await;
}

fn both() -> Runner<crate::support::Migrations> {
    Runner::new(list([Sql::table("first"), Sql::table("second")]))
}

on_each_backend! {
    async fn a_lease_that_is_held_is_waited_for_and_not_taken(database) {
        let db = database.connect().await;
        held(database, &db, 3600, "").await;
        let error = both().lock_wait(Duration::from_millis(300)).up(&db).await.expect_err("held");
        assert_eq!(error.exit_code(), ExitCode::Busy);
        let text = error.to_string();
        assert!(text.contains("shop 2.0 (process 4711 on web-7, for "), "{text}");
        assert!(error.hint().is_some());
        let Error::Lock { source: LockError::Busy { holder, waited }, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(holder.application, "shop 2.0");
        assert!(waited >= Duration::from_millis(300), "{waited:?}");
        assert_eq!(versions(&db, "seaql_migrations").await, ["first"]);
        let attempts = "SELECT count(*) FROM seaql_migrations_journal WHERE version = 'second'";
        assert_eq!(count(&db, attempts).await, 0, "nothing was begun");
        let theirs = "SELECT count(*) FROM seaql_migrations_lease WHERE run = 'theirs'";
        assert_eq!(count(&db, theirs).await, 1, "the holder is not disturbed");
        // Who has nothing to do waits for nobody.
        let first = Runner::new(list([Sql::table("first")]));
        assert!(first.lock_wait(Duration::ZERO).up(&db).await.expect("nothing to do").is_empty());
        db.close().await.unwrap();
    }

    async fn a_lease_that_has_expired_is_taken(database) {
        let db = database.connect().await;
        held(database, &db, -1, "").await;
        let report = both().lock_wait(Duration::ZERO).up(&db).await.expect("taken");
        assert_eq!(report.steps.len(), 1);
        let free = "SELECT count(*) FROM seaql_migrations_lease WHERE run = '' AND epoch = 3";
        assert_eq!(count(&db, free).await, 1, "it is given back");
        db.close().await.unwrap();
    }

    async fn a_lease_of_a_process_that_has_ended_is_taken(database) {
        let db = database.connect().await;
        Runner::new(list([])).up(&db).await.expect("nothing");
        // Ours, with the number of a process that cannot be.
        let held_by = |process: String| async move { process };
        held(database, &db, 3600, "").await;
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").expect("Linux");
        let namespace = std::fs::read_link("/proc/self/ns/pid").expect("Linux");
        let dead = held_by(format!("{} {} 4194305 1", boot.trim(), namespace.display())).await;
        run(&db, &format!("UPDATE seaql_migrations_lease SET process = '{dead}'")).await;
        let report = both().lock_wait(Duration::ZERO).up(&db).await.expect("taken");
        assert_eq!(report.steps.len(), 1);
        db.close().await.unwrap();
    }

    async fn a_waiter_says_for_whom_and_sees_the_work_done(database) {
        let db = database.connect().await;
        held(database, &db, 6, "").await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let listener = told.clone();
        let observer = Arc::new(move |event: &Event| {
            if let Event::Waiting { holder, .. } = event {
                listener.lock().unwrap().push(holder.to_string());
            }
        });
        let report = both().observer(observer).up(&db).await.expect("its turn comes");
        assert_eq!(report.steps.len(), 1);
        let told = std::mem::take(&mut *told.lock().unwrap());
        assert_eq!(told.len(), 1, "first after a second, again after ten: {told:?}");
        assert!(told[0].starts_with("shop 2.0 (process 4711 on web-7"), "{told:?}");
        db.close().await.unwrap();
    }

    async fn a_copy_of_a_database_has_no_lease(database) {
        let db = database.connect().await;
        held(database, &db, 3600, "").await;
        run(&db, "UPDATE seaql_migrations_lease SET scope = 'where it was copied from'").await;
        let report = both().lock_wait(Duration::ZERO).up(&db).await.expect("its own lease");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_lease").await, 2);
        db.close().await.unwrap();
    }

    async fn a_step_whose_lease_was_taken_is_not_recorded(database) {
        let db = database.connect().await;
        let taken = "UPDATE seaql_migrations_lease SET epoch = epoch + 1, run = ''";
        let stolen = Sql::new("stolen").up("CREATE TABLE stolen (id integer)").up(taken).transaction(false);
        let runner = Runner::new(list([stolen, Sql::table("after")]));
        let error = runner.up(&db).await.expect_err("what became of it, nobody knows");
        assert!(matches!(&error, Error::Unfinished { version, .. } if version.as_str() == "stolen"), "{error}");
        let hint = error.hint().expect("a hint").to_string();
        assert!(hint.contains("`resolve stolen --applied`"), "{hint}");
        assert!(hint.contains("`resolve stolen --pending`"), "{hint}");
        assert_eq!(versions(&db, "seaql_migrations").await, Vec::<String>::new());
        let statuses: Vec<Status> = runner.status(&db).await.expect("read").iter().map(|row| row.status).collect();
        assert_eq!(statuses, [Status::Unfinished, Status::Pending]);

        let before = runner.resolve(&db, &"stolen".into(), Resolution::Applied).await.expect("settled");
        assert_eq!(before, Status::Unfinished);
        let report = runner.up(&db).await.expect("the rest");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(versions(&db, "seaql_migrations").await, ["after", "stolen"]);
        let outcomes = texts(&db, "SELECT outcome FROM seaql_migrations_journal WHERE version = 'stolen' ORDER BY id").await;
        assert_eq!(outcomes, ["interrupted", "applied"]);
        db.close().await.unwrap();
    }

    async fn a_script_whose_lease_was_taken_goes_no_further(database) {
        let db = database.connect().await;
        let stolen = script("stolen", |script| {
            script.sql("CREATE TABLE stolen (id integer)");
            script.sql("UPDATE seaql_migrations_lease SET epoch = epoch + 1, run = 'theirs', session = ''");
            script.sql("CREATE TABLE meanwhile (id integer)");
            script.sql("CREATE TABLE later (id integer)");
        });
        let runner = Runner::new(stolen).lock_wait(Duration::ZERO);
        let error = runner.up(&db).await.expect_err("it is theirs");
        assert_eq!(error.exit_code(), ExitCode::Busy, "{error}");
        assert!(!database.has_table(&db, "later").await);
        assert_eq!(versions(&db, "seaql_migrations").await, Vec::<String>::new());
        let known = "SELECT count(*) FROM seaql_migrations_journal WHERE outcome = 'running' AND statements = 2";
        assert_eq!(count(&db, known).await, 1, "no more is written down than had the lease");
        // They are gone, and what was in the middle is looked up.
        run(&db, "UPDATE seaql_migrations_lease SET run = ''").await;
        assert_eq!(runner.up(&db).await.expect("the rest").steps.len(), 1);
        assert!(database.has_table(&db, "later").await);
        db.close().await.unwrap();
    }

    /// What a server may have that took over from one that failed: it has counted for itself.
    async fn a_lease_of_the_same_epoch_is_another_run_s(database) {
        let db = database.connect().await;
        let later = match database.which {
            Which::Postgres => "clock_timestamp() + interval '1 hour'",
            Which::MySql => "utc_timestamp(6) + INTERVAL 1 HOUR",
            Which::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 hour')",
        };
        let taken = format!(
            "UPDATE seaql_migrations_lease SET run = 'theirs', session = '', process = '', \
             application = 'shop 2.0', expires_at = {later}"
        );
        let stolen = Sql::new("stolen").up("CREATE TABLE stolen (id integer)").up(&taken).transaction(false);
        let runner = Runner::new(list([stolen, Sql::table("after")]));
        let error = runner.lock_wait(Duration::from_millis(300)).up(&db).await.expect_err("theirs");
        assert_eq!(error.exit_code(), ExitCode::Busy, "{error}");
        assert!(!database.has_table(&db, "after").await);
        assert_eq!(versions(&db, "seaql_migrations").await, Vec::<String>::new());
        let theirs = "SELECT count(*) FROM seaql_migrations_lease WHERE run = 'theirs' AND epoch = 1";
        assert_eq!(count(&db, theirs).await, 1, "it is not given back");
        db.close().await.unwrap();
    }

    async fn resolve_says_what_is_applied_and_what_is_not(database) {
        let db = database.connect().await;
        let runner = both();
        let before = runner.resolve(&db, &"first".into(), Resolution::Applied).await.expect("written");
        assert_eq!(before, Status::Pending);
        assert!(!database.has_table(&db, "first").await, "nothing is run");
        assert_eq!(runner.up(&db).await.expect("the second").steps.len(), 1);
        let before = runner.resolve(&db, &"second".into(), Resolution::Pending).await.expect("written");
        assert_eq!(before, Status::Applied);
        assert!(database.has_table(&db, "second").await);
        assert_eq!(versions(&db, "seaql_migrations").await, ["first"]);
        let error = runner.resolve(&db, &"third".into(), Resolution::Applied).await.expect_err("there is none");
        assert_eq!(error.exit_code(), ExitCode::Usage);
        held(database, &db, 3600, "").await;
        let error = both().lock_wait(Duration::ZERO).resolve(&db, &"second".into(), Resolution::Applied).await;
        assert_eq!(error.expect_err("held").exit_code(), ExitCode::Busy);
        db.close().await.unwrap();
    }

    async fn a_transaction_of_the_callers_holds_the_lease_until_it_ends(database) {
        let db = database.connect().await;
        held(database, &db, -1, "").await;
        let transaction = db.begin().await.unwrap();
        both().up(&transaction).await.expect("applied in it");
        if database.which == Which::Postgres {
            let other = both().lock_wait(Duration::from_millis(300)).up(&db).await;
            assert_eq!(other.expect_err("its row is in use").exit_code(), ExitCode::Busy);
        }
        transaction.commit().await.unwrap();
        assert!(both().up(&db).await.expect("done").is_empty());
        db.close().await.unwrap();
    }
}

/// A change of the schema commits there, and gives the hold on the lease away.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_committed_and_lost_the_lease_is_not_recorded_on_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let stolen = Sql::table("stolen")
        .up("UPDATE seaql_migrations_lease SET epoch = epoch + 1, run = ''")
        .transaction(true);
    let runner = Runner::new(list([stolen]));
    let error = runner.up(&db).await.expect_err("whose it is, nobody knows");
    assert!(matches!(error, Error::Unfinished { .. }), "{error:?}");
    assert_eq!(
        versions(&db, "seaql_migrations").await,
        Vec::<String>::new()
    );
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_waits_no_longer_than_the_lock_timeout_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    Runner::new(list([Sql::table("busy")]))
        .up(&db)
        .await
        .expect("applied");
    // A slow reader, and an application that gives up after two seconds.
    let reader = db.begin().await.unwrap();
    assert_eq!(count(&reader, "SELECT count(*) FROM busy").await, 0);
    let retries = Arc::new(Mutex::new(0));
    let counted = retries.clone();
    let wanted = list([
        Sql::table("busy"),
        Sql::new("wider").up("ALTER TABLE busy ADD COLUMN wider integer"),
    ]);
    let url = database.url.clone();
    let application = tokio::spawn(async move {
        let db = Database::connect(url).await.unwrap();
        let mut longest = Duration::ZERO;
        loop {
            let transaction = db.begin().await.unwrap();
            run(&transaction, "SET LOCAL lock_timeout = '2s'").await;
            let started = std::time::Instant::now();
            run(&transaction, "SELECT id FROM busy").await;
            longest = longest.max(started.elapsed());
            transaction.rollback().await.unwrap();
            let done =
                "SELECT count(*) FROM information_schema.columns WHERE column_name = 'wider'";
            if count(&db, done).await == 1 {
                return longest;
            }
        }
    });
    let runner = Runner::new(wanted).observer(Arc::new(move |event: &Event| {
        if matches!(event, Event::Retrying { .. }) {
            *counted.lock().unwrap() += 1;
        }
    }));
    let running = tokio::spawn({
        let db = db.clone();
        async move { runner.up(&db).await }
    });
    while *retries.lock().unwrap() < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    reader.rollback().await.unwrap();
    let report = running
        .await
        .unwrap()
        .expect("applied once the reader is gone");
    assert_eq!(report.steps.len(), 1);
    application.await.expect("it never waited for two seconds");
    let attempts =
        "SELECT outcome FROM seaql_migrations_journal WHERE version = 'wider' ORDER BY id";
    let attempts = texts(&db, attempts).await;
    assert!(attempts.len() >= 4, "{attempts:?}");
    assert_eq!(attempts.last().map(String::as_str), Some("applied"));
    assert!(
        attempts[..attempts.len() - 1]
            .iter()
            .all(|outcome| outcome == "failed")
    );
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_has_settings_of_its_own_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let settings = "CREATE TABLE settings AS SELECT name, setting FROM pg_settings \
                    WHERE name IN ('search_path', 'lock_timeout', 'statement_timeout')";
    let shadow = "CREATE TEMP TABLE shadowed (id integer)";
    let runner = Runner::new(list([
        Sql::new("settings").up(settings),
        Sql::new("shadow")
            .up("CREATE TABLE shadowed (id integer, real text)")
            .up(shadow),
        Sql::new("write").up("INSERT INTO shadowed (id, real) VALUES (1, 'real')"),
        Sql::new("path")
            .up("CREATE SCHEMA elsewhere")
            .up("SET search_path = elsewhere"),
        Sql::table("after"),
    ]));
    let runner = runner.statement_timeout(Duration::from_secs(9));
    assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 5);
    let seen = texts(
        &db,
        "SELECT name || ' ' || setting FROM settings ORDER BY name",
    )
    .await;
    assert_eq!(
        seen,
        [
            "lock_timeout 250",
            "search_path public, pg_temp",
            "statement_timeout 9000"
        ]
    );
    let real = texts(&db, "SELECT real FROM public.shadowed").await;
    assert_eq!(real, ["real"], "a temporary table stands in for none");
    let schema = "SELECT schemaname::text FROM pg_tables WHERE tablename = 'after'";
    assert_eq!(
        texts(&db, schema).await,
        ["public"],
        "a path that a migration sets ends with it"
    );
    db.close().await.unwrap();
    database.drop().await;
}
