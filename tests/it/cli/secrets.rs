//! A password is nowhere: not in what is written, logged, traced or kept, however a call ends.

use std::fmt::Debug;

use seaworthy::Runner;
use seaworthy::prelude::*;
use seaworthy::sea_orm::Database;

use super::*;
use crate::support::rows;

/// With a word at each end that stands nowhere else, and what is hard to write between them.
const PASSWORD: &str = "zq7vault@\"$'ü\\%:/?#=&tell9vault";
const WORDS: [&str; 2] = ["zq7vault", "tell9vault"];

#[track_caller]
fn no_secret(text: &str) {
    for word in WORDS {
        assert!(!text.contains(word), "{word} is shown:\n{text}");
    }
}

#[track_caller]
fn silent(ended: &Ended) {
    no_secret(&ended.out);
    no_secret(&ended.talk);
}

#[track_caller]
fn silent_debug(value: &impl Debug) {
    no_secret(&format!("{value:?} {value:#?}"));
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// A database whose owner has the password, and the name of that account.
async fn guarded(which: Which) -> (TestDatabase, String) {
    let database = TestDatabase::create(which).await;
    let account = format!("s{}", &database.name["seaworthy_test_".len()..]);
    let db = database.connect().await;
    let sql = match which {
        Which::Postgres => vec![
            format!(
                "CREATE ROLE {account} LOGIN PASSWORD '{}'",
                PASSWORD.replace('\'', "''")
            ),
            format!("GRANT ALL ON SCHEMA public TO {account}"),
        ],
        _ => vec![
            format!(
                "CREATE USER {account} IDENTIFIED BY '{}'",
                PASSWORD.replace('\\', "\\\\").replace('\'', "''")
            ),
            format!("GRANT ALL ON {}.* TO {account}", database.name),
        ],
    };
    for sql in sql {
        run(&db, &sql).await;
    }
    db.close().await.expect("closed");
    (database, account)
}

async fn remove(database: TestDatabase, account: &str) {
    let which = database.which;
    database.drop().await;
    let admin = Database::connect(which.server()).await.expect("connected");
    let kind = match which {
        Which::Postgres => "ROLE",
        _ => "USER",
    };
    run(&admin, &format!("DROP {kind} {account}")).await;
    admin.close().await.expect("closed");
}

/// Fails, or panics, with a text that has another database's URL in it.
#[derive(Clone)]
struct Careless {
    url: String,
    panics: bool,
}

impl MigrationName for Careless {
    fn name(&self) -> &str {
        "careless"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Careless {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        // SeaORM repeats a URL that it does not know.
        let unknown = self.url.replacen("://", "x://", 1);
        let error = Database::connect(unknown).await.expect_err("no driver");
        assert!(!self.panics, "no connection: {error:?}");
        Err(DbErr::Custom(error.to_string()))
    }
}

#[derive(Clone)]
struct CarelessList(Careless);

impl seaworthy::MigratorTraitSelf for CarelessList {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(self.0.clone())]
    }
}

async fn check(which: Which) {
    let (database, account) = guarded(which).await;
    let url = with_account(&database, &format!("{account}:{}", encoded(PASSWORD)));
    let wrong = with_account(&database, &format!("{account}:{}x", encoded(PASSWORD)));

    for call in [
        "up -n 1",
        "status",
        "--format json status",
        "up --dry-run",
        "up",
        "down",
        "reset",
        "fresh --yes another",
        "nonsense",
    ] {
        silent(&Call::new(call).on(&url).run(three()).await);
        silent(&Call::new(call).on(&wrong).run(three()).await);
        let argument = Call::new(&format!("{call} -u{url}")).run(three()).await;
        silent(&argument);
        let misplaced = Call::new(&format!("{call} {url}")).run(three()).await;
        silent(&misplaced.with(ExitCode::Usage));
    }
    let good = Call::new("up").on(&url).run(three()).await.well();
    silent(&good);

    // The library alone, whose texts go into the journal.
    let db = Database::connect(&url).await.expect("connected");
    for panics in [false, true] {
        let url = url.clone();
        let careless = Careless { url, panics };
        let ledger = CarelessList(careless);
        let error = Runner::new(ledger.clone())
            .up(&db)
            .await
            .expect_err("careless");
        no_secret(&error.to_string());
        assert!(error.to_string().contains(":***@"), "{error}");
        no_secret(&DbErr::from(error).to_string());
        silent(&Call::new("up").on(&database.url).run(ledger).await);
    }
    let journal = "SELECT concat_ws(' ', version, outcome, error, database_user, os_user, host, \
                   application) FROM seaql_migrations_journal";
    let journal = texts(&db, journal).await;
    assert!(
        journal.iter().any(|row| row.contains(":***@")),
        "{journal:#?}"
    );
    no_secret(&journal.join("\n"));
    assert!(!rows(&db, "SELECT 1").await.is_empty());
    db.close().await.expect("closed");
    remove(database, &account).await;
}

