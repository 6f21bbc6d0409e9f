//! One migration that stands for several older ones, on databases at any point of them.

use seaworthy::{Error, Runner, Status, Target, Verify, WayBack, prelude::*};

use crate::support::{Build, Declared, TestDatabase, declared, on_each_backend, versions};

fn table(script: &mut Script, name: &str) {
    script.create_table(
        Table::create()
            .table(name.to_owned())
            .col(ColumnDef::new("id").integer()),
    );
}

fn without(script: &mut Script, name: &str) {
    script.drop_table(Table::drop().table(name.to_owned()));
}

macro_rules! both {
    ($($table:literal),*) => {
        (
            (|script| { $(table(script, $table);)* }) as Build,
            (|script| { $(without(script, $table);)* }) as Build,
        )
    };
}

const OLD: [&str; 2] = ["m2_a", "m3_b"];

/// The base, two old ones and one behind them; of those, the versions that are named.
fn some(names: &[&str]) -> Declared {
    let all = [
        ("m1_base", both!("base")),
        ("m2_a", both!("a")),
        ("m3_b", both!("b")),
        ("m4_both", both!("a", "b")),
        ("m5_last", both!("last")),
    ];
    let mut migrator = declared(&[]);
    let chosen = all.into_iter().filter(|(name, _)| names.contains(name));
    migrator.list = chosen.map(|(name, (up, down))| (name, up, down)).collect();
    migrator.replaces = vec![("m4_both", &OLD)];
    migrator
}

fn before() -> Declared {
    some(&["m1_base", "m2_a", "m3_b"])
}

/// Both old ones are still there.
fn beside() -> Declared {
    some(&["m1_base", "m2_a", "m3_b", "m4_both", "m5_last"])
}

/// They are gone.
fn alone() -> Declared {
    some(&["m1_base", "m4_both", "m5_last"])
}

const ALL: [&str; 5] = ["m1_base", "m2_a", "m3_b", "m4_both", "m5_last"];

/// One that stands for the one that stands for the old ones, and for the one behind it.
fn twice(names: &[&str]) -> Declared {
    let mut migrator = some(names);
    let (up, down) = both!("a", "b", "last");
    migrator.list.push(("m6_all", up, down));
    migrator.replaces.push(("m6_all", &["m4_both", "m5_last"]));
    migrator
}

async fn is_whole(database: &TestDatabase, migrator: Declared) {
    let db = database.connect().await;
    assert_eq!(versions(&db, "seaql_migrations").await, ALL);
    for table in ["base", "a", "b", "last"] {
        assert!(database.has_table(&db, table).await, "{table}");
    }
    let runner = Runner::new(migrator);
    assert!(runner.up(&db).await.unwrap().steps.is_empty());
    assert!(runner.pending(&db).await.unwrap().is_empty());
    let standings = runner.status(&db).await.unwrap();
    assert!(
        standings.iter().all(|it| it.status == Status::Applied),
        "{standings:?}"
    );
    let verified = runner.verify(&db, &Verify::new()).await.unwrap();
    assert!(verified.is_clean(), "{verified:?}");
    db.close().await.unwrap();
}

