//! The servers' tools: which is taken, what it is told, and what happens when it does not do it.

use std::process::Command;
use std::time::Duration;

use seaworthy::sea_orm::Database;

use super::*;

/// A folder of tools that are scripts.
struct Tools(TemporaryFolder);

impl Tools {
    fn new() -> Self {
        Self(TemporaryFolder::new("tools"))
    }

    /// Writes one; `HERE` in it is this folder.
    fn with(self, name: &str, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let file = self.0.path().join(name);
        let script = script.replace("HERE", &self.0.path().display().to_string());
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join(file)).unwrap_or_default()
    }
}

/// The tools that make a backup and read it back.
fn names(which: Which) -> (&'static str, &'static str) {
    match which {
        Which::MySql => ("mariadb-dump", "mariadb"),
        _ => ("pg_dump", "pg_restore"),
    }
}

async fn is_mariadb(db: &DatabaseConnection) -> bool {
    texts(db, "SELECT version()").await[0].contains("MariaDB")
}

async fn fails_with(database: &TestDatabase, script: &str) -> (Error, Tools) {
    let folder = TemporaryFolder::new("backup");
    let tools = Tools::new().with(names(database.which).0, script);
    let db = database.connect().await;
    let backup = Backup::into(folder.path()).tools(tools.0.path());
    let error = runner().backup(backup).up(&db).await.expect_err(script);
    assert_eq!(
        versions(&db, "seaql_migrations").await,
        Vec::<String>::new()
    );
    assert!(!database.has_table(&db, "one").await);
    assert_eq!(files(folder.path()), Vec::<String>::new());
    db.close().await.unwrap();
    (error, tools)
}

