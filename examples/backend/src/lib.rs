//! PersonalKB's server: notes over HTTP, and the answer to a readiness probe.

mod health;
mod notes;
mod problem;

use axum::Router;
use axum::routing::get;
use sea_orm::DatabaseConnection;

use problem::Problem;

/// What the server answers, from the notes in `database`.
pub fn router(database: DatabaseConnection) -> Router {
    Router::new()
        .route("/healthz", get(health::show))
        .route("/notes", get(notes::list).post(notes::create))
        .fallback(async || Problem::NoSuchPage)
        .method_not_allowed_fallback(async || Problem::NoSuchMethod)
        .with_state(database)
}
