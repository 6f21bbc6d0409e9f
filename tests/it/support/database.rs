//! An empty database for one test, on a real server.

use std::sync::atomic::{AtomicU32, Ordering};

use seaworthy::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, QueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use super::TemporaryFolder;

/// Which backend a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Sqlite,
    Postgres,
    MySql,
}

/// A database that nobody else uses.
pub(crate) struct TestDatabase {
    pub(crate) which: Which,
    pub(crate) url: String,
    pub(crate) name: String,
    /// URL of its server.
    server: String,
    /// Keeps the file of SQLite.
    folder: Option<TemporaryFolder>,
}

impl Which {
    /// URL of the server, given by `scripts/test`. A missing server is a failure and no skip.
    pub(crate) fn server(self) -> String {
        let variable = match self {
            Self::Sqlite => unreachable!("SQLite has no server"),
            Self::Postgres => "SEAWORTHY_TEST_POSTGRES",
            Self::MySql => "SEAWORTHY_TEST_MYSQL",
        };
        std::env::var(variable)
            .unwrap_or_else(|_| panic!("{variable} is not set: run the tests with scripts/test"))
    }
}

impl TestDatabase {
    pub(crate) async fn create(which: Which) -> Self {
        let server = match which {
            Which::Sqlite => String::new(),
            _ => which.server(),
        };
        Self::create_on(which, server).await
    }

    /// On a server of that kind, by the URL of somebody who may create databases.
    pub(crate) async fn create_on(which: Which, server: String) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("seaworthy_test_{}_{number}", std::process::id());
        if which == Which::Sqlite {
            let folder = TemporaryFolder::new("db");
            let file = folder.path().join(format!("{name}.db"));
            let url = format!("sqlite://{}?mode=rwc", file.display());
            return Self {
                which,
                url,
                name: format!("{name}.db"),
                server,
                folder: Some(folder),
            };
        }
        Self::named(name, which, server).await
    }

    /// One of a name that means something to whoever stands before the server; one at a time.
    pub(crate) async fn create_named(which: Which, name: &str) -> Self {
        let server = which.server();
        let admin = Database::connect(&server)
            .await
            .expect("the server answers");
        // A run that failed left it.
        let dropped = admin
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}"))
            .await;
        dropped.expect("nobody uses it");
        admin.close().await.expect("closed");
        Self::named(name.to_owned(), which, server).await
    }

    async fn named(name: String, which: Which, server: String) -> Self {
        let admin = Database::connect(&server)
            .await
            .expect("the server answers");
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .expect("a database is created");
        admin.close().await.expect("closed");
        Self {
            which,
            url: on(&server, &name),
            name,
            server: server.clone(),
            folder: None,
        }
    }

    /// The file of SQLite.
    pub(crate) fn folder(&self) -> &TemporaryFolder {
        self.folder.as_ref().expect("only SQLite has a folder")
    }

    /// Its URL through PgBouncer.
    pub(crate) fn pooled_url(&self) -> String {
        const VARIABLE: &str = "SEAWORTHY_TEST_PGBOUNCER";
        let pooler = std::env::var(VARIABLE);
        let pooler = pooler
            .unwrap_or_else(|_| panic!("{VARIABLE} is not set: run the tests with scripts/test"));
        self.url_on(&pooler)
    }

    /// Its URL by way of another server, given by a URL.
    pub(crate) fn url_on(&self, server: &str) -> String {
        on(server, &self.name)
    }

    /// An account with no right but to read.
    pub(crate) async fn reader(&self) -> Reader {
        if self.which == Which::Sqlite {
            let url = self.url.replace("mode=rwc", "mode=ro");
            return Reader { url, account: None };
        }
        let name = format!("{}_reader", self.name);
        let (account, grants) = match self.which {
            Which::Postgres => (
                name.clone(),
                [
                    format!("CREATE ROLE {name} LOGIN PASSWORD 'reads'"),
                    format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}"),
                ],
            ),
            _ => (
                format!("{name}@'%'"),
                [
                    format!("CREATE USER {name}@'%' IDENTIFIED BY 'reads'"),
                    format!("GRANT SELECT ON {}.* TO {name}@'%'", self.name),
                ],
            ),
        };
        let admin = self.connect().await;
        for grant in grants {
            run(&admin, &grant).await;
        }
        let (scheme, rest) = self.url.split_once("://").expect("a URL");
        let (_, address) = rest.rsplit_once('@').expect("a URL with a user");
        Reader {
            url: format!("{scheme}://{name}:reads@{address}"),
            account: Some((admin, account)),
        }
    }

    /// A pool with SeaORM's defaults.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        self.connect_with(|_| {}).await
    }

    /// A pool of at most that many connections.
    pub(crate) async fn pool(&self, connections: u32) -> DatabaseConnection {
        self.connect_with(|options| {
            options.max_connections(connections);
        })
        .await
    }

    pub(crate) async fn connect_with(
        &self,
        set: impl FnOnce(&mut ConnectOptions),
    ) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.url);
        options.sqlx_logging(false);
        set(&mut options);
        Database::connect(options)
            .await
            .expect("the database answers")
    }

    /// Whether a table of that name exists.
    pub(crate) async fn has_table(&self, db: &DatabaseConnection, table: &str) -> bool {
        seaworthy::SchemaManager::new(db)
            .has_table(table)
            .await
            .expect("the catalog answers")
    }

    /// Drops what was created. A test that fails leaves it for whoever looks.
    pub(crate) async fn drop(self) {
        if self.which == Which::Sqlite {
            return;
        }
        let admin = Database::connect(&self.server)
            .await
            .expect("the server answers");
        let force = if self.which == Which::Postgres {
            " WITH (FORCE)"
        } else {
            ""
        };
        let sql = format!("DROP DATABASE {}{force}", self.name);
        admin
            .execute_unprepared(&sql)
            .await
            .expect("the database is dropped");
        admin.close().await.expect("closed");
    }
}

/// The URL of a database on the server of another one.
fn on(server: &str, name: &str) -> String {
    let (host, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{host}/{name}")
}

/// An account that may only read.
pub(crate) struct Reader {
    pub(crate) url: String,
    /// Who drops it, and its name.
    account: Option<(DatabaseConnection, String)>,
}

impl Reader {
    pub(crate) async fn drop(self) {
        let Some((admin, account)) = self.account else {
            return;
        };
        if admin.get_database_backend() == DatabaseBackend::Postgres {
            run(&admin, &format!("DROP OWNED BY {account}")).await;
        }
        run(&admin, &format!("DROP USER {account}")).await;
        admin.close().await.expect("closed");
    }
}

/// Rows of a query.
pub(crate) async fn rows(db: &impl ConnectionTrait, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The first column of each row, as text.
pub(crate) async fn texts(db: &impl ConnectionTrait, sql: &str) -> Vec<String> {
    let rows = rows(db, sql).await;
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect()
}

/// The number that a query counts.
pub(crate) async fn count(db: &impl ConnectionTrait, sql: &str) -> i64 {
    rows(db, sql).await[0]
        .try_get_by_index(0)
        .expect("a number")
}

/// Runs a statement that must work.
pub(crate) async fn run(db: &impl ConnectionTrait, sql: &str) {
    db.execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A transaction that is in the way of whoever changes that table, until it ends; on SQLite, of
/// whoever writes.
pub(crate) async fn in_the_way(db: &DatabaseConnection, table: &str) -> DatabaseTransaction {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await.expect("it begins");
    run(&transaction, &format!("SELECT * FROM {table}")).await;
    transaction
}
