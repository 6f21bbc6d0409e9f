//! Beside sea-orm-migration: one database, both migrators, in turns.

use seaworthy::{MigratorTraitSelf, Runner, Status};

use crate::support::{Migrations, Sql, list, on_each_backend, versions};

fn first_of(migrations: &Migrations, count: usize) -> Migrations {
    let mut first = migrations.clone();
    first.list.truncate(count);
    first
}

on_each_backend! {
    async fn seaorm_goes_on_where_seaworthy_stopped_and_the_other_way_round(database) {
        let db = database.connect().await;
        let all = list(["a", "b", "c", "d"].map(Sql::table));
        Runner::new(first_of(&all, 1)).up(&db).await.expect("ours");
        MigratorTraitSelf::up(&first_of(&all, 2), &db, None).await.expect("theirs");
        Runner::new(first_of(&all, 3)).up(&db).await.expect("ours");
        MigratorTraitSelf::up(&all, &db, None).await.expect("theirs");
        assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b", "c", "d"]);
        MigratorTraitSelf::status(&all, &db).await.expect("theirs");
        assert!(all.get_pending_migrations(&db).await.expect("theirs").is_empty());
        let standings = Runner::new(all.clone()).status(&db).await.expect("ours");
        assert!(standings.iter().all(|one| one.status == Status::Applied));
        assert_eq!(Runner::new(all.clone()).pending(&db).await.expect("ours"), []);

        MigratorTraitSelf::down(&all, &db, Some(1)).await.expect("theirs");
        Runner::new(all.clone()).down(&db).await.expect("ours");
        MigratorTraitSelf::down(&all, &db, Some(1)).await.expect("theirs");
        assert_eq!(versions(&db, "seaql_migrations").await, ["a"]);
        assert!(database.has_table(&db, "a").await && !database.has_table(&db, "b").await);
        db.close().await.unwrap();
    }
}

/// SeaORM's own methods on a migrator that is declared with `migrations!`.
mod declared {
    use seaworthy::sea_orm::TransactionTrait;
    use seaworthy::{MigratorTrait, Runner, Target};

    use crate::fixtures;
    use crate::support::{on_each_backend, versions};

    on_each_backend! {
        async fn a_database_that_only_seaorm_has_migrated_is_up_to_date(database) {
            let db = database.connect().await;
            fixtures::Migrator::up(&db, None).await.expect("theirs");
            let runner = Runner::new(fixtures::Migrator).target(Target::Latest);
            assert!(runner.up(&db).await.expect("nothing to do").is_empty());
            assert!(!database.has_table(&db, "seaql_migrations_journal").await, "nothing was written");
            assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), 2);
            assert!(!database.has_table(&db, "note").await);
            db.close().await.unwrap();
        }

        async fn a_declarative_migration_runs_under_seaorms_own_migrator(database) {
            let db = database.connect().await;
            fixtures::Migrator::up(&db, None).await.expect("theirs");
            assert_eq!(crate::support::count(&db, "SELECT count(*) FROM note").await, 1);
            fixtures::Migrator::down(&db, None).await.expect("theirs");
            assert!(!database.has_table(&db, "note").await);
            let transaction = db.begin().await.unwrap();
            fixtures::Migrator::up(&transaction, None).await.expect("theirs");
            transaction.commit().await.unwrap();
            assert_eq!(versions(&db, "seaql_migrations").await, ["m1_note", "m2_first_note"]);
            db.close().await.unwrap();
        }
    }
}

/// The same calls as above, through the methods that `guard!` gives.
mod guarded {
    use seaworthy::prelude::*;
    use seaworthy::sea_orm::TransactionTrait;

    use crate::support::{Sql, Which, count, on_each_backend, versions};

    struct Guarded;

    impl MigratorTrait for Guarded {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            vec![
                Box::new(Sql::table("a")),
                Box::new(Sql::table("b")),
                Box::new(Sql::table("c")),
            ]
        }
    }

    seaworthy::guard!(Guarded);

    const JOURNAL: &str = "SELECT count(*) FROM seaql_migrations_journal";

    on_each_backend! {
        async fn calls_go_through_seaworthy(database) {
            let db = database.connect().await;
            Guarded::up(&db, Some(2)).await.expect("applied");
            assert_eq!(count(&db, JOURNAL).await, 2, "SeaORM's own would write no journal");
            Guarded::up(&db, None).await.expect("applied");
            Guarded::down(&db, Some(1)).await.expect("reverted");
            assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b"]);
            Guarded::refresh(&db).await.expect("again");
            assert_eq!(count(&db, JOURNAL).await, 9);
            Guarded::status(&db).await.expect("SeaORM's own");
            Guarded::down(&db, None).await.expect("reverted");
            assert_eq!(versions(&db, "seaql_migrations").await, [""; 0]);
            Guarded::up(&db, None).await.expect("applied");
            Guarded::reset(&db).await.expect("reset");
            assert!(!database.has_table(&db, "seaql_migrations").await);
            Guarded::fresh(&db).await.expect("fresh");
            assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b", "c"]);
            db.close().await.unwrap();
        }

        async fn a_transaction_of_the_callers_decides(database) {
            let db = database.pool(2).await;
            let transaction = db.begin().await.unwrap();
            Guarded::up(&transaction, None).await.expect("applied");
            assert_eq!(count(&transaction, "SELECT count(*) FROM seaql_migrations").await, 3);
            transaction.rollback().await.unwrap();
            let kept = database.which == Which::MySql;
            assert_eq!(database.has_table(&db, "a").await, kept, "MySQL commits at each change");
            if !kept {
                let transaction = db.begin().await.unwrap();
                Guarded::up(&transaction, None).await.expect("applied");
                transaction.commit().await.unwrap();
                assert_eq!(versions(&db, "seaql_migrations").await, ["a", "b", "c"]);
            }
            db.close().await.unwrap();
        }

        async fn errors_keep_their_advice(database) {
            let db = database.connect().await;
            crate::support::run(&db, "CREATE TABLE b (id integer)").await;
            let error = Guarded::up(&db, None).await.expect_err("b is there").to_string();
            assert!(error.starts_with("Migration Error: failed to apply `b`: "), "{error}");
            assert!(error.contains("if somebody created it"), "{error}");
            db.close().await.unwrap();
        }
    }
}
