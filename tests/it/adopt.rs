//! Taking over from other tools: whose table it is, what it says, what is written down and what never is.

mod refused;
mod schema;
mod theirs;

use seaworthy::sea_orm::{Database, DatabaseConnection};
use seaworthy::{Adopt, AdoptMap, Adoption, ExitCode, Runner, Verify, Version};

use crate::support::{
    Migrations, Sql, TestDatabase, Which, count, list, on_each_backend, run, texts, versions,
};
use theirs::{Theirs, create, theirs};

const ONE: &str = "m20240101_120000_one";
const TWO: &str = "m20240102_120000_two";
const THREE: &str = "m20240103_120000_three";

/// Three tables, each a migration, with a ledger of another name than any tool's.
fn ours() -> Migrations {
    let table = |version: &str, name: &str| {
        Sql::new(version)
            .up(&format!(
                "CREATE TABLE {name} (id integer NOT NULL PRIMARY KEY)"
            ))
            .down(&format!("DROP TABLE {name}"))
    };
    Migrations {
        ledger: "app_ledger",
        ..list([table(ONE, "one"), table(TWO, "two"), table(THREE, "three")])
    }
}

/// What another tool has made: the first two tables.
async fn make_two(db: &DatabaseConnection) {
    for name in ["one", "two"] {
        run(
            db,
            &format!("CREATE TABLE {name} (id integer NOT NULL PRIMARY KEY)"),
        )
        .await;
    }
}

fn runner(migrations: Migrations) -> Runner<Migrations> {
    Runner::new(migrations)
}

fn map(lines: &str) -> Adopt {
    Adopt::new().map(lines.parse::<AdoptMap>().expect("a mapping"))
}

/// The versions that are written down, or would be.
fn ours_of(adoption: &Adoption) -> Vec<&str> {
    let versions = adoption.versions.iter();
    versions.map(|adopted| adopted.version.as_str()).collect()
}

/// Everything in a table, in some order.
async fn everything(database: &TestDatabase, db: &DatabaseConnection, table: &str) -> Vec<String> {
    let sql = match database.which {
        Which::Postgres => format!("SELECT t::text FROM {table} t ORDER BY 1"),
        Which::MySql | Which::Sqlite => {
            let columns = match database.which {
                Which::MySql => format!(
                    "SELECT CAST(column_name AS char) FROM information_schema.columns \
                     WHERE table_schema = database() AND table_name = '{table}' ORDER BY 1"
                ),
                _ => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY 1"),
            };
            let columns = texts(db, &columns).await;
            let quote = if database.which == Which::MySql {
                '`'
            } else {
                '"'
            };
            let kind = if database.which == Which::MySql {
                "char"
            } else {
                "text"
            };
            let texts = columns
                .iter()
                .map(|column| format!("coalesce(CAST({quote}{column}{quote} AS {kind}), '')"));
            let row = texts
                .collect::<Vec<_>>()
                .join(if database.which == Which::MySql {
                    ", '|', "
                } else {
                    " || '|' || "
                });
            let row = match database.which {
                Which::MySql => format!("concat({row})"),
                _ => row,
            };
            format!("SELECT {row} FROM {quote}{table}{quote} ORDER BY 1")
        }
    };
    texts(db, &sql).await
}

