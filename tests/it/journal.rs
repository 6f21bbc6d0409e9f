//! The journal: what is kept of every attempt.

use seaworthy::{Runner, Target};

use crate::fixtures;
use crate::support::{Sql, Which, list, on_each_backend, rows, texts};

on_each_backend! {
    async fn keeps_every_attempt_in_both_directions(database) {
        let db = database.connect().await;
        let failing = list([Sql::table("a"), Sql::new("b").up("NONSENSE")]);
        Runner::new(failing).up(&db).await.expect_err("nonsense");
        let mended = list([Sql::table("a"), Sql::new("b")]);
        Runner::new(mended.clone()).up(&db).await.expect("applied");
        Runner::new(mended.clone()).target(Target::Latest).down(&db).await.expect("reverted");
        Runner::new(mended).up(&db).await.expect("applied again");
        let sql = "SELECT concat(version, ' ', direction, ' ', outcome) FROM seaql_migrations_journal ORDER BY id";
        let sql = if database.which == Which::Sqlite {
            "SELECT version || ' ' || direction || ' ' || outcome FROM seaql_migrations_journal ORDER BY id"
        } else {
            sql
        };
        assert_eq!(
            texts(&db, sql).await,
            [
                "a up applied", "b up failed", "b up applied",
                "b down reverted", "a down reverted",
                "a up applied", "b up applied",
            ]
        );
        db.close().await.unwrap();
    }

    async fn says_who_and_when_and_how_long(database) {
        let db = database.connect().await;
        // A pause that the server makes, so that there is a duration to measure.
        let pause = match database.which {
            Which::Postgres => "SELECT pg_sleep(0.3)",
            Which::MySql => "SELECT sleep(0.3)",
            Which::Sqlite => "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n",
        };
        let runner = Runner::new(list([Sql::new("slow").up(pause)])).application("personalkb 1.3.0");
        let report = runner.up(&db).await.expect("applied");
        let row = &rows(
            &db,
            "SELECT duration_ms, application, os_user, host, database_user, seaworthy, checksum, run, in_transaction \
             FROM seaql_migrations_journal",
        )
        .await[0];
        let duration: i64 = row.try_get_by_index(0).unwrap();
        let here = i64::try_from(report.duration().as_millis()).unwrap();
        let least = if database.which == Which::Sqlite { 1 } else { 300 };
        assert!(duration >= least && duration <= here + 1, "{duration} of {here} ms");
        let text = |index: usize| row.try_get_by_index::<Option<String>>(index).unwrap();
        assert_eq!(text(1).as_deref(), Some("personalkb 1.3.0"));
        assert!(text(2).is_some_and(|user| !user.is_empty()));
        assert!(text(3).is_some_and(|host| !host.is_empty()));
        let user = text(4).unwrap_or_default();
        match database.which {
            Which::Sqlite => assert_eq!(user, ""),
            Which::Postgres => assert_eq!(user, "postgres"),
            Which::MySql => assert!(user.starts_with("root@"), "{user}"),
        }
        assert_eq!(text(5).as_deref(), Some(env!("CARGO_PKG_VERSION")));
        assert_eq!(text(6), None, "a list without migrations! has no checksums");
        assert_eq!(text(7).map(|run| run.len()), Some(32));
        let in_transaction: i16 = row.try_get_by_index(8).unwrap();
        assert_eq!(in_transaction == 1, database.which != Which::MySql);
        db.close().await.unwrap();
    }

    async fn keeps_the_checksum_and_the_crate_of_declared_migrations(database) {
        let db = database.connect().await;
        Runner::new(fixtures::Migrator).up(&db).await.expect("applied");
        let found = rows(&db, "SELECT checksum, application FROM seaql_migrations_journal ORDER BY id").await;
        assert_eq!(found.len(), 2);
        let mut checksums = Vec::new();
        for row in &found {
            let checksum: String = row.try_get_by_index(0).unwrap();
            assert!(checksum.starts_with("1:") && checksum.len() == 66, "{checksum}");
            checksums.push(checksum);
            let application: String = row.try_get_by_index(1).unwrap();
            assert_eq!(application, concat!("seaworthy ", env!("CARGO_PKG_VERSION")));
        }
        assert_ne!(checksums[0], checksums[1]);
        db.close().await.unwrap();
    }

    async fn keeps_the_code_of_a_failure(database) {
        let db = database.connect().await;
        for migration in [Sql::new("gone").up("DROP TABLE nothing"), Sql::new("wild").up("PANIC")] {
            Runner::new(list([migration])).up(&db).await.expect_err("it fails");
        }
        let sql = "SELECT coalesce(code, 'none') FROM seaql_migrations_journal ORDER BY id";
        let code = match database.which {
            Which::Postgres => "42P01",
            Which::MySql => "1051",
            Which::Sqlite => "1",
        };
        assert_eq!(texts(&db, sql).await, [code, "none"]);
        let times = "SELECT version FROM seaql_migrations_journal WHERE started_at <= finished_at \
                     AND outcome = 'failed' ORDER BY id";
        assert_eq!(texts(&db, times).await, ["gone", "wild"]);
        db.close().await.unwrap();
    }

    async fn keeps_the_revision_behind_the_application(database) {
        let db = database.connect().await;
        for (name, runner) in [
            ("a", Runner::new(list([Sql::new("a")])).application("shop 2.0").revision("4f2a1c9")),
            ("b", Runner::new(list([Sql::new("a"), Sql::new("b")])).application("shop 2.0").revision("")),
        ] {
            runner.up(&db).await.expect(name);
        }
        let sql = "SELECT application FROM seaql_migrations_journal ORDER BY id";
        assert_eq!(texts(&db, sql).await, ["shop 2.0 (4f2a1c9)", "shop 2.0"]);
        db.close().await.unwrap();
    }

    async fn keeps_any_error_text(database) {
        let db = database.connect().await;
        let odd = format!("PANIC{}", "");
        let runner = Runner::new(list([Sql::new("it's \\ \"odd\" `日本`").up(&odd)]));
        runner.up(&db).await.expect_err("it panics");
        let kept = texts(&db, "SELECT version FROM seaql_migrations_journal WHERE outcome = 'failed'").await;
        assert_eq!(kept, ["it's \\ \"odd\" `日本`"]);
        db.close().await.unwrap();
    }
}
