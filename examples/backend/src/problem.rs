//! Problem: why a request was not answered well, as status and JSON.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sea_orm::DbErr;
use serde_json::json;

/// Whatever can be wrong with a request, or with us.
pub(crate) enum Problem {
    /// The body is not the JSON that was asked for.
    Body(JsonRejection),
    /// A value is of no use; the sentence says which.
    Value(&'static str),
    /// There is nothing at this path.
    NoSuchPage,
    /// The path exists, and does not do that.
    NoSuchMethod,
    /// The database failed. What it said is for us and not for the client.
    Database(DbErr),
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::Body(rejection)
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Body(rejection) => (rejection.status(), rejection.body_text()),
            Self::Value(sentence) => (StatusCode::UNPROCESSABLE_ENTITY, sentence.to_owned()),
            Self::NoSuchPage => (StatusCode::NOT_FOUND, "no such page".to_owned()),
            Self::NoSuchMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "no such method here".to_owned(),
            ),
            Self::Database(error) => {
                tracing::error!("{error}");
                let sentence = "the database failed".to_owned();
                (StatusCode::INTERNAL_SERVER_ERROR, sentence)
            }
        };
        (status, Json(json!({ "error": error }))).into_response()
    }
}