on_each_backend! {
    async fn each_tool_is_taken_over_from_and_keeps_its_table(database) {
        let db = database.connect().await;
        make_two(&db).await;
        let other = TestDatabase::create(database.which).await;
        let scratch = other.connect().await;
        for theirs in theirs(database.which) {
            let Theirs { tool, table, .. } = theirs;
            create(&db, &theirs).await;
            let before = everything(database, &db, table).await;
            let runner = runner(ours());
            let how = match tool {
                "Alembic" => map(&format!("802fc5996861 = {TWO}")),
                _ => Adopt::new(),
            };
            let how = how.looking(Verify::new().scratch(scratch.clone()));
            let seen = runner.adoption(&db, &how).await.expect("looked");
            assert_eq!(seen.trackers.iter().map(|it| it.tool.as_str()).collect::<Vec<_>>(), [tool], "{table}");
            assert_eq!(ours_of(&seen), [ONE, TWO], "{tool}: {seen:?}");
            assert!(!seen.is_refused() && !seen.is_written && seen.warnings.is_empty(), "{tool}: {seen:?}");
            assert_eq!(seen.differences, [], "{tool}");
            assert!(!database.has_table(&db, "app_ledger").await, "{tool}: looking writes nothing");

            let adoption = runner.adopt(&db, &how).await.expect("adopted");
            assert!(adoption.is_written, "{tool}: {adoption:?}");
            assert_eq!(versions(&db, "app_ledger").await, [ONE, TWO], "{tool}");
            assert_eq!(runner.pending(&db).await.expect("read"), [Version::from(THREE)], "{tool}");
            let noted = format!(
                "SELECT count(*) FROM app_ledger_journal WHERE outcome = 'applied' \
                 AND error LIKE 'adopted from `{}` ({tool}, %): nothing was run'",
                adoption.from.as_ref().expect("from it").name()
            );
            assert_eq!(count(&db, &noted).await, 2, "{tool}");
            let again = runner.adopt(&db, &how).await.expect("adopted");
            assert!(!again.is_written && !again.is_refused() && again.already == 2, "{tool}: {again:?}");
            assert_eq!(count(&db, "SELECT count(*) FROM app_ledger_journal").await, 2, "{tool}");
            assert_eq!(everything(database, &db, table).await, before, "{tool}");
            if tool != "hand-written" {
                let looking = Verify::new().scratch(scratch.clone());
                let verified = runner.verify(&db, &looking).await.expect("verified");
                assert_eq!(verified.drift, [], "{tool}: its table is no drift");
            }
            for table in ["app_ledger", "app_ledger_journal", "app_ledger_lease", table] {
                run(&db, &format!("DROP TABLE {table}")).await;
            }
        }
        scratch.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn a_table_in_the_place_of_the_ledger_makes_room_and_loses_nothing(database) {
        let db = database.connect().await;
        let time = if database.which == Which::MySql { "datetime" } else { "timestamp" };
        let shapes = [
            (format!("version integer PRIMARY KEY, description varchar(99) NOT NULL, applied_at {time}"), "hand-written",
             "VALUES (1, 'one', NULL), (2, 'Two', NULL)"),
            (format!("version varchar(255) PRIMARY KEY, applied_at {time}"), "hand-written",
             "VALUES ('20240101120000', NULL), ('20240102120000', NULL)"),
            (format!("filename varchar(255) PRIMARY KEY, executed_at {time}"), "hand-written",
             "VALUES ('one.sql', NULL), ('two.sql', NULL)"),
            ("version bigint PRIMARY KEY, dirty boolean NOT NULL".to_owned(), "golang-migrate",
             "VALUES (20240102120000, false)"),
            ("version varchar(255) PRIMARY KEY".to_owned(), "Rails or dbmate",
             "VALUES ('20240101120000'), ('20240102120000')"),
        ];
        make_two(&db).await;
        for (columns, tool, rows) in shapes {
            run(&db, &format!("CREATE TABLE schema_migrations ({columns})")).await;
            run(&db, &format!("INSERT INTO schema_migrations {rows}")).await;
            let before = everything(database, &db, "schema_migrations").await;
            let runner = runner(Migrations { ledger: "schema_migrations", ..ours() });
            let seen = runner.adoption(&db, &Adopt::new()).await.expect("looked");
            assert_eq!(seen.set_aside.as_deref(), Some("schema_migrations_adopted"));
            assert!(!database.has_table(&db, "schema_migrations_adopted").await);
            assert_eq!(everything(database, &db, "schema_migrations").await, before);

            let adoption = runner.adopt(&db, &Adopt::new()).await.expect("adopted");
            assert_eq!(adoption.from.as_ref().expect("from it").tool, tool);
            assert!(adoption.is_written, "{adoption:?}");
            assert_eq!(everything(database, &db, "schema_migrations_adopted").await, before);
            assert_eq!(versions(&db, "schema_migrations").await, [ONE, TWO], "{tool}");
            assert_eq!(runner.pending(&db).await.expect("read"), [Version::from(THREE)]);
            let again = runner.adopt(&db, &Adopt::new()).await.expect("adopted");
            assert!(!again.is_refused() && !again.has_work() && again.already == 2, "{again:?}");
            let report = runner.up(&db).await.expect("applied");
            assert_eq!(report.steps.len(), 1);
            let verified = runner.verify(&db, &Verify::new()).await.expect("verified");
            assert!(verified.is_clean(), "what made room is no drift: {verified:?}");
            for table in ["three", "schema_migrations", "schema_migrations_adopted", "schema_migrations_journal", "schema_migrations_lease"] {
                run(&db, &format!("DROP TABLE {table}")).await;
            }
            assert!(!database.has_table(&db, "schema_migrations_new").await);
        }
        db.close().await.unwrap();
    }

    async fn a_second_table_that_makes_room_gets_another_name(database) {
        let db = database.connect().await;
        make_two(&db).await;
        for name in ["schema_migrations", "schema_migrations_adopted"] {
            run(&db, &format!("CREATE TABLE {name} (version bigint PRIMARY KEY, dirty boolean NOT NULL)")).await;
        }
        run(&db, "INSERT INTO schema_migrations VALUES (20240101120000, false)").await;
        let runner = runner(Migrations { ledger: "schema_migrations", ..ours() });
        let adoption = runner.adopt(&db, &Adopt::new()).await.expect("adopted");
        assert_eq!(adoption.set_aside.as_deref(), Some("schema_migrations_adopted2"));
        assert_eq!(count(&db, "SELECT count(*) FROM schema_migrations_adopted2").await, 1);
        db.close().await.unwrap();
    }

    async fn a_table_that_only_looks_like_a_left_over_stays(database) {
        let db = database.connect().await;
        make_two(&db).await;
        run(&db, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)").await;
        run(&db, "INSERT INTO schema_migrations VALUES (20240101120000, false)").await;
        run(&db, "CREATE TABLE schema_migrations_new (price integer)").await;
        run(&db, "INSERT INTO schema_migrations_new VALUES (12)").await;
        let runner = runner(Migrations { ledger: "schema_migrations", ..ours() });
        let adopted = runner.adopt(&db, &Adopt::new()).await;
        assert_eq!(count(&db, "SELECT count(*) FROM schema_migrations_new WHERE price = 12").await, 1);
        if database.which == Which::MySql {
            // There the new ledger is made beside the old table, under that name.
            let error = adopted.expect_err("it is in the way").to_string();
            assert!(error.contains("schema_migrations_new"), "{error}");
            assert_eq!(count(&db, "SELECT count(*) FROM schema_migrations WHERE dirty = false").await, 1);
        } else {
            assert!(adopted.expect("adopted").is_written);
            assert_eq!(versions(&db, "schema_migrations").await, [ONE]);
        }
        db.close().await.unwrap();
    }

    async fn the_ledger_itself_is_only_taken_over_from_where_files_were_renamed(database) {
        let db = database.connect().await;
        let runner = runner(ours());
        runner.up(&db).await.expect("applied");
        let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
        assert!(adoption.trackers.is_empty() && !adoption.has_work() && !adoption.is_refused(), "{adoption:?}");
        run(&db, &format!("DELETE FROM app_ledger WHERE version = '{THREE}'")).await;
        run(&db, "INSERT INTO app_ledger VALUES ('newer', 1)").await;
        let adoption = runner.adopt(&db, &Adopt::new()).await.expect("looked");
        assert!(adoption.trackers.is_empty(), "what a newer build applied is ours: {adoption:?}");
        run(&db, "DELETE FROM app_ledger").await;
        run(&db, "DROP TABLE three").await;
        for renamed in ["src/m20240101_120000_one.rs", "m20240102_120000_two"] {
            run(&db, &format!("INSERT INTO app_ledger VALUES ('{renamed}', 1)")).await;
        }
        let adoption = runner.adopt(&db, &Adopt::new()).await.expect("adopted");
        assert!(adoption.is_written, "{adoption:?}");
        assert_eq!(versions(&db, "app_ledger").await, [ONE, TWO]);
        assert_eq!(count(&db, "SELECT count(*) FROM app_ledger_adopted").await, 2);
        assert_eq!(runner.up(&db).await.expect("applied").steps.len(), 1);
        db.close().await.unwrap();
    }

    async fn two_at_once_write_it_down_once(database) {
        let db = database.connect().await;
        make_two(&db).await;
        run(&db, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)").await;
        run(&db, "INSERT INTO schema_migrations VALUES (20240102120000, false)").await;
        let adopt = || async {
            let db = database.connect().await;
            let runner = runner(Migrations { ledger: "schema_migrations", ..ours() });
            let adoption = runner.adopt(&db, &Adopt::new()).await.expect("adopted");
            db.close().await.unwrap();
            adoption
        };
        let (first, second) = tokio::join!(adopt(), adopt());
        assert_eq!([&first, &second].iter().filter(|it| it.is_written).count(), 1, "{first:?} {second:?}");
        assert!(!first.is_refused() && !second.is_refused(), "{first:?} {second:?}");
        assert_eq!(versions(&db, "schema_migrations").await, [ONE, TWO]);
        assert_eq!(count(&db, "SELECT count(*) FROM schema_migrations_adopted").await, 1);
        assert_eq!(count(&db, "SELECT count(*) FROM schema_migrations_journal").await, 2);
        db.close().await.unwrap();
    }

    async fn a_table_may_be_called_anything(database) {
        let db = database.connect().await;
        make_two(&db).await;
        let quoted = match database.which {
            Which::MySql => "`it's \"our\" Migration``s`",
            _ => "\"it's \"\"our\"\" Migration`s\"",
        };
        run(&db, &format!("CREATE TABLE {quoted} (name varchar(99) PRIMARY KEY, applied_at bigint)")).await;
        run(&db, &format!("INSERT INTO {quoted} VALUES ('one', 1), ('two', 2)")).await;
        let adoption = runner(ours()).adopt(&db, &Adopt::new()).await.expect("adopted");
        assert_eq!(ours_of(&adoption), [ONE, TWO], "{adoption:?}");
        assert!(adoption.is_written);
        db.close().await.unwrap();
    }

    async fn who_may_only_read_can_look_and_not_adopt(database) {
        let db = database.connect().await;
        make_two(&db).await;
        run(&db, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)").await;
        run(&db, "INSERT INTO schema_migrations VALUES (20240102120000, false)").await;
        let reader = database.reader().await;
        let reading = Database::connect(&reader.url).await.expect("connected");
        let runner = runner(ours());
        let seen = runner.adoption(&reading, &Adopt::new()).await.expect("looked");
        assert_eq!(ours_of(&seen), [ONE, TWO]);
        let error = runner.adopt(&reading, &Adopt::new()).await.expect_err("it may not write");
        assert_eq!(error.exit_code(), ExitCode::Failed, "{error}");
        assert!(!database.has_table(&db, "app_ledger").await);
        reading.close().await.unwrap();
        reader.drop().await;
        db.close().await.unwrap();
    }

    async fn what_a_table_does_not_say_can_be_told(database) {
        let db = database.connect().await;
        make_two(&db).await;
        run(&db, "CREATE TABLE django_migrations (id integer PRIMARY KEY, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied varchar(30))").await;
        run(&db, "INSERT INTO django_migrations VALUES (1, 'auth', '0001_initial', ''), (2, 'app', '0001_initial', ''), (3, 'app', '0002_squashed', '')").await;
        let runner = runner(ours());
        let seen = runner.adopt(&db, &Adopt::new()).await.expect("looked");
        let unmapped: Vec<&str> = seen.unmapped.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(unmapped, ["auth.0001_initial", "app.0001_initial", "app.0002_squashed"]);
        assert!(seen.is_refused() && !database.has_table(&db, "app_ledger").await);
        let told = map(&format!("auth.* = -\napp.0001_initial = -\napp.0002_squashed = {ONE}, {TWO}"));
        let adoption = runner.adopt(&db, &told).await.expect("adopted");
        assert!(adoption.is_written, "{adoption:?}");
        assert_eq!(versions(&db, "app_ledger").await, [ONE, TWO]);
        db.close().await.unwrap();
    }
}
