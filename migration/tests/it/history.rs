//! The history of PersonalKB: each step up and down, and what becomes of people's rows.

use seaworthy::sea_orm::{ConnectionTrait, DatabaseConnection};
use seaworthy::{Runner, Target};

use migration::Migrator;

use crate::people::{API_TOKENS, SIGN_IN, check_cascades, of_1_0, values, write};
use crate::schema::Schema;
use crate::support::{TestDatabase, Which, count, on_each_backend, rows, run, versions};

/// All steps, and the number of them that each version of PersonalKB ends with.
const STEPS: usize = 10;
const V1_0: usize = 4;
const V1_2: usize = 7;
pub(crate) const WITH_WORD_COUNT: usize = 8;

pub(crate) const COUNT_WORDS: &str = "m20250801_120100_count_words";

/// Applies the next steps, and gives their versions.
pub(crate) async fn up(db: &DatabaseConnection, steps: usize) -> Vec<String> {
    let runner = Runner::new(Migrator).target(Target::Count(steps));
    let report = runner.up(db).await.expect("applied");
    assert_eq!(report.steps.len(), steps);
    let versions = report.steps.iter().map(|step| step.version.to_string());
    versions.collect()
}

/// Reverts the last step, and gives its version.
pub(crate) async fn down(db: &DatabaseConnection) -> String {
    let report = Runner::new(Migrator).down(db).await.expect("reverted");
    assert_eq!(report.steps.len(), 1);
    report.steps[0].version.to_string()
}

