//! Older instances, whose tables somebody made by hand, as the guide to updates told them.

use entity::{api_token, note, note_link, note_tag, tag, user};
use seaworthy::sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IdenStatic, Iterable, Set,
};
use seaworthy::{Adopt, AdoptMap, Error, Runner, Target, Version};

use migration::Migrator;

use crate::guide::{LEDGER, TABLES, add_columns, api_tokens_by_hand, by_hand, typed};
use crate::people::{
    API_TOKENS, SIGN_IN, TABLES_OF_1_0, Values, check_cascades, of_1_0, values, write,
};
use crate::schema::Schema;
use crate::support::{TestDatabase, Which, count, on_each_backend, run, texts};

/// Every value of every column that the guide knows.
async fn everything(database: &TestDatabase, db: &DatabaseConnection) -> Values {
    let mut tables = TABLES_OF_1_0.to_vec();
    tables.extend([SIGN_IN, API_TOKENS]);
    values(database, db, &tables).await
}

/// What a new database has after all steps.
async fn fresh(which: Which) -> (Schema, TestDatabase) {
    let database = TestDatabase::create(which).await;
    let db = database.connect().await;
    Runner::new(Migrator).up(&db).await.expect("applied");
    let schema = Schema::of(&database, &db).await;
    db.close().await.unwrap();
    (schema, database)
}

/// It has what a new database has, and nothing else.
async fn must_mean_the_final_schema(database: &TestDatabase, db: &DatabaseConnection) {
    let (expected, other) = fresh(database.which).await;
    let (found, expected) = (Schema::of(database, db).await.meaning(), expected.meaning());
    let missing: Vec<_> = expected.difference(&found).collect();
    let more: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && more.is_empty(),
        "missing: {missing:#?}\nmore: {more:#?}"
    );
    other.drop().await;
}

fn has_columns_of<E: EntityTrait>(schema: &Schema, entity: E) {
    let columns = schema.columns();
    let found = &columns[entity.table_name()];
    for column in E::Column::iter() {
        assert!(
            found.contains(&column.as_str()),
            "{}.{} of {found:?}",
            entity.table_name(),
            column.as_str()
        );
    }
}

/// The entities find their columns, read every row, and write.
async fn serves_the_entities(database: &TestDatabase, db: &DatabaseConnection) {
    let schema = Schema::of(database, db).await;
    has_columns_of(&schema, user::Entity);
    has_columns_of(&schema, note::Entity);
    has_columns_of(&schema, tag::Entity);
    has_columns_of(&schema, note_tag::Entity);
    has_columns_of(&schema, note_link::Entity);
    has_columns_of(&schema, api_token::Entity);
    let users = user::Entity::find().all(db).await.expect("users");
    assert_eq!(
        i64::try_from(users.len()).unwrap(),
        count(db, "SELECT count(*) FROM users").await
    );
    let notes = note::Entity::find().all(db).await.expect("notes");
    assert_eq!(notes.len(), 5);
    assert_eq!(tag::Entity::find().all(db).await.expect("tags").len(), 3);
    assert_eq!(
        note_tag::Entity::find().all(db).await.expect("tags").len(),
        4
    );
    assert_eq!(
        note_link::Entity::find()
            .all(db)
            .await
            .expect("links")
            .len(),
        4
    );
    api_token::Entity::find().all(db).await.expect("tokens");
    let new = user::ActiveModel {
        id: Set("new".to_owned()),
        email: Set("new@example.org".to_owned()),
        username: Set("New".to_owned()),
        ..Default::default()
    };
    let new = new.insert(db).await.expect("no password is needed");
    assert_eq!((new.password_hash, new.is_admin), (None, Some(false)));
    let note = note::ActiveModel {
        user_id: Set("new".to_owned()),
        title: Set("a note".to_owned()),
        body: Set(String::new()),
        ..Default::default()
    };
    assert_eq!(note.insert(db).await.expect("a note").word_count, 0);
    let token = api_token::ActiveModel {
        user_id: Set("new".to_owned()),
        token: Set("t-new".to_owned()),
        name: Set("cli".to_owned()),
        ..Default::default()
    };
    assert_eq!(token.insert(db).await.expect("a token").last_used, None);
    run(db, "DELETE FROM users WHERE id = 'new'").await;
    assert_eq!(count(db, "SELECT count(*) FROM notes").await, 5);
    let tokens = "SELECT count(*) FROM api_tokens WHERE user_id = 'new'";
    assert_eq!(count(db, tokens).await, 0);
}

