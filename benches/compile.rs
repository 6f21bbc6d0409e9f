//! What modules of migrations cost to compile: SeaORM's async form beside ours, the same
//! statements in both, in a debug build whose dependencies are built.
//!
//! ```text
//! cargo bench --bench compile --profile dev -- [MODULES] [ROUNDS]
//! ```
//!
//! It counts seconds of CPU, which other work on the machine hardly changes, and takes the
//! forms in turns. Linux only: `/proc` counts them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench talks to whoever runs it, and ends where it cannot go on"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// What is measured, in the order in which it happens.
const WORK: [&str; 4] = [
    "library, from clean",
    "program, from clean",
    "library, one more module",
    "program, one more module",
];

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let modules = numbers.next().unwrap_or(100);
    let rounds = numbers.next().unwrap_or(3).max(1);

    let mut forms = [Form::enums(), Form::strings(), Form::seaworthy()]
        .map(|form| (form, WORK.map(|_| Vec::new())));
    println!("building the dependencies");
    for (form, _) in &forms {
        form.write(1);
        form.cargo(&["build"]);
    }
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        for (form, seconds) in &mut forms {
            for (measured, seconds) in form.measure(modules).into_iter().zip(seconds) {
                seconds.push(measured);
            }
        }
    }
    print(modules, forms);
}

/// A crate of migrations in one of the forms.
struct Form {
    name: &'static str,
    dependency: String,
    /// A module; VERSION and NUMBER stand for its own.
    module: &'static str,
    /// Its `lib.rs`, from the versions.
    library: fn(&[String]) -> String,
    program: &'static str,
}

impl Form {
    /// SeaORM's, with an enum of identifiers in each module, as most crates have it.
    fn enums() -> Self {
        Self {
            name: "enums",
            module: include_str!("compile/enums.rs.txt"),
            ..Self::strings()
        }
    }

    /// SeaORM's, with plain strings, as the template of 2.0 has it.
    fn strings() -> Self {
        Self {
            name: "strings",
            dependency: r#"sea-orm-migration = { version = "2.0""#.to_owned(),
            module: include_str!("compile/strings.rs.txt"),
            library: |versions| {
                let mut text = "pub use sea_orm_migration::prelude::*;\n".to_owned();
                let mut list = String::new();
                for version in versions {
                    writeln!(text, "mod {version};").unwrap();
                    writeln!(list, "Box::new({version}::Migration),").unwrap();
                }
                text + "pub struct Migrator;\n\
                    #[async_trait::async_trait]\n\
                    impl MigratorTrait for Migrator {\n\
                    fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec!["
                    + &list
                    + "] }\n}\n"
            },
            program: "use sea_orm_migration::prelude::*;\n\
                #[tokio::main]\n\
                async fn main() { cli::run_cli(migrations::Migrator).await; }\n",
        }
    }

    fn seaworthy() -> Self {
        Self {
            name: "seaworthy",
            dependency: format!("seaworthy = {{ path = {REPOSITORY:?}"),
            module: include_str!("compile/seaworthy.rs.txt"),
            library: |versions| {
                "pub use seaworthy::prelude::*;\nseaworthy::migrations! {\n".to_owned()
                    + &versions.join(",\n")
                    + "\n}\npub struct Migrator;\n\
                    impl MigratorTrait for Migrator {\n\
                    fn migrations() -> Vec<Box<dyn MigrationTrait>> { migrations() }\n}\n"
            },
            program: "use seaworthy::prelude::*;\n\
                #[tokio::main]\n\
                async fn main() { cli::run_cli(migrations::Migrator).await; }\n",
        }
    }

    /// CPU seconds of each of [`WORK`].
    fn measure(&self, modules: usize) -> [f64; 4] {
        self.write(modules);
        self.cargo(&["clean", "--package", &format!("compile-{}", self.name)]);
        let library = self.cargo(&["build", "--lib"]);
        let program = self.cargo(&["build"]);
        self.write(modules + 1);
        let more_library = self.cargo(&["build", "--lib"]);
        let more_program = self.cargo(&["build"]);
        [library, program, more_library, more_program]
    }

    fn folder(&self) -> PathBuf {
        place().join(self.name)
    }