on_each_backend! {
    async fn each_step_is_undone_by_its_down(database) {
        let db = database.connect().await;
        let mut schemas = vec![Schema::of(database, &db).await];
        assert!(schemas[0].is_empty());
        let mut same = Vec::new();
        for number in 0..STEPS {
            let version = up(&db, 1).await.remove(0);
            let after = Schema::of(database, &db).await;
            if after == schemas[number] {
                same.push(version.clone());
            }
            assert_eq!(down(&db).await, version);
            let undone = Schema::of(database, &db).await;
            undone.must_be(&schemas[number], &format!("after `down` of {version}"));
            assert_eq!(up(&db, 1).await, [version.as_str()]);
            let again = Schema::of(database, &db).await;
            again.must_be(&after, &format!("after the second `up` of {version}"));
            schemas.push(after);
        }
        // The others change what is compared, so the comparison sees what they change.
        assert_eq!(same, [COUNT_WORDS]);

        for number in (0..STEPS).rev() {
            let version = down(&db).await;
            let undone = Schema::of(database, &db).await;
            undone.must_be(&schemas[number], &format!("after `down` of {version}"));
        }
        up(&db, STEPS).await;
        let full = &schemas[STEPS];
        Schema::of(database, &db).await.must_be(full, "after the second `up`");
        let refreshed = Runner::new(Migrator).refresh(&db).await.expect("refreshed");
        assert_eq!(refreshed.steps.len(), 2 * STEPS);
        Schema::of(database, &db).await.must_be(full, "after `refresh`");
        Runner::new(Migrator).fresh(&db).await.expect("fresh");
        Schema::of(database, &db).await.must_be(full, "after `fresh`");
        Runner::new(Migrator).reset(&db).await.expect("reset");
        assert!(Schema::of(database, &db).await.is_empty());
        db.close().await.unwrap();
    }

    async fn the_last_schema_has_its_keys_and_checks(database) {
        let db = database.connect().await;
        up(&db, STEPS).await;
        let schema = Schema::of(database, &db).await;
        let keys = schema.texts_of("foreign key");
        assert_eq!(keys.len(), 7, "{keys:?}");
        assert!(keys.iter().all(|key| key.contains("ON DELETE CASCADE")), "{keys:?}");
        run(&db, "INSERT INTO users (id, email, username) VALUES ('ada', 'a@example.org', 'Ada')").await;
        run(&db, "INSERT INTO notes (user_id, title, body) VALUES ('ada', 'a', ''), ('ada', 'b', '')").await;
        run(&db, "INSERT INTO note_links VALUES (1, 2)").await;
        for refused in [
            "INSERT INTO note_links VALUES (1, 1)",
            "INSERT INTO note_links VALUES (1, 2)",
            "INSERT INTO note_links VALUES (1, 3)",
            "INSERT INTO notes (user_id, title, body) VALUES ('nobody', 'a', '')",
            "INSERT INTO api_tokens (user_id, token, name) VALUES ('nobody', 'a', '')",
            "INSERT INTO users (id, email, username) VALUES ('ada', 'b@example.org', 'Ada')",
        ] {
            let error = db.execute_unprepared(refused).await;
            assert!(error.is_err(), "{refused}");
        }
        db.close().await.unwrap();
    }

    async fn what_people_wrote_stays_with_a_pool_of_one(database) {
        what_people_wrote_stays(database, &database.pool(1).await).await;
    }

    async fn what_people_wrote_stays_with_a_pool_of_five(database) {
        what_people_wrote_stays(database, &database.pool(5).await).await;
    }

    async fn all_steps_at_once_keep_what_people_wrote(database) {
        let db = database.pool(5).await;
        up(&db, V1_0).await;
        write(&db).await;
        let before = of_1_0(database, &db).await;
        up(&db, STEPS - V1_0).await;
        assert_eq!(of_1_0(database, &db).await, before);
        check_cascades(&db).await;
        db.close().await.unwrap();
    }

    /// The table of tokens may be there before 1.3, made by hand, and refers to `users`, which
    /// SQLite rebuilds.
    async fn tokens_and_users_survive_the_change_of_the_password(database) {
        let db = database.pool(5).await;
        up(&db, V1_2).await;
        write(&db).await;
        run(&db, "UPDATE users SET github_id = 'gh-1', is_admin = TRUE, profile_image_url = 'https://example.org/ö.png' WHERE id = 'ada'").await;
        run(&db, "UPDATE users SET google_id = 'g-1', is_admin = NULL WHERE id = 'bob'").await;
        run(&db, &crate::guide::api_tokens_by_hand(database.which)).await;
        run(&db, "INSERT INTO api_tokens (user_id, token, name, last_used) VALUES ('ada', 't-1', 'cli', '2025-02-03 04:05:06'), ('ada', 't-2', 'phone', NULL), ('zoë', 't-3', '🌊', NULL)").await;
        let tables = [API_TOKENS, SIGN_IN];
        let (schema, before, wrote) = (
            Schema::of(database, &db).await,
            values(database, &db, &tables).await,
            of_1_0(database, &db).await,
        );
        assert_eq!(before["api_tokens"].len(), 3);
        assert_eq!(down(&db).await, "m20250520_080000_allow_users_without_password");
        assert_ne!(Schema::of(database, &db).await, schema);
        assert_eq!(values(database, &db, &tables).await, before, "after `down`");
        assert_eq!(of_1_0(database, &db).await, wrote, "after `down`");
        up(&db, 1).await;
        assert_eq!(values(database, &db, &tables).await, before, "after `up`");
        assert_eq!(of_1_0(database, &db).await, wrote, "after `up`");
        Schema::of(database, &db).await.must_be(&schema, "after `down` and `up`");
        // The other columns of 1.1 take values as before.
        run(&db, "INSERT INTO users (id, email, username) VALUES ('eve', 'eve@example.org', 'Eve')").await;
        assert_eq!(count(&db, "SELECT count(*) FROM users WHERE id = 'eve' AND is_admin = FALSE").await, 1);
        up(&db, STEPS - V1_2).await;
        assert_eq!(values(database, &db, &[API_TOKENS]).await["api_tokens"], before["api_tokens"]);
        run(&db, "DELETE FROM users WHERE id = 'ada'").await;
        assert_eq!(count(&db, "SELECT count(*) FROM api_tokens").await, 1);
        db.close().await.unwrap();
    }

    async fn nobody_loses_the_right_to_have_no_password(database) {
        nobody_is_given_a_password(database, &database.pool(3).await).await;
    }

    async fn seaorms_own_migrator_comes_to_the_same(database) {
        let other = TestDatabase::create(database.which).await;
        let ours = other.connect().await;
        up(&ours, STEPS).await;
        let expected = Schema::of(&other, &ours).await;
        ours.close().await.unwrap();
        other.drop().await;

        let db = database.pool(5).await;
        <Migrator as seaworthy::MigratorTrait>::up(&db, Some(4)).await.expect("theirs");
        write(&db).await;
        let before = of_1_0(database, &db).await;
        <Migrator as seaworthy::MigratorTrait>::up(&db, None).await.expect("theirs");
        Schema::of(database, &db).await.must_be(&expected, "under SeaORM's own migrator");
        assert_eq!(of_1_0(database, &db).await, before);
        assert!(!database.has_table(&db, "schema_migrations_journal").await, "it was theirs");
        assert_eq!(Runner::new(Migrator).pending(&db).await.expect("read"), []);

        let back = u32::try_from(STEPS - V1_0).unwrap();
        <Migrator as seaworthy::MigratorTrait>::down(&db, Some(back)).await.expect("theirs");
        assert_eq!(versions(&db, "schema_migrations").await.len(), V1_0);
        assert_eq!(of_1_0(database, &db).await, before, "after `down` to 1.0");
        <Migrator as seaworthy::MigratorTrait>::up(&db, None).await.expect("theirs");
        Schema::of(database, &db).await.must_be(&expected, "under SeaORM's own migrator again");
        check_cascades(&db).await;
        <Migrator as seaworthy::MigratorTrait>::down(&db, None).await.expect("theirs");
        assert!(Schema::of(database, &db).await.is_empty());
        db.close().await.unwrap();
    }

    async fn the_guard_writes_the_journal(database) {
        let db = database.connect().await;
        Migrator::up(&db, None).await.expect("applied");
        let applied = "SELECT version FROM schema_migrations_journal WHERE direction = 'up' AND outcome = 'applied' AND finished_at IS NOT NULL AND checksum IS NOT NULL ORDER BY id";
        let journal = crate::support::texts(&db, applied).await;
        assert_eq!(journal, versions(&db, "schema_migrations").await);
        assert_eq!(journal.len(), STEPS);
        let programs = "SELECT DISTINCT application FROM schema_migrations_journal";
        assert_eq!(crate::support::texts(&db, programs).await, ["migration 1.3.0"]);
        assert_eq!(count(&db, "SELECT count(DISTINCT run) FROM schema_migrations_journal").await, 1);
        Migrator::up(&db, None).await.expect("nothing to do");
        assert_eq!(count(&db, "SELECT count(*) FROM schema_migrations_journal").await, 10);
        Migrator::down(&db, Some(2)).await.expect("reverted");
        let reverted = "SELECT version FROM schema_migrations_journal WHERE direction = 'down' AND outcome = 'reverted' ORDER BY id";
        assert_eq!(
            crate::support::texts(&db, reverted).await,
            ["m20250815_070000_create_api_tokens", COUNT_WORDS]
        );
        db.close().await.unwrap();
    }
}

