//! Whether `down` leads back, and `up` there again.

use seaworthy::{Direction, MigratorTraitSelf, Proof, Runner, Script, Verify, WayBack, prelude::*};

use super::lines;
use crate::generate::columns::{widen_after, widen_before};
use crate::support::{Sql, TestDatabase, declared, list, on_each_backend};

async fn proved<M: MigratorTraitSelf>(database: &TestDatabase, migrator: M, last: usize) -> Proof {
    let db = database.connect().await;
    let proof = Runner::new(migrator).prove(&db, last, &Verify::new()).await;
    assert!(
        !database.has_table(&db, "seaql_migrations").await,
        "nothing is written"
    );
    assert!(
        !database.has_table(&db, "first").await,
        "nothing is written"
    );
    db.close().await.unwrap();
    proof.unwrap_or_else(|error| panic!("{error}"))
}

/// Each version with a word.
fn verdicts(proof: &Proof) -> Vec<(&str, &str)> {
    let verdict = |way_back: &WayBack| match way_back {
        WayBack::Leads => "leads",
        WayBack::Strays { .. } => "strays",
        WayBack::Refused(_) => "refused",
        WayBack::Failed { .. } => "failed",
    };
    let proved = proof.proved.iter();
    proved
        .map(|it| (it.version.as_str(), verdict(&it.way_back)))
        .collect()
}

fn create(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("first")
            .col(ColumnDef::new("id").integer()),
    );
}

fn refuse(script: &mut Script) {
    script.irreversible("the rows would be lost");
}

on_each_backend! {
    async fn what_leads_back_is_proved_and_nothing_is_written(database) {
        let migrations = list(["first", "second", "third"].map(Sql::table));
        let proof = proved(database, migrations.clone(), 2).await;
        assert_eq!(verdicts(&proof), [("second", "leads"), ("third", "leads")]);
        assert!(proof.is_clean(), "{proof:?}");
        assert_eq!(proof.forgotten, None, "there are no entities");
        let proof = proved(database, migrations, 9).await;
        assert_eq!(proof.proved.len(), 3);
    }

    async fn what_down_forgets_is_named(database) {
        let forgetful = Sql::table("second").up("CREATE TABLE left_behind (id integer)");
        let again = Sql::new("third")
            .up("CREATE TABLE third (id integer)")
            .down("DROP TABLE third")
            .down("DROP TABLE first");
        let proof = proved(database, list([Sql::table("first"), again.clone()]), 1).await;
        let WayBack::Strays { back, again } = &proof.proved[0].way_back else {
            panic!("{proof:?}")
        };
        assert_eq!(lines(back), ["drop table first"]);
        assert_eq!(lines(again), ["drop table first"]);
        assert!(!proof.is_clean());

        // What is still there stands in the way of the second `up`.
        let migrations = list([Sql::table("first"), forgetful, Sql::table("third")]);
        let proof = proved(database, migrations, 2).await;
        assert_eq!(verdicts(&proof), [("second", "failed")]);
        let WayBack::Failed { direction, reason } = &proof.proved[0].way_back else {
            panic!("{proof:?}")
        };
        assert_eq!(*direction, Direction::Up);
        assert!(reason.contains("left_behind"), "{reason}");
    }

    async fn a_down_that_refuses_is_told_from_one_that_fails(database) {
        let mut migrator = declared(&[("m1", create)]);
        migrator.list[0].2 = refuse;
        let proof = proved(database, migrator, 1).await;
        let why = "the rows would be lost".to_owned();
        assert_eq!(proof.proved[0].way_back, WayBack::Refused(why));
        assert!(proof.is_clean(), "{proof:?}");

        let proof = proved(database, list([Sql::table("first").down("SELEKT 1")]), 1).await;
        assert_eq!(verdicts(&proof), [("first", "failed")]);
        assert!(!proof.is_clean());
    }

    async fn one_that_cannot_be_replayed_is_named_and_the_others_proved(database) {
        let needs_rows = Sql::new("m1").up("INSERT INTO nowhere VALUES (1)");
        let proof = proved(database, list([needs_rows, Sql::table("first")]), 2).await;
        assert_eq!(verdicts(&proof), [("first", "leads")]);
        assert_eq!(proof.unreplayable.len(), 1, "{proof:?}");
        assert!(!proof.is_clean());
    }

    /// A step that needs a backup needs none where everything goes.
    async fn a_scratch_database_needs_no_backup(database) {
        fn needy(script: &mut Script) {
            script.needs_backup();
            script.create_table(Table::create().table("third").col(ColumnDef::new("id").integer()));
        }
        fn back(script: &mut Script) {
            script.needs_backup();
            script.drop_table(Table::drop().table("third"));
        }
        fn gone(script: &mut Script) {
            script.drop_table(Table::drop().table("first"));
        }
        let mut migrator = declared(&[("m1", create), ("m2", needy)]);
        (migrator.list[0].2, migrator.list[1].2) = (gone, back);
        let proof = proved(database, migrator, 2).await;
        assert_eq!(verdicts(&proof), [("m1", "leads"), ("m2", "leads")]);
    }

    async fn what_the_entities_want_is_compared_in_the_end(database) {
        let db = database.connect().await;
        let desired = seaworthy::entities![widen_before].schema(db.get_database_backend()).unwrap();
        let mut migration = Sql::new("m1").down("DROP TABLE note");
        for sql in seaworthy::emit(&desired.schema, db.get_database_backend()).unwrap() {
            migration = migration.up(&sql);
        }
        let prove = async |entities| {
            let how = Verify::new().entities(entities);
            Runner::new(list([migration.clone()])).prove(&db, 1, &how).await.unwrap()
        };
        let proof = prove(seaworthy::entities![widen_before]).await;
        assert_eq!((proof.is_clean(), proof.forgotten), (true, Some(vec![])));
        let proof = prove(seaworthy::entities![widen_after]).await;
        assert_eq!(lines(proof.forgotten.as_deref().unwrap()), ["alter column note.title"]);
        assert!(!proof.is_clean());
        db.close().await.unwrap();
    }
}