#[tokio::test]
async fn on_postgres() {
    check(Which::Postgres).await;
}

#[tokio::test]
async fn on_mysql() {
    check(Which::MySql).await;
}

#[tokio::test]
async fn of_a_url_that_is_wrong() {
    let raw = PASSWORD;
    let good = encoded(PASSWORD);
    let urls = [
        format!("postgres://u:{raw}@127.0.0.1:1/d"),
        format!("mysql://u:{raw}@127.0.0.1:1/d"),
        format!("postgres://u:{good}@127.0.0.1:1/d"),
        format!("postgres://u:{good}@nowhere.invalid:x/d"),
        format!("postgres://u:{good}@[::1/d"),
        format!("postgres://u:{good}@h/d?sslmode=maybe"),
        format!("postgres://u:{good}@127.0.0.1:1/d?password={good}"),
        format!("postgres://u@127.0.0.1:1/d?p%61ssword={good}"),
        format!("oracle://u:{good}@h/d"),
        format!("u:{good}@h/d"),
        format!("//u:{good}@h/d"),
        format!("postgres:u:{good}@h/d"),
        format!("mysql:/u:{good}@h/d"),
        format!("sqlite://u:{good}@h/no/such/file.db"),
        "postgres://u:zq7vault/tell9vault@127.0.0.1:1/d".to_owned(),
        "postgres://u:zq7vault?tell9vault@127.0.0.1:1/d".to_owned(),
        "postgres://u:zq7vault#tell9vault@127.0.0.1:1/d".to_owned(),
        "postgres://u:zq7vault@tell9vault@127.0.0.1:1/d".to_owned(),
        "postgres://u:zq7vault%zztell9vault@127.0.0.1:1/d".to_owned(),
    ];
    let calls = urls.iter().flat_map(|url| {
        let plain = Call::new("status").on(url).run(three());
        let json = Call::new("--format json status").on(url).run(three());
        [plain, json]
    });
    for (index, ended) in futures_util::future::join_all(calls)
        .await
        .into_iter()
        .enumerate()
    {
        assert_ne!(ended.code, ExitCode::Success, "{}", urls[index / 2]);
        silent(&ended);
    }
}

/// What a program's own log of everything gets.
#[tokio::test]
async fn in_traces() {
    let (database, account) = guarded(Which::Postgres).await;
    let url = with_account(&database, &format!("{account}:{}", encoded(PASSWORD)));
    let written = Written::default();
    let writer = written.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    {
        let _log = tracing::subscriber::set_default(log);
        Call::new("up").on(&url).run(three()).await.well();
        let wrong = url.replace("tell9vault", "tell9vaultx");
        silent(&Call::new("up").on(&wrong).run(three()).await);
    }
    let text = written.text();
    // SeaORM's span of the connection, with the URL.
    assert!(text.contains(&format!("postgres://{account}@")), "{text}");
    no_secret(&text);
    remove(database, &account).await;
}

#[test]
fn in_debug() {
    let url = format!("postgres://u:{}@h/d", encoded(PASSWORD));
    let cli = Cli::new(three()).default_url(&url).application("a 1");
    silent_debug(&cli);
    assert!(format!("{cli:?}").contains("postgres://u:***@h/d"));
    let mut invocation = Invocation::new(["m", "-u", &url]);
    invocation.variable = Box::new(move |_| Some(url.clone()));
    silent_debug(&invocation);
}
