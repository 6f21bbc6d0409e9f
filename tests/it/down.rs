//! Reverting migrations.

use seaworthy::prelude::*;
use seaworthy::{Error, Runner, Target};

use crate::support::{Sql, list, named, on_each_backend, versions};

/// SeaORM's form with nothing but `up`.
struct OneWay;

impl MigrationName for OneWay {
    fn name(&self) -> &str {
        "one_way"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OneWay {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

struct OneWayMigrator;

impl MigratorTrait for OneWayMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(OneWay)]
    }
}

on_each_backend! {
    async fn takes_back_the_newest_first(database) {
        let db = database.connect().await;
        let all = list(["a", "b", "c", "d"].map(Sql::table));
        Runner::new(list(["a", "c"].map(Sql::table))).up(&db).await.expect("applied");
        Runner::new(all.clone()).up(&db).await.expect("applied");
        // Applied in the order a, c, b, d.
        let down = async |target: Option<Target>| {
            let mut runner = Runner::new(all.clone());
            if let Some(target) = target {
                runner = runner.target(target);
            }
            let report = runner.down(&db).await.expect("reverted");
            report.steps.into_iter().map(|step| step.version).collect::<Vec<_>>()
        };
        assert_eq!(down(None).await, named(["d"]), "one by default");
        assert_eq!(down(Some(Target::Version("a".into()))).await, named(["b", "c"]));
        assert_eq!(versions(&db, "seaql_migrations").await, ["a"]);
        assert!(!database.has_table(&db, "b").await);
        assert_eq!(down(Some(Target::Count(5))).await, named(["a"]));
        assert_eq!(down(Some(Target::Latest)).await, []);
        db.close().await.unwrap();
    }

    async fn says_that_there_is_no_way_back(database) {
        let db = database.connect().await;
        Runner::new(OneWayMigrator).up(&db).await.expect("applied");
        let error = Runner::new(OneWayMigrator).down(&db).await.expect_err("no down");
        assert_eq!(error.to_string(), "failed to revert `one_way`: it has no `down`");
        let hint = error.hint().expect("a hint");
        assert_eq!(hint.as_str(), "Write its `down`, or restore a backup.");
        assert_eq!(versions(&db, "seaql_migrations").await, ["one_way"]);
        db.close().await.unwrap();
    }

    async fn keeps_a_version_whose_revert_fails(database) {
        let db = database.connect().await;
        let migrations = list([Sql::table("a"), Sql::new("b").down("DROP TABLE nowhere")]);
        Runner::new(migrations.clone()).up(&db).await.expect("applied");
        let result = Runner::new(migrations).target(Target::Latest).down(&db).await;
        let Err(Error::Step { source: step, .. }) = result else { panic!("{result:?}") };
        assert_eq!(step.version, "b".into());
        assert_eq!(step.report.remaining, named(["b", "a"]));
        assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b"]);
        assert!(database.has_table(&db, "a").await);
        db.close().await.unwrap();
    }

    async fn of_an_empty_database_is_nothing_to_do(database) {
        let db = database.connect().await;
        let report = Runner::new(list([Sql::table("a")])).down(&db).await.expect("nothing");
        assert!(report.is_empty());
        assert!(!database.has_table(&db, "seaql_migrations").await);
        db.close().await.unwrap();
    }
}
