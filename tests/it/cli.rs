//! The command line, as it is typed: what it does, what it says and the code it ends with.

use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use seaworthy::ExitCode;
use seaworthy::cli::{Cli, Invocation, run_migrate};
use seaworthy::sea_orm::DatabaseConnection;

use crate::fixtures;
use crate::support::{
    Migrations, Sql, TemporaryFolder, TestDatabase, Which, count, list, on_each_backend, run,
    texts, versions,
};

mod adopt;
mod apart;
mod backup;
mod connecting;
mod doctor;
mod dropin;
mod environments;
mod failed;
mod generating;
mod guard;
mod import;
mod json;
mod long;
mod mark;
mod modified;
mod proof;
mod read_only;
mod resolve;
mod roles;
mod secrets;
mod seeding;
mod sets;
mod sql;
mod squash;
mod teams;
mod tls;
mod unverified;
mod verify;
mod waiting;
mod writing;

/// What a call wrote and how it ended.
#[derive(Debug)]
pub(super) struct Ended {
    code: ExitCode,
    out: String,
    talk: String,
}

impl Ended {
    /// Ended with that code.
    #[track_caller]
    fn with(self, code: ExitCode) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    #[track_caller]
    fn well(self) -> Self {
        self.with(ExitCode::Success)
    }

    /// The first line on stderr is this error, and the last one a hint that contains a text.
    #[track_caller]
    fn says(self, error: &str, hint: &str) -> Self {
        let lines: Vec<&str> = self.talk.lines().collect();
        let begins = lines.iter().position(|line| line.starts_with("error: "));
        let first = begins.map(|line| lines[line]);
        assert_eq!(first, Some(format!("error: {error}").as_str()), "{self:#?}");
        let last = lines.last().expect("a last line");
        assert!(
            last.starts_with("hint: ") && last.contains(hint),
            "{self:#?}"
        );
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("stdout is no JSON document: {error}\n{self:#?}"))
    }

    /// The lines of stdout, with one blank between words and `N` for every duration.
    fn lines(&self) -> Vec<String> {
        self.out.lines().map(without_durations).collect()
    }
}

/// `12 ms`, `<1 ms` and `1.20 s` are `N`.
fn without_durations(line: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in line.split_whitespace() {
        let unit = word.trim_end_matches(',');
        let number = |word: &&str| word.trim_start_matches('<').parse::<f64>().is_ok();
        if (unit == "ms" || unit == "s") && words.last().is_some_and(number) {
            words.pop();
            words.push(if word.ends_with(',') { "N," } else { "N" });
        } else {
            words.push(word);
        }
    }
    words.join(" ")
}

