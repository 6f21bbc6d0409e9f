//! One document on stdout, whatever happens.

use serde_json::json;

use super::*;

/// Without what differs from run to run.
fn settled(mut value: serde_json::Value) -> serde_json::Value {
    fn settle(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                for (name, value) in fields {
                    match name.as_str() {
                        "duration_ms" if value.is_u64() => *value = json!("N"),
                        "applied_at" if value.is_string() => *value = json!("T"),
                        "os_user" | "host" | "database_user" => *value = json!("W"),
                        _ => settle(value),
                    }
                }
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(settle),
            _ => {}
        }
    }
    settle(&mut value);
    value
}

#[tokio::test]
async fn every_command_has_a_document() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let call = |arguments: &str| Call::new(&format!("--format json {arguments}")).on(&database.url);
    let step = |version: &str| json!({"version": version, "duration_ms": "N"});

    let dry = call("up --dry-run -n 1").run(three()).await.well().json();
    let sql = "CREATE TABLE one (id integer NOT NULL PRIMARY KEY)";
    let steps = json!([{
        "version": "one", "in_transaction": true, "statements": [sql], "incomplete": null,
    }]);
    assert_eq!(dry, json!({"direction": "up", "steps": steps}));

    let ended = call("up -n 1").run(three()).await.well();
    assert_eq!(ended.talk, "[1/1] applying one\n");
    let document = json!({
        "applied": [step("one")], "reverted": [], "remaining": [], "unknown": [],
    });
    assert_eq!(settled(ended.json()), document);

    let status = settled(call("status").run(three()).await.well().json());
    let by = json!({
        "database_user": "W", "os_user": "W", "host": "W",
        "application": "personalkb 1.3.0", "seaworthy": env!("CARGO_PKG_VERSION"),
    });
    let pending = |version: &str| {
        json!({
            "version": version, "status": "pending",
            "applied_at": null, "duration_ms": null, "by": null, "failed": null,
        })
    };
    let one = json!({
        "version": "one", "status": "applied", "applied_at": "T", "duration_ms": "N", "by": by,
        "failed": null,
    });
    let totals = json!({
        "applied": 1, "pending": 2, "other_environment": 0, "out_of_order": 0, "modified": 0, "missing": 0,
        "unfinished": 0,
    });
    let migrations = json!([one, pending("two"), pending("three")]);
    let document = json!({"migrations": migrations, "totals": totals, "mark": null});
    assert_eq!(status, document);
    call("status --check")
        .run(three())
        .await
        .with(ExitCode::Found)
        .json();

    let ended = call("down").run(three()).await.well();
    assert_eq!(settled(ended.json())["reverted"], json!([step("one")]));
}

#[tokio::test]
async fn a_failure_is_a_document_too() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let broken = Sql::new("broken").up("SELEKT 1");
    let migrations = list([Sql::table("one"), broken, Sql::table("two")]);
    let ended = Call::new("up --format=json")
        .on(&database.url)
        .run(migrations)
        .await;
    let ended = ended.with(ExitCode::Failed);
    let document = settled(ended.json());
    let error = &document["error"];
    assert_eq!(error["version"], "broken");
    assert_eq!(
        (&error["effect"], &error["direction"]),
        (&json!("none"), &json!("up"))
    );
    assert_eq!(error["exit_code"], 1);
    let message = error["message"].as_str().expect("a message");
    assert!(
        message.starts_with("failed to apply `broken`: "),
        "{message}"
    );
    assert!(
        error["hint"]
            .as_str()
            .is_some_and(|hint| hint.contains("--dry-run")),
        "{error}"
    );
    assert_eq!(
        document["applied"],
        json!([{"version": "one", "duration_ms": "N"}])
    );
    assert_eq!(document["remaining"], json!(["broken", "two"]));
    assert_eq!(ended.talk, "[1/3] applying one\n[2/3] applying broken\n");
}

#[tokio::test]
async fn a_command_that_does_not_begin_has_one_as_well() {
    let database = TestDatabase::create(Which::Sqlite).await;
    Call::new("up").on(&database.url).run(three()).await.well();
    for (arguments, url, code) in [
        ("up --sideways", database.url.as_str(), ExitCode::Usage),
        ("up", "", ExitCode::Usage),
        (
            "up",
            "sqlite://no/such/folder/a.db?mode=rwc",
            ExitCode::Failed,
        ),
        ("reset", database.url.as_str(), ExitCode::Refused),
    ] {
        let call = Call::new(&format!("--format json {arguments}")).on(url);
        let ended = call.run(three()).await.with(code);
        let document = ended.json();
        assert_eq!(document["error"]["exit_code"], code as u8);
        assert!(document["error"]["hint"].is_string(), "{document}");
        assert_eq!(document["applied"], json!([]));
        assert_eq!(ended.talk, "");
    }
}