async fn what_people_wrote_stays(database: &TestDatabase, db: &DatabaseConnection) {
    up(db, V1_0).await;
    write(db).await;
    let before = of_1_0(database, db).await;
    for _ in V1_0..STEPS {
        let version = up(db, 1).await.remove(0);
        assert_eq!(of_1_0(database, db).await, before, "after {version}");
    }
    let words = rows(db, "SELECT word_count FROM notes ORDER BY id").await;
    let words: Vec<i32> = words
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect();
    assert_eq!(words, [2, 0, 4, 3, 0]);
    assert_eq!(
        count(db, "SELECT count(*) FROM users WHERE is_admin = FALSE").await,
        3
    );
    for _ in V1_0..STEPS {
        let version = down(db).await;
        assert_eq!(
            of_1_0(database, db).await,
            before,
            "after `down` of {version}"
        );
    }
    up(db, STEPS - V1_0).await;
    assert_eq!(of_1_0(database, db).await, before, "after all steps again");
    check_cascades(db).await;
    db.clone().close().await.unwrap();
}

/// `down` of 1.2 fails and changes nothing while somebody has no password.
async fn nobody_is_given_a_password(database: &TestDatabase, db: &DatabaseConnection) {
    up(db, V1_2).await;
    write(db).await;
    run(db, "INSERT INTO users (id, email, username, github_id) VALUES ('eve', 'eve@example.org', 'Eve', 'gh-9')").await;
    let everything = [
        ("users", &["id", "email", "username", "password_hash"][..]),
        SIGN_IN,
    ];
    let read = async || {
        (
            Schema::with_ledger(database, db).await,
            values(database, db, &everything).await,
            values(database, db, &crate::people::TABLES_OF_1_0).await,
            versions(db, "schema_migrations").await,
        )
    };
    let before = read().await;
    let error = Runner::new(Migrator)
        .down(db)
        .await
        .expect_err("Eve has none");
    assert!(
        error
            .to_string()
            .contains("`m20250520_080000_allow_users_without_password`"),
        "{error}"
    );
    assert_eq!(read().await, before);
    // Nothing of it stays in the connections either.
    Runner::new(Migrator)
        .down(db)
        .await
        .expect_err("still none");
    assert_eq!(read().await, before);
    run(
        db,
        "UPDATE users SET password_hash = 'given' WHERE id = 'eve'",
    )
    .await;
    down(db).await;
    let null = "INSERT INTO users (id, email, username, password_hash) VALUES ('joe', 'joe@example.org', 'Joe', NULL)";
    assert!(db.execute_unprepared(null).await.is_err());
    let given = "SELECT count(*) FROM users WHERE id = 'eve' AND password_hash = 'given' AND github_id = 'gh-9'";
    assert_eq!(count(db, given).await, 1);
    assert_eq!(count(db, "SELECT count(*) FROM users").await, 4);
    assert_eq!(count(db, "SELECT count(*) FROM notes").await, 5);
    up(db, 1).await;
    db.execute_unprepared(null).await.expect("none is needed");
    db.clone().close().await.unwrap();
}

/// A server that is not strict would write an empty text where there was none.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_given_an_empty_password_by_a_lenient_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.pool(1).await;
    run(&db, "SET SESSION sql_mode = ''").await;
    run(&db, "CREATE TABLE lenient (text varchar(9) NOT NULL)").await;
    run(&db, "INSERT INTO lenient VALUES ('a')").await;
    run(&db, "UPDATE lenient SET text = NULL").await;
    assert_eq!(
        count(&db, "SELECT count(*) FROM lenient WHERE text = ''").await,
        1,
        "it is lenient"
    );
    run(&db, "DROP TABLE lenient").await;
    nobody_is_given_a_password(&database, &db).await;
    database.drop().await;
}