on_each_backend! {
    async fn tables_by_hand_with_some_of_the_columns_are_completed(database) {
        let db = database.pool(5).await;
        for sql in TABLES {
            run(&db, &typed(database.which, sql)).await;
        }
        add_columns(
            database,
            &db,
            "ALTER TABLE users ADD COLUMN IF NOT EXISTS is_admin BOOLEAN DEFAULT FALSE, \
             ADD COLUMN IF NOT EXISTS github_id VARCHAR",
        ).await;
        write(&db).await;
        run(&db, "UPDATE users SET github_id = 'gh-1', is_admin = TRUE WHERE id = 'ada'").await;
        run(&db, "UPDATE users SET github_id = 'gh-1', is_admin = NULL WHERE id = 'bob'").await;
        let added = ("users", &["id", "github_id", "is_admin"][..]);
        let (wrote, signed) = (of_1_0(database, &db).await, values(database, &db, &[added]).await);

        let report = Runner::new(Migrator).up(&db).await.expect("applied");
        assert_eq!(report.steps.len(), 10);
        assert_eq!(of_1_0(database, &db).await, wrote);
        assert_eq!(values(database, &db, &[added]).await, signed);
        must_mean_the_final_schema(database, &db).await;
        serves_the_entities(database, &db).await;
        assert_eq!(Runner::new(Migrator).pending(&db).await.expect("read"), []);
        check_cascades(&db).await;
        // From here on it is as any other.
        let all = Runner::new(Migrator).target(Target::Latest);
        run(&db, "UPDATE users SET password_hash = '' WHERE password_hash IS NULL").await;
        all.down(&db).await.expect("reverted");
        assert!(Schema::of(database, &db).await.is_empty());
        all.up(&db).await.expect("applied again");
        db.close().await.unwrap();
    }

    async fn the_whole_guide_by_hand_is_taken_as_it_is(database) {
        let db = database.pool(1).await;
        by_hand(database, &db).await;
        let before = everything(database, &db).await;
        assert_eq!((before["users"].len(), before["api_tokens"].len()), (10, 3), "twice five users");
        let report = Runner::new(Migrator).up(&db).await.expect("applied");
        assert_eq!(report.steps.len(), 10);
        assert_eq!(everything(database, &db).await, before);
        must_mean_the_final_schema(database, &db).await;
        serves_the_entities(database, &db).await;
        let eve = user::Entity::find_by_id("eve").one(&db).await.unwrap().expect("Eve");
        assert_eq!((eve.password_hash, eve.is_admin), (None, Some(true)));
        let twin = user::Entity::find_by_id("twin").one(&db).await.unwrap().expect("Twin");
        assert_eq!(twin.is_admin, None);
        assert_eq!(count(&db, "SELECT count(*) FROM notes WHERE word_count IN (2, 4, 3)").await, 3);
        check_cascades(&db).await;
        db.close().await.unwrap();
    }

    async fn users_and_tokens_alone_by_hand_get_the_rest(database) {
        let db = database.connect().await;
        run(&db, &typed(database.which, TABLES[0])).await;
        run(&db, &api_tokens_by_hand(database.which)).await;
        run(&db, "INSERT INTO users (id, email, username, password_hash) VALUES ('ada', 'a@example.org', 'Ada', 'x')").await;
        run(&db, "INSERT INTO api_tokens (user_id, token, name) VALUES ('ada', 't-1', 'cli')").await;
        let before = values(database, &db, &[API_TOKENS]).await;
        Runner::new(Migrator).up(&db).await.expect("applied");
        assert_eq!(values(database, &db, &[API_TOKENS]).await, before);
        must_mean_the_final_schema(database, &db).await;
        run(&db, "DELETE FROM users").await;
        assert_eq!(count(&db, "SELECT count(*) FROM api_tokens").await, 0);
        db.close().await.unwrap();
    }

    /// SQLite makes `users` anew, and knows only the columns that the migration names.
    async fn a_column_of_somebodys_own_is_never_lost(database) {
        let db = database.connect().await;
        for sql in TABLES {
            run(&db, &typed(database.which, sql)).await;
        }
        write(&db).await;
        run(&db, &typed(database.which, "ALTER TABLE users ADD COLUMN nickname VARCHAR")).await;
        run(&db, "UPDATE users SET nickname = 'the Countess' WHERE id = 'ada'").await;
        let before = of_1_0(database, &db).await;
        let result = Runner::new(Migrator).up(&db).await;
        assert_eq!(of_1_0(database, &db).await, before);
        let kept = "SELECT count(*) FROM users WHERE nickname = 'the Countess'";
        assert_eq!(count(&db, kept).await, 1);
        if database.which == Which::Sqlite {
            let error = result.expect_err("it would be lost").to_string();
            assert!(error.contains("`m20250520_080000_allow_users_without_password`"), "{error}");
            run(&db, "ALTER TABLE users DROP COLUMN nickname").await;
            Runner::new(Migrator).up(&db).await.expect("nothing is lost now");
        } else {
            result.expect("nothing is lost");
            let all = Runner::new(Migrator).target(Target::Count(4));
            all.down(&db).await.expect("reverted");
            assert_eq!(count(&db, kept).await, 1);
        }
        db.close().await.unwrap();
    }

    async fn one_that_counted_its_versions_itself_is_taken_over(database) {
        let db = database.connect().await;
        // As its own program of 1.1 has left it.
        let last = Version::from("m20250304_100100_index_sign_in_providers");
        Runner::new(Migrator).target(Target::Version(last)).up(&db).await.expect("applied");
        for table in ["schema_migrations", "schema_migrations_journal", "schema_migrations_lease"] {
            run(&db, &format!("DROP TABLE {table}")).await;
        }
        write(&db).await;
        run(&db, &typed(database.which, LEDGER)).await;
        run(&db, "INSERT INTO schema_migrations (version, description) VALUES (1, 'Initial schema'), (2, 'Added multi-auth support')").await;
        let before = of_1_0(database, &db).await;
        let runner = Runner::new(Migrator);
        let error = runner.up(&db).await.expect_err("that is no ledger");
        let hint = error.hint().expect("a hint").to_string();
        assert!(hint.contains("adopt"), "{hint}");

        let map: AdoptMap = include_str!("../../adopt.map").parse().expect("a map");
        let adoption = runner.adopt(&db, &Adopt::new().map(map)).await.expect("adopted");
        assert!(adoption.is_written, "{adoption:?}");
        assert_eq!(adoption.set_aside.as_deref(), Some("schema_migrations_adopted"));
        let kept = "SELECT count(*) FROM schema_migrations_adopted WHERE version = 2 AND description = 'Added multi-auth support'";
        assert_eq!(count(&db, kept).await, 1);
        let report = runner.up(&db).await.expect("applied");
        assert_eq!(report.steps.len(), 4);
        assert_eq!(of_1_0(database, &db).await, before);
        run(&db, "DROP TABLE schema_migrations_adopted").await;
        must_mean_the_final_schema(database, &db).await;
        serves_the_entities(database, &db).await;
        db.close().await.unwrap();
    }

    /// MySQL has no `CREATE INDEX IF NOT EXISTS`, so there a person has to look.
    async fn a_ledger_that_was_lost_costs_nothing_else(database) {
        let db = database.connect().await;
        Runner::new(Migrator).up(&db).await.expect("applied");
        write(&db).await;
        let (rows, schema) = (of_1_0(database, &db).await, Schema::of(database, &db).await);
        run(&db, "DROP TABLE schema_migrations").await;
        let result = Runner::new(Migrator).up(&db).await;
        assert_eq!(of_1_0(database, &db).await, rows);
        Schema::of(database, &db).await.must_be(&schema, "without the old ledger");
        if database.which == Which::MySql {
            let error = result.expect_err("an index is there");
            assert!(error.to_string().contains("'idx-notes-user_id'"), "{error}");
            assert!(error.hint().is_some());
        } else {
            assert_eq!(result.expect("all is there").steps.len(), 10);
        }
        db.close().await.unwrap();
    }

    async fn the_guides_own_ledger_is_left_alone(database) {
        let db = database.connect().await;
        run(&db, &typed(database.which, LEDGER)).await;
        stops_before_it_touches_anything(database, &db, &[]).await;
        run(&db, "INSERT INTO schema_migrations (version, description) VALUES (1, 'Initial schema'), (2, 'Multi-auth')").await;
        stops_before_it_touches_anything(database, &db, &["1", "2"]).await;
        by_hand(database, &db).await;
        let before = everything(database, &db).await;
        stops_before_it_touches_anything(database, &db, &["1", "2"]).await;
        assert_eq!(everything(database, &db).await, before);
        // Whoever clears it away goes on.
        run(&db, "ALTER TABLE schema_migrations RENAME TO schema_migrations_of_the_guide").await;
        Runner::new(Migrator).up(&db).await.expect("applied");
        assert_eq!(everything(database, &db).await, before);
        db.close().await.unwrap();
    }
}

