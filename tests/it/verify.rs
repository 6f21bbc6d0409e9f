//! Whether ledger, code, entities and database agree.

mod conflicts;
mod drift;
mod proof;
mod scratch;
mod seaorm1;
mod spelling;

use seaworthy::diff::{Change, Ignore};
use seaworthy::{Error, Runner, Status, Verification, Verify};

use crate::support::{Migrations, Sql, TestDatabase, list, on_each_backend, run};

/// `add index users.by_age`, for each of them.
fn lines(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| format!("{} {} {}", change.verb(), change.kind(), change.name());
    changes.iter().map(line).collect()
}

async fn verified(database: &TestDatabase, migrations: &Migrations) -> Verification {
    let db = database.connect().await;
    let verified = Runner::new(migrations.clone())
        .verify(&db, &Verify::new())
        .await;
    db.close().await.unwrap();
    verified.unwrap_or_else(|error| panic!("{error}"))
}

fn two() -> Migrations {
    list([Sql::table("first"), Sql::table("second")])
}

on_each_backend! {
    async fn a_migrated_database_is_clean(database) {
        let db = database.connect().await;
        Runner::new(two()).up(&db).await.unwrap();
        let verified = verified(database, &two()).await;
        assert!(verified.is_clean(), "{verified:?}");
        assert_eq!(verified.forgotten, None, "there are no entities");
    }

    async fn what_is_pending_is_told_and_its_schema_not_missed(database) {
        let db = database.connect().await;
        Runner::new(list([Sql::table("first")])).up(&db).await.unwrap();
        let verified = verified(database, &two()).await;
        assert!(!verified.is_clean());
        let standings = verified.standings.iter();
        let standings: Vec<_> = standings
            .map(|standing| (standing.version.as_str(), standing.status))
            .collect();
        assert_eq!(standings, [("second", Status::Pending)]);
        assert!(verified.drift.is_empty(), "{:?}", verified.drift);
    }

    async fn what_the_code_lacks_is_told_and_what_it_made_is_drift(database) {
        let db = database.connect().await;
        Runner::new(two()).up(&db).await.unwrap();
        let verified = verified(database, &list([Sql::table("first")])).await;
        assert_eq!(verified.standings.len(), 1);
        assert_eq!(verified.standings[0].status, Status::Missing);
        assert_eq!(lines(&verified.drift), ["create table second"]);
    }

    async fn a_database_without_a_ledger_is_all_pending(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE somebodys (id integer)").await;
        let verified = verified(database, &two()).await;
        assert_eq!(verified.standings.len(), 2);
        assert_eq!(lines(&verified.drift), ["create table somebodys"]);
        assert!(!database.has_table(&db, "seaql_migrations").await, "nothing is written");
        assert!(!database.has_table(&db, "first").await, "nothing is written");
    }

    async fn a_migration_that_cannot_be_replayed_is_named_and_the_others_count(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE state (id integer)").await;
        let migrations = list([
            Sql::table("first"),
            // It needs what the application has made.
            Sql::new("needs_state").up("INSERT INTO state (id) VALUES (1)"),
            Sql::table("last"),
        ]);
        Runner::new(migrations.clone()).up(&db).await.unwrap();
        let mut panics = migrations.clone();
        panics.list[1] = Sql::new("needs_state").up("PANIC");
        for migrations in [migrations, panics] {
            let verified = verified(database, &migrations).await;
            let named: Vec<_> = verified.unreplayable.iter().map(|one| one.version.as_str()).collect();
            assert_eq!(named, ["needs_state"]);
            assert_eq!(lines(&verified.drift), ["create table state"]);
            assert!(!verified.is_clean());
        }
    }

    async fn patterns_leave_out_what_belongs_to_others(database) {
        let db = database.connect().await;
        Runner::new(two()).up(&db).await.unwrap();
        for sql in [
            "CREATE TABLE geo_points (id integer)",
            "CREATE INDEX by_id ON geo_points (id)",
            "CREATE INDEX extra ON first (id)",
            "CREATE TABLE kept (id integer)",
        ] {
            run(&db, sql).await;
        }
        let verify = |patterns: &[&str]| {
            let patterns: Vec<Ignore> = patterns.iter().map(|pattern| pattern.parse().unwrap()).collect();
            let db = db.clone();
            async move {
                let how = Verify::new().ignore(patterns);
                Runner::new(two()).verify(&db, &how).await.unwrap()
            }
        };
        let all = ["add index first.extra", "create table geo_points", "create table kept"];
        assert_eq!(lines(&verify(&[]).await.drift), all);
        let some = verify(&["geo_*", "index:first.*"]).await;
        assert_eq!(lines(&some.drift), ["create table kept"]);
        assert_eq!(some.ignored, 2);
        assert!(verify(&["*"]).await.is_clean());
    }

    async fn tables_of_other_tools_are_no_drift(database) {
        let db = database.connect().await;
        Runner::new(two()).up(&db).await.unwrap();
        let quote = match database.which {
            crate::support::Which::MySql => '`',
            _ => '"',
        };
        for sql in [
            "CREATE TABLE _sqlx_migrations (version bigint)",
            "CREATE TABLE session (id integer, 'expiresAt' integer, token integer, 'userId' integer)",
            "CREATE TABLE verification (id integer, whatever integer)",
        ] {
            run(&db, &sql.replace('\'', &quote.to_string())).await;
        }
        let verified = verified(database, &two()).await;
        // It has the name of an authentication library's, and not its columns.
        assert_eq!(lines(&verified.drift), ["create table verification"]);
    }

    async fn a_ledger_of_another_name_is_left_out_too(database) {
        let db = database.connect().await;
        let migrations = Migrations { ledger: "history", ..two() };
        Runner::new(migrations.clone()).up(&db).await.unwrap();
        let verified = verified(database, &migrations).await;
        assert!(verified.is_clean(), "{verified:?}");
    }

    async fn a_set_that_is_none_is_refused(database) {
        let db = database.connect().await;
        let migrations = list([Sql::table("first"), Sql::table("first")]);
        let error = Runner::new(migrations).verify(&db, &Verify::new()).await;
        assert!(matches!(error, Err(Error::Set(_))), "{error:?}");
    }
}