/// A call in the making.
pub(super) struct Call {
    invocation: Invocation,
    variables: Vec<(String, String)>,
    default_url: Option<String>,
    entities: Option<seaworthy::Entities>,
    seeds: Option<seaworthy::Seeds>,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).expect("text")
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Call {
    /// A program `migration` with these arguments, separated by blanks.
    fn new(arguments: &str) -> Self {
        let arguments = ["migration"]
            .into_iter()
            .chain(arguments.split_whitespace());
        Self {
            invocation: Invocation::new(arguments),
            variables: Vec::new(),
            default_url: None,
            entities: None,
            seeds: None,
        }
    }

    /// The program has seeds.
    fn seeds(mut self, seeds: seaworthy::Seeds) -> Self {
        self.seeds = Some(seeds);
        self
    }

    /// The program has a list of entities.
    fn entities(mut self, entities: seaworthy::Entities) -> Self {
        self.entities = Some(entities);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn on(self, url: &str) -> Self {
        self.variable("DATABASE_URL", url)
    }

    fn default_url(mut self, url: &str) -> Self {
        self.default_url = Some(url.to_owned());
        self
    }

    /// In a folder.
    fn at(mut self, folder: &Path) -> Self {
        self.invocation.directory = folder.to_path_buf();
        self
    }

    /// A person sits there, and types that.
    fn typing(mut self, answer: &str) -> Self {
        self.invocation.stdin = Box::new(Cursor::new(answer.to_owned()));
        self.invocation.stdin_is_terminal = true;
        self.invocation.stdout_is_terminal = true;
        self.invocation.stderr_is_terminal = true;
        self
    }

    async fn run<M: seaworthy::MigratorTraitSelf>(self, migrator: M) -> Ended {
        let (cli, invocation, written) = self.prepared(migrator);
        written.ended(cli.run_with(invocation).await)
    }

    /// The program has several sets of migrations.
    async fn run_sets(self, sets: seaworthy::Sets) -> Ended {
        let (cli, invocation, written) = self.prepared(sets);
        written.ended(cli.run_with(invocation).await)
    }

    fn prepared<M>(mut self, migrator: M) -> (Cli<M>, Invocation, Streams) {
        let (out, talk) = (Written::default(), Written::default());
        self.invocation.stdout = Box::new(out.clone());
        self.invocation.stderr = Box::new(talk.clone());
        let variables = self.variables;
        self.invocation.variable = Box::new(move |wanted| {
            let mut found = variables.iter().filter(|(name, _)| name == wanted);
            found.next().map(|(_, value)| value.clone())
        });
        let mut cli = Cli::new(migrator).application("personalkb 1.3.0");
        if let Some(url) = self.default_url {
            cli = cli.default_url(url);
        }
        if let Some(entities) = self.entities {
            cli = cli.entities(entities);
        }
        if let Some(seeds) = self.seeds {
            cli = cli.seeds(seeds);
        }
        (cli, self.invocation, Streams { out, talk })
    }
}

/// What a call writes to.
struct Streams {
    out: Written,
    talk: Written,
}

impl Streams {
    fn ended(self, code: ExitCode) -> Ended {
        Ended {
            code,
            out: self.out.text(),
            talk: self.talk.text(),
        }
    }
}

/// A URL of the database with another account.
fn with_account(database: &TestDatabase, account: &str) -> String {
    let (scheme, rest) = database.url.split_once("://").expect("a URL");
    let (_, place) = rest.rsplit_once('@').expect("an account");
    format!("{scheme}://{account}@{place}")
}

/// Three tables.
fn three() -> Migrations {
    list(["one", "two", "three"].map(Sql::table))
}

on_each_backend! {
    async fn up_applies_and_says_what(database) {
        let ended = Call::new("up -n 2").on(&database.url).run(three()).await.well();
        assert_eq!(ended.lines(), ["applied one N", "applied two N", "2 migrations applied in N"]);
        assert_eq!(ended.talk, "[1/2] applying one\n[2/2] applying two\n");

        let ended = Call::new("").on(&database.url).run(three()).await.well();
        let last = "1 migration applied in N, nothing is pending";
        assert_eq!(ended.lines(), ["applied three N", last]);

        let ended = Call::new("up").on(&database.url).run(three()).await.well();
        assert_eq!(ended.out, "nothing to do: nothing is pending\n");
        assert_eq!(ended.talk, "");
    }

    async fn down_reverts_the_last_one(database) {
        Call::new("up").on(&database.url).run(three()).await.well();
        let ended = Call::new("down").on(&database.url).run(three()).await.well();
        assert_eq!(ended.lines(), ["reverted three N", "1 migration reverted in N"]);
        let ended = Call::new("down -n 1").on(&database.url).run(three()).await.well();
        assert_eq!(ended.lines(), ["reverted two N", "1 migration reverted in N"]);
        Call::new("down").on(&database.url).run(three()).await.well();
        let ended = Call::new("down").on(&database.url).run(three()).await.well();
        assert_eq!(ended.out, "nothing to do: nothing is applied\n");
    }

    async fn a_failing_step_tells_what_was_and_was_not_applied(database) {
        let broken = Sql::new("broken").up("CREATE TABLE kept (id integer)").up("SELEKT 1");
        let migrations = list([Sql::table("one"), broken, Sql::table("two"), Sql::table("three")]);
        let ended = Call::new("up").on(&database.url).run(migrations).await;
        let ended = ended.with(ExitCode::Failed);
        assert_eq!(ended.out, "");
        let lines: Vec<String> = ended.talk.lines().map(without_durations).collect();
        assert_eq!(lines[..2], ["[1/4] applying one", "[2/4] applying broken"]);
        assert!(lines[2].starts_with("error: failed to apply `broken`: "), "{lines:#?}");
        assert!(lines[2].to_lowercase().contains("syntax"), "{lines:#?}");
        assert_eq!(lines[3], "applied one N");
        let effect = if database.which == Which::MySql {
            "It is not applied, but a part of it may be in the database: it ran without a \
             transaction that could take it back."
        } else {
            "It is not applied, and left nothing behind."
        };
        assert_eq!(lines[4], effect);
        assert_eq!(lines[5], "The step above stays. 2 migrations after it were not reached.");
        assert!(lines[6].starts_with("hint: ") && lines[6].contains("up --dry-run"), "{lines:#?}");
        assert_eq!(lines.len(), 7);
        let db = database.connect().await;
        assert_eq!(versions(&db, "seaql_migrations").await, ["one"]);
        assert_eq!(database.has_table(&db, "kept").await, database.which == Which::MySql);
    }

    async fn a_panic_is_an_error_with_a_version(database) {
        let migrations = list([Sql::table("one"), Sql::new("broken").up("PANIC")]);
        let ended = Call::new("up").on(&database.url).run(migrations).await;
        let ended = ended.with(ExitCode::Failed);
        let error = ended.talk.lines().find(|line| line.starts_with("error: "));
        let error = error.expect("an error");
        assert!(error.starts_with("error: failed to apply `broken`: it panicked: "), "{error}");
        assert!(ended.talk.ends_with("does `todo!()`.\n"), "{}", ended.talk);
    }

    async fn status_is_a_table_and_writes_nothing(database) {
        let ended = Call::new("status").on(&database.url).run(three()).await.well();
        assert_eq!(ended.lines(), [
            "version status applied at (UTC) took by",
            "one pending",
            "two pending",
            "three pending",
            "0 applied, 3 pending",
        ]);
        let db = database.connect().await;
        assert!(!database.has_table(&db, "seaql_migrations").await);

        Call::new("up -n 2").on(&database.url).run(three()).await.well();
        let ended = Call::new("status").on(&database.url).run(three()).await.well();
        let lines = ended.lines();
        let words: Vec<&str> = lines[1].split(' ').collect();
        assert_eq!(words[..2], ["one", "applied"]);
        assert_eq!((words[2].len(), words[3].len()), ("2026-01-31".len(), "12:00:00".len()));
        assert_eq!(words[4], "N");
        assert!(words[5].contains('@'), "{lines:#?}");
        assert_eq!(words[6..], ["personalkb", "1.3.0"]);
        assert_eq!(lines[3..], ["three pending", "2 applied, 1 pending"]);
        let columns = ended.out.lines().map(|line| line.find("pending").or(line.find("applied")));
        let columns: Vec<_> = columns.collect();
        assert_eq!(columns[1], columns[3], "the columns stand below one another: {}", ended.out);
    }
}

#[tokio::test]
async fn status_checks_whether_up_has_work() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let check = || Call::new("status --check").on(&database.url);
    check().run(three()).await.with(ExitCode::Found);
    Call::new("up").on(&database.url).run(three()).await.well();
    check().run(three()).await.well();
    // Out of order, but pending all the same.
    let late = list(["one", "late", "two", "three"].map(Sql::table));
    let ended = check().run(late).await.with(ExitCode::Found);
    assert!(
        ended
            .out
            .ends_with("\n3 applied, 0 pending, 1 out of order\n"),
        "{}",
        ended.out
    );
    // A version that the program does not know is nothing that `up` would do.
    let ended = check()
        .run(list(["one", "two"].map(Sql::table)))
        .await
        .well();
    assert!(
        ended.out.ends_with("\n2 applied, 0 pending, 1 missing\n"),
        "{}",
        ended.out
    );
}

