//! Times a run of Seaworthy beside one of sea-orm-migration's own migrator, on the same list of
//! migrations and the same server, in turns.
//!
//! `scripts/test --servers cargo bench --bench runner --features postgres,mysql,sqlite [MIGRATIONS] [ROUNDS]`
//! measures on all three databases; without a server it measures on SQLite alone.
//!
//! Each migration creates a table. "apply" starts from an empty database, "no-op" from one where
//! everything is applied. Every measurement opens its own pool, as a program does that starts.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program that reports"
)]

use std::time::{Duration, Instant};

use seaworthy::prelude::*;
use seaworthy::{MigratorTraitSelf, Runner};

mod databases;

use databases::{connect, create, drop, median, servers};

struct Tables(usize);

struct CreateTable(String);

impl MigrationName for CreateTable {
    fn name(&self) -> &str {
        &self.0
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateTable {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(self.0.clone())
                    .col(ColumnDef::new("id").integer().not_null().primary_key())
                    .col(ColumnDef::new("title").string_len(200).not_null())
                    .take(),
            )
            .await
    }
}

fn name(number: usize) -> String {
    format!("m{number:05}_table")
}

impl MigratorTraitSelf for Tables {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let boxed = |number| Box::new(CreateTable(name(number))) as Box<dyn MigrationTrait>;
        (0..self.0).map(boxed).collect()
    }
}

#[derive(Clone, Copy)]
enum Who {
    Seaworthy,
    SeaOrm,
}

async fn up(who: Who, url: &str, migrations: usize) -> Duration {
    let started = Instant::now();
    let db = connect(url).await;
    match who {
        Who::Seaworthy => {
            Runner::new(Tables(migrations))
                .up(&db)
                .await
                .expect("applied");
        }
        Who::SeaOrm => {
            MigratorTraitSelf::up(&Tables(migrations), &db, None)
                .await
                .expect("applied");
        }
    }
    db.close().await.expect("closed");
    started.elapsed()
}

async fn measure(backend: &str, server: Option<&str>, migrations: usize, rounds: usize) {
    let mut apply = [Vec::new(), Vec::new()];
    let mut nothing = [Vec::new(), Vec::new()];
    for round in 0..rounds {
        for (index, who) in [Who::Seaworthy, Who::SeaOrm].into_iter().enumerate() {
            let name = format!("seaworthy_bench_{}_{round}_{index}", std::process::id());
            let url = create(server, &name).await;
            apply[index].push(up(who, &url, migrations).await);
            for _ in 0..5 {
                nothing[index].push(up(who, &url, migrations).await);
            }
            drop(server, &name).await;
        }
    }
    for (what, [ours, theirs]) in [("apply", &mut apply), ("no-op", &mut nothing)] {
        let (ours, theirs) = (median(ours), median(theirs));
        println!(
            "{backend:<10} {what:<6} {migrations:>5}  seaworthy {ours:>8.1} ms  \
             sea-orm-migration {theirs:>8.1} ms  ratio {:.2}",
            ours / theirs
        );
    }
}

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|argument| argument.parse().ok());
    let migrations = numbers.next().unwrap_or(200);
    let rounds = numbers.next().unwrap_or(3);
    measure("SQLite", None, migrations, rounds).await;
    for (backend, server) in servers() {
        measure(backend, Some(&server), migrations, rounds).await;
    }
}
