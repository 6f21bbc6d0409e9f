//! `adopt`: what it says, and the code it ends with.

use serde_json::json;

use super::*;

/// What another tool has made of the first two.
async fn theirs(db: &DatabaseConnection) {
    for name in ["one", "two"] {
        run(
            db,
            &format!("CREATE TABLE {name} (id integer NOT NULL PRIMARY KEY)"),
        )
        .await;
    }
    run(db, "CREATE TABLE knex_migrations (id integer PRIMARY KEY, name varchar(99), batch integer, migration_time varchar(30))").await;
    run(
        db,
        "INSERT INTO knex_migrations VALUES (1, '001_one.js', 1, ''), (2, '002-two.ts', 1, '')",
    )
    .await;
}

on_each_backend! {
    async fn says_what_it_found_and_what_it_wrote(database) {
        let db = database.connect().await;
        theirs(&db).await;
        let call = |arguments: &str| Call::new(arguments).on(&database.url).run(three());
        let ended = call("adopt --dry-run").await.well();
        assert_eq!(ended.lines(), [
            "found `knex_migrations` (knex): 2 rows, `001_one.js` to `002-two.ts`",
            "one 001_one.js",
            "two 002-two.ts",
            "2 versions would be recorded as applied; nothing was written",
        ]);
        assert_eq!(ended.talk, "");
        assert!(!database.has_table(&db, "seaql_migrations").await);
        let document = call("adopt --dry-run --format json").await.well().json();
        assert_eq!(document["written"], false);
        assert_eq!(document["versions"], json!([{"version": "one", "key": "001_one.js"}, {"version": "two", "key": "002-two.ts"}]));
        let found = json!([{
            "tool": "knex", "schema": null, "table": "knex_migrations", "keeps": "history", "rows": 2,
            "applied": 2, "first": "001_one.js", "last": "002-two.ts", "troubles": [],
        }]);
        assert_eq!(document["found"], found);

        let ended = call("adopt").await.well();
        assert_eq!(ended.lines().last().map(String::as_str), Some("2 versions are recorded as applied; nothing was run"));
        let by = "SELECT count(*) FROM seaql_migrations_journal WHERE application = 'personalkb 1.3.0' \
                  AND error LIKE 'adopted from `knex_migrations` (knex, 00%): nothing was run'";
        assert_eq!(count(&db, by).await, 2);
        let ended = call("adopt").await.well();
        assert_eq!(ended.lines().last().map(String::as_str), Some("nothing to do: 2 versions are recorded already"));
        let ended = call("up").await.well();
        assert_eq!(ended.lines(), ["applied three N", "1 migration applied in N, nothing is pending"]);
        db.close().await.unwrap();
    }

    async fn ends_with_a_code_of_its_own_where_anything_is_in_the_way(database) {
        let db = database.connect().await;
        theirs(&db).await;
        run(&db, "INSERT INTO knex_migrations VALUES (3, '003_zero.js', 2, '')").await;
        let call = |arguments: &str| Call::new(arguments).on(&database.url).run(three());
        let ended = call("adopt").await.with(ExitCode::Found);
        let lines = ended.lines();
        assert!(lines.contains(&"error: `003_zero.js` is not mapped: no version is called so".to_owned()), "{lines:?}");
        assert!(lines.contains(&"nothing was written".to_owned()), "{lines:?}");
        assert!(!database.has_table(&db, "seaql_migrations").await);
        let document = call("adopt --format json").await.with(ExitCode::Found).json();
        assert_eq!(document["unmapped"], json!([{"key": "003_zero.js", "reason": "no version is called so"}]));

        let folder = TemporaryFolder::new("map");
        let file = |text: &str| std::fs::write(folder.path().join("map.txt"), text).expect("written");
        let with_map = || Call::new("adopt --map map.txt").on(&database.url).at(folder.path());
        let ended = with_map().run(three()).await.with(ExitCode::Usage);
        assert!(ended.talk.contains("cannot read"), "{}", ended.talk);
        file("003_zero.js -");
        let ended = with_map().run(three()).await.with(ExitCode::Usage);
        ended.says("line 1 of the mapping is not `theirs = ours`", "`..version` for all up to it");
        file("003_zero.js = -");
        with_map().run(three()).await.well();
        assert_eq!(versions(&db, "seaql_migrations").await, ["one", "two"]);
        db.close().await.unwrap();
    }

    async fn up_that_meets_what_another_tool_made_says_so(database) {
        let db = database.connect().await;
        theirs(&db).await;
        let ended = Call::new("up").on(&database.url).run(three()).await.with(ExitCode::Failed);
        let said = "warning: `knex_migrations` (knex) says that 2 migrations are applied: `adopt` takes over from it";
        assert!(ended.talk.contains(said), "{}", ended.talk);
        db.close().await.unwrap();
    }
}
