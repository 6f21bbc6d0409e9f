//! The layers of the library, as ARCHITECTURE.md draws them: a module uses what stands below it,
//! and on its own line only what the list allows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each module with its line, the lowest first, and the modules of its own line that it may use.
const MODULES: &[(&str, usize, &[&str])] = &[
    ("hint", 0, &[]),
    ("secret", 0, &[]),
    ("migration", 0, &["hint", "schema", "object"]),
    ("object", 0, &["schema"]),
    ("schema", 0, &[]),
    ("plan", 1, &[]),
    ("diff", 1, &[]),
    ("event", 1, &["plan"]),
    ("generate", 1, &["plan", "diff"]),
    ("import", 1, &["generate"]),
    ("backend", 2, &[]),
    ("entities", 2, &[]),
    ("ledger", 2, &["backend"]),
    ("lock", 2, &["backend", "ledger"]),
    ("mark", 2, &["backend", "ledger", "lock"]),
    ("backup", 2, &["backend", "ledger", "mark"]),
    ("tracker", 2, &["backend", "ledger"]),
    ("seed", 2, &["backend"]),
    ("sets", 2, &["entities"]),
    ("execute", 3, &[]),
    ("error", 3, &["execute"]),
    ("introspect", 3, &["error"]),
    ("runner", 3, &["execute", "error"]),
    ("replay", 3, &["introspect", "runner", "execute", "error"]),
    (
        "verify",
        3,
        &["replay", "introspect", "runner", "execute", "error"],
    ),
    (
        "proposal",
        3,
        &[
            "verify",
            "replay",
            "introspect",
            "runner",
            "execute",
            "error",
        ],
    ),
    (
        "adopt",
        3,
        &[
            "verify",
            "replay",
            "introspect",
            "runner",
            "execute",
            "error",
        ],
    ),
    ("startup", 3, &["runner", "execute", "error"]),
    ("cli", 4, &[]),
];

/// Not part of a layer: what users import, and what macros call.
const DOORS: &[&str] = &["lib", "main", "prelude", "private", "macros"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            // Texts that are written into other projects.
            && !folder.ends_with("scaffold")
        {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let read = |path: PathBuf| {
        let name = path
            .strip_prefix(&root)
            .expect("below")
            .display()
            .to_string();
        (name, std::fs::read_to_string(path).expect("a source"))
    };
    paths.into_iter().map(read).collect()
}

fn module_of(file: &str) -> String {
    let first = file.split('/').next().unwrap_or(file);
    first.trim_end_matches(".rs").to_owned()
}

/// Every `crate::name` of a text.
fn uses(text: &str) -> BTreeSet<String> {
    let after = text.split("crate::").skip(1);
    after
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

#[test]
fn layers_point_down() {
    let known: BTreeMap<&str, (usize, &[&str])> = MODULES
        .iter()
        .map(|(name, line, beside)| (*name, (*line, *beside)))
        .collect();
    let mut wrong = Vec::new();
    for (file, text) in all_sources() {
        let module = module_of(&file);
        if DOORS.contains(&module.as_str()) {
            continue;
        }
        let (line, beside) = known
            .get(module.as_str())
            .unwrap_or_else(|| panic!("{file}: the module `{module}` has no layer in this test"));
        for used in uses(&text) {
            let Some((below, _)) = known.get(used.as_str()) else {
                continue;
            };
            let allowed = used == module || below < line || beside.contains(&used.as_str());
            if !allowed {
                wrong.push(format!("{file} uses crate::{used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lines of code, without comments and tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn words_and_decisions_are_pure() {
    for (file, text) in all_sources() {
        let pure = ["hint", "secret", "migration", "plan", "event", "generate"]
            .contains(&module_of(&file).as_str());
        if !pure || file.contains("tests") || file.ends_with("rustfmt.rs") {
            continue;
        }
        for line in code(&text) {
            for forbidden in [".await", "sqlx", "std::fs", "std::env::", "File::open"] {
                assert!(!line.contains(forbidden), "{file}: {line}");
            }
        }
    }
}

#[test]
fn only_backends_ask_which_databases_are_compiled_in() {
    for (file, text) in all_sources() {
        if module_of(&file) == "backend" {
            continue;
        }
        for line in code(&text).filter(|line| line.contains("cfg(")) {
            for database in ["postgres", "mysql", "sqlite"] {
                assert!(!line.contains(&format!("\"{database}\"")), "{file}: {line}");
            }
        }
    }
}

/// SeaORM puts the text into a statement as it is.
#[test]
fn a_search_path_is_quoted_before_seaorm_gets_it() {
    let mut calls = Vec::new();
    for (file, text) in all_sources() {
        for line in code(&text).filter(|line| line.contains("schema_search_path")) {
            calls.push((file.clone(), line.trim().to_owned()));
        }
    }
    let only = "options.set_schema_search_path(search_path(schema)?);";
    assert_eq!(calls, [("cli/connect.rs".to_owned(), only.to_owned())]);
}

/// One function puts names into SQL; the catalog's own quotes what it lists.
#[test]
fn only_the_facts_of_a_backend_double_quotes() {
    for (file, text) in all_sources() {
        if file == "backend/facts.rs" || module_of(&file) == "generate" {
            continue;
        }
        for line in code(&text) {
            for doubled in ["\"\\\"\\\"\"", "\"``\""] {
                assert!(!line.contains(doubled), "{file}: {line}");
            }
        }
    }
}

/// What one backend needs and no other is a folder beside them, or more files below.
#[test]
fn each_backend_has_the_same_files() {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, _) in all_sources() {
        if let Some((backend, name)) = file
            .strip_prefix("backend/")
            .and_then(|rest| rest.split_once('/'))
        {
            let found = files.entry(backend.to_owned()).or_default();
            found.insert(module_of(name));
        }
    }
    assert_eq!(files.len(), 3, "{files:?}");
    for name in [
        "mod",
        "introspect",
        "types",
        "emit",
        "lock",
        "backup",
        "hints",
    ] {
        for (backend, names) in &files {
            assert!(names.contains(name), "{backend} has no {name}");
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    for (file, text) in all_sources() {
        if ["cli", "main"].contains(&module_of(&file).as_str()) {
            continue;
        }
        for line in code(&text) {
            for forbidden in ["println!", "print!(", "dbg!", "process::exit"] {
                assert!(!line.contains(forbidden), "{file}: {line}");
            }
        }
    }
}
