//! Sessions: what people type in a shell, with everything that it prints.
//!
//! A session is a text: after `$ ` a command line for `sh`, below it what it prints, standard
//! error included. After `sql> ` stands a statement that a person runs meanwhile. What differs from
//! run to run (times, durations, names of people, machines and databases) is made equal on both
//! sides before they are compared.

use std::path::Path;
use std::process::{Command, Stdio};

use seaworthy::sea_orm::{ConnectionTrait, Database};

use crate::support::{TemporaryFolder, TestDatabase, Which};

/// A program with migrations, as people call it.
pub(crate) struct Typed {
    /// What stands behind `cargo run -p`.
    pub(crate) package: &'static str,
    /// The repository, whose examples a session can name.
    pub(crate) repository: &'static str,
    /// The path of its program.
    pub(crate) program: &'static str,
    /// The file of its embedded default.
    pub(crate) file: &'static str,
    /// What a database on a server is called in a session.
    pub(crate) database: &'static str,
}

/// Where a session takes place.
struct Place<'a> {
    typed: &'a Typed,
    folder: &'a Path,
    /// A database of its own; without it there is the embedded default.
    database: Option<&'a TestDatabase>,
}

impl Place<'_> {
    /// Runs a command line as `cargo run` would run the program.
    fn output_of(&self, line: &str) -> String {
        let line = line.replace(&self.typed.call(), "\"$PROGRAM\"");
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("exec 2>&1; {line}")])
            .current_dir(self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("PROGRAM", self.typed.program)
            .env("CARGO", "cargo")
            .env("CARGO_PKG_NAME", self.typed.package)
            .env("CARGO_MANIFEST_DIR", self.folder.join(self.typed.package))
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
        names = vec![
            (database.name.as_str(), place.typed.database),
            (address, "server"),
        ];
        secret = front.rsplit_once(':').map(|(_, password)| password);
    }
    for entry in parse(text) {
        match entry {
            Entry::Sql(sql) => {
                let file = place.folder.join(place.typed.file);
                let url = match place.database {
                    Some(database) => database.url.clone(),
                    None => format!("sqlite://{}", file.display()),
                };
                let sql = match place.database {
                    Some(database) => sql.replace(place.typed.database, &database.name),
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

impl Typed {
    fn folder(&self) -> TemporaryFolder {
        let folder = TemporaryFolder::new("session");
        let examples = Path::new(self.repository).join("examples");
        std::os::unix::fs::symlink(examples, folder.path().join("examples")).expect("a link");
        folder
    }

    fn call(&self) -> String {
        format!("cargo run -p {} --", self.package)
    }

    /// Plays a session with the embedded default.
    pub(crate) async fn plays(&self, name: &str, text: &str) {
        let folder = self.folder();
        let place = Place {
            typed: self,
            folder: folder.path(),
            database: None,
        };
        check(name, text, &place).await;
    }

    /// Plays a session with a database on a server.
    pub(crate) async fn plays_on(&self, which: Which, name: &str, text: &str) {
        let database = TestDatabase::create(which).await;
        let folder = self.folder();
        let place = Place {
            typed: self,
            folder: folder.path(),
            database: Some(&database),
        };
        check(name, text, &place).await;
        database.drop().await;
    }

    /// The sessions of a README: its blocks of `console` that call the program.
    pub(crate) fn sessions_of(&self, readme: &str) -> String {
        let blocks = readme
            .split("```console\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next());
        let text: String = blocks
            .filter(|block| block.contains(&self.call()))
            .collect();
        assert!(parse(&text).len() >= 3, "{text}");
        text
    }
}
