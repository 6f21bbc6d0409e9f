//! Scratch databases: where they are made, and that they are gone.

use seaworthy::sea_orm::{ConnectOptions, Database, DatabaseConnection};
use seaworthy::{Error, Runner, Unknown, Verify};

use super::two;
use crate::support::{Sql, TestDatabase, Which, list, on_each_backend, run, texts};

/// Scratch databases of the server, other than those of tests that run at this moment.
async fn scratches(which: Which, db: &DatabaseConnection) -> Vec<String> {
    let sql = match which {
        Which::Postgres => {
            "SELECT datname::text FROM pg_database WHERE starts_with(datname, 'seaworthy_scratch_')"
        }
        Which::MySql => {
            "SELECT schema_name FROM information_schema.schemata \
             WHERE schema_name LIKE 'seaworthy\\_scratch\\_%'"
        }
        Which::Sqlite => return Vec::new(),
    };
    texts(db, sql).await
}

on_each_backend! {
    async fn a_given_database_is_used_and_empty_again(database) {
        let db = database.connect().await;
        Runner::new(two()).up(&db).await.unwrap();
        let given = TestDatabase::create(database.which).await;
        let scratch = given.connect().await;
        let how = Verify::new().scratch(scratch.clone());
        for _ in 0..2 {
            let verified = Runner::new(two()).verify(&db, &how).await.unwrap();
            assert!(verified.is_clean(), "{verified:?}");
            let left = seaworthy::introspect(&scratch, &[]).await.unwrap();
            assert!(left.is_empty(), "{left:?}");
        }
        run(&scratch, "CREATE TABLE somebodys (id integer)").await;
        let error = Runner::new(two()).verify(&db, &how).await.unwrap_err();
        assert!(matches!(error, Error::Scratch { .. }), "{error:?}");
        assert!(error.to_string().contains("not empty"), "{error}");
        assert!(error.hint().is_some());
        assert!(given.has_table(&scratch, "somebodys").await);
        scratch.close().await.unwrap();
        given.drop().await;
    }

    async fn one_of_another_kind_is_refused(database) {
        let db = database.connect().await;
        let other = match database.which {
            Which::Sqlite => Which::Postgres,
            _ => Which::Sqlite,
        };
        let given = TestDatabase::create(other).await;
        let how = Verify::new().scratch(given.connect().await);
        let error = Runner::new(two()).verify(&db, &how).await.unwrap_err();
        assert!(error.to_string().contains("another kind"), "{error}");
        given.drop().await;
    }
}

/// What an earlier program left goes with the next scratch database.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_also_of_a_program_that_was_killed() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        // As a killed program leaves it: nobody's session is called so, and it is long ago.
        let name = match which {
            Which::Postgres => "seaworthy_scratch_999999999_1_ab".to_owned(),
            _ => "seaworthy_scratch_1000000000_00ab".to_owned(),
        };
        run(&db, &format!("CREATE DATABASE {name}")).await;
        // It fails in the middle; what it made goes all the same.
        let failing = list([Sql::table("first"), Sql::new("bad").up("PANIC")]);
        Runner::new(failing)
            .verify(&db, &Verify::new())
            .await
            .unwrap();
        let left = scratches(which, &db).await;
        assert!(!left.contains(&name), "{left:?}");
        db.close().await.unwrap();
        database.drop().await;
    }
}

/// What somebody else's session keeps is not touched.
#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_uses_stays() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        let slow = match which {
            Which::Postgres => "SELECT pg_sleep(3)",
            _ => "DO sleep(3)",
        };
        let slow = Runner::new(list([Sql::table("first"), Sql::new("slow").up(slow)]));
        slow.up(&db).await.unwrap();
        let quick = Runner::new(list([Sql::table("first")])).unknown(Unknown::Warn);
        let how = Verify::new();
        let (verified, others) = tokio::join!(slow.verify(&db, &how), async {
            let mut others = Vec::new();
            // One of them is made in the middle of the other, whichever that is.
            while others.len() < 3 {
                others.push(quick.verify(&db, &how).await);
            }
            others
        });
        let verified = verified.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(verified.unreplayable, []);
        for other in others {
            other.unwrap_or_else(|error| panic!("{error}"));
        }
        db.close().await.unwrap();
        database.drop().await;
    }
}

