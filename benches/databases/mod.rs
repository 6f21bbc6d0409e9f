//! Databases to measure on: made for a round, and dropped.

use std::time::Duration;

use seaworthy::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

/// The servers that `scripts/test --servers` brings up.
pub(crate) fn servers() -> Vec<(&'static str, String)> {
    let servers = [
        ("PostgreSQL", "SEAWORTHY_TEST_POSTGRES"),
        ("MySQL", "SEAWORTHY_TEST_MYSQL"),
    ];
    let found = servers.into_iter().filter_map(|(backend, variable)| {
        let server = std::env::var(variable).ok()?;
        Some((backend, server))
    });
    found.collect()
}

pub(crate) async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false);
    Database::connect(options)
        .await
        .expect("the server answers")
}

/// An empty database, by URL; and how to drop it again.
pub(crate) async fn create(server: Option<&str>, name: &str) -> String {
    let Some(server) = server else {
        let file = std::env::temp_dir().join(format!("{name}.db"));
        return format!("sqlite://{}?mode=rwc", file.display());
    };
    let admin = connect(server).await;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("created");
    admin.close().await.expect("closed");
    let (host, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{host}/{name}")
}

pub(crate) async fn drop(server: Option<&str>, name: &str) {
    let Some(server) = server else {
        let file = std::env::temp_dir().join(format!("{name}.db"));
        std::fs::remove_file(file).expect("removed");
        return;
    };
    let admin = connect(server).await;
    admin
        .execute_unprepared(&format!("DROP DATABASE {name}"))
        .await
        .expect("dropped");
    admin.close().await.expect("closed");
}

/// In milliseconds.
pub(crate) fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
