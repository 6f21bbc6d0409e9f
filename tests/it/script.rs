//! Declarative migrations.

mod alter;
mod objects;
mod rebuild;

use seaworthy::prelude::*;
use seaworthy::{Error, Runner, Target};

use crate::support::{Which, count, on_each_backend, rows, run, texts};

mod first {
    use seaworthy::prelude::*;

    seaworthy::migration!("m1_user");

    fn up(script: &mut Script) {
        script.create_table(
            Table::create()
                .table("user")
                .col(ColumnDef::new("id").integer().not_null().primary_key())
                .col(ColumnDef::new("name").string_len(40).not_null())
                .if_not_exists(),
        );
        script.create_index(Index::create().name("user_name").table("user").col("name"));
        script.insert(
            Query::insert()
                .into_table("user")
                .columns(["id", "name"])
                .values_panic([1.into(), "it's \\ \"Zoë\"; -- ?".into()]),
        );
        script.sql(
            "UPDATE \"user\" SET id = 2 -- a comment at the end".replace(
                '"',
                if script.backend() == DbBackend::MySql {
                    "`"
                } else {
                    "\""
                },
            ),
        );
        script.update(
            Query::update()
                .table("user")
                .value("id", 3)
                .and_where(Expr::col("id").eq(2)),
        );
        script.sql_on(
            DbBackend::Postgres,
            "COMMENT ON TABLE \"user\" IS 'people';",
        );
    }

    fn down(script: &mut Script) {
        script.delete(Query::delete().from_table("user"));
        script.drop_table(Table::drop().table("user"));
    }
}

mod second {
    use seaworthy::prelude::*;

    seaworthy::migration!("m2_columns");

    fn up(script: &mut Script) {
        script.add_column_if_missing("user", ColumnDef::new("order").string_len(9));
        script.add_column_if_missing(
            "user",
            ColumnDef::new("is_admin")
                .boolean()
                .not_null()
                .default(false),
        );
        script.drop_column_if_present("user", "nickname");
    }

    fn down(script: &mut Script) {
        script.drop_column_if_present("user", "order");
        script.drop_column_if_present("user", "is_admin");
    }
}

mod one_way {
    use seaworthy::prelude::*;

    seaworthy::migration!("m3_one_way");

    fn up(script: &mut Script) {
        script.sql("SELECT 1");
    }

    fn down(script: &mut Script) {
        script.drop_table(Table::drop().table("user"));
        script.irreversible("the letters are gone");
    }
}

mod impossible {
    use seaworthy::prelude::*;

    seaworthy::migration!("m4_impossible");

    fn up(script: &mut Script) {
        script.sql("CREATE TABLE never (id integer)");
        script.alter_table(
            Table::alter()
                .table("user")
                .modify_column(ColumnDef::new("id").text()),
        );
        script.create_type(
            extension::postgres::Type::create()
                .as_enum("mood")
                .values(["good"]),
        );
    }

    fn down(_script: &mut Script) {}
}

mod settings {
    use seaworthy::prelude::*;

    seaworthy::migration!("m5_settings");

    fn up(script: &mut Script) {
        script.sql("CREATE TEMPORARY TABLE kept (id integer)");
        script.sql("INSERT INTO kept VALUES (1)");
        script.sql_on(DbBackend::MySql, "SET FOREIGN_KEY_CHECKS = 0");
        script.sql("CREATE TABLE copied AS SELECT * FROM kept");
    }

    fn down(script: &mut Script) {
        script.drop_table(Table::drop().table("copied"));
    }
}

struct Scripts(&'static [fn() -> Box<dyn MigrationTrait>]);

impl seaworthy::MigratorTraitSelf for Scripts {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|new| new()).collect()
    }
}

const TWO: Scripts = Scripts(&[
    || Box::new(first::Migration),
    || Box::new(second::Migration),
]);