/// A database of PostgreSQL whose owner may not create another one.
struct Owned {
    database: TestDatabase,
    admin: DatabaseConnection,
    owner: String,
}

impl Owned {
    async fn new() -> Self {
        let database = TestDatabase::create(Which::Postgres).await;
        let admin = database.connect().await;
        let (name, owner) = (&database.name, format!("{}_owner", database.name));
        for sql in [
            format!("CREATE ROLE {owner} LOGIN PASSWORD 'owns'"),
            format!("ALTER DATABASE {name} OWNER TO {owner}"),
            format!("GRANT ALL ON SCHEMA public TO {owner}"),
        ] {
            run(&admin, &sql).await;
        }
        Self {
            database,
            admin,
            owner,
        }
    }

    async fn connect(&self) -> DatabaseConnection {
        let (_, address) = self.database.url.rsplit_once('@').unwrap();
        let url = format!("postgres://{}:owns@{address}", self.owner);
        Database::connect(&url).await.unwrap()
    }

    async fn drop(self) {
        let (name, owner) = (&self.database.name, &self.owner);
        for sql in [
            format!("DROP OWNED BY {owner} CASCADE"),
            format!("ALTER DATABASE {name} OWNER TO postgres"),
            format!("DROP ROLE {owner}"),
        ] {
            run(&self.admin, &sql).await;
        }
        self.admin.close().await.unwrap();
        self.database.drop().await;
    }
}

/// A role that may not create databases gets a schema, unless a migration would reach beyond it.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_create_databases_it_is_a_schema() {
    let owned = Owned::new().await;
    let (db, own) = (owned.admin.clone(), owned.connect().await);
    let migrations = list([
        Sql::new("a").up("CREATE TABLE first (id serial PRIMARY KEY, at timestamp DEFAULT now())"),
        Sql::new("b").up("CREATE VIEW seen AS SELECT id FROM first"),
    ]);
    Runner::new(migrations.clone()).up(&own).await.unwrap();
    let verified = Runner::new(migrations.clone())
        .verify(&own, &Verify::new())
        .await;
    let verified = verified.unwrap_or_else(|error| panic!("{error}"));
    assert!(verified.is_clean(), "{verified:?}");
    run(&own, "ALTER TABLE first ADD COLUMN extra text").await;
    let verified = Runner::new(migrations)
        .verify(&own, &Verify::new())
        .await
        .unwrap();
    assert_eq!(super::lines(&verified.drift), ["add column first.extra"]);
    let schemas = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'seaworthy%'";
    assert_eq!(texts(&db, schemas).await, Vec::<String>::new());

    let reaching = list([Sql::new("a").up("ALTER TABLE public.first ADD COLUMN reached text")]);
    run(&own, "INSERT INTO seaql_migrations VALUES ('c', 1)").await;
    let error = Runner::new(reaching)
        .verify(&own, &Verify::new())
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("names the schema `public`"),
        "{error}"
    );
    let reached = "SELECT attname::text FROM pg_attribute WHERE attname = 'reached'";
    assert_eq!(texts(&db, reached).await, Vec::<String>::new());

    own.close().await.unwrap();
    owned.drop().await;
}

#[allow(unreachable_pub, reason = "SeaORM's macros want public models")]
mod first {
    use seaworthy::sea_orm;
    use seaworthy::sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "first")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A database has an extension once, whichever of its schemas is looked at.