on_each_backend! {
    async fn a_tool_that_fails_stops_the_run_and_leaves_no_file(database) {
        if database.which == Which::Sqlite {
            return; // It has no tool.
        }
        let (tool, _) = names(database.which);
        let says = |text: &str| format!("echo half; echo '{tool}: {text}' >&2; exit 1");
        let (error, _) = fails_with(database, &says("error: it is raining")).await;
        assert_eq!(error.to_string(), format!("failed to back up: `{tool}` failed: it is raining"));

        let (error, _) = fails_with(database, &says("could not write: No space left on device")).await;
        assert!(error.hint().is_some_and(|hint| hint.as_str().contains("make room")), "{error:?}");

        let (error, _) = fails_with(database, "echo half; kill -9 $$").await;
        assert_eq!(error.to_string(), format!("failed to back up: `{tool}` was killed"));

        // It says that all is well, and has written half of it.
        let (error, _) = fails_with(database, "printf 'PGDMP'; exit 0").await;
        let error = why(error);
        let is_told = matches!(error, BackupError::Damaged { .. } | BackupError::Missing { .. });
        assert!(is_told, "{error:?}");
    }

    async fn a_missing_tool_is_named_with_its_package(database) {
        if database.which == Which::Sqlite {
            return; // It has no tool.
        }
        let db = database.connect().await;
        let folder = TemporaryFolder::new("backup");
        let tools = Tools::new();
        let backup = Backup::into(folder.path()).tools(tools.0.path());
        let error = runner().backup(backup).up(&db).await.expect_err("no tool");
        let names = match database.which {
            Which::MySql if is_mariadb(&db).await => "`mariadb-dump` and `mysqldump` are",
            Which::MySql => "`mysqldump` and `mariadb-dump` are",
            _ => "`pg_dump` is",
        };
        let place = tools.0.path().display();
        assert_eq!(error.to_string(), format!("failed to back up: {names} not in `{place}`"));
        let package = match why(error) {
            BackupError::Missing { tools, package, .. } => {
                let backend = db.get_database_backend();
                let error = BackupError::Missing { tools, package, folder: None };
                error.hint(backend).expect("a hint").to_string()
            }
            error => panic!("{error:?}"),
        };
        assert!(package.contains("apt-get install"), "{package}");
        assert_eq!(versions(&db, "seaql_migrations").await, Vec::<String>::new());
        assert_eq!(files(folder.path()), Vec::<String>::new());
        db.close().await.unwrap();
    }

    async fn the_password_is_nowhere_to_be_seen(database) {
        if database.which == Which::Sqlite {
            return; // It has none.
        }
        let password = "h'un\"t\\er 2#%é;";
        let user = format!("u{}", &database.name["seaworthy_test_".len()..]);
        let admin = database.connect().await;
        let quoted = password.replace('\'', "''");
        match database.which {
            Which::Postgres => {
                run(&admin, &format!("CREATE ROLE {user} SUPERUSER LOGIN PASSWORD '{quoted}'")).await;
            }
            _ => {
                let quoted = quoted.replace('\\', "\\\\");
                run(&admin, &format!("CREATE USER {user} IDENTIFIED BY '{quoted}'")).await;
                run(&admin, &format!("GRANT ALL ON *.* TO {user}")).await;
            }
        }
        let encoded: String = password.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let rest = database.url.rsplit_once('@').expect("a server").1;
        let scheme = database.url.split_once("://").expect("a scheme").0;
        let url = format!("{scheme}://{user}:{encoded}@{rest}");
        let db = Database::connect(&url).await.expect("connected");
        runner().up(&db).await.expect("applied");

        // Each writes down what anybody on the machine could see of it, and does its work.
        let (dump, restore) = names(database.which);
        let mut tools = Tools::new();
        for tool in [dump, restore] {
            let real = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
            let real = String::from_utf8(real.stdout).unwrap();
            let real = real.trim();
            let script = format!("tr '\\0' '\\n' < /proc/$$/cmdline >> HERE/seen\nls -l /proc/$$/fd >> HERE/seen\nexec {real} \"$@\"");
            tools = tools.with(tool, &script);
        }
        let folder = TemporaryFolder::new("backup");
        let backup = runner().backup(Backup::into(folder.path()).tools(tools.0.path()));
        let file = backup.back_up(&db).await.expect("backed up").file;
        let other = TestDatabase::create(database.which).await;
        let target = url.replace(&database.name, &other.name);
        let target = Database::connect(target).await.expect("connected");
        let restoring = Restore::from(file).tools(tools.0.path());
        runner().restore(&target, &restoring).await.expect("restored");
        assert_eq!(versions(&target, "seaql_migrations").await, ["one", "two"]);
        let seen = tools.read("seen");
        assert!(seen.contains(dump) && seen.contains(restore), "{seen}");
        for secret in [password, "h'un", &encoded] {
            assert!(!seen.contains(secret), "{seen}");
        }

        let tools = Tools::new().with(dump, "echo 'it is raining' >&2; exit 1");
        let backup = runner().backup(Backup::into(folder.path()).tools(tools.0.path()));
        let error = backup.back_up(&db).await.expect_err("it fails");
        assert!(!format!("{error} {error:?}").contains("h'un"));
        target.close().await.unwrap();
        db.close().await.unwrap();
        other.drop().await;
        let drop = match database.which {
            Which::Postgres => format!("REASSIGN OWNED BY {user} TO CURRENT_USER; DROP OWNED BY {user}; DROP ROLE {user}"),
            _ => format!("DROP USER {user}"),
        };
        run(&admin, &drop).await;
        admin.close().await.unwrap();
    }

    async fn a_tool_ends_with_the_interest_in_it(database) {
        if database.which == Which::Sqlite {
            return; // It has no tool.
        }
        let tools = Tools::new().with(names(database.which).0, "echo $$ > HERE/pid; exec sleep 600");
        let folder = TemporaryFolder::new("backup");
        let db = applied(database).await;
        let backup = runner().backup(Backup::into(folder.path()).tools(tools.0.path()));
        let limit = Duration::from_secs(20);
        let begun = async {
            while tools.read("pid").trim().is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            ended = backup.back_up(&db) => panic!("{ended:?}"),
            begun = tokio::time::timeout(limit, begun) => begun.expect("it begins"),
        }
        let process = Path::new("/proc").join(tools.read("pid").trim());
        let gone = async {
            while process.exists() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(limit, gone).await.expect("it is killed");
        assert_eq!(files(folder.path()), Vec::<String>::new());
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_older_pg_dump_is_told_with_what_to_install() {
    let database = TestDatabase::create(Which::Postgres).await;
    let script = "echo 'pg_dump: error: aborting because of server version mismatch' >&2\n\
                  echo 'pg_dump: detail: server version: 18.0; pg_dump version: 15.18' >&2; exit 1";
    let (error, _) = fails_with(&database, script).await;
    let expected = "failed to back up: `pg_dump` failed: aborting because of server version \
                    mismatch; server version: 18.0; pg_dump version: 15.18";
    assert_eq!(error.to_string(), expected);
    let hint = error.hint().expect("a hint");
    assert!(hint.as_str().contains("postgresql-client-17"), "{hint}");
    database.drop().await;
}

#[tokio::test]
async fn a_restore_of_mysql_that_fails_in_the_middle_says_so() {
    let folder = TemporaryFolder::new("backup");
    let (file, sign) = (folder.path().join("x.sql"), folder.path().join("sign"));
    let script = format!(
        "-- MariaDB dump 10.19\nCREATE TABLE half (id integer);\n\\! touch {}\nNONSENSE;\n\
         CREATE TABLE other (id integer);\n-- Dump completed on 2026-01-31 12:00:00\n",
        sign.display()
    );
    fs::write(&file, script).unwrap();
    let database = TestDatabase::create(Which::MySql).await;
    let db = database.connect().await;
    let error = runner().restore(&db, &Restore::from(file)).await;
    let error = error.expect_err("nonsense");
    let text = error.to_string();
    assert!(
        text.ends_with("; a part of the backup is in the database"),
        "{text}"
    );
    assert!(
        error
            .hint()
            .is_some_and(|hint| hint.as_str().contains("Drop the database"))
    );
    assert!(matches!(why(error), BackupError::Partial { .. }));
    assert!(database.has_table(&db, "half").await);
    assert!(!database.has_table(&db, "other").await);
    assert!(!sign.exists(), "a backup starts no shell");
    db.close().await.unwrap();
    database.drop().await;
}
