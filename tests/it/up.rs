//! Applying migrations.

use std::sync::{Arc, Mutex};

use seaworthy::prelude::*;
use seaworthy::sea_orm::Statement;
use seaworthy::{Effect, Error, Event, MigratorTraitSelf, Runner, Target, Unknown};

use crate::support::{Sql, Which, count, list, named, on_each_backend, run, versions};

on_each_backend! {
    async fn follows_the_order_of_the_list(database) {
        let db = database.connect().await;
        // The second needs the table of the first, and its name comes before it.
        let migrations = list([
            Sql::table("zebra"),
            Sql::new("aardvark").up("ALTER TABLE zebra ADD COLUMN stripes integer"),
            Sql::table("without_a_date"),
        ]);
        let report = Runner::new(migrations).up(&db).await.expect("all applied");
        let applied: Vec<_> = report.steps.iter().map(|step| step.version.clone()).collect();
        assert_eq!(applied, named(["zebra", "aardvark", "without_a_date"]));
        assert_eq!(report.remaining, []);
        assert_eq!(
            versions(&db, "seaql_migrations").await,
            ["aardvark", "without_a_date", "zebra"]
        );
        db.close().await.unwrap();
    }

    async fn goes_as_far_as_it_is_told(database) {
        let db = database.connect().await;
        let migrations = list(["a", "b", "c", "d"].map(Sql::table));
        let up = async |target: Target| {
            let runner = Runner::new(migrations.clone()).target(target);
            runner.up(&db).await.expect("applied").steps.len()
        };
        assert_eq!(up(Target::Count(0)).await, 0);
        assert_eq!(up(Target::Count(1)).await, 1);
        assert_eq!(up(Target::Version("c".into())).await, 2);
        assert_eq!(up(Target::Version("a".into())).await, 0);
        assert_eq!(up(Target::Count(9)).await, 1);
        assert_eq!(up(Target::Latest).await, 0);
        db.close().await.unwrap();
    }

    async fn refuses_a_list_with_one_name_twice_before_anything_runs(database) {
        let db = database.connect().await;
        let migrations = list([Sql::table("a"), Sql::table("b"), Sql::table("a")]);
        let error = Runner::new(migrations).up(&db).await.expect_err("a duplicate");
        assert_eq!(error.to_string(), "version `a` stands twice in the migrator's list");
        assert!(error.hint().is_some());
        assert!(!database.has_table(&db, "a").await);
        assert!(!database.has_table(&db, "seaql_migrations").await);
        let error = Runner::new(list([Sql::new("")])).up(&db).await.expect_err("no name");
        assert_eq!(error.to_string(), "migration 1 of the migrator's list has an empty name");
        db.close().await.unwrap();
    }

    async fn keeps_what_came_before_a_failure_and_nothing_of_it_where_it_can(database) {
        let db = database.connect().await;
        let failing = Sql::new("b")
            .up("CREATE TABLE half (id integer)")
            .up("INSERT INTO nowhere VALUES (1)");
        let migrations = list([Sql::table("a"), failing, Sql::table("c")]);
        let error = Runner::new(migrations).up(&db).await.expect_err("the second fails");
        let Error::Step { source: step, .. } = &error else { panic!("{error:?}") };
        assert_eq!(step.version, "b".into());
        assert_eq!(step.report.steps.len(), 1);
        assert_eq!(step.report.remaining, named(["b", "c"]));
        assert!(error.to_string().starts_with("failed to apply `b`: "), "{error}");
        assert!(error.to_string().contains("nowhere"), "{error}");
        assert!(error.hint().expect("a hint").as_str().starts_with("The table is not there"));
        assert_eq!(versions(&db, "seaql_migrations").await, ["a"]);
        assert!(!database.has_table(&db, "c").await);
        let kept_half = database.which == Which::MySql;
        assert_eq!(database.has_table(&db, "half").await, kept_half);
        let expected = if kept_half { Effect::Partial } else { Effect::None };
        assert_eq!(step.effect, expected);

        let mended = Sql::new("b").up("CREATE TABLE IF NOT EXISTS half (id integer)");
        let migrations = list([Sql::table("a"), mended, Sql::table("c")]);
        let report = Runner::new(migrations).up(&db).await.expect("mended");
        assert_eq!(report.steps.len(), 2);
        db.close().await.unwrap();
    }

    async fn catches_a_panic_and_can_go_on(database) {
        let db = database.pool(1).await;
        let panicking = Sql::new("b").up("CREATE TABLE half (id integer)").up("PANIC");
        let error = Runner::new(list([Sql::table("a"), panicking])).up(&db).await;
        let error = error.expect_err("it panics");
        assert!(error.to_string().contains("`b`: it panicked: "), "{error}");
        assert!(error.to_string().contains("the migration was told to"), "{error}");
        assert_eq!(versions(&db, "seaql_migrations").await, ["a"]);
        assert_eq!(database.has_table(&db, "half").await, database.which == Which::MySql);
        let failed = "SELECT count(*) FROM seaql_migrations_journal WHERE version = 'b' AND outcome = 'failed' AND error LIKE 'it panicked%'";
        assert_eq!(count(&db, failed).await, 1);
        // The only connection of the pool is usable.
        let report = Runner::new(list([Sql::table("a"), Sql::new("b")])).up(&db).await;
        assert_eq!(report.expect("it goes on").steps.len(), 1);
        db.close().await.unwrap();
    }

    async fn applies_what_was_added_in_the_middle_and_says_so(database) {
        let db = database.connect().await;
        Runner::new(list(["a", "c"].map(Sql::table))).up(&db).await.expect("applied");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let runner = Runner::new(list(["a", "b", "c"].map(Sql::table))).observer(Arc::new(
            move |event: &Event| {
                if let Event::Warning(text) = event {
                    ears.lock().unwrap().push(text.clone());
                }
            },
        ));
        let report = runner.up(&db).await.expect("applied");
        assert_eq!(report.steps.len(), 1);
        assert_eq!(
            *heard.lock().unwrap(),
            ["`b` runs out of order: a later migration of the list is applied already"]
        );
        db.close().await.unwrap();
    }

    async fn treats_versions_of_a_newer_build_as_it_is_told(database) {
        let db = database.connect().await;
        Runner::new(list(["a", "b"].map(Sql::table))).up(&db).await.expect("applied");
        let older = list(["a", "z"].map(Sql::table));
        let refused = Runner::new(older.clone()).unknown(Unknown::Error).up(&db).await;
        let error = refused.expect_err("b is not known");
        assert_eq!(
            error.to_string(),
            "the database has 1 version that this program does not know: `b`"
        );
        assert!(!database.has_table(&db, "z").await);
        let report = Runner::new(older).up(&db).await.expect("let pass");
        assert_eq!(report.unknown, named(["b"]));
        assert_eq!(report.steps.len(), 1);
        db.close().await.unwrap();
    }

    async fn obeys_the_wish_for_no_transaction(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE note (id integer NOT NULL PRIMARY KEY)").await;
        // Statements that a server refuses inside a transaction.
        let only_outside = match database.which {
            Which::Postgres => "CREATE INDEX CONCURRENTLY note_id ON note (id)",
            Which::Sqlite => "VACUUM",
            Which::MySql => "ALTER TABLE note ADD COLUMN title text",
        };
        let free = Sql::new("free").up(only_outside).transaction(false);
        Runner::new(list([free.clone()])).up(&db).await.expect("outside a transaction");
        if database.which != Which::MySql {
            let wrapped = Sql { name: "wrapped".to_owned(), transaction: Some(true), ..free };
            let error = Runner::new(list([Sql::new("free"), wrapped])).up(&db).await;
            let error = error.expect_err("inside a transaction").to_string();
            assert!(error.contains("transaction"), "{error}");
        }
        // What ran before a failure is kept, where there is no transaction to undo it.
        let half = Sql::new("half")
            .up("CREATE TABLE half (id integer)")
            .up("INSERT INTO nowhere VALUES (1)")
            .transaction(false);
        let error = Runner::new(list([Sql::new("free"), half])).up(&db).await;
        let Err(Error::Step { source: step, .. }) = error else { panic!("{error:?}") };
        assert_eq!(step.effect, Effect::Partial);
        assert!(database.has_table(&db, "half").await);
        db.close().await.unwrap();
    }

    async fn tells_what_happens_as_it_happens(database) {
        let db = database.connect().await;
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let observer = move |event: &Event| {
            let line = match event {
                Event::Planned { direction, steps } => format!("planned {direction} {steps}"),
                Event::Started { version, .. } => format!("started {version}"),
                Event::Finished { version, .. } => format!("finished {version}"),
                Event::Failed { version, .. } => format!("failed {version}"),
                other => format!("{other:?}"),
            };
            ears.lock().unwrap().push(line);
        };
        let migrations = list([Sql::table("a"), Sql::new("b").up("NONSENSE")]);
        let runner = Runner::new(migrations).observer(Arc::new(observer));
        runner.up(&db).await.expect_err("nonsense");
        assert_eq!(
            *heard.lock().unwrap(),
            ["planned up 2", "started a", "finished a", "started b", "failed b"]
        );
        db.close().await.unwrap();
    }

    async fn a_migration_that_commits_by_itself_and_fails_is_not_recorded(database) {
        if database.which == Which::MySql {
            return; // It has no claim that could be kept.
        }
        let db = database.pool(1).await;
        run(&db, "CREATE TABLE there (id integer)").await;
        for last in ["SELECT nothing FROM nowhere", "CREATE TABLE there (id integer)"] {
            let own = Sql::new("own").up("CREATE TABLE IF NOT EXISTS kept (id integer)").up("COMMIT").up(last);
            let result = Runner::new(list([own, Sql::table("after")])).up(&db).await;
            let Err(Error::Step { source: step, .. }) = result else { panic!("{last}: {result:?}") };
            assert_eq!(step.effect, Effect::Partial, "{last}");
            assert_eq!(versions(&db, "seaql_migrations").await, [""; 0], "{last}");
            assert!(!database.has_table(&db, "after").await);
        }
        db.close().await.unwrap();
    }

    async fn a_migration_may_empty_the_ledger(database) {
        let db = database.connect().await;
        Runner::new(list(["a", "b"].map(Sql::table))).up(&db).await.expect("applied");
        let squash = Sql::new("squash").up("DELETE FROM seaql_migrations");
        Runner::new(list([squash.clone()])).up(&db).await.expect("squashed");
        assert_eq!(versions(&db, "seaql_migrations").await, ["squash"]);
        assert!(Runner::new(list([squash])).up(&db).await.expect("nothing to do").is_empty());
        db.close().await.unwrap();
    }

    async fn a_text_that_cannot_be_parsed_is_an_attempt_too(database) {
        let db = database.connect().await;
        Runner::new(list([Sql::new("a").up("NONSENSE")])).up(&db).await.expect_err("nonsense");
        let failed = "SELECT count(*) FROM seaql_migrations_journal WHERE outcome = 'failed' AND finished_at IS NOT NULL";
        assert_eq!(count(&db, failed).await, 1);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_journal").await, 1);
        db.close().await.unwrap();
    }

    async fn what_a_migration_reads_wrongly_is_its_own_failure(database) {
        let db = database.connect().await;
        for transaction in [true, false] {
            for mistake in [Mistake::Type, Mistake::Null, Mistake::Name, Mistake::Place] {
                let before = "SELECT count(*) FROM seaql_migrations_journal";
                let before = if transaction && mistake == Mistake::Type { 0 } else { count(&db, before).await };
                let runner = Runner::new(Misreading { mistake, transaction });
                let error = runner.up(&db).await.expect_err("it is not there to be read");
                assert!(matches!(error, Error::Step { .. }), "{mistake:?}: {error:?}");
                let attempts = "SELECT count(*) FROM seaql_migrations_journal WHERE outcome = 'failed'";
                assert_eq!(count(&db, attempts).await, before + 1, "{mistake:?} was tried once");
            }
        }
        db.close().await.unwrap();
    }

    async fn an_empty_list_is_nothing_to_do(database) {
        let db = database.connect().await;
        let report = Runner::new(list([])).up(&db).await.expect("nothing to do");
        assert!(report.is_empty());
        assert!(!database.has_table(&db, "seaql_migrations").await);
        db.close().await.unwrap();
    }

    async fn names_may_have_any_character(database) {
        let db = database.connect().await;
        let odd = ["order", "it's", "a \"b\"", "`c`", "übung_日本", "back\\slash", "50%"];
        let migrations = list(odd.map(Sql::new));
        let report = Runner::new(migrations.clone()).up(&db).await.expect("applied");
        assert_eq!(report.steps.len(), odd.len());
        let mut expected = odd.map(str::to_owned);
        let mut stored = versions(&db, "seaql_migrations").await;
        expected.sort();
        stored.sort();
        assert_eq!(stored, expected);
        let runner = Runner::new(migrations).target(Target::Latest);
        assert_eq!(runner.pending(&db).await.expect("read"), []);
        assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), odd.len());
        db.close().await.unwrap();
    }
}

/// What a migration takes a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    Type,
    Null,
    Name,
    Place,
}

#[derive(Clone, Copy)]
struct Misreading {
    mistake: Mistake,
    transaction: bool,
}

impl MigratorTraitSelf for Misreading {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(*self)]
    }
}

impl MigrationName for Misreading {
    fn name(&self) -> &str {
        "misreading"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Misreading {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let sql = match self.mistake {
            Mistake::Null => "SELECT NULL AS one",
            _ => "SELECT 'text' AS one",
        };
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await?.expect("a row");
        let read = match self.mistake {
            Mistake::Type | Mistake::Null => row.try_get_by_index::<i32>(0),
            Mistake::Name => row.try_get_by::<i32, _>("other"),
            Mistake::Place => row.try_get_by_index::<i32>(7),
        };
        read.map(drop)
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(self.transaction)
    }
}