#[tokio::test]
async fn targets_and_unknown_versions() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let call = |arguments: &str| Call::new(arguments).on(&database.url);
    let ended = call("up -n 0").run(three()).await.well();
    assert_eq!(ended.out, "nothing to do\n");
    let ended = call("up --to two").run(three()).await.well();
    assert_eq!(
        ended.lines(),
        [
            "applied one N",
            "applied two N",
            "2 migrations applied in N"
        ]
    );
    let ended = call("up --to one").run(three()).await.well();
    assert_eq!(ended.out, "nothing to do: `one` is applied\n");
    let ended = call("up -n 5").run(three()).await.well();
    assert_eq!(
        ended.lines()[1],
        "1 migration applied in N, nothing is pending"
    );
    let ended = call("down --to three").run(three()).await.well();
    assert_eq!(
        ended.out,
        "nothing to do: `three` is the last one applied\n"
    );
    let ended = call("down -n 0").run(three()).await.well();
    assert_eq!(ended.out, "nothing to do\n");

    let ended = call("up --to four")
        .run(three())
        .await
        .with(ExitCode::Usage);
    ended.says(
        "there is no version `four` in this program",
        "`status` lists the versions",
    );
    let ended = call("up --to thre")
        .run(three())
        .await
        .with(ExitCode::Usage);
    ended.says(
        "there is no version `thre` in this program",
        "Did you mean `three`?",
    );

    let older = || list(["one", "two"].map(Sql::table));
    let ended = call("up").run(older()).await.with(ExitCode::Failed);
    ended.says(
        "the database has 1 version that this program does not know: `three`",
        "`--unknown warn` goes on without them.",
    );
    let ended = call("up --unknown warn").run(older()).await.well();
    assert!(
        ended
            .talk
            .starts_with("warning: `three` is applied, but this program"),
        "{ended:#?}"
    );
    assert_eq!(ended.out, "nothing to do: nothing is pending\n");
}

