//! Rights: what the role lacks is said at once and before anything is done, and never wrongly.

use seaworthy::prelude::*;
use seaworthy::sea_orm::{Database, DatabaseConnection};
use seaworthy::{Direction, Error, ExitCode, MigratorTraitSelf, Runner, Target};

use crate::support::{Declared, Sql, TestDatabase, Which, count, declared, list, run};

/// Somebody who may log in, and nothing else.
struct Account {
    admin: DatabaseConnection,
    name: String,
    /// As a GRANT has it.
    grantee: String,
    url: String,
}

impl Account {
    async fn create(database: &TestDatabase) -> Self {
        let admin = database.connect().await;
        // MySQL's names are short.
        let name = format!("n{}", &database.name["seaworthy_test_".len()..]);
        let (grantee, create) = match database.which {
            Which::Postgres => (
                name.clone(),
                format!("CREATE ROLE {name} LOGIN PASSWORD 'x'"),
            ),
            _ => (
                format!("'{name}'@'%'"),
                format!("CREATE USER '{name}'@'%' IDENTIFIED BY 'x'"),
            ),
        };
        run(&admin, &create).await;
        if database.which == Which::Postgres {
            run(&admin, "REVOKE CREATE ON SCHEMA public FROM PUBLIC").await;
        }
        let (scheme, rest) = database.url.split_once("://").expect("a URL");
        let (_, address) = rest.rsplit_once('@').expect("a URL with a user");
        Self {
            url: format!("{scheme}://{name}:x@{address}"),
            admin,
            name,
            grantee,
        }
    }

    async fn up(&self, migrator: impl MigratorTraitSelf) -> Result<(), Error> {
        self.ended(Runner::new(migrator), Direction::Up).await
    }

    async fn ended<M: MigratorTraitSelf>(
        &self,
        runner: Runner<M>,
        direction: Direction,
    ) -> Result<(), Error> {
        let db = Database::connect(&self.url).await.expect("it may log in");
        let ended = match direction {
            Direction::Up => runner.up(&db).await,
            Direction::Down => runner.down(&db).await,
        };
        db.close().await.expect("closed");
        ended.map(drop)
    }

    async fn grant(&self, sql: &str) {
        run(&self.admin, &sql.replace("GRANTEE", &self.grantee)).await;
    }

    async fn drop(self, database: TestDatabase) {
        if database.which == Which::Postgres {
            run(&self.admin, &format!("DROP OWNED BY {} CASCADE", self.name)).await;
        }
        run(&self.admin, &format!("DROP USER {}", self.grantee)).await;
        self.admin.close().await.expect("closed");
        database.drop().await;
    }
}

/// The rights that an error says are missing; it says too that nothing has happened.
#[track_caller]
fn missing(ended: Result<(), Error>) -> Vec<(String, String)> {
    let error = ended.expect_err("it may not");
    assert_eq!(error.exit_code(), ExitCode::Failed, "{error}");
    let (text, hint) = (error.to_string(), error.hint().expect("a hint").to_string());
    assert!(text.ends_with("; nothing was touched"), "{text}");
    assert!(hint.contains("docs/roles.md"), "{hint}");
    let Error::Rights { rights, .. } = error else {
        panic!("{text}");
    };
    for missing in &rights {
        assert!(
            text.contains(&missing.right),
            "{text} lacks {}",
            missing.right
        );
        let remedy = format!("`{};`", missing.remedy);
        assert!(hint.contains(&remedy), "{hint} lacks {remedy}");
    }
    let pairs = rights.into_iter();
    pairs
        .map(|missing| (missing.right, missing.remedy))
        .collect()
}

/// Tables of somebody else's.
const TABLES: [&str; 6] = [
    "CREATE TABLE author (id integer NOT NULL PRIMARY KEY)",
    "CREATE TABLE note (id integer NOT NULL PRIMARY KEY, a integer, b integer)",
    "CREATE TABLE old (id integer)",
    "CREATE TABLE log (id integer)",
    "CREATE TABLE tag (id integer, n integer)",
    "CREATE TABLE label (id integer)",
];

