//! Databases that SeaORM 1.1 made, verified with the same migrations under 2.0, which sends other
//! statements for them.

use seaworthy::prelude::*;
use seaworthy::sea_orm::DatabaseBackend;
use seaworthy::sea_query::extension::postgres::Type;
use seaworthy::{Entities, Resolution, Runner, Verify};

use super::lines;
use crate::support::{Declared, TestDatabase, Which, declared, on, on_each_backend, run};

#[allow(unreachable_pub, reason = "SeaORM's macros want public models")]
mod posts {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i32,
        #[sea_orm(indexed)]
        pub slug: String,
        pub length: i32,
        #[sea_orm(default_value = 0)]
        pub views: i64,
        pub shown_at: Option<DateTimeWithTimeZone>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[allow(unreachable_pub, reason = "SeaORM's macros want public models")]
mod liked {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "liked")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub post_id: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn migrations() -> Declared {
    declared(&[
        ("m1_users", users),
        ("m2_posts", create_posts),
        ("m3_views", views),
    ])
}

fn entities() -> Entities {
    seaworthy::entities![posts, liked]
}

fn users(script: &mut Script) {
    if script.backend() == DatabaseBackend::Postgres {
        script.create_type(Type::create().as_enum("mood").values(["sad", "ok"]));
    }
    script.create_table(
        Table::create()
            .table("users")
            .if_not_exists()
            .col(
                ColumnDef::new("id")
                    .integer()
                    .auto_increment()
                    .primary_key()
                    .not_null(),
            )
            .col(ColumnDef::new("pid").uuid().not_null())
            .col(ColumnDef::new("email").string().not_null().unique_key())
            .col(
                ColumnDef::new("name")
                    .string_len(60)
                    .not_null()
                    .default("nobody"),
            )
            .col(ColumnDef::new("country").char_len(2).null())
            .col(ColumnDef::new("bio").text().null())
            .col(
                ColumnDef::new("mood")
                    .enumeration("mood", ["sad", "ok"])
                    .null(),
            )
            .col(ColumnDef::new("active").boolean().not_null().default(true))
            .col(ColumnDef::new("visits").big_integer().not_null().default(0))
            .col(
                ColumnDef::new("level")
                    .small_integer()
                    .not_null()
                    .default(-1),
            )
            .col(ColumnDef::new("rank").tiny_integer().null())
            .col(ColumnDef::new("score").float().null())
            .col(ColumnDef::new("ratio").double().not_null().default(0.5))
            .col(
                ColumnDef::new("balance")
                    .decimal_len(10, 2)
                    .not_null()
                    .default(0),
            )
            .col(ColumnDef::new("share").decimal().null())
            .col(ColumnDef::new("price").money().null())
            .col(ColumnDef::new("born").date().null())
            .col(ColumnDef::new("wakes").time().null())
            .col(ColumnDef::new("seen").date_time().null())
            .col(
                ColumnDef::new("created_at")
                    .timestamp()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(
                ColumnDef::new("updated_at")
                    .timestamp_with_time_zone()
                    .not_null()
                    .default(Expr::current_timestamp()),
            )
            .col(ColumnDef::new("settings").json().null())
            .col(ColumnDef::new("rights").json_binary().null())
            .col(ColumnDef::new("avatar").blob().null())
            .col(ColumnDef::new("digest").binary_len(32).null())
            .col(ColumnDef::new("salt").var_binary(16).null()),
    );
    script.create_index(
        Index::create()
            .unique()
            .name("idx-users-pid")
            .table("users")
            .col("pid"),
    );
}

fn create_posts(script: &mut Script) {
    script.create_table(
        Table::create()
            .table("posts")
            .col(
                ColumnDef::new("id")
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("slug").string().not_null())
            .col(
                ColumnDef::new("length")
                    .integer()
                    .not_null()
                    .check(Expr::col("length").gt(0)),
            )
            .index(
                Index::create()
                    .unique()
                    .name("one-slug")
                    .col("user_id")
                    .col("slug"),
            )
            .foreign_key(
                ForeignKey::create()
                    .name("fk-posts-user_id")
                    .from("posts", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade)
                    .on_update(ForeignKeyAction::Cascade),
            ),
    );
    script.create_table(
        Table::create()
            .table("liked")
            .col(ColumnDef::new("user_id").integer().not_null())
            .col(ColumnDef::new("post_id").big_integer().not_null())
            .primary_key(
                Index::create()
                    .name("pk-liked")
                    .col("user_id")
                    .col("post_id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .from("liked", "user_id")
                    .to("users", "id"),
            )
            .foreign_key(
                ForeignKey::create()
                    .from("liked", "post_id")
                    .to("posts", "id"),
            ),
    );
    script.create_index(
        Index::create()
            .name("idx-posts-slug")
            .table("posts")
            .col("slug"),
    );
}

fn views(script: &mut Script) {
    script.alter_table(
        Table::alter()
            .table("posts")
            .add_column(ColumnDef::new("views").big_integer().not_null().default(0)),
    );
    script.alter_table(
        Table::alter()
            .table("posts")
            .add_column(ColumnDef::new("shown_at").timestamp_with_time_zone().null()),
    );
}

/// What SeaORM 1.1 made of them, with its ledger.
fn made_by_1(which: Which) -> &'static str {
    match which {
        Which::Postgres => include_str!("../cases/seaorm1/postgres.sql"),
        Which::MySql => include_str!("../cases/seaorm1/mysql.sql"),
        Which::Sqlite => include_str!("../cases/seaorm1/sqlite.sql"),
    }
}

on_each_backend! {
    async fn the_same_migrations_made_it(database) {
        let db = database.connect().await;
        for statement in made_by_1(database.which).split_terminator(";\n") {
            run(&db, statement).await;
        }
        let runner = Runner::new(migrations());
        let how = Verify::new().entities(entities());
        let verified = runner.verify(&db, &how).await.unwrap();
        let forgotten = verified.forgotten.as_deref().map(lines);
        assert_eq!((lines(&verified.drift), forgotten), (vec![], Some(vec![])));
        assert!(verified.is_clean(), "{verified:?}");
        assert!(runner.up(&db).await.unwrap().is_empty(), "its ledger counts");

        run(&db, "ALTER TABLE liked ADD COLUMN since integer").await;
        let verified = runner.verify(&db, &how).await.unwrap();
        assert_eq!(lines(&verified.drift), ["add column liked.since"]);
    }
}

fn counted(script: &mut Script) {
    let mut table = Table::create().table("counted").take();
    match script.backend() {
        // Its key is the row's number since 2.0, and counts by itself.
        DatabaseBackend::Sqlite => {
            table.col(ColumnDef::new("n").big_integer().not_null().primary_key())
        }
        _ => table.col(ColumnDef::new("n").unsigned().not_null()),
    };
    script.create_table(&table);
}

/// New databases have more than another word for it.
async fn what_2_makes_of_it_is_told(database: &TestDatabase) {
    let db = database.connect().await;
    let made_by_1 = match database.which {
        Which::Sqlite => r#"CREATE TABLE "counted" ( "n" bigint NOT NULL PRIMARY KEY )"#,
        _ => r#"CREATE TABLE "counted" ( "n" integer NOT NULL )"#,
    };
    run(&db, made_by_1).await;
    let runner = Runner::new(declared(&[("m1_counted", counted)]));
    let version = "m1_counted".into();
    let resolved = runner.resolve(&db, &version, Resolution::Applied).await;
    resolved.unwrap();
    let verified = runner.verify(&db, &Verify::new()).await.unwrap();
    assert_eq!(lines(&verified.drift), ["alter column counted.n"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wider_type_is_told_on_postgres() {
    on!(Postgres, what_2_makes_of_it_is_told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_counts_is_told_on_sqlite() {
    on!(Sqlite, what_2_makes_of_it_is_told);
}
