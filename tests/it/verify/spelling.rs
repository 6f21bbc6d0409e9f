//! Names in upper and lower case.

use seaworthy::{Resolution, Runner, Verify};

use super::{Migrations, lines};
use crate::support::{Sql, TestDatabase, Which, list, on, run};

#[allow(unreachable_pub, reason = "SeaORM's macros want public models")]
mod note {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "note")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        #[sea_orm(indexed)]
        pub title: String,
        pub author_id: i32,
        #[sea_orm(belongs_to, from = "author_id", to = "id")]
        pub author: HasOne<super::author::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[allow(unreachable_pub, reason = "SeaORM's macros want public models")]
mod author {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "author")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const STATEMENTS: [&str; 5] = [
    "CREATE TABLE Author (Id integer NOT NULL PRIMARY KEY, Name varchar NOT NULL)",
    "CREATE TABLE Note (Id integer NOT NULL PRIMARY KEY, Title varchar NOT NULL, Author_Id integer NOT NULL \
     REFERENCES Author (Id), CHECK (Title <> 'None'))",
    "CREATE INDEX \"Idx-Note-Title\" ON Note (Title)",
    "CREATE VIEW Titles AS SELECT Title FROM Note WHERE Title <> 'None'",
    "CREATE TRIGGER Touched AFTER UPDATE ON Note BEGIN DELETE FROM Author WHERE Name = 'None'; END",
];

fn migrations() -> Migrations {
    list([STATEMENTS
        .iter()
        .fold(Sql::new("all"), |all, sql| all.up(sql))])
}

/// The same names in small letters; the texts as they are.
fn small(statement: &str) -> String {
    statement.to_lowercase().replace("'none'", "'None'")
}

#[tokio::test(flavor = "multi_thread")]
async fn are_one_name_on_sqlite() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    for statement in STATEMENTS {
        run(&db, &small(statement)).await;
    }
    let runner = Runner::new(migrations());
    let version = "all".into();
    let resolved = runner.resolve(&db, &version, Resolution::Applied).await;
    resolved.unwrap();
    let how = Verify::new().entities(seaworthy::entities![note, author]);
    let verified = runner.verify(&db, &how).await.unwrap();
    let forgotten = verified.forgotten.as_deref().map(lines);
    assert_eq!((lines(&verified.drift), forgotten), (vec![], Some(vec![])));

    for (change, undo, expected) in [
        (
            "ALTER TABLE note ADD COLUMN more text",
            "ALTER TABLE note DROP COLUMN more",
            "add column Note.more",
        ),
        (
            "DROP INDEX \"idx-note-title\"",
            "CREATE INDEX \"idx-note-title\" ON note (title)",
            "drop index Note.Idx-Note-Title",
        ),
    ] {
        run(&db, change).await;
        let verified = runner.verify(&db, &how).await.unwrap();
        assert_eq!(lines(&verified.drift), [expected]);
        run(&db, undo).await;
    }
    // A text is no name.
    run(&db, "DROP TRIGGER touched").await;
    run(&db, &STATEMENTS[4].to_lowercase()).await;
    let verified = runner.verify(&db, &how).await.unwrap();
    assert_eq!(lines(&verified.drift), ["alter trigger Note.Touched"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_schema_forgot_has_the_names_of_the_migrations() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let db = database.connect().await;
    let without = list([Sql::new("all")
        .up(STATEMENTS[0])
        .up("CREATE TABLE Note (Id integer NOT NULL PRIMARY KEY, Title varchar, Gone integer)")]);
    let runner = Runner::new(without);
    runner.up(&db).await.unwrap();
    let how = Verify::new().entities(seaworthy::entities![note, author]);
    let verified = runner.verify(&db, &how).await.unwrap();
    assert_eq!(
        lines(&verified.forgotten.unwrap()),
        [
            "alter column Note.Title",
            "drop column Note.Gone",
            "add column Note.author_id",
            "add foreign key Note (author_id)",
            "add index Note.idx-note-title",
        ]
    );
}

/// Quotes keep the case, and a table of another case is another one.
async fn are_two_names(database: &TestDatabase) {
    let db = database.connect().await;
    let runner = Runner::new(list([
        Sql::new("all").up("CREATE TABLE \"Note\" (id integer)")
    ]));
    runner.up(&db).await.unwrap();
    run(&db, "ALTER TABLE \"Note\" RENAME TO note").await;
    let verified = runner.verify(&db, &Verify::new()).await.unwrap();
    assert_eq!(
        lines(&verified.drift),
        ["drop table Note", "create table note"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn are_two_names_on_postgres() {
    on!(Postgres, are_two_names);
}
