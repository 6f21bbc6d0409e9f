//! What is said of each version.

use seaworthy::{Runner, Status};

use crate::fixtures;
use crate::support::{Sql, list, named, on_each_backend, run};

on_each_backend! {
    async fn each_has_its_cause(database) {
        let db = database.connect().await;
        Runner::new(list(["a", "c", "gone"].map(Sql::table))).up(&db).await.expect("applied");
        let standings = Runner::new(list(["a", "b", "c", "d"].map(Sql::table)))
            .status(&db)
            .await
            .expect("read");
        let found: Vec<_> =
            standings.iter().map(|one| (one.version.as_str(), one.status)).collect();
        assert_eq!(
            found,
            [
                ("a", Status::Applied),
                ("b", Status::OutOfOrder),
                ("c", Status::Applied),
                ("d", Status::Pending),
                ("gone", Status::Missing),
            ]
        );
        let attempt = standings[0].applied.as_ref().and_then(|row| row.attempt.as_ref());
        let attempt = attempt.and_then(|attempt| attempt.details.as_ref()).expect("a record in the journal");
        assert_eq!(attempt.actor.seaworthy, env!("CARGO_PKG_VERSION"));
        assert!(!attempt.actor.os_user.is_empty() && !attempt.actor.host.is_empty());
        let stamp = &attempt.finished_at;
        assert!(stamp.len() == 24 && stamp.starts_with("20") && stamp.ends_with('Z'), "{stamp}");
        db.close().await.unwrap();
    }

    async fn a_changed_source_is_seen(database) {
        let db = database.connect().await;
        let runner = Runner::new(fixtures::Migrator);
        runner.up(&db).await.expect("applied");
        assert_eq!(runner.status(&db).await.expect("read")[0].status, Status::Applied);
        assert_eq!(runner.pending(&db).await.expect("read"), []);
        run(&db, "UPDATE seaql_migrations_journal SET checksum = '1:other'").await;
        assert_eq!(runner.status(&db).await.expect("read")[0].status, Status::Modified);
        assert_eq!(runner.pending(&db).await.expect("read"), [], "modified is not pending");
        run(&db, "UPDATE seaql_migrations_journal SET checksum = NULL").await;
        assert_eq!(runner.status(&db).await.expect("read")[0].status, Status::Applied);
        assert_eq!(runner.pending(&db).await.expect("read"), []);
        db.close().await.unwrap();
    }

    async fn writes_nothing(database) {
        let db = database.connect().await;
        let runner = Runner::new(list([Sql::table("a")]));
        let standings = runner.status(&db).await.expect("read");
        assert_eq!(standings[0].status, Status::Pending);
        assert_eq!(runner.pending(&db).await.expect("read"), named(["a"]));
        assert!(!database.has_table(&db, "seaql_migrations").await);
        assert!(!database.has_table(&db, "seaql_migrations_journal").await);
        db.close().await.unwrap();
    }
}