fn everything() -> Declared {
    declared(&[
        ("m1", |script| {
            script.create_table(
                Table::create()
                    .table("book")
                    .col(ColumnDef::new("id").integer().not_null().primary_key())
                    .col(ColumnDef::new("author").integer())
                    .foreign_key(
                        ForeignKey::create()
                            .name("book_author")
                            .from("book", "author")
                            .to("author", "id"),
                    ),
            );
            script.alter_table(
                Table::alter()
                    .table("book")
                    .add_column(ColumnDef::new("pages").integer()),
            );
            script.create_index(
                Index::create()
                    .name("book_pages")
                    .table("book")
                    .col("pages"),
            );
        }),
        ("m2", |script| {
            script.alter_table(
                Table::alter()
                    .table("note")
                    .add_column(ColumnDef::new("c").integer()),
            );
            script.create_index(Index::create().name("tag_n").table("tag").col("n"));
            script.drop_table(Table::drop().table("old"));
            script.rename_table(Table::rename().table("label", "sticker"));
        }),
        ("m3", |script| {
            script.insert(
                Query::insert()
                    .into_table("log")
                    .columns(["id"])
                    .values_panic([1.into()]),
            );
            script.update(
                Query::update()
                    .table("note")
                    .value("a", 1)
                    .and_where(Expr::col("b").eq(2)),
            );
            script.delete(
                Query::delete()
                    .from_table("log")
                    .and_where(Expr::col("id").eq(2)),
            );
        }),
    ])
}

/// Whoever may runs what the error says, and then it goes well.
async fn check_all_at_once(database: TestDatabase, expected: &[&str]) {
    let account = Account::create(&database).await;
    for table in TABLES {
        run(&account.admin, table).await;
    }
    let found = missing(account.up(everything()).await);
    let rights: Vec<&str> = found.iter().map(|(right, _)| right.as_str()).collect();
    assert_eq!(rights, expected);
    for table in ["seaql_migrations", "seaql_migrations_lease", "book"] {
        assert!(!database.has_table(&account.admin, table).await, "{table}");
    }
    for (_, remedy) in &found {
        run(&account.admin, remedy).await;
    }
    account.up(everything()).await.expect("nothing is missing");
    assert_eq!(count(&account.admin, "SELECT count(*) FROM log").await, 1);
    account.drop(database).await;
}

#[tokio::test]
async fn all_that_is_missing_is_said_at_once_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let expected = [
        "CREATE on schema `public`",
        "REFERENCES on table `public.author`",
        "ownership of table `public.note`",
        "ownership of table `public.tag`",
        "ownership of table `public.old`",
        "ownership of table `public.label`",
        "INSERT on table `public.log`",
        "UPDATE on table `public.note`",
        "SELECT on table `public.note`",
        "DELETE on table `public.log`",
        "SELECT on table `public.log`",
    ];
    check_all_at_once(database, &expected).await;
}

#[tokio::test]
async fn all_that_is_missing_is_said_at_once_on_mysql() {
    let database = TestDatabase::create(Which::MySql).await;
    let account = Account::create(&database).await;
    for table in TABLES {
        run(&account.admin, table).await;
    }
    // Who may not look learns nothing else.
    account
        .grant(&format!("GRANT SELECT ON {}.* TO GRANTEE", database.name))
        .await;
    let found = missing(account.up(everything()).await);
    let rights: Vec<&str> = found.iter().map(|(right, _)| right.as_str()).collect();
    let database_wide = |privilege: &str| format!("{privilege} on database `{}`", database.name);
    let expected = [
        // Of tables that are not there yet.
        &database_wide("CREATE"),
        &database_wide("INSERT"),
        &database_wide("UPDATE"),
        &database_wide("ALTER"),
        &database_wide("INDEX"),
        "ALTER on table `note`",
        "INDEX on table `tag`",
        "DROP on table `old`",
        "ALTER on table `label`",
        "DROP on table `label`",
        "INSERT on table `log`",
        "UPDATE on table `note`",
        "DELETE on table `log`",
    ];
    assert_eq!(rights, expected);
    assert!(!database.has_table(&account.admin, "seaql_migrations").await);
    for (_, remedy) in &found {
        run(&account.admin, remedy).await;
    }
    // What it takes to point to a table is not judged.
    account.grant("GRANT REFERENCES ON author TO GRANTEE").await;
    account.up(everything()).await.expect("nothing is missing");
    account.drop(database).await;
}

