//! `up` where an applied migration was edited.

use super::*;
use crate::modified::BEFORE_AND_AFTER;

on_each_backend! {
    async fn up_names_it_and_applies_nothing_unless_it_is_allowed(database) {
        let (before, after) = BEFORE_AND_AFTER;
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        call("up -n 1").run(before).await.well();
        let refused = "1 applied migration has changed since it was applied: `first`";
        let ended = call("up").run(after.clone()).await.with(ExitCode::Failed);
        let ended = ended.says(refused, "`--allow-modified` goes on with them");
        assert_eq!(ended.out, "");
        let ended = call("up --format json").run(after.clone()).await.with(ExitCode::Failed);
        assert_eq!(ended.json()["error"]["message"], refused);
        let db = database.connect().await;
        assert_eq!(versions(&db, "seaql_migrations").await, ["first"]);
        assert!(!database.has_table(&db, "second").await);

        let ended = call("status").run(after.clone()).await.well();
        assert!(ended.lines()[1].starts_with("first modified "), "{}", ended.out);
        assert!(ended.out.ends_with("\n0 applied, 1 pending, 1 modified\n"), "{}", ended.out);

        let ended = call("up --allow-modified").run(after.clone()).await.well();
        let warning = "warning: `first` is applied, and its source has changed since\n";
        assert!(ended.talk.starts_with(warning), "{}", ended.talk);
        assert_eq!(ended.lines()[0], "applied second N");
        let ended = call("up --allow-modified").run(after.clone()).await.well();
        assert_eq!((ended.talk.as_str(), ended.out.as_str()), (warning, "nothing to do: nothing is pending\n"));
        db.close().await.unwrap();
    }
}
