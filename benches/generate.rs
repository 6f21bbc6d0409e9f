//! What `generate` costs when one column of one table has changed: the whole program, from its start
//! to the files that it has written, for applications of 10, 100 and 1,000 tables on three databases.
//!
//! ```text
//! cargo bench --bench generate --profile dev -- [optimized] [ROUNDS] [TABLES]…
//! ```
//!
//! The program is a debug build, as `cargo run` makes it; `optimized` builds what it depends on with
//! `opt-level = 3`, as docs/generate.md shows. It counts seconds of CPU, which other work on the
//! machine hardly changes. Linux only: `/proc` counts them.

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
use std::time::Instant;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

fn main() {
    let is_optimized = std::env::args().any(|argument| argument == "optimized");
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let rounds = numbers.next().unwrap_or(5).max(1);
    let mut sizes: Vec<usize> = numbers.collect();
    if sizes.is_empty() {
        sizes = vec![10, 100, 1000];
    }
    println!("| tables | CPU seconds, min / median / max | wall seconds, median | schema.json |");
    println!("|---|---|---|---|");
    for tables in sizes {
        let program = build(tables, is_optimized);
        let (mut cpu, mut wall) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            prepare(&program, tables);
            let (before, start) = (seconds_of_children(), Instant::now());
            run(&program, &["generate"]);
            wall.push(start.elapsed().as_secs_f64());
            cpu.push(seconds_of_children() - before);
            check(tables);
        }
        let snapshot = fs::metadata(folder(tables).join("migration/schema.json")).unwrap();
        let (cpu, wall) = (sorted(cpu), sorted(wall));
        println!(
            "| {tables} | {:.2} / {:.2} / {:.2} | {:.2} | {} KiB |",
            cpu[0],
            cpu[rounds / 2],
            cpu[rounds - 1],
            wall[rounds / 2],
            snapshot.len() / 1024
        );
    }
}

fn folder(tables: usize) -> PathBuf {
    place().join(format!("tables{tables}"))
}

fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("generate")
}

/// An application with that many tables, each of ten columns, that refers to the one before.
fn build(tables: usize, is_optimized: bool) -> PathBuf {
    let folder = folder(tables);
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"generate-{tables}\"\nedition = \"2024\"\n\n[dependencies]\n\
         seaworthy = {{ path = {REPOSITORY:?}, features = [\"postgres\", \"mysql\", \"sqlite\"] }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
    let lock = Path::new(REPOSITORY).join("Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("a lock");
    fs::write(folder.join("src/main.rs"), source(tables)).expect("a file");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let (target, profile) = match is_optimized {
        true => ("optimized", "profile.dev.package.\"*\".opt-level = 3"),
        false => ("target", "profile.dev.opt-level = 0"),
    };
    let target = place().join(target);
    let built = Command::new(cargo)
        .args(["build", "--config", profile, "--target-dir"])
        .arg(&target)
        .current_dir(&folder)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    let talk = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{talk}");
    target.join(format!("debug/generate-{tables}"))
}

fn source(tables: usize) -> String {
    let mut source = PROGRAM.to_owned();
    let mut names = [Vec::new(), Vec::new()];
    for number in 0..tables {
        let parent = number.checked_sub(1);
        let versions = if number == tables / 2 { 2 } else { 1 };
        for version in 0..versions {
            let title = ["String(StringLen::N(50))", "String(StringLen::N(80))"][version];
            let is_nullable = version == 1;
            let relation = parent.map_or(String::new(), |parent| {
                format!(
                    "#[sea_orm(belongs_to = \"super::t{parent}v0::Entity\", from = \"Column::Parent\", \
                     to = \"super::t{parent}v0::Column::Id\")] Parent,"
                )
            });
            let (nullable, kind) = match is_nullable {
                true => (", nullable", "Option<String>"),
                false => ("", "String"),
            };
            writeln!(
                source,
                "mod t{number}v{version} {{ use seaworthy::sea_orm; use sea_orm::entity::prelude::*;
                #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
                #[sea_orm(table_name = \"table_{number}\")]
                pub struct Model {{
                #[sea_orm(primary_key)] pub id: i32,
                #[sea_orm(column_type = \"{title}\"{nullable})] pub title: {kind},
                #[sea_orm(unique)] pub slug: String,
                #[sea_orm(indexed)] pub author: String,
                #[sea_orm(default_value = 0)] pub stars: i32,
                #[sea_orm(default_value = true)] pub open: bool,
                #[sea_orm(default_value = \"draft\")] pub state: String,
                #[sea_orm(default_expr = \"Expr::current_timestamp()\")] pub created: DateTime,
                pub body: Option<String>,
                pub parent: Option<i32> }}
                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {{ {relation} }}
                impl ActiveModelBehavior for ActiveModel {{}} }}"
            )
            .unwrap();
            names[version].push(format!("t{number}v{version}"));
        }
        if versions == 1 {
            names[1].push(format!("t{number}v0"));
        }
    }
    let [before, after] = names.map(|names| names.join(", "));
    write!(
        source,
        "fn before() -> Entities {{ seaworthy::entities![{before}] }}\n\
         fn after() -> Entities {{ seaworthy::entities![{after}] }}\n"
    )
    .unwrap();
    source
}