/// A schema and an extension are the database's.
#[tokio::test]
async fn what_belongs_to_the_database_is_known_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let account = Account::create(&database).await;
    run(&account.admin, "DROP EXTENSION plpgsql").await;
    account
        .grant("GRANT CREATE ON SCHEMA public TO GRANTEE")
        .await;
    account.grant("CREATE TYPE mood AS ENUM ('good')").await;
    let migrator = || {
        declared(&[("m1", |script: &mut Script| {
            script.sql("ALTER TYPE mood ADD VALUE 'bad'");
            script.sql("CREATE EXTENSION IF NOT EXISTS plpgsql");
            script.sql("CREATE SCHEMA more");
        })])
    };
    let found = missing(account.up(migrator()).await);
    let rights: Vec<&str> = found.iter().map(|(right, _)| right.as_str()).collect();
    let create = format!("CREATE on database `{}`", database.name);
    assert_eq!(rights, ["ownership of type `public.mood`", create.as_str()]);
    for (_, remedy) in &found {
        run(&account.admin, remedy).await;
    }
    account.up(migrator()).await.expect("nothing is missing");
    // It is there, so nobody needs a right for it.
    run(
        &account.admin,
        &format!(
            "REVOKE CREATE ON DATABASE {} FROM {}",
            database.name, account.name
        ),
    )
    .await;
    let again = declared(&[
        ("m1", |_| {}),
        ("m2", |script| {
            script.sql("CREATE EXTENSION IF NOT EXISTS plpgsql")
        }),
    ]);
    account.up(again).await.expect("nothing is missing");
    account.drop(database).await;
}

/// The engine's own tables of somebody else's, up and down.
#[tokio::test]
async fn rights_to_ledger_journal_and_lease_are_known() {
    for which in [Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let account = Account::create(&database).await;
        let one = || list([Sql::new("one")]);
        Runner::new(one())
            .up(&account.admin)
            .await
            .expect("applied");
        for table in ["", "_journal", "_lease"] {
            account
                .grant(&format!(
                    "GRANT SELECT ON seaql_migrations{table} TO GRANTEE"
                ))
                .await;
        }
        let two = || list([Sql::new("one"), Sql::new("two")]);
        let prefix = if which == Which::Postgres {
            "public."
        } else {
            ""
        };
        let expected = [
            format!("INSERT on table `{prefix}seaql_migrations`"),
            format!("INSERT on table `{prefix}seaql_migrations_journal`"),
            format!("UPDATE on table `{prefix}seaql_migrations_journal`"),
            format!("UPDATE on table `{prefix}seaql_migrations_lease`"),
        ];
        let up = missing(account.up(two()).await);
        let found: Vec<&String> = up.iter().map(|(right, _)| right).collect();
        assert_eq!(found, expected.iter().collect::<Vec<_>>(), "{which:?}");
        let down = missing(account.ended(Runner::new(one()), Direction::Down).await);
        assert!(down[0].0.starts_with("DELETE on table"), "{down:?}");
        for (_, remedy) in up.iter().chain(&down) {
            run(&account.admin, remedy).await;
        }
        account.up(two()).await.expect("nothing is missing");
        let all = Runner::new(two()).target(Target::Latest);
        account
            .ended(all, Direction::Down)
            .await
            .expect("nothing is missing");
        account.drop(database).await;
    }
}

/// Who has its rights by way of another role, or by being whose the schema is.
#[tokio::test]
async fn nobody_is_refused_who_may_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let account = Account::create(&database).await;
    let owner = format!("{}_owner", account.name);
    let drop = || {
        declared(&[("m1", |script| {
            script.sql("ALTER TABLE note ADD COLUMN c integer");
            script.sql("DROP TABLE old");
            script.sql("CREATE TABLE book (id integer REFERENCES author (id))");
            script.insert(
                Query::insert()
                    .into_table("log")
                    .columns(["id"])
                    .values_panic([1.into()]),
            );
        })])
    };
    for table in TABLES {
        run(&account.admin, table).await;
    }
    missing(account.up(drop()).await);
    for sql in [
        &format!("CREATE ROLE {owner}"),
        &format!("GRANT {owner} TO {}", account.name),
        &format!("GRANT CREATE ON SCHEMA public TO {owner}"),
        &format!("ALTER TABLE note OWNER TO {owner}"),
        &format!("GRANT INSERT (id) ON log TO {owner}"),
        "GRANT REFERENCES (id) ON author TO PUBLIC",
    ] {
        run(&account.admin, sql).await;
    }
    let found = missing(account.up(drop()).await);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "ownership of table `public.old`");
    // The owner of a schema drops what is in it.
    run(
        &account.admin,
        &format!("ALTER SCHEMA public OWNER TO {owner}"),
    )
    .await;
    account.up(drop()).await.expect("it may");
    run(
        &account.admin,
        &format!("REASSIGN OWNED BY {owner} TO postgres"),
    )
    .await;
    run(&account.admin, &format!("DROP OWNED BY {owner}")).await;
    run(&account.admin, &format!("DROP ROLE {owner}")).await;
    account.drop(database).await;
}

