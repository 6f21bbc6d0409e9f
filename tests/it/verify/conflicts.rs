//! Migrations of two branches that did not know each other.

use seaworthy::{Runner, Verify, prelude::*};

use crate::support::{Build, Declared, TestDatabase, declared, on_each_backend};

fn base(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("note")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("title").string_len(50).not_null()),
    );
    script.create_table(
        Table::create()
            .table("tag")
            .col(ColumnDef::new("id").integer().not_null()),
    );
}

fn stars(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("stars").integer()),
    );
}

fn views(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("note")
            .add_column(ColumnDef::new("views").integer()),
    );
}

fn user(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("user_")
            .col(ColumnDef::new("id").integer()),
    );
}

fn without_note(script: &mut Script) {
    script.drop_table(Table::drop().table("note"));
}

fn title_of(script: &mut Script, length: u32) {
    script.alter_column(
        "note",
        ColumnDef::new("title").string_len(length).not_null(),
    );
}

fn wider(script: &mut Script) {
    title_of(script, 80);
}

fn widest(script: &mut Script) {
    title_of(script, 100);
}

/// Both written after the base, in this order in the list.
fn merged(first: Build, second: Build) -> Declared {
    Declared {
        after: vec![
            ("m2", "//! After: m1\n"),
            ("m3", "//! Three.\n//!\n//! After: m1\n"),
        ],
        ..declared(&[("m1", base), ("m2", first), ("m3", second)])
    }
}

async fn conflicts(database: &TestDatabase, migrator: Declared) -> Vec<String> {
    let db = database.connect().await;
    let conflicts = Runner::new(migrator).conflicts(&db, &Verify::new()).await;
    assert!(!database.has_table(&db, "note").await, "nothing is changed");
    db.close().await.unwrap();
    let conflicts = conflicts.unwrap_or_else(|error| panic!("{error}"));
    conflicts.iter().map(ToString::to_string).collect()
}

on_each_backend! {
    async fn what_goes_together_is_none(database) {
        for (one, other) in [(stars as Build, views as Build), (stars, user), (wider, wider), (wider, stars)] {
            assert_eq!(conflicts(database, merged(one, other)).await, Vec::<String>::new());
            assert_eq!(conflicts(database, merged(other, one)).await, Vec::<String>::new());
        }
    }

    async fn one_column_altered_differently_is_named_with_both(database) {
        let found = conflicts(database, merged(wider, widest)).await;
        let [conflict] = found.as_slice() else { panic!("{found:?}") };
        for said in ["`m2` (alter column note.title", "`m3` (alter column note.title", "80", "100"] {
            assert!(conflict.contains(said), "{conflict}");
        }
    }

    /// In this order they could not even run.
    async fn a_table_that_one_drops_and_the_other_changes(database) {
        let expected = "`m2` (drop table note) and `m3` (add column note.stars)";
        assert_eq!(conflicts(database, merged(without_note, stars)).await, [expected]);
        let expected = "`m2` (add column note.stars) and `m3` (drop table note)";
        assert_eq!(conflicts(database, merged(stars, without_note)).await, [expected]);
        assert_eq!(conflicts(database, merged(user, user)).await.len(), 1);
    }

    async fn who_knew_the_other_does_not_conflict(database) {
        let mut migrator = merged(wider, widest);
        migrator.after[1] = ("m3", "//! After: m2\n");
        assert_eq!(conflicts(database, migrator).await, Vec::<String>::new());
        // Nothing is said: it knew what stands before it.
        let mut migrator = merged(wider, widest);
        migrator.after.remove(1);
        assert_eq!(conflicts(database, migrator).await, Vec::<String>::new());
    }

    async fn one_that_was_written_after_both_settles_them(database) {
        let mut migrator = merged(wider, widest);
        migrator.list.push(("m4", (|_| {}) as Build, (|_| {}) as Build));
        migrator.after.push(("m4", "//! After: m2, m3\n"));
        assert_eq!(conflicts(database, migrator).await, Vec::<String>::new());
    }

    async fn verify_tells_them(database) {
        let db = database.connect().await;
        let runner = Runner::new(merged(wider, widest));
        runner.up(&db).await.unwrap();
        let verified = runner.verify(&db, &Verify::new()).await.unwrap();
        assert_eq!(verified.conflicts.len(), 1);
        assert!(verified.drift.is_empty() && !verified.is_clean(), "{verified:?}");
        db.close().await.unwrap();
    }

    /// Behind the first of a branch, each is compared with what it knew.
    async fn a_longer_branch_is_followed(database) {
        let migrator = Declared {
            after: vec![("m2", "//! After: m1\n"), ("m3", "//! After: m1\n"), ("m4", "//! After: m2\n")],
            ..declared(&[("m1", base), ("m2", stars), ("m3", widest), ("m4", wider)])
        };
        let found = conflicts(database, migrator).await;
        let [conflict] = found.as_slice() else { panic!("{found:?}") };
        assert!(conflict.starts_with("`m3` (alter column note.title") && conflict.contains("`m4`"), "{conflict}");
    }
}

/// Both add a value to one enum: the order of the values is that of the migrations.
#[tokio::test]
async fn values_of_one_enum_depend_on_the_order() {
    fn mood(script: &mut Script) {
        script.sql("CREATE TYPE mood AS ENUM ('sad')");
    }
    fn glad(script: &mut Script) {
        script.sql("ALTER TYPE mood ADD VALUE 'glad'");
    }
    fn mad(script: &mut Script) {
        script.sql("ALTER TYPE mood ADD VALUE 'mad'");
    }
    let database = TestDatabase::create(crate::support::Which::Postgres).await;
    let mut migrator = merged(glad, mad);
    migrator.list[0].1 = mood;
    let found = conflicts(&database, migrator).await;
    let [conflict] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert!(
        conflict.contains("alter enum type mood") && conflict.contains("glad"),
        "{conflict}"
    );
    database.drop().await;
}
