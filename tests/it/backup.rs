//! Backups: what is in them, what stops them, how many stay, and what they are read back into.

use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::sea_orm::{DatabaseConnection, TransactionTrait};
use seaworthy::{Backup, BackupError, Error, Restore, Runner};

use crate::support::{
    Migrations, Sql, TemporaryFolder, TestDatabase, Which, count, list, on_each_backend, run,
    texts, versions,
};

mod contents;
mod needed;
mod sqlite;
mod tools;

fn two() -> Migrations {
    list(["one", "two"].map(Sql::table))
}

fn runner() -> Runner<Migrations> {
    Runner::new(two())
}

/// The names in a folder, without the one for git.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name != ".gitignore")
        .collect();
    names.sort();
    names
}

async fn backed_up(db: &DatabaseConnection, folder: &TemporaryFolder) -> PathBuf {
    let runner = runner().backup(Backup::into(folder.path()));
    runner.back_up(db).await.expect("backed up").file
}

async fn applied(database: &TestDatabase) -> DatabaseConnection {
    let db = database.connect().await;
    runner().up(&db).await.expect("applied");
    db
}

#[track_caller]
fn why(error: Error) -> BackupError {
    match error {
        Error::Backup { source, .. } | Error::Restore { source, .. } => source,
        other => panic!("{other:?}"),
    }
}

