//! `--env` and SEAWORTHY_ENV: what is left out, and how it is said.

use serde_json::json;

use super::*;
use crate::support::{Declared, declared};

fn demo() -> Declared {
    let mut migrator = declared(&[
        ("m1_note", |script| {
            script.sql("CREATE TABLE note (id integer)")
        }),
        ("m2_demo", |script| {
            script.sql("INSERT INTO note VALUES (1)")
        }),
        ("m3_test", |script| {
            script.sql("INSERT INTO note VALUES (2)")
        }),
    ]);
    migrator.environments = vec![
        ("m2_demo", &["development"]),
        ("m3_test", &["test", "staging"]),
    ];
    migrator
}

on_each_backend! {
    async fn up_says_what_it_leaves_out(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let ended = call("up").run(demo()).await.well();
        let left_out = "left out, for no environment is said: `m2_demo` (for `development`), \
                        `m3_test` (for `test`, `staging`); `--env NAME` or SEAWORTHY_ENV says it\n";
        assert_eq!(ended.talk, format!("{left_out}[1/1] applying m1_note\n"));
        assert_eq!(ended.lines()[1], "1 migration applied in N, nothing is pending");
        let ended = call("up").run(demo()).await.well();
        assert_eq!((ended.talk.as_str(), ended.out.as_str()), (left_out, "nothing to do: nothing is pending\n"));

        let ended = call("status").variable("SEAWORTHY_ENV", "staging").run(demo()).await.well();
        let lines = ended.lines();
        assert_eq!(lines[2..], ["m2_demo other environment", "m3_test pending", "1 applied, 1 pending, 1 other environment"]);
        call("status --check").run(demo()).await.well();
        let check = call("status --check").variable("SEAWORTHY_ENV", "staging");
        check.run(demo()).await.with(ExitCode::Found);

        let ended = call("up --dry-run --env development").run(demo()).await.well();
        assert!(ended.out.contains("m2_demo") && !ended.out.contains("m3_test"), "{ended:#?}");
        assert_eq!(ended.talk, "left out, for this is `development`: `m3_test` (for `test`, `staging`)\n");
        // What is typed counts.
        let up = call("--env development up").variable("SEAWORTHY_ENV", "staging");
        assert_eq!(up.run(demo()).await.well().lines()[0], "applied m2_demo N");
        let down = call("down --env staging").run(demo()).await.well();
        assert_eq!(down.lines()[0], "reverted m2_demo N");
    }

    async fn programs_read_it_too(database) {
        let call = |arguments: &str| Call::new(arguments).on(&database.url);
        let up = call("up --env development --format json").run(demo()).await.well().json();
        assert_eq!(up["left_out"], json!([{"version": "m3_test", "environments": ["test", "staging"]}]));
        let preview = call("up --dry-run --env development --format json");
        let preview = preview.run(demo()).await.well().json();
        assert_eq!((&preview["left_out"], &preview["steps"]), (&up["left_out"], &json!([])));
        let status = call("status --env development --format json").run(demo()).await.well().json();
        let words: Vec<_> = ["status", "environments"].map(|key| {
            let migrations = status["migrations"].as_array().unwrap();
            migrations.iter().map(|it| it[key].clone()).collect::<Vec<_>>()
        }).into();
        assert_eq!(json!(words[0]), json!(["applied", "applied", "other_environment"]));
        assert_eq!(json!(words[1]), json!([null, ["development"], ["test", "staging"]]));
        assert_eq!(status["totals"]["other_environment"], 1);
        assert_eq!(status["totals"]["pending"], 0);
    }

    async fn names_that_are_none_are_refused(database) {
        let ended = Call::new("up --env=").on(&database.url).run(demo()).await.with(ExitCode::Usage);
        assert!(ended.talk.contains("--env"), "{ended:#?}");
        let empty = Call::new("up").on(&database.url).variable("SEAWORTHY_ENV", "");
        let ended = empty.run(demo()).await.with(ExitCode::Usage);
        ended.says("SEAWORTHY_ENV is set and empty", "unset it");
        let ended = Call::new("up --to m2_demo").on(&database.url).run(demo()).await.with(ExitCode::Usage);
        ended.says("version `m2_demo` is for other environments than this one", "It is for `development`");
        let ended = Call::new("up --env dev").on(&database.url).run(demo()).await.well();
        assert!(ended.talk.contains("warning: no migration is for the environment `dev`: is `development` meant?\n"), "{ended:#?}");
    }
}
