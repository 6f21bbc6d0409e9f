//! What is in the way: nothing is written then.

use super::*;

on_each_backend! {
    async fn what_is_dirty_unfinished_or_locked_is_refused(database) {
        let db = database.connect().await;
        make_two(&db).await;
        let locked = if database.which == Which::MySql { "bit(1)" } else { "boolean" };
        let truth = if database.which == Which::MySql { "b'1'" } else { "true" };
        let cases = [
            ("schema_migrations", "version bigint, dirty boolean", "(20240102120000, true)", "`20240102120000` is dirty"),
            ("_sqlx_migrations", "version bigint, description varchar(9), installed_on varchar(9), success boolean, checksum varchar(9), execution_time bigint",
             "(20240101120000, 'one', '', false, '', -1)", "`20240101120000` did not end well"),
            ("flyway_schema_history", "installed_rank integer, version varchar(50), description varchar(9), type varchar(9), script varchar(9), success boolean",
             "(1, '20240101120000', 'one', 'SQL', 'x', true), (2, '20240102120000', 'two', 'SQL', 'x', false)", "`20240102120000` failed"),
            ("_prisma_migrations", "migration_name varchar(99), started_at varchar(9), finished_at varchar(9), rolled_back_at varchar(9)",
             "('20240101120000_one', 'x', NULL, NULL)", "`20240101120000_one` did not end"),
            ("atlas_schema_revisions", "version varchar(99), description varchar(9), applied bigint, total bigint, error varchar(9), hash varchar(9)",
             "('20240101120000', 'one', 1, 2, NULL, '')", "`20240101120000` was applied in part"),
            ("schema_migrations", "version integer, description varchar(9), success boolean", "(1, 'one', false)", "`1` did not end well"),
        ];
        let locks = [
            ("knex_migrations", "id integer, name varchar(99), batch integer, migration_time varchar(9)", "(1, '20240101120000_one.js', 1, '')",
             "knex_migrations_lock", "is_locked integer", "(1)".to_owned()),
            ("DATABASECHANGELOG", "id varchar(99), author varchar(9), filename varchar(9), dateexecuted varchar(9), orderexecuted integer, exectype varchar(9)",
             "('20240101120000-one', 'ada', 'x', '', 1, 'EXECUTED')", "DATABASECHANGELOGLOCK", locked, format!("({truth})")),
            ("_yoyo_migration", "migration_hash varchar(64), migration_id varchar(255), applied_at_utc varchar(9)", "('a', '0001.one', '')",
             "yoyo_lock", "integer", "(1)".to_owned()),
        ];
        let lock_column = |kind: &str| match kind.starts_with("is_locked") {
            true => kind.to_owned(),
            false => format!("locked {kind}"),
        };
        let runner = runner(ours());
        for (table, columns, rows, trouble) in cases {
            run(&db, &format!("CREATE TABLE {table} ({columns})")).await;
            run(&db, &format!("INSERT INTO {table} VALUES {rows}")).await;
            let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
            assert!(adoption.obstacles.iter().any(|it| it.ends_with(trouble)), "{table}: {adoption:?}");
            assert!(adoption.is_refused() && !adoption.is_written, "{table}");
            assert!(!database.has_table(&db, "app_ledger").await, "{table}");
            run(&db, &format!("DROP TABLE {table}")).await;
        }
        for (table, columns, rows, lock, kind, value) in locks {
            run(&db, &format!("CREATE TABLE {table} ({columns})")).await;
            run(&db, &format!("INSERT INTO {table} VALUES {rows}")).await;
            run(&db, &format!("CREATE TABLE {lock} ({})", lock_column(kind))).await;
            let free = runner.adoption(&db, &Adopt::new()).await.expect("looked");
            assert!(!free.is_refused(), "{table}: {free:?}");
            run(&db, &format!("INSERT INTO {lock} VALUES {value}")).await;
            let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
            let is_said = adoption.obstacles.iter().any(|it| it.to_lowercase().ends_with(&format!("`{}` says that it is locked", lock.to_lowercase())));
            assert!(is_said && !adoption.is_written, "{table}: {adoption:?}");
            run(&db, &format!("DROP TABLE {table}")).await;
            run(&db, &format!("DROP TABLE {lock}")).await;
        }
        db.close().await.unwrap();
    }

    async fn one_of_several_has_to_be_named(database) {
        let db = database.connect().await;
        make_two(&db).await;
        run(&db, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)").await;
        run(&db, "INSERT INTO schema_migrations VALUES (20240102120000, false)").await;
        run(&db, "CREATE TABLE pgmigrations (id integer PRIMARY KEY, name varchar(99), run_on varchar(9))").await;
        run(&db, "INSERT INTO pgmigrations VALUES (1, '20240101120000_one', '')").await;
        let runner = runner(ours());
        let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
        assert_eq!(adoption.obstacles, ["several tracking tables say what is applied: `pgmigrations`, `schema_migrations`"]);
        let other = runner.adopt(&db, &Adopt::new().from("users")).await.expect("looked");
        assert_eq!(other.obstacles, ["`users` is no tracking table"]);
        assert!(!database.has_table(&db, "app_ledger").await);
        let adoption = runner.adopt(&db, &Adopt::new().from("pgmigrations")).await.expect("adopted");
        assert!(adoption.is_written, "{adoption:?}");
        assert_eq!(versions(&db, "app_ledger").await, [ONE]);
        db.close().await.unwrap();
    }

    async fn tables_of_an_application_are_not_taken_for_one(database) {
        let db = database.connect().await;
        run(&db, "CREATE TABLE bird_migrations (id integer PRIMARY KEY, name varchar(99), species varchar(9), distance integer)").await;
        run(&db, "CREATE TABLE price_history (id integer PRIMARY KEY, name varchar(99), applied_at varchar(9))").await;
        run(&db, "CREATE TABLE data_migrations (name varchar(99), applied_at varchar(9))").await;
        run(&db, "INSERT INTO data_migrations VALUES ('a', ''), ('a', '')").await;
        let adoption = runner(ours()).adopt(&db, &Adopt::new()).await.expect("looked");
        assert_eq!(adoption.trackers, []);
        assert_eq!(adoption.obstacles, ["no tracking table says what is applied"]);
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn other_schemas_are_told_of_and_not_taken_from() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    make_two(&db).await;
    for schema in ["auth", "tenant_a", "drizzle"] {
        run(&db, &format!("CREATE SCHEMA {schema}")).await;
    }
    for schema in ["auth", "tenant_a"] {
        let table = format!("{schema}.schema_migrations");
        run(
            &db,
            &format!("CREATE TABLE {table} (version bigint, inserted_at timestamp)"),
        )
        .await;
        run(
            &db,
            &format!("INSERT INTO {table} VALUES (20240101120000, NULL)"),
        )
        .await;
    }
    let runner = runner(ours());
    let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
    let names: Vec<String> = adoption.trackers.iter().map(|it| it.name()).collect();
    assert_eq!(
        names,
        ["tenant_a.schema_migrations"],
        "what Supabase fills is left out"
    );
    assert_eq!(adoption.from, None);
    assert_eq!(
        adoption.obstacles,
        [
            "no tracking table says what is applied; in other schemas there is `tenant_a.schema_migrations`"
        ]
    );
    run(&db, "CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)").await;
    run(
        &db,
        "INSERT INTO drizzle.__drizzle_migrations VALUES (1, 'aa', 1704110400000)",
    )
    .await;
    let told = map(&format!("1704110400000 = {ONE}"));
    let adoption = runner.adoption(&db, &told).await.expect("looked");
    assert_eq!(
        adoption.from.map(|it| it.name()).as_deref(),
        Some("drizzle.__drizzle_migrations")
    );
    let named = Adopt::new().from("tenant_a.schema_migrations");
    let adoption = runner.adopt(&db, &named).await.expect("adopted");
    assert!(adoption.is_written, "{adoption:?}");
    assert_eq!(versions(&db, "app_ledger").await, [ONE]);
    db.close().await.unwrap();
    database.drop().await;
}