#[tokio::test]
async fn a_dry_run_is_sql_and_applies_nothing() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let ended = Call::new("up --dry-run")
        .on(&database.url)
        .run(fixtures::Migrator)
        .await
        .well();
    let db = database.connect().await;
    assert!(!database.has_table(&db, "seaql_migrations").await);
    // What it printed does what `up` does.
    run(&db, &ended.out).await;
    assert!(database.has_table(&db, "note").await);

    let other = TestDatabase::create(Which::Sqlite).await;
    let migrations = list([
        Sql::table("one").up("-- the last word"),
        Sql::table("two").transaction(false),
        Sql::new("broken").up("PANIC"),
    ]);
    let ended = Call::new("up --dry-run")
        .on(&other.url)
        .run(migrations.clone())
        .await
        .well();
    let expected = "\
-- Without the rows of the ledger and the journal, which only a run writes.

-- apply one, in one transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE one (id integer NOT NULL PRIMARY KEY);
-- the last word
;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- apply two, without a transaction
CREATE TABLE two (id integer NOT NULL PRIMARY KEY);

-- apply broken, in one transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- incomplete: it panicked: ";
    assert!(ended.out.starts_with(expected), "{}", ended.out);
    let end = "\nCOMMIT;\nPRAGMA foreign_keys = ON;\n";
    assert!(ended.out.ends_with(end), "{}", ended.out);
    let warning = "warning: `broken` cannot be shown in full: it panicked: ";
    assert!(ended.talk.starts_with(warning), "{}", ended.talk);

    Call::new("up -n 2")
        .on(&other.url)
        .run(migrations.clone())
        .await
        .well();
    let ended = Call::new("down --dry-run -n 2")
        .on(&other.url)
        .run(migrations)
        .await
        .well();
    let code: Vec<&str> = ended
        .out
        .lines()
        .filter(|line| !line.starts_with("--"))
        .collect();
    assert_eq!(
        code,
        [
            "",
            "DROP TABLE two;",
            "",
            "PRAGMA foreign_keys = OFF;",
            "BEGIN IMMEDIATE;",
            "DROP TABLE one;",
            "PRAGMA foreign_key_check;",
            "COMMIT;",
            "PRAGMA foreign_keys = ON;",
        ]
    );
    let ended = Call::new("up --dry-run")
        .on(&other.url)
        .run(list(["one", "two"].map(Sql::table)));
    assert_eq!(ended.await.well().out, "-- nothing is pending\n");
}

