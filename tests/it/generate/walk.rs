//! A walk: an application that changes by chance, step by step, with rows in its tables. Each step
//! is generated, compiled, applied, compared, reverted and applied again.
//!
//! `SEAWORTHY_WALK_STEPS` walks further, and `SEAWORTHY_WALK_SEED` elsewhere.

mod alter;
mod change;
mod entity;
mod model;
mod write;

use crate::program::{Crate, Program, REPOSITORY};
use crate::support::{TestDatabase, Which};

fn number(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number"),
        Err(_) => usual,
    }
}

/// The program with the migrations of a walk.
async fn program(seed: u64, steps: u64) -> Program {
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
    for (name, source) in [
        ("alter", include_str!("walk/alter.rs")),
        ("change", include_str!("walk/change.rs")),
        ("entity", include_str!("walk/entity.rs")),
        ("model", include_str!("walk/model.rs")),
        ("rows", include_str!("walk/rows.rs")),
    ] {
        walk.write(&format!("src/{name}.rs"), source);
    }
    for (name, source) in write::write(seed, steps as usize) {
        walk.write(&format!("src/modules/{name}"), &source);
    }
    walk.build().await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_is_right_on_each_backend() {
    let steps = number("SEAWORTHY_WALK_STEPS", 24);
    let seed = number("SEAWORTHY_WALK_SEED", 20_261_121);
    println!("{steps} steps from {seed}");
    let program = program(seed, steps).await;
    for which in [Which::Sqlite, Which::Postgres, Which::MySql] {
        let database = TestDatabase::create(which).await;
        let (seed, steps) = (seed.to_string(), steps.to_string());
        println!(
            "{}",
            program.well("", &[&seed, &steps, &database.url]).await
        );
        database.drop().await;
    }
}
