//! The ledger: SeaORM's shape, other tools' tables, odd names.

use seaworthy::sea_orm::DbBackend;
use seaworthy::{Error, LedgerError, MigratorTraitSelf, Runner, Target};

use crate::support::{
    Migrations, Sql, TestDatabase, Which, count, list, on_each_backend, run, texts, versions,
};

/// The definition of a table as the server tells it.
async fn definition(database: &TestDatabase, table: &str) -> Vec<String> {
    let db = database.connect().await;
    let sql = match database.which {
        Which::Sqlite => {
            format!("SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL")
        }
        Which::Postgres => format!(
            "SELECT attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull \
             FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 \
             UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = '{table}'"
        ),
        Which::MySql => format!(
            "SELECT concat_ws(' ', column_name, column_type, is_nullable, column_key, collation_name) \
             FROM information_schema.columns \
             WHERE table_schema = database() AND table_name = '{table}' ORDER BY column_name"
        ),
    };
    let lines = texts(&db, &sql).await;
    db.close().await.unwrap();
    lines
}

on_each_backend! {
    async fn is_exactly_seaorms(database) {
        let other = TestDatabase::create(database.which).await;
        let db = other.connect().await;
        list([]).install(&db).await.expect("SeaORM's own");
        db.close().await.unwrap();
        let db = database.connect().await;
        Runner::new(list([Sql::table("a")])).up(&db).await.expect("applied");
        db.close().await.unwrap();
        let ours = definition(database, "seaql_migrations").await;
        assert!(!ours.is_empty());
        assert_eq!(ours, definition(&other, "seaql_migrations").await);
        other.drop().await;
    }

    async fn of_another_tool_is_left_alone(database) {
        let db = database.connect().await;
        let timestamp = if database.which == Which::MySql { "datetime" } else { "timestamp" };
        let shapes = [
            (format!("version integer PRIMARY KEY, description varchar(99) NOT NULL, applied_at {timestamp}"), "version integer, description"),
            (format!("filename varchar(99) PRIMARY KEY, executed_at {timestamp}"), "filename "),
            ("version varchar(99) PRIMARY KEY".to_owned(), "version "),
            (format!("version varchar(99) PRIMARY KEY, applied_at {timestamp}"), "version "),
        ];
        for (columns, named) in shapes {
            run(&db, &format!("CREATE TABLE schema_migrations ({columns})")).await;
            let migrations = Migrations { ledger: "schema_migrations", ..list([Sql::table("a")]) };
            let runner = Runner::new(migrations).target(Target::Latest);
            let error = runner.up(&db).await.expect_err("not a ledger");
            assert!(matches!(&error, Error::Ledger { source: LedgerError::Foreign { .. }, .. }), "{error:?}");
            let text = error.to_string().replace("int(11)", "integer").replace("version int,", "version integer,");
            assert!(text.starts_with("table `schema_migrations` is not a ledger of this program: it has the columns "), "{text}");
            assert!(text.contains(named), "{text}");
            assert!(error.hint().expect("a hint").as_str().contains("`adopt` takes over"));
            assert!(runner.down(&db).await.is_err());
            assert!(runner.status(&db).await.is_err());
            assert!(runner.pending(&db).await.is_err());
            assert!(!database.has_table(&db, "a").await);
            assert!(!database.has_table(&db, "schema_migrations_journal").await);
            run(&db, "DROP TABLE schema_migrations").await;
        }
        db.close().await.unwrap();
    }

    async fn that_another_tool_put_in_place_of_ours_is_left_alone(database) {
        let db = database.connect().await;
        let runner = Runner::new(list([Sql::table("a"), Sql::table("b")]));
        runner.up(&db).await.expect("applied");
        run(&db, "DROP TABLE seaql_migrations").await;
        run(&db, "CREATE TABLE seaql_migrations (version integer PRIMARY KEY, applied_at integer)").await;
        for rows in [0, 1] {
            if rows == 1 {
                run(&db, "INSERT INTO seaql_migrations VALUES (7, 8)").await;
            }
            for error in [runner.up(&db).await.map(drop), runner.status(&db).await.map(drop), runner.pending(&db).await.map(drop)] {
                let error = error.expect_err("not a ledger");
                assert!(matches!(&error, Error::Ledger { .. }), "{rows}: {error:?}");
            }
        }
        db.close().await.unwrap();
    }

    async fn may_have_any_name(database) {
        let db = database.connect().await;
        let long = "a_ledger_with_a_name_of_sixty_bytes_which_every_server_allows";
        for ledger in ["order", "my \"own\"", "it's", "`x`", "über_数", long] {
            let migrations = Migrations { ledger, ..list(["a", "b"].map(Sql::table)) };
            let runner = Runner::new(migrations.clone()).target(Target::Latest);
            assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 2, "{ledger}");
            assert_eq!(runner.pending(&db).await.expect("read"), [], "{ledger}");
            let theirs = migrations.get_applied_migrations(&db).await.expect("SeaORM reads it");
            assert_eq!(theirs.len(), 2);
            assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), 2, "{ledger}");
        }
        db.close().await.unwrap();
    }

    async fn of_several_migrators_stand_side_by_side(database) {
        let db = database.connect().await;
        let auth = Migrations { ledger: "auth_migrations", ..list(["user", "session"].map(|name| Sql::table(&format!("{name}_t")))) };
        let app = Migrations { ledger: "app_migrations", ..list([Sql::table("note")]) };
        Runner::new(auth.clone()).up(&db).await.expect("applied");
        Runner::new(app.clone()).up(&db).await.expect("applied");
        assert_eq!(versions(&db, "auth_migrations").await, ["session_t", "user_t"]);
        assert_eq!(versions(&db, "app_migrations").await, ["note"]);
        Runner::new(app).down(&db).await.expect("reverted");
        assert!(database.has_table(&db, "user_t").await);
        assert_eq!(count(&db, "SELECT count(*) FROM auth_migrations_journal").await, 2);
        db.close().await.unwrap();
    }

    async fn that_somebody_added_a_column_to_still_works(database) {
        let db = database.connect().await;
        list([]).install(&db).await.expect("SeaORM's own");
        run(&db, "ALTER TABLE seaql_migrations ADD COLUMN note varchar(20) NULL").await;
        let runner = Runner::new(list([Sql::table("a")]));
        assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 1);
        assert_eq!(runner.pending(&db).await.expect("read"), []);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_ledger_made_under_another_collation_is_still_read() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.pool(1).await;
    let alter = |collation: &str| format!("ALTER DATABASE {} COLLATE {collation}", database.name);
    run(&db, &alter("utf8mb4_general_ci")).await;
    let migrations = list([Sql::table("a"), Sql::new("größe (日本)")]);
    migrations.install(&db).await.expect("SeaORM's own");
    run(&db, &alter("utf8mb4_unicode_ci")).await;
    let runner = Runner::new(migrations).target(Target::Latest);
    assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 2);
    assert!(runner.up(&db).await.expect("nothing to do").is_empty());
    runner.status(&db).await.expect("read");
    assert_eq!(runner.down(&db).await.expect("reverted").steps.len(), 2);
    db.close().await.unwrap();
    database.drop().await;
}

/// The journal of a failed build must not be needed to read the ledger of a good one.
#[tokio::test]
async fn a_backend_is_named_when_its_ledger_is_foreign() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    run(&db, "CREATE TABLE seaql_migrations (id integer)").await;
    let error = Runner::new(list([]))
        .status(&db)
        .await
        .expect_err("foreign");
    let Error::Ledger { backend, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(backend, DbBackend::Sqlite);
}
