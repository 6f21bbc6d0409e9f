//! `doctor`: what there is to know before a run, and what would stop one.

use seaworthy::sea_orm::Database;
use seaworthy::{Event, Runner, Verdict};

use super::*;
use crate::support::declared;

/// The lines that begin with that mark and subject.
fn about<'l>(lines: &'l [String], subject: &str) -> Vec<&'l str> {
    let marks = ["ok", "note", "stop"];
    let is_about = |line: &&String| {
        marks
            .iter()
            .any(|mark| line.starts_with(&format!("{mark} {subject} ")))
    };
    lines.iter().filter(is_about).map(String::as_str).collect()
}

on_each_backend! {
    async fn all_is_well_before_the_first_run_and_after_it(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let db = database.connect().await;
        let before = call("doctor").run(three()).await.well();
        let lines = before.lines();
        let server = match database.which {
            Which::Sqlite => "ok server SQLite 3.",
            Which::Postgres => "ok server PostgreSQL 1",
            Which::MySql => "ok server MariaDB 1",
        };
        assert!(about(&lines, "server")[0].starts_with(server), "{before:#?}");
        let name = format!("ok database `{}`", database.name);
        assert_eq!(about(&lines, "database"), [name.as_str()]);
        let (role, schema): (&[&str], &[&str]) = match database.which {
            Which::Sqlite => (&[], &[]),
            Which::Postgres => (&["ok role `postgres`"], &["ok schema `public`"]),
            Which::MySql => (&["ok role `root@127.0.0.1`"], &[]),
        };
        assert_eq!(about(&lines, "schema"), schema);
        assert_eq!(about(&lines, "role"), role);
        assert!(about(&lines, "connection")[0].starts_with("ok connection on this machine"));
        assert_eq!(about(&lines, "migrations"), ["ok migrations 3 pending"]);
        assert_eq!(about(&lines, "writes"), ["ok writes taken"]);
        for (what, table) in [("ledger", ""), ("journal", "_journal"), ("lease", "_lease")] {
            let text = format!("ok {what} `seaql_migrations{table}` is not there: the first run creates it");
            assert_eq!(about(&lines, what), [text.as_str()]);
            assert!(!database.has_table(&db, &format!("seaql_migrations{table}")).await);
        }
        assert_eq!(about(&lines, "mark"), ["ok mark none"]);
        assert_eq!(about(&lines, "backup tool").len(), 1, "{before:#?}");
        assert!(about(&lines, "backup tool")[0].starts_with("ok "), "{before:#?}");

        call("up").run(three()).await.well();
        call("database mark production").run(three()).await.well();
        let after = call("doctor").run(three()).await.well();
        let lines = after.lines();
        assert_eq!(about(&lines, "migrations"), ["ok migrations nothing is pending"]);
        let lease = "ok lease `seaql_migrations_lease` is there, nobody has it";
        assert_eq!(about(&lines, "lease"), [lease]);
        assert!(about(&lines, "mark")[0].starts_with("ok mark marked `production` by "));
        db.close().await.unwrap();
    }

    async fn what_would_stop_a_run_is_said_and_is_a_code(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        call("up").run(three()).await.well();
        let two = || list(["one", "two"].map(Sql::table));
        let ended = call("doctor").run(two()).await.with(ExitCode::Found);
        let lines = ended.lines();
        assert!(about(&lines, "migrations")[0].starts_with("stop migrations the database has 1 version"));
        let document = call("doctor --format json").run(two()).await.with(ExitCode::Found).json();
        assert_eq!(document["stops"], true);
        let checks = document["checks"].as_array().expect("checks");
        let of = |subject: &str| checks.iter().find(|check| check["subject"] == subject).expect("it");
        assert_eq!(of("migrations")["verdict"], "stop");
        assert_eq!(of("server")["verdict"], "ok");
        let needy = || {
            declared(&[
                ("one", |_| {}), ("two", |_| {}), ("three", |_| {}),
                ("four", |script| script.needs_backup()),
            ])
        };
        let ended = call("doctor").run(needy()).await.with(ExitCode::Found);
        let text = "stop backup `four` needs one in the same run: `--backup`";
        assert_eq!(about(&ended.lines(), "backup `four`"), [text], "{ended:#?}");
    }

    async fn who_may_only_look_learns_what_is_missing(database) {
        Call::new("up -n 1").on(&database.url).run(three()).await.well();
        let reader = database.reader().await;
        let ended = Call::new("doctor").on(&reader.url).run(three()).await;
        let ended = ended.with(ExitCode::Found);
        let lines = ended.lines();
        if database.which == Which::Sqlite {
            assert_eq!(about(&lines, "writes"), ["stop writes the file or its folder is read-only"]);
        } else {
            let rights = about(&lines, "rights");
            let insert = rights.iter().any(|line| {
                line.starts_with("stop rights INSERT on ") && line.contains(": `GRANT INSERT ON ")
            });
            assert!(insert, "{ended:#?}");
        }
        let one = list([Sql::table("one")]);
        let ended = Call::new("doctor").on(&reader.url).run(one).await.well();
        assert!(!ended.out.contains("stop"), "{ended:#?}");
        reader.drop().await;
    }
}