/// Another tenant's ledger and tables, further on in the search path, are not this one's.
#[tokio::test]
async fn another_schema_is_not_judged_on_postgres() {
    let database = TestDatabase::create(Which::Postgres).await;
    let account = Account::create(&database).await;
    let migrator = || {
        declared(&[("m1", |script| {
            script.sql("CREATE TABLE note (id integer)");
            script.sql("ALTER TABLE note ADD COLUMN a integer");
        })])
    };
    Runner::new(migrator())
        .up(&account.admin)
        .await
        .expect("applied");
    for sql in [
        format!("CREATE SCHEMA tenant AUTHORIZATION {}", account.name),
        format!(
            "ALTER ROLE {} SET search_path = tenant, public",
            account.name
        ),
        format!(
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}",
            account.name
        ),
    ] {
        run(&account.admin, &sql).await;
    }
    account.up(migrator()).await.expect("the schema is its own");
    account.drop(database).await;
}

/// What a statement does that cannot be read, only the server knows.
#[tokio::test]
async fn what_gives_rights_by_itself_is_let_through() {
    let database = TestDatabase::create(Which::Postgres).await;
    let account = Account::create(&database).await;
    run(&account.admin, "CREATE TABLE note (id integer)").await;
    for sql in [
        "GRANT CREATE ON SCHEMA public TO GRANTEE",
        "CREATE FUNCTION give() RETURNS void LANGUAGE sql SECURITY DEFINER AS \
         'ALTER TABLE note OWNER TO GRANTEE'",
    ] {
        account.grant(sql).await;
    }
    let migrator = declared(&[
        ("m1", |script| script.sql("SELECT give()")),
        ("m2", |script| {
            script.sql("ALTER TABLE note ADD COLUMN a integer")
        }),
    ]);
    account.up(migrator).await.expect("by then it is its own");
    account.drop(database).await;
}

/// Wildcards, roles, and what is granted to everybody.
#[tokio::test]
async fn nobody_is_refused_who_may_on_mysql() {
    for way in ["wildcard", "role", "public"] {
        let database = TestDatabase::create(Which::MySql).await;
        let account = Account::create(&database).await;
        let role = format!("{}_role", account.name);
        for table in TABLES {
            run(&account.admin, table).await;
        }
        account
            .grant(&format!("GRANT SELECT ON {}.* TO GRANTEE", database.name))
            .await;
        let before = missing(account.up(everything()).await);
        assert_eq!(before.len(), 13, "{way}: {before:?}");
        let pattern = format!(
            "{}\\_%",
            database.name.rsplit_once('_').expect("a number").0
        );
        let pattern = pattern.replace("seaworthy_test_", "seaworthy\\_test\\_");
        let grants = match way {
            // The server takes the name that fits best.
            "wildcard" => vec![
                format!("GRANT ALL ON `{pattern}`.* TO GRANTEE"),
                format!("REVOKE SELECT ON {}.* FROM GRANTEE", database.name),
            ],
            "role" => vec![
                format!("CREATE ROLE {role}"),
                format!("GRANT ALL ON {}.* TO {role}", database.name),
                format!("GRANT {role} TO GRANTEE"),
                format!("SET DEFAULT ROLE {role} FOR GRANTEE"),
            ],
            _ => vec![format!("GRANT ALL ON {}.* TO PUBLIC", database.name)],
        };
        for grant in grants {
            account.grant(&grant).await;
        }
        let ended = account.up(everything()).await;
        ended.unwrap_or_else(|error| panic!("{way}: {error}"));
        match way {
            "role" => run(&account.admin, &format!("DROP ROLE {role}")).await,
            "public" => {
                let revoke = format!("REVOKE ALL ON {}.* FROM PUBLIC", database.name);
                run(&account.admin, &revoke).await;
            }
            _ => {}
        }
        account.drop(database).await;
    }
}
