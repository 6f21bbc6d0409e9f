//! Whole sessions in a shell, with everything that they print.
//!
//! A session is a text: after `$ ` a command line for `sh`, below it what it prints, standard
//! error included. After `sql> ` stands a statement that a person runs meanwhile. What differs from
//! run to run (times, durations, names of people, machines and databases) is made equal on both
//! sides before they are compared.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use seaworthy::sea_orm::{ConnectionTrait, Database};

use crate::support::{TemporaryFolder, TestDatabase, Which};

const PROGRAM: &str = "cargo run -p migration --";

/// Where a session takes place.
struct Place<'a> {
    folder: &'a Path,
    /// A database of its own; without it there is the embedded default.
    database: Option<&'a TestDatabase>,
}

impl Place<'_> {
    /// Runs a command line as `cargo run` would run the program.
    fn output_of(&self, line: &str) -> String {
        let line = line.replace(PROGRAM, "\"$PROGRAM\"");
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("exec 2>&1; {line}")])
            .current_dir(self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PROGRAM", env!("CARGO_BIN_EXE_migration"))
            .env("CARGO", "cargo")
            .env("CARGO_PKG_NAME", "migration")
            .env("CARGO_MANIFEST_DIR", self.folder.join("migration"))
            .stdin(Stdio::null());
        if let Some(database) = self.database {
            shell
                .env("DATABASE_URL", &database.url)
                .env("SERVER", server_of(&database.url))
                .env("NAME", &database.name);
        }
        let output = shell.output().expect("sh runs");
        String::from_utf8(output.stdout).expect("text")
    }
}

/// A URL without its database.
fn server_of(url: &str) -> &str {
    url.rsplit_once('/').map_or(url, |(server, _)| server)
}

/// What a person types, and what it prints.
enum Entry {
    Shell(String, String),
    Sql(String),
}

fn parse(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            entries.push(Entry::Shell(command.to_owned(), String::new()));
        } else if let Some(sql) = line.strip_prefix("sql> ") {
            entries.push(Entry::Sql(sql.to_owned()));
        } else if let Some(Entry::Shell(_, output)) = entries.last_mut() {
            output.push_str(line);
            output.push('\n');
        }
    }
    entries
}

async fn check(name: &str, text: &str, place: &Place<'_>) {
    let (mut names, mut secret) = (Vec::new(), None);
    if let Some(database) = place.database {
        let (front, address) = server_of(&database.url)
            .rsplit_once('@')
            .expect("an address");
        names = vec![(database.name.as_str(), "personalkb"), (address, "server")];
        secret = front.rsplit_once(':').map(|(_, password)| password);
    }
    for entry in parse(text) {
        match entry {
            Entry::Sql(sql) => {
                let file = place.folder.join("seaworthy.db");
                let url = match place.database {
                    Some(database) => database.url.clone(),
                    None => format!("sqlite://{}", file.display()),
                };
                let sql = match place.database {
                    Some(database) => sql.replace("personalkb", &database.name),
                    None => sql,
                };
                let db = Database::connect(url).await.expect("the database answers");
                db.execute_unprepared(&sql)
                    .await
                    .unwrap_or_else(|error| panic!("{sql}: {error}"));
                db.close().await.expect("closed");
            }
            Entry::Shell(command, expected) => {
                let printed = place.output_of(&command);
                if let Some(secret) = secret {
                    assert!(
                        !printed.contains(secret),
                        "the password is in the output of {command}"
                    );
                }
                let (printed, expected) = (equal(&printed, &names), equal(&expected, &names));
                assert_eq!(
                    printed, expected,
                    "\n{name}: $ {command}\n\nprinted:\n{printed}"
                );
            }
        }
    }
}

/// Makes equal what differs from run to run. Columns are as wide as what stands in them, so runs of
/// blanks and of the signs of a table become one.
fn equal(text: &str, names: &[(&str, &str)]) -> String {
    // MySQL names the table of a key as well, and MariaDB does not.
    let mut text = text.replace("'users.PRIMARY'", "'PRIMARY'");
    for (from, to) in names {
        text = text.replace(from, to);
    }
    text.lines().map(equal_line).collect::<Vec<_>>().join("\n")
}

fn equal_line(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |word: &str| word.trim_start_matches('<').parse::<f64>().is_ok();
    let is_unit = |word: &str| ["ms", "s", "ms,", "s,"].contains(&word);
    let mut equal = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1).copied().unwrap_or_default();
        let before = index
            .checked_sub(1)
            .and_then(|index| words.get(index))
            .copied();
        equal.push(if is_number(word) && is_unit(next) {
            "TIME".to_owned()
        } else if is_unit(word) && before.is_some_and(is_number) {
            word.replace("ms", "s")
        } else if before == Some("\"duration_ms\":") {
            "TIME,".to_owned()
        } else if matches!(before, Some("\"host\":" | "\"os_user\":")) {
            "SOMEBODY".to_owned()
        } else if is_stamp(word) || is_digits(word, '-', 3) || is_digits(word, ':', 3) {
            "WHEN".to_owned()
        } else if word.contains('@') && !word.contains("//") && !word.contains('\'') {
            "SOMEBODY".to_owned()
        } else {
            (*word).to_owned()
        });
    }
    equal.join(" ")
}

/// Whether a word is a date and time of JSON's.
fn is_stamp(word: &str) -> bool {
    word.starts_with("\"20") && word.ends_with("Z\",")
}

/// Whether a word is that many numbers with a sign between them, as a date and a time are.
fn is_digits(word: &str, sign: char, numbers: usize) -> bool {
    let parts: Vec<&str> = word.split(sign).collect();
    parts.len() == numbers
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}

fn session(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/it/sessions", name]
        .iter()
        .collect();
    std::fs::read_to_string(path).expect("a session")
}

async fn with_the_embedded_default(name: &str, text: &str) {
    let folder = TemporaryFolder::new("session");
    let place = Place {
        folder: folder.path(),
        database: None,
    };
    check(name, text, &place).await;
}

async fn on_a_server(which: Which, name: &str) {
    let database = TestDatabase::create(which).await;
    let folder = TemporaryFolder::new("session");
    let place = Place {
        folder: folder.path(),
        database: Some(&database),
    };
    check(name, &session(name), &place).await;
    database.drop().await;
}

#[tokio::test]
async fn the_first_day() {
    with_the_embedded_default("first_day.txt", &session("first_day.txt")).await;
}

#[tokio::test]
async fn in_step_with_a_script() {
    with_the_embedded_default("machines.txt", &session("machines.txt")).await;
}

#[tokio::test]
async fn when_things_go_wrong() {
    with_the_embedded_default("wrong.txt", &session("wrong.txt")).await;
}

#[tokio::test]
async fn of_schemas() {
    with_the_embedded_default("schemas.txt", &session("schemas.txt")).await;
}

#[tokio::test]
async fn on_postgres() {
    on_a_server(Which::Postgres, "postgres.txt").await;
}

#[tokio::test]
async fn on_mysql() {
    on_a_server(Which::MySql, "mysql.txt").await;
}

/// The session that the README shows is a session.
#[tokio::test]
async fn of_the_readme() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    let blocks = readme
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let text: String = blocks.filter(|block| block.contains(PROGRAM)).collect();
    assert!(parse(&text).len() >= 3, "{text}");
    with_the_embedded_default("README.md", &text).await;
}
