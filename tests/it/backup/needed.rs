//! Migrations that say that they need a backup.

use seaworthy::{Direction, ExitCode, Target};

use super::*;
use crate::support::{Declared, declared};

/// The first, one that harms nothing, and one that drops what the first has made.
fn three(number: usize) -> Declared {
    let mut all = declared(&[
        ("m1", |script| {
            script.needs_backup();
            script.sql("CREATE TABLE letter (id integer)");
        }),
        ("m2", |script| script.sql("CREATE TABLE stamp (id integer)")),
        ("m3", |script| {
            script.needs_backup();
            script.sql("DROP TABLE letter");
        }),
    ]);
    all.list[1].2 = |script| {
        script.needs_backup();
        script.sql("DROP TABLE stamp");
    };
    all.list.truncate(number);
    all
}

#[track_caller]
fn check_refusal(error: &Error, text: &str) {
    let expected = format!("refused to {text} without a backup: it needs it; nothing was touched");
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.exit_code(), ExitCode::Refused);
    let hint = error.hint().expect("a hint").to_string();
    assert!(hint.contains("`--backup`"), "{hint}");
}

on_each_backend! {
    async fn what_destroys_needs_a_backup_where_something_is_applied(database) {
        let db = database.connect().await;
        // A fresh database has nothing to lose.
        Runner::new(three(1)).up(&db).await.expect("applied");
        let error = Runner::new(three(3)).up(&db).await.expect_err("no backup");
        check_refusal(&error, "apply `m3`");
        assert_eq!(versions(&db, "seaql_migrations").await, ["m1"]);
        assert!(!database.has_table(&db, "stamp").await, "what comes before it waits too");
        // As far as it is harmless, nobody is stopped.
        Runner::new(three(2)).up(&db).await.expect("applied");
        let error = Runner::new(three(2)).down(&db).await.expect_err("no backup");
        check_refusal(&error, "revert `m2`");
        assert!(database.has_table(&db, "stamp").await);

        let folder = TemporaryFolder::new("needed");
        let with_backup = |number| Runner::new(three(number)).backup(Backup::into(folder.path()));
        with_backup(3).up(&db).await.expect("applied");
        assert_eq!(files(folder.path()).len(), 1);
        assert!(!database.has_table(&db, "letter").await);
        let down = with_backup(3).target(Target::Count(2));
        down.down(&db).await.expect("reverted");
        assert_eq!(files(folder.path()).len(), 2);
        assert_eq!(versions(&db, "seaql_migrations").await, ["m1"]);
        // A preview destroys nothing.
        let preview = Runner::new(three(3)).preview(&db, Direction::Up).await;
        assert_eq!(preview.expect("shown").len(), 2);
        db.close().await.unwrap();
    }

    async fn starting_again_needs_none(database) {
        let db = database.connect().await;
        Runner::new(three(1)).up(&db).await.expect("applied");
        Runner::new(three(3)).fresh(&db).await.expect("everything is gone first");
        assert_eq!(versions(&db, "seaql_migrations").await, ["m1", "m2", "m3"]);
        db.close().await.unwrap();
    }
}
