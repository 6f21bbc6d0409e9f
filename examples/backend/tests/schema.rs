//! The schema that the server works on: what it made at its start is what the entities say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends there"
)]

#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "shared with the library's tests"
)]
#[path = "../../../tests/it/support/mod.rs"]
mod support;

use entity::{api_token, note, note_link, note_tag, tag, user};
use migration::Migrator;
use seaworthy::{Runner, Verify};

use support::{on_each_backend, run};

on_each_backend! {
    async fn is_what_the_entities_say(database) {
        let db = database.connect().await;
        seaworthy::migrate(&db, Migrator).await.expect("migrated");
        let entities = seaworthy::entities![api_token, note, note_link, note_tag, tag, user];
        let (runner, how) = (Runner::new(Migrator), Verify::new().entities(entities));
        let verified = runner.verify(&db, &how).await.expect("verified");
        assert!(verified.is_clean(), "{verified:#?}");

        run(&db, "ALTER TABLE notes ADD COLUMN by_hand integer").await;
        let verified = runner.verify(&db, &how).await.expect("verified");
        let drift: Vec<_> = verified.drift.iter().map(|change| change.name()).collect();
        assert_eq!(drift, ["notes.by_hand"]);
    }
}
