//! Times how long it takes to read the schema of a database, with 10, 100 and 1,000 tables of ten
//! columns each; beside `pg_dump --schema-only` where that is installed, which reads the same
//! catalog.
//!
//! `scripts/test --servers cargo bench --bench introspect --features postgres,mysql,sqlite [ROUNDS]`
//! measures on all three databases; without a server it measures on SQLite alone.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program that reports"
)]

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use seaworthy::sea_orm::{ConnectionTrait, DatabaseConnection};

mod databases;

use databases::{connect, create, drop, median, servers};

/// A table with a primary key, a reference to the one before, an index, a unique constraint and
/// defaults.
fn table(number: usize) -> String {
    let mut sql = format!("CREATE TABLE t{number:04} (id integer PRIMARY KEY, before_id integer");
    for column in 0..4 {
        write!(sql, ", title{column} varchar(80) NOT NULL DEFAULT 'none'").expect("a text");
        write!(sql, ", amount{column} numeric(10, 2)").expect("a text");
    }
    write!(
        sql,
        ", CONSTRAINT t{number:04}_title UNIQUE (title0, amount0)"
    )
    .expect("a text");
    if let Some(before) = number.checked_sub(1) {
        let key = format!("FOREIGN KEY (before_id) REFERENCES t{before:04} (id)");
        write!(sql, ", CONSTRAINT t{number:04}_before {key}").expect("a text");
    }
    sql.push(')');
    sql
}

async fn fill(db: &DatabaseConnection, tables: usize) {
    for number in 0..tables {
        db.execute_unprepared(&table(number)).await.expect("made");
        let index = format!("CREATE INDEX t{number:04}_amount ON t{number:04} (amount1)");
        db.execute_unprepared(&index).await.expect("made");
    }
}

/// `None` where there is no such program, or it does not understand the server.
fn pg_dump(url: &str) -> Option<Duration> {
    let started = Instant::now();
    let mut dump = Command::new("pg_dump");
    dump.args(["--schema-only", "--dbname", url]);
    let ended = dump.stdout(Stdio::null()).stderr(Stdio::null()).status();
    ended
        .is_ok_and(|status| status.success())
        .then(|| started.elapsed())
}

async fn measure(backend: &str, server: Option<&str>, tables: usize, rounds: usize) {
    let name = format!("seaworthy_bench_{}_{tables}", std::process::id());
    let url = create(server, &name).await;
    let db = connect(&url).await;
    fill(&db, tables).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let started = Instant::now();
        let schema = seaworthy::introspect(&db, &[]).await.expect("read");
        ours.push(started.elapsed());
        assert_eq!(schema.tables.len(), tables);
        theirs.extend(url.starts_with("postgres").then(|| pg_dump(&url)).flatten());
    }
    db.close().await.expect("closed");
    drop(server, &name).await;
    let ours = median(&mut ours);
    let beside = match theirs.is_empty() {
        true => String::new(),
        false => {
            let theirs = median(&mut theirs);
            format!("  pg_dump {theirs:>8.1} ms  ratio {:.2}", ours / theirs)
        }
    };
    println!("{backend:<10} {tables:>5} tables  seaworthy {ours:>8.1} ms{beside}");
}

#[tokio::main]
async fn main() {
    let numbers = std::env::args().skip(1);
    let rounds = numbers.filter_map(|argument| argument.parse().ok()).next();
    let rounds = rounds.unwrap_or(5);
    for tables in [10, 100, 1_000] {
        measure("SQLite", None, tables, rounds).await;
        for (backend, server) in servers() {
            measure(backend, Some(&server), tables, rounds).await;
        }
    }
}