/// Every way to run says what it found, and does nothing.
async fn stops_before_it_touches_anything(
    database: &TestDatabase,
    db: &DatabaseConnection,
    recorded: &[&str],
) {
    let before = Schema::with_ledger(database, db).await;
    let runner = Runner::new(Migrator);
    let errors = [
        runner.up(db).await.expect_err("another tool's"),
        runner.down(db).await.expect_err("another tool's"),
        runner.refresh(db).await.expect_err("another tool's"),
        runner.reset(db).await.expect_err("another tool's"),
        runner.pending(db).await.expect_err("another tool's"),
        runner.status(db).await.expect_err("another tool's"),
    ];
    for error in errors {
        assert!(matches!(error, Error::Ledger { .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("`schema_migrations`"), "{text}");
        for column in ["version int", "description ", "applied_at "] {
            assert!(text.to_lowercase().contains(column), "{column} in {text}");
        }
        let hint = error.hint().expect("advice").to_string();
        assert!(hint.contains("`adopt`"), "{hint}");
    }
    let guarded = Migrator::up(db, None).await.expect_err("another tool's");
    assert!(guarded.to_string().contains("`adopt`"), "{guarded}");
    Schema::with_ledger(database, db)
        .await
        .must_be(&before, "after a refusal");
    let cast = match database.which {
        Which::MySql => "CAST(version AS char)",
        _ => "CAST(version AS text)",
    };
    let sql = format!("SELECT {cast} FROM schema_migrations ORDER BY 1");
    assert_eq!(texts(db, &sql).await, recorded);
    // Not even a lock or a transaction is left.
    db.execute_unprepared("SELECT 1").await.expect("usable");
}
