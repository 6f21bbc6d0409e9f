//! `status` after an attempt that went wrong.

use serde_json::{Value, json};

use super::resolve::unfinished;
use super::*;
use seaworthy::MigratorTraitSelf;

fn broken() -> Migrations {
    list([Sql::table("one"), Sql::new("two").up("SELEKT 1")])
}

/// One that cannot be reverted.
fn mended() -> Migrations {
    list([Sql::table("one"), Sql::new("two").down("SELEKT 1")])
}

/// What is said to have failed of the only version or the one of that name.
async fn failed(database: &TestDatabase, migrations: Migrations, version: &str) -> Value {
    let call = Call::new("status --format json").on(&database.url);
    let document = call.run(migrations).await.well().json();
    let mut migrations = document["migrations"].as_array().expect("a list").iter();
    let found = migrations.find(|one| one["version"] == version);
    found.expect("the version")["failed"].clone()
}

on_each_backend! {
    async fn tells_who_and_with_which_code_until_it_goes_well(database) {
        let up = |migrations| Call::new("up").on(&database.url).run(migrations);
        let code = match database.which {
            Which::Postgres => "42601",
            Which::MySql => "1064",
            Which::Sqlite => "1",
        };
        up(broken()).await.with(ExitCode::Failed);
        let found = failed(database, broken(), "two").await;
        assert_eq!((&found["direction"], &found["code"]), (&json!("up"), &json!(code)));
        assert_eq!(found["by"]["application"], "personalkb 1.3.0");
        assert_eq!(found["at"].as_str().map(str::len), Some(24), "{found}");
        assert_eq!(failed(database, broken(), "one").await, Value::Null);

        up(mended()).await.well();
        assert_eq!(failed(database, mended(), "two").await, Value::Null);
        Call::new("down").on(&database.url).run(mended()).await.with(ExitCode::Failed);
        let found = failed(database, mended(), "two").await;
        assert_eq!((&found["direction"], &found["code"]), (&json!("down"), &json!(code)));
    }

    async fn what_seaorm_did_afterwards_went_well(database) {
        Call::new("up").on(&database.url).run(broken()).await.with(ExitCode::Failed);
        let db = database.connect().await;
        MigratorTraitSelf::up(&mended(), &db, None).await.expect("theirs");
        assert_eq!(failed(database, mended(), "two").await, Value::Null);
        db.close().await.unwrap();
    }

    async fn what_has_no_end_has_no_code(database) {
        let migrations = unfinished(database).await;
        let found = failed(database, migrations, "half").await;
        assert_eq!((&found["direction"], &found["code"]), (&json!("up"), &Value::Null));
        assert_eq!(found["by"]["application"], "personalkb 1.3.0");
    }
}