#[tokio::test(flavor = "multi_thread")]
async fn an_extension_is_no_drift_where_the_scratch_place_is_a_schema() {
    let owned = Owned::new().await;
    let own = owned.connect().await;
    let extension = "CREATE EXTENSION IF NOT EXISTS pg_trgm";
    let migrations = list([Sql::new("extension").up(extension), Sql::table("first")]);
    let runner = Runner::new(migrations);
    let how = Verify::new().entities(seaworthy::entities![first]);
    runner.up(&own).await.unwrap();
    let verified = runner.verify(&own, &how).await;
    let verified = verified.unwrap_or_else(|error| panic!("{error}"));
    let forgotten = verified.forgotten.as_deref().map(super::lines);
    assert_eq!(
        (super::lines(&verified.drift), forgotten),
        (vec![], Some(vec![]))
    );
    assert!(verified.is_clean(), "{verified:?}");

    run(&own, "DROP EXTENSION pg_trgm").await;
    let verified = runner.verify(&own, &how).await.unwrap();
    assert_eq!(super::lines(&verified.drift), ["drop extension pg_trgm"]);
    own.close().await.unwrap();
    owned.drop().await;
}

/// A connection that sets its search path, as `--database-schema` does.
async fn in_schema(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.set_schema_search_path("\"a \"\"tenant\"");
    Database::connect(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_of_its_own_is_verified_with_and_without_the_right_to_create_databases() {
    let database = TestDatabase::create(Which::Postgres).await;
    let db = database.connect().await;
    let role = format!("{}_tenant", database.name);
    let schema = format!("CREATE SCHEMA \"a \"\"tenant\" AUTHORIZATION {role}");
    for statement in [
        &format!("CREATE ROLE {role} LOGIN PASSWORD 'owns'"),
        &format!("GRANT CREATE ON DATABASE {} TO {role}", database.name),
        &schema,
    ] {
        run(&db, statement).await;
    }
    let (_, address) = database.url.rsplit_once('@').unwrap();
    let url = format!("postgres://{role}:owns@{address}");
    let own = in_schema(&url).await;
    Runner::new(list([Sql::table("first")]))
        .up(&own)
        .await
        .unwrap();
    for which in ["its own schema", "a database"] {
        let verified = Runner::new(two()).verify(&own, &Verify::new()).await;
        let verified = verified.unwrap_or_else(|error| panic!("{which}: {error}"));
        assert_eq!(verified.drift, [], "{which}");
        assert_eq!(verified.unreplayable, [], "{which}");
        let (expected, _) = Runner::new(two())
            .expected(&own, &Verify::new())
            .await
            .unwrap();
        assert_eq!(expected.tables.len(), 2, "{which}");
        assert!(
            !database.has_table(&own, "second").await,
            "{which}: what is pending is not applied by looking"
        );
        run(&own, "CREATE TABLE somebodys (id integer)").await;
        let verified = Runner::new(two())
            .verify(&own, &Verify::new())
            .await
            .unwrap();
        assert_eq!(
            super::lines(&verified.drift),
            ["create table somebodys"],
            "{which}"
        );
        run(&own, "DROP TABLE somebodys").await;
        run(&db, &format!("ALTER ROLE {role} CREATEDB")).await;
    }
    own.close().await.unwrap();
    run(&db, &format!("DROP OWNED BY {role} CASCADE")).await;
    run(&db, &format!("DROP ROLE {role}")).await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_only_read_is_told_what_to_do() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let db = database.connect().await;
        Runner::new(two()).up(&db).await.unwrap();
        let reader = database.reader().await;
        let reading = Database::connect(&reader.url).await.unwrap();
        let error = Runner::new(two())
            .verify(&reading, &Verify::new())
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Scratch { .. }), "{error:?}");
        let hint = error.hint().expect("a hint").to_string();
        assert!(hint.contains("--scratch URL"), "{hint}");
        let given = TestDatabase::create(which).await;
        let how = Verify::new().scratch(given.connect().await);
        let verified = Runner::new(two()).verify(&reading, &how).await.unwrap();
        assert!(verified.is_clean(), "{verified:?}");
        reading.close().await.unwrap();
        reader.drop().await;
        given.drop().await;
        db.close().await.unwrap();
        database.drop().await;
    }
}