#[tokio::test]
async fn a_terminal_has_a_bar_and_colours() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let ended = Call::new("up")
        .on(&database.url)
        .typing("")
        .run(three())
        .await
        .well();
    assert!(ended.talk.contains("/3 applying "), "{:?}", ended.talk);
    assert!(
        ended.talk.ends_with("\x1b[2K"),
        "the bar is taken away: {:?}",
        ended.talk
    );
    assert!(
        ended.out.contains("\x1b[32mapplied\x1b[0m  one"),
        "{:?}",
        ended.out
    );
    assert_eq!(anstream_free(&ended.out).lines().count(), 4);

    let plain = Call::new("status")
        .on(&database.url)
        .typing("")
        .variable("NO_COLOR", "1");
    assert!(!plain.run(three()).await.well().out.contains('\x1b'));
    let plain = Call::new("status")
        .on(&database.url)
        .typing("")
        .variable("TERM", "dumb");
    assert!(!plain.run(three()).await.well().out.contains('\x1b'));
    let forced = Call::new("status")
        .on(&database.url)
        .variable("CLICOLOR_FORCE", "1");
    assert!(
        forced
            .run(three())
            .await
            .well()
            .out
            .contains("\x1b[32mapplied")
    );
    let piped = Call::new("status").on(&database.url);
    let out = piped.run(three()).await.well().out;
    assert!(!out.contains('\x1b'));
    assert!(out.lines().all(|line| line == line.trim_end()), "{out:?}");
}

fn anstream_free(text: &str) -> String {
    text.replace("\x1b[32m", "").replace("\x1b[0m", "")
}

#[tokio::test]
async fn help_version_and_wrong_arguments() {
    let ended = Call::new("--help").run(three()).await.well();
    for command in [
        "up",
        "down",
        "status",
        "seed",
        "backup",
        "restore",
        "fresh",
        "refresh",
        "reset",
        "database",
        "generate",
        "init",
        "completions",
    ] {
        assert!(
            ended.out.contains(&format!("\n  {command} ")),
            "{command}: {}",
            ended.out
        );
    }
    let ended = Call::new("--version").run(three()).await.well();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        ended.out,
        format!("personalkb 1.3.0 (seaworthy {version})\n")
    );

    for wrong in [
        "sideways",
        "up --sideways",
        "up -n 1 --to one",
        "down -n 1 --to one",
        "up -n minus",
        "up --unknown maybe",
        "status --format xml",
        "completions tcsh",
        "generate",
        "generate x --local-time --universal-time",
        "up --yes x",
    ] {
        let ended = Call::new(wrong).run(three()).await.with(ExitCode::Usage);
        assert_eq!(ended.out, "", "{wrong}");
        assert!(ended.talk.starts_with("error: "), "{wrong}: {}", ended.talk);
    }
    let ended = Call::new("postgres://u:hunter2@h/d")
        .run(three())
        .await
        .with(ExitCode::Usage);
    assert!(
        ended.talk.contains("'postgres://u:***@h/d'"),
        "{}",
        ended.talk
    );
}

#[tokio::test]
async fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = Call::new(&format!("completions {shell}"))
            .run(three())
            .await
            .well();
        for word in ["migration", "refresh", "database-url"] {
            assert!(ended.out.contains(word), "{shell}: {word}");
        }
    }
}

#[tokio::test]
async fn the_default_url_is_said_and_is_the_last_choice() {
    let database = TestDatabase::create(Which::Sqlite).await;
    let other = TestDatabase::create(Which::Sqlite).await;
    let ended = Call::new("up")
        .default_url(&database.url)
        .run(three())
        .await
        .well();
    let said = format!("using {} (no DATABASE_URL)\n", database.url);
    assert!(ended.talk.starts_with(&said), "{}", ended.talk);
    let ended = Call::new("status")
        .default_url(&database.url)
        .run(three())
        .await
        .well();
    assert_eq!(ended.talk, said);
    // Somebody meant to give another one.
    let call = Call::new("status").default_url(&database.url).on("");
    let ended = call.run(three()).await;
    assert_eq!(ended.code, ExitCode::Usage);
    assert!(
        ended.talk.contains("DATABASE_URL is set and empty"),
        "{}",
        ended.talk
    );

    let status = Call::new("status")
        .default_url(&database.url)
        .on(&other.url);
    let ended = status.run(three()).await.well();
    assert_eq!(ended.talk, "");
    assert!(ended.out.ends_with("0 applied, 3 pending\n"));

    let flag = format!("status -u {}", database.url);
    let ended = Call::new(&flag).on(&other.url).run(three()).await.well();
    assert!(ended.out.ends_with("3 applied, 0 pending\n"));
}