const PROGRAM: &str = r#"
use seaworthy::prelude::*;
use seaworthy::generate::Snapshot;
use seaworthy::cli::Cli;
use seaworthy::{Entities, Runner};

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> { vec![] }
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    if std::env::args().nth(1).as_deref() != Some("remember") {
        return Cli::new(Migrator).entities(after()).run().await;
    }
    let empty = Snapshot {
        schemas: [DbBackend::Postgres, DbBackend::MySql, DbBackend::Sqlite]
            .map(|backend| (backend, Default::default()))
            .into(),
        ..Default::default()
    };
    let proposal = Runner::new(Migrator).proposal(&before(), &empty).unwrap().unwrap();
    std::fs::write("migration/schema.json", proposal.snapshot().written()).unwrap();
    std::process::ExitCode::SUCCESS
}
"#;

/// The files as they are before the column changes.
fn prepare(program: &Path, tables: usize) {
    let sources = folder(tables).join("migration/src");
    if sources.exists() {
        fs::remove_dir_all(&sources).expect("removed");
    }
    fs::create_dir_all(&sources).expect("a folder");
    fs::write(
        folder(tables).join("migration/Cargo.toml"),
        "[package]\nname = \"migration\"\n",
    )
    .expect("a file");
    fs::write(
        sources.join("lib.rs"),
        "pub use seaworthy::prelude::*;\n\npub struct Migrator;\n\n\
         impl MigratorTrait for Migrator {\n    fn migrations() -> Vec<Box<dyn MigrationTrait>> {\n        \
         migrations()\n    }\n}\n\nseaworthy::migrations! {}\n",
    )
    .expect("a file");
    run(program, &["remember"]);
}

fn run(program: &Path, arguments: &[&str]) {
    let folder = program.file_name().unwrap().to_str().unwrap();
    let tables = folder.rsplit_once('-').unwrap().1.parse().unwrap();
    let ended = Command::new(program)
        .args(arguments)
        .current_dir(self::folder(tables))
        // Cargo tells this bench where its own package is.
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .expect("it runs");
    let talk = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{arguments:?}: {talk}");
}

/// One module was written, with the one change in it.
fn check(tables: usize) {
    let files = fs::read_dir(folder(tables).join("migration/src")).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let modules: Vec<String> = texts.filter(|text| text.contains("fn up(")).collect();
    let [module] = modules.as_slice() else {
        panic!("{} modules", modules.len());
    };
    assert_eq!(module.matches("script.").count(), 4, "{module}");
}

fn sorted(mut all: Vec<f64>) -> Vec<f64> {
    all.sort_by(f64::total_cmp);
    all
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