on_each_backend! {
    async fn a_new_database_runs_the_new_one_alone(database) {
        let db = database.connect().await;
        // If an old one ran, its table would be in the way.
        Runner::new(beside()).up(&db).await.unwrap();
        is_whole(database, beside()).await;
        is_whole(database, alone()).await;
        // An older build knows its own.
        let pending = Runner::new(before()).pending(&db).await.unwrap();
        assert!(pending.is_empty(), "{pending:?}");
        db.close().await.unwrap();
    }

    async fn one_may_stand_for_one_that_stands_for_others(database) {
        let db = database.connect().await;
        let whole = || twice(&["m1_base", "m2_a", "m3_b", "m4_both", "m5_last"]);
        let recorded = [&ALL[..], &["m6_all"]].concat();
        // New; with the oldest alone; in the middle of them; with the first squash alone; with all but the last.
        let begun: [(Declared, u32); 5] = [(whole(), 0), (before(), 3), (before(), 2), (alone(), 2), (beside(), 5)];
        for (migrator, steps) in begun {
            Runner::new(migrator).target(Target::Count(steps as usize)).up(&db).await.unwrap();
            Runner::new(whole()).up(&db).await.unwrap();
            assert_eq!(versions(&db, "seaql_migrations").await, recorded, "{steps}");
            for table in ["base", "a", "b", "last"] {
                assert!(database.has_table(&db, table).await, "{table}");
            }
            assert!(Runner::new(whole()).pending(&db).await.unwrap().is_empty());
            let verified = Runner::new(whole()).verify(&db, &Verify::new()).await.unwrap();
            assert!(verified.is_clean(), "{verified:?}");
            // Its own way back is that of all of them.
            Runner::new(whole()).down(&db).await.unwrap();
            assert_eq!(versions(&db, "seaql_migrations").await, ["m1_base"]);
            assert!(!database.has_table(&db, "last").await && !database.has_table(&db, "a").await);
            Runner::new(whole()).reset(&db).await.unwrap();
        }
        db.close().await.unwrap();
    }

    async fn where_the_modules_are_gone_they_are_recorded_too(database) {
        let db = database.connect().await;
        Runner::new(alone()).up(&db).await.unwrap();
        is_whole(database, alone()).await;
        is_whole(database, beside()).await;
        db.close().await.unwrap();
    }

    async fn a_database_that_has_all_of_them_does_not_run_it(database) {
        for migrator in [beside(), alone()] {
            let db = database.connect().await;
            Runner::new(before()).up(&db).await.unwrap();
            Runner::new(migrator.clone()).up(&db).await.unwrap();
            is_whole(database, migrator.clone()).await;
            Runner::new(migrator).reset(&db).await.unwrap();
            db.close().await.unwrap();
        }
    }

    async fn a_database_in_the_middle_ends_the_old_ones_first(database) {
        let db = database.connect().await;
        Runner::new(before()).target(Target::Count(2)).up(&db).await.unwrap();
        // Without them it cannot, and does nothing.
        let error = Runner::new(alone()).up(&db).await.expect_err("m3_b is gone");
        assert!(matches!(error, Error::Plan(_)), "{error}");
        assert!(error.to_string().contains("`m3_b`"), "{error}");
        assert!(!database.has_table(&db, "last").await);
        Runner::new(beside()).up(&db).await.unwrap();
        is_whole(database, beside()).await;
        db.close().await.unwrap();
    }

    async fn they_go_together(database) {
        for first in [before(), beside()] {
            let db = database.connect().await;
            Runner::new(first).up(&db).await.unwrap();
            let runner = Runner::new(beside());
            runner.up(&db).await.unwrap();
            let down = Runner::new(beside()).target(Target::Count(2));
            down.down(&db).await.unwrap();
            assert_eq!(versions(&db, "seaql_migrations").await, ["m1_base"]);
            for table in ["a", "b", "last"] {
                assert!(!database.has_table(&db, table).await, "{table}");
            }
            runner.up(&db).await.unwrap();
            is_whole(database, beside()).await;
            runner.reset(&db).await.unwrap();
            db.close().await.unwrap();
        }
    }

    async fn a_preview_shows_what_would_run(database) {
        let db = database.connect().await;
        let shown = async |migrator: Declared| -> Vec<String> {
            let previews = Runner::new(migrator).preview(&db, seaworthy::Direction::Up).await.unwrap();
            previews.iter().map(|preview| preview.version.to_string()).collect()
        };
        assert_eq!(shown(beside()).await, ["m1_base", "m4_both", "m5_last"]);
        Runner::new(before()).target(Target::Count(2)).up(&db).await.unwrap();
        assert_eq!(shown(beside()).await, ["m3_b", "m5_last"]);
        db.close().await.unwrap();
    }

    async fn its_way_back_is_proved_without_the_old_ones(database) {
        let db = database.connect().await;
        let proof = Runner::new(beside()).prove(&db, 2, &Verify::new()).await.unwrap();
        let proved: Vec<_> = proof.proved.iter().map(|it| (it.version.as_str(), &it.way_back)).collect();
        assert_eq!(proved, [("m4_both", &WayBack::Leads), ("m5_last", &WayBack::Leads)]);
        db.close().await.unwrap();
    }
}

/// As a module says it.
mod squashed {
    use seaworthy::prelude::*;

    seaworthy::migration!("m4_both", replaces: ["m2_a", "m3_b"]);

    fn up(_: &mut Script) {}

    fn down(_: &mut Script) {}
}

/// The same, without a transaction.
mod beside_writes {
    use seaworthy::prelude::*;

    seaworthy::migration!("m4_both", replaces: ["m2_a", "m3_b"], transaction: false);

    fn up(_: &mut Script) {}

    fn down(_: &mut Script) {}
}

#[test]
fn the_macro_keeps_what_a_module_stands_for() {
    assert_eq!(squashed::Migration.replaces, OLD);
    assert_eq!(squashed::Migration.name(), "m4_both");
    assert_eq!(squashed::Migration.transaction, None);
    assert_eq!(beside_writes::Migration.replaces, OLD);
    assert_eq!(beside_writes::Migration.transaction, Some(false));
}
