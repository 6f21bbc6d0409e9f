//! The server's answers, without a network: requests go straight into the router.

use std::error::Error;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use migration::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};
use tower::ServiceExt;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

async fn empty() -> Result<DatabaseConnection> {
    Ok(Database::connect("sqlite::memory:").await?)
}

async fn migrated() -> Result<DatabaseConnection> {
    let database = empty().await?;
    seaworthy::migrate(&database, Migrator).await?;
    Ok(database)
}

async fn answer(router: &Router, request: Request<Body>) -> Result<(StatusCode, Value)> {
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await?;
    Ok((status, serde_json::from_slice(&body)?))
}

async fn get(router: &Router, path: &str) -> Result<(StatusCode, Value)> {
    answer(router, Request::get(path).body(Body::empty())?).await
}

async fn post(router: &Router, path: &str, body: &str) -> Result<(StatusCode, Value)> {
    let request = Request::post(path).header("content-type", "application/json");
    answer(router, request.body(Body::from(body.to_owned()))?).await
}

#[tokio::test]
async fn it_is_not_ready_while_migrations_are_pending() -> Result {
    let database = empty().await?;
    let router = backend::router(database.clone());

    let (status, body) = get(&router, "/healthz").await?;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body["pending"][0], "m20250110_090000_create_users");

    let tables = Statement::from_string(
        database.get_database_backend(),
        "SELECT name FROM sqlite_schema",
    );
    assert!(
        database.query_all_raw(tables).await?.is_empty(),
        "it only looks"
    );

    seaworthy::migrate(&database, Migrator).await?;
    let ready = get(&router, "/healthz").await?;
    assert_eq!(ready, (StatusCode::OK, json!({ "status": "ok" })));
    Ok(())
}

#[tokio::test]
async fn it_is_not_ready_without_a_database() -> Result {
    let database = migrated().await?;
    let router = backend::router(database.clone());
    database.close().await?;

    let (status, body) = get(&router, "/healthz").await?;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body, json!({ "status": "the database cannot be asked" }));

    let (status, body) = get(&router, "/notes").await?;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body, json!({ "error": "the database failed" }));
    Ok(())
}

#[tokio::test]
async fn a_note_is_kept_with_its_author() -> Result {
    let router = backend::router(migrated().await?);
    assert_eq!(get(&router, "/notes").await?, (StatusCode::OK, json!([])));

    for title in ["First", "Second"] {
        let note = json!({ "author": "ada@example.org", "title": title, "body": "two words" });
        let (status, body) = post(&router, "/notes", &note.to_string()).await?;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        assert_eq!(body["author"], "ada@example.org");
        assert_eq!(body["word_count"], 2);
    }

    let (_, notes) = get(&router, "/notes").await?;
    let titles: Vec<&Value> = notes.as_array().into_iter().flatten().collect();
    assert_eq!(titles.len(), 2);
    assert_eq!(titles[0]["title"], "Second");
    Ok(())
}

#[tokio::test]
async fn errors_are_json() -> Result {
    let router = backend::router(migrated().await?);
    let note = |author: &str, title: &str| json!({ "author": author, "title": title }).to_string();
    let cases = [
        (post(&router, "/notes", "{").await?, StatusCode::BAD_REQUEST),
        (
            post(&router, "/notes", "{}").await?,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            post(&router, "/notes", &note("ada", "A title")).await?,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            post(&router, "/notes", &note("ada@example.org", " ")).await?,
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (get(&router, "/nothing").await?, StatusCode::NOT_FOUND),
        (
            post(&router, "/healthz", "{}").await?,
            StatusCode::METHOD_NOT_ALLOWED,
        ),
    ];
    for ((status, body), expected) in cases {
        assert_eq!(status, expected, "{body}");
        assert!(body["error"].is_string(), "{body}");
    }
    Ok(())
}
