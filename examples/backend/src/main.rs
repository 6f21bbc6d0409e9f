//! Connects, migrates, serves, and stops when it is told to.

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use migration::Migrator;
use sea_orm::{ConnectOptions, Database};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let url = variable("DATABASE_URL", "sqlite://seaworthy.db?mode=rwc");
    let port: u16 = variable("PORT", "3000")
        .parse()
        .map_err(|_| "PORT must be a number from 0 to 65535")?;

    let mut options = ConnectOptions::new(url);
    options
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false);
    let database = Database::connect(options).await?;

    // From here on the schema is that of the entities. A second server that starts at the same
    // time waits; when nothing is pending, this is one query.
    seaworthy::migrate(&database, Migrator)
        .await
        .inspect_err(|error| {
            if let Some(hint) = error.hint() {
                tracing::error!("{hint}");
            }
        })?;

    let listener = TcpListener::bind(("0.0.0.0", port)).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, backend::router(database.clone()))
        .with_graceful_shutdown(told_to_stop())
        .await?;
    database.close().await?;
    tracing::info!("stopped");
    Ok(())
}

fn variable(name: &str, otherwise: &str) -> String {
    env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

/// Ctrl-C, or SIGTERM from whoever runs the container. Requests that have begun are answered.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
