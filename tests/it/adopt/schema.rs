//! How far a database has come, by its schema.

use super::*;

fn by_schema() -> Adopt {
    Adopt::new().by_schema(true)
}

on_each_backend! {
    async fn the_longest_beginning_that_makes_the_schema_is_written_down(database) {
        let db = database.connect().await;
        make_two(&db).await;
        let runner = runner(ours());
        let without = runner.adopt(&db, &Adopt::new()).await.expect("looked");
        assert_eq!(without.obstacles, ["no tracking table says what is applied"]);
        let seen = runner.adoption(&db, &by_schema()).await.expect("looked");
        assert_eq!(ours_of(&seen), [ONE, TWO], "{seen:?}");
        assert!(!database.has_table(&db, "app_ledger").await);
        let adoption = runner.adopt(&db, &by_schema()).await.expect("adopted");
        assert!(adoption.is_written && !adoption.is_refused(), "{adoption:?}");
        assert_eq!(versions(&db, "app_ledger").await, [ONE, TWO]);
        let noted = "SELECT count(*) FROM app_ledger_journal WHERE error = 'adopted by the schema of the database: nothing was run'";
        assert_eq!(count(&db, noted).await, 2);
        assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 1);
        db.close().await.unwrap();
    }

    async fn a_later_migration_may_take_back_what_an_earlier_one_did(database) {
        let db = database.connect().await;
        let table = |version: &str, name: &str| Sql::new(version).up(&format!("CREATE TABLE {name} (id integer NOT NULL PRIMARY KEY)"));
        let there_and_back = Migrations {
            ledger: "app_ledger",
            ..list([table("a", "one"), table("b", "passing"), Sql::new("c").up("DROP TABLE passing"), table("d", "two")])
        };
        run(&db, "CREATE TABLE one (id integer NOT NULL PRIMARY KEY)").await;
        let seen = runner(there_and_back).adoption(&db, &by_schema()).await.expect("looked");
        assert_eq!(ours_of(&seen), ["a", "b", "c"]);
        assert!(seen.warnings[0].starts_with("the schema is the same without `b`, `c`: "), "{seen:?}");
        db.close().await.unwrap();
    }

    async fn what_no_beginning_makes_is_refused_with_what_differs(database) {
        let db = database.connect().await;
        make_two(&db).await;
        run(&db, "ALTER TABLE two ADD COLUMN extra integer").await;
        run(&db, "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL PRIMARY KEY)").await;
        run(&db, "INSERT INTO alembic_version VALUES ('802fc5996861')").await;
        let runner = runner(ours());
        let adoption = runner.adopt(&db, &by_schema()).await.expect("looked");
        assert!(adoption.obstacles[0].ends_with(&format!("the nearest is what is made up to `{TWO}`")), "{adoption:?}");
        let texts: Vec<String> = adoption.differences.iter().map(ToString::to_string).collect();
        assert!(texts.len() == 1 && texts[0].contains("extra"), "{texts:?}");
        assert!(!adoption.is_written && !database.has_table(&db, "app_ledger").await);
        // By name it is written down, and said.
        let told = map(&format!("802fc5996861 = {TWO}"));
        let adoption = runner.adopt(&db, &told).await.expect("adopted");
        assert!(adoption.is_written, "{adoption:?}");
        assert_eq!(adoption.differences.len(), 1, "{adoption:?}");
        db.close().await.unwrap();
    }

    async fn a_table_in_the_place_of_the_ledger_that_says_nothing_makes_room(database) {
        let db = database.connect().await;
        make_two(&db).await;
        let time = if database.which == Which::MySql { "datetime" } else { "timestamp" };
        run(&db, &format!("CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY, applied_at {time})")).await;
        let runner = runner(Migrations { ledger: "schema_migrations", ..ours() });
        let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
        assert!(adoption.is_refused(), "{adoption:?}");
        let adoption = runner.adopt(&db, &by_schema()).await.expect("adopted");
        assert!(adoption.is_written, "{adoption:?}");
        assert_eq!(adoption.set_aside.as_deref(), Some("schema_migrations_adopted"));
        assert_eq!(versions(&db, "schema_migrations").await, [ONE, TWO]);
        db.close().await.unwrap();
    }

    async fn tables_that_are_known_as_anothers_are_the_sets_own_where_it_makes_them(database) {
        let db = database.connect().await;
        let quote = |sql: &str| match database.which {
            Which::MySql => sql.replace('"', "`"),
            Which::Postgres | Which::Sqlite => sql.to_owned(),
        };
        let user = quote("CREATE TABLE \"user\" (id integer NOT NULL PRIMARY KEY, \"emailVerified\" integer, \"createdAt\" integer, \"updatedAt\" integer)");
        let session = quote("CREATE TABLE session (id integer NOT NULL PRIMARY KEY, \"expiresAt\" integer, token integer, \"userId\" integer)");
        let library = || Migrations {
            ledger: "app_ledger",
            ..list([Sql::new("a").up(&user), Sql::new("b").up(&session)])
        };
        run(&db, &user).await;
        run(&db, &session).await;
        let seen = runner(library()).adoption(&db, &by_schema()).await.expect("looked");
        assert_eq!(ours_of(&seen), ["a", "b"]);
        assert!(seen.warnings.is_empty(), "no beginning makes the same: {seen:?}");
        run(&db, "ALTER TABLE session ADD COLUMN extra integer").await;
        let adoption = runner(library()).adopt(&db, &by_schema()).await.expect("looked");
        assert!(adoption.is_refused() && !adoption.is_written, "{adoption:?}");
        let texts: Vec<String> = adoption.differences.iter().map(ToString::to_string).collect();
        assert!(texts.len() == 1 && texts[0].contains("extra"), "{texts:?}");
        db.close().await.unwrap();
    }
}
