//! Sql: the statements of a module that no program knows yet.
//!
//! The module says what it does in Rust alone, so the compiler is asked: it makes a program of the module
//! and of the library as it was built for the migrations, which shows what the script holds.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sea_orm::DatabaseBackend;
use serde_json::Value;

use super::again::Again;
use super::connect::ConnectError;
use super::error::CommandError;
use super::files::{FileError, create};
use crate::backend;
use crate::execute::capture::Preview;
use crate::generate::{Body, module};
use crate::plan::Direction;

/// Why there is nothing to see.
#[derive(Debug, thiserror::Error)]
pub(super) enum SqlError {
    #[error("{what} cannot be built to show its SQL: {said}")]
    Unbuilt { what: &'static str, said: String },
    #[error("what the module does cannot be shown: {said}")]
    Unshown { said: String },
    #[error("cannot run `{program}`: {source}")]
    Tool { program: String, source: io::Error },
    #[error(transparent)]
    File(#[from] FileError),
}

impl SqlError {
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::File(error) => error.hint(),
            _ => Some(
                "Leave `--sql` out; once the program is built with the module, `up --dry-run` shows it."
                    .to_owned(),
            ),
        }
    }
}

/// What a module that does what a body says would send.
pub(super) fn preview(
    again: &Again,
    version: String,
    body: &Body,
    backend: DatabaseBackend,
) -> Result<Preview, CommandError> {
    let facts = backend::of(backend).map_err(ConnectError::from)?.facts();
    let in_transaction = facts.transactional_ddl && !body.is_concurrent();
    let (before, after) = facts.around(in_transaction);
    Ok(Preview {
        statements: statements(again, &module(&version, "seaworthy", body), backend)?,
        version: version.into(),
        set: None,
        direction: Direction::Up,
        in_transaction,
        before,
        after,
        incomplete: None,
    })
}

/// What the `up` of a module, which calls the library `seaworthy`, would send.
fn statements(
    again: &Again,
    module: &str,
    backend: DatabaseBackend,
) -> Result<Vec<String>, SqlError> {
    let tool = |program: &OsStr| {
        let program = program.to_string_lossy().into_owned();
        |source| SqlError::Tool { program, source }
    };
    let built = again.build().map_err(tool(again.cargo.as_ref()))?;
    let built = well(built).map_err(|said| SqlError::Unbuilt {
        what: "the program",
        said,
    })?;
    let Some(parts) = Parts::of(&built) else {
        return Err(SqlError::Unbuilt {
            what: "the program",
            said: "cargo does not tell where the library `seaworthy` is".to_owned(),
        });
    };
    let folder = Folder::beside(&parts.library)?;
    let source = folder.0.join("main.rs");
    create(&source, &program(module, backend))?;
    let program = folder
        .0
        .join("main")
        .with_extension(std::env::consts::EXE_EXTENSION);
    let mut compiler = again.compiler();
    compiler
        .arg(&source)
        .args(["--edition", "2024", "--cap-lints", "allow"])
        // What is built to abort goes together with nothing else.
        .args(["-C", "panic=abort", "--crate-name", "shown"])
        .arg("--extern")
        .arg(format!("seaworthy={}", parts.library.display()));
    for path in &parts.paths {
        compiler.args(["-L", path]);
    }
    let compiled = compiler.arg("-o").arg(&program).output();
    let compiled = compiled.map_err(tool(compiler.get_program()))?;
    well(compiled).map_err(|said| SqlError::Unbuilt {
        what: "the module",
        said,
    })?;
    let shown = Command::new(&program).output();
    let shown = well(shown.map_err(tool(program.as_ref()))?);
    let shown = shown.map_err(|said| SqlError::Unshown { said })?;
    let statements = shown.split_terminator('\0');
    Ok(statements.map(str::to_owned).collect())
}

/// A program that writes each statement of the module's `up`, and a NUL behind it.
fn program(module: &str, backend: DatabaseBackend) -> String {
    format!(
        r#"mod migration {{
{module}
}}

fn main() {{
    let mut script = seaworthy::Script::new(seaworthy::sea_orm::DatabaseBackend::{backend:?});
    (migration::Migration.declaration.up)(&mut script);
    for statement in script.statements() {{
        print!("{{statement}}\0");
    }}
}}
"#
    )
}

/// What a program wrote, or what it said before it failed.
fn well(ended: Output) -> Result<String, String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match ended.status.success() {
        true => Ok(text(&ended.stdout)),
        false => Err(format!(
            "{}\n{}",
            ended.status,
            text(&ended.stderr).trim_end()
        )),
    }
}

/// What a program of the migrations is linked with.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    library: PathBuf,
    /// Where the compiler looks for the rest, as it is told of them.
    paths: BTreeSet<String>,
}

impl Parts {
    /// Reads cargo's messages, one to a line.
    fn of(messages: &str) -> Option<Self> {
        let (mut library, mut paths) = (None, BTreeSet::new());
        for line in messages.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            for linked in texts(&message["linked_paths"]) {
                paths.insert(linked.to_owned());
            }
            for file in texts(&message["filenames"]).map(Path::new) {
                if let Some(folder) = file.parent() {
                    paths.insert(format!("dependency={}", folder.display()));
                }
                let is_library = file.extension().is_some_and(|it| it == "rlib");
                if is_library && message["target"]["name"] == "seaworthy" {
                    library = Some(file.to_path_buf());
                }
            }
        }
        library.map(|library| Self { library, paths })
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// A folder that goes with its owner.
struct Folder(PathBuf);

impl Folder {
    /// Where programs are built, programs can also run.
    fn beside(library: &Path) -> Result<Self, FileError> {
        let folder = library.with_file_name(format!("shown-{}", std::process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => Ok(Self(folder)),
            Err(error) => Err(FileError::io("create", &folder, error)),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It is in the way of nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn cargo_tells_where_everything_is() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/t/deps/libserde-1.rlib","/t/deps/libserde-1.rmeta"]}
{"reason":"build-script-executed","linked_libs":["static=sqlite3"],"linked_paths":["native=/t/build/sqlite/out"]}
not a message
{"reason":"compiler-artifact","target":{"name":"seaworthy"},"filenames":["/t/deps/libseaworthy-2.rlib","/t/deps/libseaworthy-2.rmeta"]}
{"reason":"compiler-artifact","target":{"name":"migration"},"filenames":["/t/libmigration.rlib"],"executable":null}
{"reason":"build-finished","success":true}"#;
        let paths = [
            "dependency=/t",
            "dependency=/t/deps",
            "native=/t/build/sqlite/out",
        ];
        let expected = Parts {
            library: "/t/deps/libseaworthy-2.rlib".into(),
            paths: paths.map(str::to_owned).into(),
        };
        assert_eq!(Parts::of(messages), Some(expected));
        assert_eq!(
            Parts::of(r#"{"reason":"build-finished","success":true}"#),
            None
        );
    }
}