#[tokio::test]
async fn whoever_has_the_lease_is_named() {
    let database = TestDatabase::create(Which::Postgres).await;
    let call = |arguments: &str| Call::new(arguments).on(&database.url);
    call("up -n 1").run(three()).await.well();
    let db = database.connect().await;
    let taken = "UPDATE seaql_migrations_lease SET run = 'x', application = 'shop 2.0', \
                 host = 'web-7', process_id = 4711, acquired_at = clock_timestamp(), \
                 expires_at = clock_timestamp() + interval '1 hour'";
    run(&db, taken).await;
    let ended = call("doctor").run(three()).await.well();
    let lines = ended.lines();
    let lease = about(&lines, "lease")[0];
    let text = "note lease shop 2.0 (process 4711 on web-7, for ";
    assert!(
        lease.starts_with(text) && lease.ends_with(" has it"),
        "{lease}"
    );
    db.close().await.unwrap();
    database.drop().await;
}

#[tokio::test]
async fn a_pooler_is_named_and_only_a_pooler() {
    let database = TestDatabase::create(Which::Postgres).await;
    let ended = Call::new("doctor")
        .on(&database.pooled_url())
        .run(three())
        .await
        .well();
    let text = "note pooler a pooler, such as PgBouncer, stands between";
    assert!(
        about(&ended.lines(), "pooler")[0].starts_with(text),
        "{ended:#?}"
    );
    let db = database.connect().await;
    for _ in 0..100 {
        let checks = Runner::new(three()).doctor(&db).await.expect("looked at");
        let pooler: Vec<_> = checks
            .iter()
            .filter(|check| check.subject == "pooler")
            .collect();
        assert_eq!(pooler.len(), 1);
        assert_eq!(
            (pooler[0].verdict, pooler[0].text.as_str()),
            (Verdict::Well, "none")
        );
    }
    db.close().await.unwrap();
    // A run tells it once.
    for (url, times) in [(database.url.clone(), 0), (database.pooled_url(), 1)] {
        let db = Database::connect(&url).await.expect("connected");
        let told = Arc::new(Mutex::new(0));
        let counted = told.clone();
        let observer = move |event: &Event| {
            if matches!(event, Event::Pooled) {
                *counted.lock().unwrap() += 1;
            }
        };
        let runner = Runner::new(three()).observer(Arc::new(observer));
        runner.up(&db).await.expect("applied");
        assert_eq!(*told.lock().unwrap(), times, "{url}");
        runner
            .target(seaworthy::Target::Latest)
            .down(&db)
            .await
            .expect("reverted");
        db.close().await.unwrap();
    }
    database.drop().await;
}