    fn write(&self, modules: usize) {
        let folder = self.folder();
        let source = folder.join("src");
        fs::create_dir_all(&source).expect("a folder");
        let version = |number: usize| format!("m20260101_{number:06}_thing");
        let extra = source.join(version(modules + 1) + ".rs");
        if extra.exists() {
            fs::remove_file(extra).expect("removed");
        }
        let manifest = format!(
            "[package]\nname = \"compile-{}\"\nedition = \"2024\"\n\n\
             [lib]\nname = \"migrations\"\n\n[dependencies]\n{}, \
             features = [\"runtime-tokio-rustls\", \"sqlx-postgres\"] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"rt-multi-thread\"] }}\n\n\
             [workspace]\n",
            self.name, self.dependency
        );
        put(&folder.join("Cargo.toml"), &manifest);
        // The versions of the dependencies, the same in both.
        let lock = fs::read_to_string(Path::new(REPOSITORY).join("Cargo.lock")).expect("a lock");
        if !folder.join("Cargo.lock").exists() {
            put(&folder.join("Cargo.lock"), &lock);
        }
        let versions: Vec<String> = (1..=modules).map(version).collect();
        for (version, number) in versions.iter().zip(1..) {
            let text = self.module.replace("VERSION", version);
            let text = text.replace("NUMBER", &number.to_string());
            put(&source.join(format!("{version}.rs")), &text);
        }
        put(&source.join("lib.rs"), &(self.library)(&versions));
        put(&source.join("main.rs"), self.program);
    }

    /// CPU seconds of a command of cargo's and of all that it starts.
    fn cargo(&self, arguments: &[&str]) -> f64 {
        let before = seconds_of_children();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(arguments)
            .arg("--target-dir")
            .arg(place().join("target"))
            .current_dir(self.folder())
            .env_remove("RUSTC_WRAPPER")
            .env_remove("CARGO_INCREMENTAL")
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "cargo {arguments:?} in {}: {}",
            self.folder().display(),
            String::from_utf8_lossy(&output.stderr)
        );
        seconds_of_children() - before
    }
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile")
}

/// Leaves a file alone that has the text, so that cargo sees only what changed.
fn put(file: &Path, text: &str) {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return;
    }
    fs::write(file, text).expect("a file is written");
}

/// CPU seconds, in the program and in the kernel, of the children that have ended, and of theirs.
fn seconds_of_children() -> f64 {
    /// Linux tells user programs of hundredths, whatever the kernel counts in.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").expect("this needs Linux");
    // After the name, which may hold spaces: `cutime` and `cstime` are fields 16 and 17 of proc(5).
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks = fields.split_whitespace().skip(13).take(2);
    ticks
        .map(|ticks| ticks.parse::<f64>().expect("a number"))
        .sum::<f64>()
        / TICKS_PER_SECOND
}

fn print(modules: usize, mut forms: [(Form, [Vec<f64>; 4]); 3]) {
    println!(
        "\n{modules} modules, seconds of CPU, min / median / max; x: how much of it is ours\n"
    );
    let [(enums, _), (strings, _), (ours, _)] = &forms;
    println!(
        "| work | {} | x | {} | x | {} |",
        enums.name, strings.name, ours.name
    );
    println!("|---|---|---|---|---|---|");
    let mut sums = [0.0; 3];
    for (work, name) in WORK.iter().enumerate() {
        let each = forms
            .each_mut()
            .map(|(_, seconds)| summary(&mut seconds[work]));
        for (sum, (_, median, _)) in sums.iter_mut().zip(each) {
            *sum += median;
        }
        row(name, each.map(shown), each.map(|(_, median, _)| median));
        // A library and its program make one build.
        if work % 2 == 1 {
            row("both", sums.map(|sum| format!("{sum:.1}")), sums);
            sums = [0.0; 3];
        }
    }
}

fn row(name: &str, [enums, strings, ours]: [String; 3], median: [f64; 3]) {
    let [of_enums, of_strings, _] = median.map(|theirs| median[2] / theirs);
    println!("| {name} | {enums} | {of_enums:.3} | {strings} | {of_strings:.3} | {ours} |");
}

fn summary(seconds: &mut [f64]) -> (f64, f64, f64) {
    seconds.sort_by(f64::total_cmp);
    let last = seconds.len() - 1;
    (seconds[0], seconds[last / 2], seconds[last])
}

fn shown((min, median, max): (f64, f64, f64)) -> String {
    format!("{min:.1} / {median:.1} / {max:.1}")
}
