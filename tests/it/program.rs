//! Crates that a test writes, builds with cargo and runs.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use serde_json::Value;
use tokio::process::Command;

/// The folder of this repository's Cargo.toml.
pub(crate) const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// A first build takes minutes; one that takes this long hangs.
const BUILD_LIMIT: Duration = Duration::from_mins(30);
const RUN_LIMIT: Duration = Duration::from_mins(10);

/// A crate outside this workspace, or a workspace with one program. It is always at the same place under `target/`, and all of them
/// share what is built, so that a second run is quick.
pub(crate) struct Crate {
    name: String,
    folder: PathBuf,
}

impl Crate {
    /// An empty folder with this repository's Cargo.lock, for the same versions of everything.
    pub(crate) fn new(name: &str) -> Self {
        let folder = place().join("crates").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the last run's crate is removed");
        }
        fs::create_dir_all(&folder).expect("a folder for a crate");
        let lock = Path::new(REPOSITORY).join("Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).expect("a lock");
        Self {
            name: name.to_owned(),
            folder,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let file = self.folder.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file is written");
    }

    /// Its one program, in a debug build.
    pub(crate) async fn build(&self) -> Program {
        let target = place().join("target");
        fs::create_dir_all(&target).expect("a folder to build in");
        // Programs of one name land on one file: nobody builds before it is copied.
        let guard = File::create(place().join("lock")).expect("a file to lock");
        guard.lock().expect("the lock");
        // To cargo two crates of one name, each a workspace of its own, are the same one in a target
        // folder that they share; what was written after the last build is built.
        write_sources_again(&self.folder);
        let built = cargo(
            &self.folder,
            &[
                "build".as_ref(),
                "--message-format=json-render-diagnostics".as_ref(),
                "--target-dir".as_ref(),
                target.as_os_str(),
            ],
        )
        .await;
        let executable = built
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a message of cargo's"))
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .expect("the crate has a program");
        let programs = place().join("programs");
        fs::create_dir_all(&programs).expect("a folder for programs");
        let program = programs.join(&self.name);
        // A copy over a running program fails, and a link that cargo overwrites would change it.
        let _ = fs::remove_file(&program);
        fs::copy(executable, &program).expect("the program is copied");
        Program(program)
    }

    /// Its package `migration` as `cargo run` runs it, which tells the program where it comes from.
    pub(crate) async fn run(&self, url: &str, arguments: &[&str]) -> Ended {
        let guard = File::create(place().join("lock")).expect("a file to lock");
        guard.lock().expect("the lock");
        write_sources_again(&self.folder);
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command
            .args(["run", "--quiet", "-p", "migration", "--"])
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", place().join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("DATABASE_SCHEMA")
            .env("DATABASE_URL", url);
        forget_this_package(&mut command);
        let output = output(command, BUILD_LIMIT).await;
        ended(
            format!("cargo run -p migration -- {}", arguments.join(" ")),
            output,
        )
    }

    /// Names of the packages that its program is linked with.
    pub(crate) async fn linked(&self) -> Vec<String> {
        let tree = cargo(
            &self.folder,
            &["tree", "-e", "normal,no-proc-macro", "--prefix=none"].map(OsStr::new),
        )
        .await;
        let names = tree
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        names.map(str::to_owned).collect()
    }
}

fn write_sources_again(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            write_sources_again(&path);
        } else if path.extension() == Some(OsStr::new("rs")) {
            let text = fs::read(&path).expect("a source");
            fs::write(&path, text).expect("written again");
        }
    }
}

/// A program that was built.
pub(crate) struct Program(PathBuf);

impl Program {
    /// Runs it with `DATABASE_URL` and no other setting.
    pub(crate) async fn run(&self, url: &str, arguments: &[&str]) -> Ended {
        let mut command = Command::new(&self.0);
        command
            .args(arguments)
            // Where no `.env` is.
            .current_dir(self.0.parent().expect("a folder"))
            .env("DATABASE_URL", url);
        // Neither what this test was started with nor what cargo told it.
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            let prefixes = ["CARGO", "RUST_", "SEAWORTHY_", "DATABASE_SCHEMA"];
            if prefixes.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(&variable);
            }
        }
        let output = output(command, RUN_LIMIT).await;
        let command = format!("{} {}", self.0.display(), arguments.join(" "));
        ended(command, output)
    }

    /// What it prints when it ends well.
    pub(crate) async fn well(&self, url: &str, arguments: &[&str]) -> String {
        let ended = self.run(url, arguments).await;
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        ended.stdout
    }
}

/// How a program ended.
#[derive(Debug)]
#[allow(dead_code, reason = "the command is for whoever reads a failure")]
pub(crate) struct Ended {
    pub(crate) command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Some build scripts look at what cargo told this test of its package, and everything would be built
/// anew by a cargo that tells something else.
fn forget_this_package(command: &mut Command) {
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        let prefixes = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_PRIMARY_"];
        if prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&variable);
        }
    }
}

fn ended(command: String, output: Output) -> Ended {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ended {
        command,
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// What cargo knows of this workspace and its dependencies.
pub(crate) async fn metadata() -> Value {
    let arguments = [
        "metadata",
        "--format-version=1",
        "--filter-platform=host-tuple",
    ];
    let arguments = arguments.map(OsStr::new);
    let text = cargo(Path::new(REPOSITORY), &arguments).await;
    serde_json::from_str(&text).expect("JSON")
}

/// What cargo prints. It asks the network only where it cannot do without.
async fn cargo(folder: &Path, arguments: &[&OsStr]) -> String {
    let run = async |offline: Option<&str>| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command
            .args(arguments)
            .args(offline)
            .current_dir(folder)
            // Nobody debugs these, and each is built once.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0");
        forget_this_package(&mut command);
        output(command, BUILD_LIMIT).await
    };
    let mut output = run(Some("--offline")).await;
    if !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("offline") {
        output = run(None).await;
    }
    assert!(
        output.status.success(),
        "cargo {arguments:?} in {}:\n{}",
        folder.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

async fn output(mut command: Command, limit: Duration) -> Output {
    command
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true);
    let ended = tokio::time::timeout(limit, command.output()).await;
    ended
        .unwrap_or_else(|_| panic!("{command:?} takes longer than {limit:?}"))
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates")
}
