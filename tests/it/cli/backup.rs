//! `backup`, `restore` and `up --backup`.

use std::fs;

use serde_json::json;

use super::*;

/// The only backup in a folder, as a call in the folder above names it.
fn only(folder: &TemporaryFolder) -> String {
    let entries = fs::read_dir(folder.path().join("backups")).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name != ".gitignore")
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    format!("backups/{}", names[0])
}

on_each_backend! {
    async fn a_backup_is_made_and_restored_by_name(database) {
        let folder = TemporaryFolder::new("cli-backup");
        let call = |arguments: &str, url: &str| Call::new(arguments).on(url).at(folder.path());
        call("up -n 2", &database.url).run(three()).await.well();
        let ended = call("backup", &database.url).run(three()).await.well();
        let file = only(&folder);
        assert_eq!((ended.out, ended.talk), (format!("{file}\n"), String::new()));
        let start = format!("backups/{}-2", database.name);
        assert!(file.starts_with(&start) && file.contains("Z-two."), "{file}");
        let ignored = fs::read_to_string(folder.path().join("backups/.gitignore")).unwrap();
        assert_eq!(ignored, "*\n");

        let ended = call("backup --keep 1", &database.url).run(three()).await.well();
        assert_eq!(ended.talk, format!("removed {file}\n"));
        let file = only(&folder);

        let other = TestDatabase::create(database.which).await;
        let ended = call(&format!("restore {file}"), &other.url).run(three()).await.well();
        assert_eq!(ended.out, format!("restored {file} into database `{}`\n", other.name));
        let status = call("status", &other.url).run(three()).await.well();
        assert!(status.out.ends_with("\n2 applied, 1 pending\n"), "{}", status.out);
        let theirs = call("status", &database.url).run(three()).await.well();
        assert_eq!(status.out, theirs.out);
        let ended = call(&format!("restore {file}"), &other.url).run(three()).await;
        ended.with(ExitCode::Failed).says(
            &format!(
                "failed to restore: database `{}` is not empty: it has {} objects",
                other.name,
                // Two tables, ledger, journal and lease, and PostgreSQL's sequence of the journal.
                if database.which == Which::Postgres { 6 } else { 5 },
            ),
            "create an empty one",
        );
        other.drop().await;
    }

    async fn up_makes_a_backup_first(database) {
        let folder = TemporaryFolder::new("cli-backup");
        let call = |arguments: &str| Call::new(arguments).on(&database.url).at(folder.path());
        call("up -n 1").run(three()).await.well();
        let ended = call("up -n 1 --backup").run(three()).await.well();
        let file = only(&folder);
        let talk = format!("backed up into {file}\n[1/1] applying two\n");
        assert_eq!(ended.talk, talk);

        let broken = list([Sql::table("one"), Sql::table("two"), Sql::new("broken").up("SELEKT 1")]);
        let ended = call("up --backup=other").run(broken).await.with(ExitCode::Failed);
        let lines: Vec<&str> = ended.talk.lines().collect();
        let told = lines[lines.len() - 2];
        assert!(told.starts_with("The database as it was before is in other/"), "{}", ended.talk);

        fs::write(folder.path().join("file"), "mine").unwrap();
        let ended = call("up --backup=file/backups").run(three()).await.with(ExitCode::Failed);
        let start = "error: failed to back up: cannot create `";
        assert!(ended.talk.starts_with(start), "{}", ended.talk);
        let status = call("status").run(three()).await.well();
        assert!(status.out.ends_with("\n2 applied, 1 pending\n"), "{}", status.out);
        call("up").run(three()).await.well();
        let ended = call("up --backup=unused").run(three()).await.well();
        assert_eq!(ended.out, "nothing to do: nothing is pending\n");
        assert!(!folder.path().join("unused").exists());
    }
}

#[tokio::test]
async fn documents() {
    let folder = TemporaryFolder::new("cli-backup");
    let database = TestDatabase::create(Which::Sqlite).await;
    let call = |arguments: &str, url: &str| {
        let call = Call::new(&format!("--format json {arguments}")).on(url);
        call.at(folder.path())
    };
    let ended = call("up --backup -n 1", &database.url).run(three()).await;
    let document = ended.well().json();
    let first = only(&folder);
    assert_eq!(document["backup"], json!(first));
    let broken = list([Sql::table("one"), Sql::new("broken").up("SELEKT 1")]);
    let ended = call("up --backup=before.db", &database.url)
        .run(broken)
        .await;
    let document = ended.with(ExitCode::Failed).json();
    assert_eq!(document["backup"], json!("before.db"));

    let ended = call("backup backups/ --keep 1", &database.url)
        .run(three())
        .await;
    let document = ended.well().json();
    let second = only(&folder);
    let bytes = fs::metadata(folder.path().join(&second)).unwrap().len();
    assert_eq!(
        document,
        json!({"file": second, "bytes": bytes, "removed": [first]})
    );

    let other = TestDatabase::create(Which::Sqlite).await;
    let restore = format!("restore {second}");
    let document = call(&restore, &other.url).run(three()).await.well().json();
    assert_eq!(document, json!({"file": second, "database": other.name}));
    let ended = call(&restore, &other.url).run(three()).await;
    let document = ended.with(ExitCode::Failed).json();
    assert_eq!(document["error"]["exit_code"], 1);
    assert!(document["error"]["hint"].is_string(), "{document}");
}

#[tokio::test]
async fn arguments_that_do_not_go_together() {
    let folder = TemporaryFolder::new("cli-backup");
    let database = TestDatabase::create(Which::Sqlite).await;
    for (arguments, error, hint) in [
        (
            "backup before.db --keep 3",
            "`--keep` does not go with the file `before.db`",
            "It counts the backups in a folder",
        ),
        (
            "up --keep 3",
            "`--keep` and `--tools` say how `--backup` is done",
            "`migration up --keep 3 --backup`",
        ),
    ] {
        let call = Call::new(arguments).on(&database.url).at(folder.path());
        let ended = call.run(three()).await.with(ExitCode::Usage);
        ended.says(error, hint);
    }
    for wrong in ["backup --keep 0", "backup a b", "restore", "up --backup x"] {
        let call = Call::new(wrong).on(&database.url).at(folder.path());
        call.run(three()).await.with(ExitCode::Usage);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