on_each_backend! {
    async fn keeps_what_it_sets_to_its_own_connection(database) {
        let db = database.pool(5).await;
        let runner = Runner::new(Scripts(&[|| Box::new(settings::Migration)]));
        runner.up(&db).await.expect("a temporary table is there for the next statement");
        assert_eq!(count(&db, "SELECT count(*) FROM copied").await, 1);
        if database.which == Which::MySql {
            for _ in 0..5 {
                let set = "SELECT count(*) FROM (SELECT @@foreign_key_checks AS c) s WHERE c = 0";
                assert_eq!(count(&db, set).await, 0, "it did not leak into the pool");
            }
        }
        db.close().await.unwrap();
    }

    async fn builds_one_schema_on_every_backend(database) {
        let db = database.connect().await;
        let runner = Runner::new(TWO).target(Target::Latest);
        runner.up(&db).await.expect("applied");
        let quote = if database.which == Which::MySql { "`" } else { "\"" };
        let names = texts(&db, &format!("SELECT name FROM {quote}user{quote} WHERE id = 3")).await;
        assert_eq!(names, ["it's \\ \"Zoë\"; -- ?"]);
        rows(&db, &format!("SELECT {quote}order{quote}, is_admin FROM {quote}user{quote}")).await;
        runner.down(&db).await.expect("reverted");
        assert!(!database.has_table(&db, "user").await);
        db.close().await.unwrap();
    }

    async fn adds_only_what_is_missing_and_keeps_what_is_there(database) {
        let db = database.connect().await;
        let quote = if database.which == Which::MySql { "`" } else { "\"" };
        let user = format!("{quote}user{quote}");
        run(&db, &format!("CREATE TABLE {user} (id integer, is_admin boolean, nickname varchar(9))")).await;
        run(&db, &format!("INSERT INTO {user} VALUES (1, NULL, 'x')")).await;
        let runner = Runner::new(Scripts(&[|| Box::new(second::Migration)])).target(Target::Latest);
        runner.up(&db).await.expect("applied");
        let kept = format!("SELECT count(*) FROM {user} WHERE id = 1 AND is_admin IS NULL");
        assert_eq!(count(&db, &kept).await, 1);
        rows(&db, &format!("SELECT {quote}order{quote} FROM {user}")).await;
        let manager = SchemaManager::new(&db);
        assert!(!manager.has_column("user", "nickname").await.unwrap());
        runner.down(&db).await.expect("reverted");
        assert!(!manager.has_column("user", "is_admin").await.unwrap());
        // Once more, with nothing left to drop.
        run(&db, "DELETE FROM seaql_migrations").await;
        runner.up(&db).await.expect("applied");
        db.close().await.unwrap();
    }

    async fn refuses_what_would_lose_data_before_anything_is_sent(database) {
        let db = database.connect().await;
        let all = Scripts(&[|| Box::new(first::Migration), || Box::new(one_way::Migration)]);
        let runner = Runner::new(all);
        runner.up(&db).await.expect("applied");
        let error = runner.down(&db).await.expect_err("irreversible");
        assert_eq!(
            error.to_string(),
            "failed to revert `m3_one_way`: it cannot be reverted: the letters are gone"
        );
        assert!(database.has_table(&db, "user").await);
        let tried = "SELECT count(*) FROM seaql_migrations_journal WHERE direction = 'down' AND outcome = 'failed'";
        assert_eq!(count(&db, tried).await, 1, "the attempt is kept");
        db.close().await.unwrap();
    }

    async fn a_statement_that_the_backend_lacks_is_an_error_before_anything_is_sent(database) {
        let db = database.connect().await;
        let all = Scripts(&[|| Box::new(first::Migration), || Box::new(impossible::Migration)]);
        let result = Runner::new(all).up(&db).await;
        if database.which == Which::Postgres {
            result.expect("PostgreSQL has them all");
        } else {
            let Err(Error::Step { source: step, .. }) = result else { panic!("{result:?}") };
            assert!(step.message.starts_with("it panicked: "), "{}", step.message);
            assert!(!database.has_table(&db, "never").await);
        }
        db.close().await.unwrap();
    }
}
