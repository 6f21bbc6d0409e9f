//! A walk: an application that changes by chance, step by step, with rows in its tables. Each step
//! is generated, compiled, applied, compared, reverted and applied again.
//!
//! `SEAWORTHY_WALK_STEPS` walks further, and `SEAWORTHY_WALK_SEED` elsewhere.

mod model;
mod render;

use crate::program::{Crate, Program, REPOSITORY};
use crate::support::{TestDatabase, Which};
use model::{Application, Chance};

fn number(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => usual,
    }
}

/// The program, first with the versions alone, then with the migrations that it wrote.
async fn program() -> Program {
    let steps = number("SEAWORTHY_WALK_STEPS", 24);
    let seed = number("SEAWORTHY_WALK_SEED", 20_261_121);
    println!("{steps} steps from {seed}");
    let mut chance = Chance(seed);
    let mut versions = Vec::new();
    let mut application = Application::default();
    for _ in 0..steps {
        let (after, answers) = application.changed(&mut chance);
        versions.push((after.clone(), answers));
        application = after;
    }
    let walk = Crate::new("walk");
    walk.write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"walk\"\nedition = \"2024\"\n\n[dependencies]\n\
             seaworthy = {{ path = {REPOSITORY:?}, features = [\"postgres\", \"mysql\", \"sqlite\"] }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n\
             [workspace]\n"
        ),
    );
    walk.write("src/main.rs", include_str!("walk/program.rs.txt"));
    walk.write("src/versions.rs", &render::source(&versions));
    walk.write(
        "src/modules/mod.rs",
        "pub fn all() -> Vec<Box<dyn seaworthy::prelude::MigrationTrait>> { Vec::new() }\n",
    );
    let writer = walk.build().await;
    let folder = walk.folder().join("src/modules");
    writer.well("", &["write", folder.to_str().unwrap()]).await;
    walk.build().await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_is_right_on_each_backend() {
    let program = program().await;
    for which in [Which::Sqlite, Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        println!("{}", program.well("", &["walk", &database.url]).await);
        database.drop().await;
    }
}
