//! Health: whether the server may be sent requests.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use migration::Migrator;
use sea_orm::DatabaseConnection;
use seaworthy::Runner;
use serde_json::{Value, json};

/// Well only when the database answers and has every migration that this program knows. It costs
/// one query and writes nothing, so it can be asked every second.
pub(crate) async fn show(State(database): State<DatabaseConnection>) -> (StatusCode, Json<Value>) {
    match Runner::new(Migrator).pending(&database).await {
        Ok(pending) if pending.is_empty() => (StatusCode::OK, Json(json!({ "status": "ok" }))),
        Ok(pending) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "migrations are pending", "pending": pending })),
        ),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "status": "the database cannot be asked" })),
            )
        }
    }
}