on_each_backend! {
    async fn everything_comes_back(database) {
        let folder = TemporaryFolder::new("backup");
        let db = applied(database).await;
        contents::fill(database, &db).await;
        run(&db, "INSERT INTO one VALUES (1), (2)").await;
        let file = backed_up(&db, &folder).await;
        run(&db, "DELETE FROM seaql_migrations_lease").await;
        let before = contents::contents(database.which, &db).await;
        assert!(before.len() > 20, "{before:#?}");

        let other = TestDatabase::create(database.which).await;
        let restored = other.connect().await;
        runner().restore(&restored, &Restore::from(&file)).await.expect("restored");
        let after = contents::contents(database.which, &restored).await;
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before, after);
        }
        assert_eq!(before.len(), after.len());

        let statuses = |standings: Vec<seaworthy::Standing>| standings.into_iter()
            .map(|standing| format!("{standing:?}")).collect::<Vec<_>>();
        assert_eq!(
            statuses(runner().status(&restored).await.expect("read")),
            statuses(runner().status(&db).await.expect("read")),
        );
        // What counts goes on where it was, what guards still does.
        run(&restored, "INSERT INTO parent (name) VALUES ('next')").await;
        let next = texts(&restored, "SELECT CAST(id AS char(2)) FROM parent WHERE name = 'next'").await;
        assert_eq!(next, [if database.which == Which::Sqlite { "41" } else { "42" }]);
        let more = list(["one", "two", "three"].map(Sql::table));
        assert_eq!(Runner::new(more).up(&restored).await.expect("goes on").steps.len(), 1);
        restored.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn an_empty_database_has_a_backup_too(database) {
        let folder = TemporaryFolder::new("backup");
        let db = database.connect().await;
        let file = backed_up(&db, &folder).await;
        let other = TestDatabase::create(database.which).await;
        let restored = other.connect().await;
        runner().restore(&restored, &Restore::from(&file)).await.expect("restored");
        assert_eq!(runner().pending(&restored).await.expect("read").len(), 2);
        restored.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn a_run_is_backed_up_before_it_changes_anything(database) {
        let folder = TemporaryFolder::new("backup");
        let db = database.connect().await;
        run(&db, "CREATE TABLE mine (id integer)").await;
        run(&db, "INSERT INTO mine VALUES (5)").await;
        let runner = runner().backup(Backup::into(folder.path()));
        runner.up(&db).await.expect("applied");
        let made = files(folder.path());
        assert_eq!(made.len(), 1, "{made:?}");
        assert!(made[0].contains("-empty."), "{made:?}");
        runner.up(&db).await.expect("nothing to do");
        assert_eq!(files(folder.path()).len(), 1, "nothing to do is nothing to back up");

        let other = TestDatabase::create(database.which).await;
        let restored = other.connect().await;
        let file = folder.path().join(&made[0]);
        runner.restore(&restored, &Restore::from(file)).await.expect("restored");
        assert_eq!(count(&restored, "SELECT count(*) FROM mine").await, 1);
        assert!(!other.has_table(&restored, "one").await);
        assert_eq!(versions(&restored, "seaql_migrations").await, Vec::<String>::new());

        runner.down(&db).await.expect("reverted");
        runner.fresh(&db).await.expect("fresh");
        let made = files(folder.path());
        assert_eq!(made.len(), 3, "{made:?}");
        assert!(made[1].contains("-two.") && made[2].contains("-one."), "{made:?}");
        restored.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn a_backup_that_fails_stops_the_run(database) {
        let folder = TemporaryFolder::new("backup");
        let in_the_way = folder.path().join("file");
        fs::write(&in_the_way, "mine").unwrap();
        let db = database.connect().await;
        for place in [Backup::into(in_the_way.join("backups")), Backup::to(&in_the_way)] {
            let error = runner().backup(place).up(&db).await.expect_err("no place for it");
            assert!(error.hint().is_some(), "{error:?}");
            assert!(matches!(why(error), BackupError::File { .. } | BackupError::Exists { .. }));
            assert_eq!(versions(&db, "seaql_migrations").await, Vec::<String>::new());
            assert!(!database.has_table(&db, "one").await);
        }
        let backup = Backup::into(in_the_way.join("backups"));
        runner().up(&db).await.expect("applied");
        runner().backup(backup).fresh(&db).await.expect_err("no place for it");
        assert_eq!(versions(&db, "seaql_migrations").await, ["one", "two"]);
        assert_eq!(fs::read_to_string(&in_the_way).unwrap(), "mine");
        assert_eq!(files(folder.path()), ["file"]);
        db.close().await.unwrap();
    }

    async fn old_backups_go_when_the_new_one_is_there(database) {
        let folder = TemporaryFolder::new("backup");
        let backups = folder.path().join("deep/backups");
        let db = applied(database).await;
        let backup = || runner().backup(Backup::into(&backups).keep(2));
        let first = backup().back_up(&db).await.expect("backed up");
        let name = first.file.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(first.size, fs::metadata(&first.file).unwrap().len());
        assert_eq!(first.removed, Vec::<PathBuf>::new());
        // Of another database, of nobody, and of the user's.
        let mine = [format!("x{name}"), name.replacen('-', "-2-", 1), format!("{name}.old")];
        for file in &mine {
            fs::write(backups.join(file), "mine").unwrap();
        }
        let second = backup().back_up(&db).await.expect("backed up");
        let third = backup().back_up(&db).await.expect("backed up");
        assert_eq!(third.removed, [first.file]);
        let mut expected: Vec<String> = mine.to_vec();
        for made in [&second.file, &third.file] {
            expected.push(made.file_name().unwrap().to_string_lossy().into_owned());
        }
        expected.sort();
        assert_eq!(files(&backups), expected);
        // One that fails removes nothing.
        let transaction = db.begin().await.unwrap();
        let error = backup().back_up(&transaction).await.expect_err("no connection");
        assert!(matches!(why(error), BackupError::Transaction));
        transaction.rollback().await.unwrap();
        assert_eq!(files(&backups), expected);
        db.close().await.unwrap();
    }

    async fn two_backups_at_once_are_two_files(database) {
        let folder = TemporaryFolder::new("backup");
        let db = applied(database).await;
        let (one, other) = tokio::join!(backed_up(&db, &folder), backed_up(&db, &folder));
        assert_ne!(one, other);
        assert_eq!(files(folder.path()).len(), 2);
        #[cfg(unix)]
        for file in [one, other] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        db.close().await.unwrap();
    }

    async fn a_named_file_is_never_replaced(database) {
        let folder = TemporaryFolder::new("backup");
        let file = folder.path().join("it's größe.backup");
        let db = applied(database).await;
        let runner = runner().backup(Backup::to(&file));
        let made = runner.back_up(&db).await.expect("backed up");
        assert_eq!((&made.file, made.removed.len()), (&file, 0));
        let before = fs::read(&file).unwrap();
        let error = runner.back_up(&db).await.expect_err("it is there");
        assert!(matches!(why(error), BackupError::Exists { .. }));
        assert_eq!(fs::read(&file).unwrap(), before);
        assert_eq!(files(folder.path()).len(), 1);
        db.close().await.unwrap();
    }

    async fn only_an_empty_database_is_restored_into(database) {
        let folder = TemporaryFolder::new("backup");
        let db = applied(database).await;
        let file = backed_up(&db, &folder).await;
        let other = TestDatabase::create(database.which).await;
        let target = other.connect().await;
        run(&target, "CREATE TABLE mine (id integer)").await;
        let error = runner().restore(&target, &Restore::from(&file)).await.expect_err("not empty");
        let expected = format!(
            "failed to restore: database `{}` is not empty: it has 1 object", other.name
        );
        assert_eq!(error.to_string(), expected);
        assert!(error.hint().is_some_and(|hint| hint.as_str().contains("create an empty one")));
        assert!(!other.has_table(&target, "one").await);
        run(&target, "DROP TABLE mine").await;
        runner().restore(&target, &Restore::from(&file)).await.expect("restored");
        assert_eq!(versions(&target, "seaql_migrations").await, ["one", "two"]);
        target.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn only_a_whole_backup_of_this_kind_is_restored(database) {
        let folder = TemporaryFolder::new("backup");
        let db = applied(database).await;
        let file = backed_up(&db, &folder).await;
        let other = TestDatabase::create(database.which).await;
        let target = other.connect().await;
        let restore = async |name: &str, contents: &[u8]| {
            let file = folder.path().join(name);
            fs::write(&file, contents).unwrap();
            let error = runner().restore(&target, &Restore::from(file)).await.expect_err(name);
            assert!(!other.has_table(&target, "one").await, "{name}");
            assert!(error.hint().is_some(), "{error}");
            why(error)
        };
        for (kind, which, head) in [
            ("PostgreSQL", Which::Postgres, &b"PGDMP\x01\x0e"[..]),
            ("SQLite", Which::Sqlite, b"SQLite format 3\0"),
            ("MySQL", Which::MySql, b"-- MySQL dump 10.13"),
        ] {
            match restore("kind", head).await {
                BackupError::WrongKind { found, .. } => {
                    assert!(which != database.which && found == Some(kind));
                }
                BackupError::Damaged { .. } => assert_eq!(which, database.which),
                error => panic!("{error:?}"),
            }
        }
        for nothing in [&b""[..], b"hello", b"CREATE TABLE one (id integer);"] {
            let error = restore("nothing", nothing).await;
            assert!(matches!(error, BackupError::WrongKind { found: None, .. }), "{error:?}");
        }
        let whole = fs::read(&file).unwrap();
        // An archive of PostgreSQL ends with the rows, and begins with the table of contents.
        let part = &whole[..if database.which == Which::Postgres { 100 } else { whole.len() / 2 }];
        let error = restore("part", part).await;
        assert!(matches!(error, BackupError::Damaged { .. }), "{error:?}");
        let missing = Restore::from(folder.path().join("missing"));
        let error = why(runner().restore(&target, &missing).await.expect_err("missing"));
        assert!(matches!(error, BackupError::File { doing: "read", .. }), "{error:?}");
        target.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }

    async fn nobody_holds_the_lease_of_a_restored_database(database) {
        let folder = TemporaryFolder::new("backup");
        let db = applied(database).await;
        run(&db, "CREATE TABLE seaql_migrations_lease_of_mine (id integer)").await;
        run(&db, "INSERT INTO seaql_migrations_lease_of_mine VALUES (1)").await;
        let file = backed_up(&db, &folder).await;
        let other = TestDatabase::create(database.which).await;
        let target = other.connect().await;
        runner().restore(&target, &Restore::from(&file)).await.expect("restored");
        assert_eq!(count(&target, "SELECT count(*) FROM seaql_migrations_lease").await, 0);
        assert_eq!(count(&target, "SELECT count(*) FROM seaql_migrations_lease_of_mine").await, 1);
        assert_eq!(count(&db, "SELECT count(*) FROM seaql_migrations_lease").await, 1);
        target.close().await.unwrap();
        other.drop().await;
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_schema_of_the_search_path_is_backed_up_alone() {
    let folder = TemporaryFolder::new("backup");
    let database = TestDatabase::create(Which::Postgres).await;
    let admin = database.connect().await;
    let mut files = Vec::new();
    for schema in ["tenant a\"*", "tenant_b"] {
        let quoted = format!("\"{}\"", schema.replace('"', "\"\""));
        run(&admin, &format!("CREATE SCHEMA {quoted}")).await;
        let db = database
            .connect_with(|options| {
                options.set_schema_search_path(&quoted);
            })
            .await;
        runner().up(&db).await.expect("applied");
        run(&db, "INSERT INTO one VALUES (7)").await;
        files.push(backed_up(&db, &folder).await);
        // Another tenant's objects are no obstacle, and its backup no substitute.
        run(&admin, &format!("DROP SCHEMA {quoted} CASCADE")).await;
        run(&admin, &format!("CREATE SCHEMA {quoted}")).await;
        if let [other, _] = &files[..] {
            let error = runner().restore(&db, &Restore::from(other)).await;
            let error = why(error.expect_err("another tenant's"));
            assert!(
                matches!(error, BackupError::OtherSchema { .. }),
                "{error:?}"
            );
        }
        let file = files.last().expect("a file");
        let restore = Restore::from(file);
        runner().restore(&db, &restore).await.expect("restored");
        assert_eq!(count(&db, "SELECT count(*) FROM one WHERE id = 7").await, 1);
        let error = why(runner()
            .restore(&db, &restore)
            .await
            .expect_err("not empty"));
        assert!(error.to_string().starts_with("schema `tenant"), "{error}");
        db.close().await.unwrap();
    }
    let whole = backed_up(&admin, &folder).await;
    let other = TestDatabase::create(Which::Postgres).await;
    let restored = other.connect().await;
    runner()
        .restore(&restored, &Restore::from(whole))
        .await
        .expect("restored");
    let schemas = "SELECT schemaname::text FROM pg_tables WHERE tablename = 'one' ORDER BY 1";
    assert_eq!(texts(&restored, schemas).await, ["tenant a\"*", "tenant_b"]);
    restored.close().await.unwrap();
    admin.close().await.unwrap();
    other.drop().await;
    database.drop().await;
}

#[tokio::test]
async fn a_restore_can_do_without_the_owners() {
    let folder = TemporaryFolder::new("backup");
    let database = TestDatabase::create(Which::Postgres).await;
    let db = applied(&database).await;
    let role = format!("{}_owner", database.name);
    run(&db, &format!("CREATE ROLE {role}")).await;
    run(&db, &format!("ALTER TABLE one OWNER TO {role}")).await;
    run(&db, &format!("GRANT SELECT ON two TO {role}")).await;
    let file = backed_up(&db, &folder).await;
    run(&db, &format!("DROP OWNED BY {role}")).await;
    run(&db, &format!("DROP ROLE {role}")).await;

    let other = TestDatabase::create(Which::Postgres).await;
    let target = other.connect().await;
    let error = runner().restore(&target, &Restore::from(&file)).await;
    let error = error.expect_err("no such role");
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert!(
        error
            .hint()
            .is_some_and(|hint| hint.as_str().contains("--no-owner")),
        "{error:?}"
    );
    assert!(!other.has_table(&target, "two").await, "nothing of it");
    let restore = Restore::from(&file).without_owners();
    runner().restore(&target, &restore).await.expect("restored");
    assert_eq!(versions(&target, "seaql_migrations").await, ["one", "two"]);
    target.close().await.unwrap();
    db.close().await.unwrap();
    other.drop().await;
    database.drop().await;
}
