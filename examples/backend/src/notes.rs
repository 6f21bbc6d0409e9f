//! Notes: lists them and takes new ones.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use entity::{note, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Set, TransactionTrait,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::problem::Problem;

/// The most notes in one answer.
const LIMIT: u64 = 100;

/// The longest title in characters, which is what the column holds on MySQL.
const TITLE: usize = 255;

/// A note as clients see it.
#[derive(Serialize)]
pub(crate) struct Note {
    id: i32,
    author: String,
    title: String,
    body: String,
    word_count: i32,
    created_at: String,
}

/// A note as a client writes it.
#[derive(Deserialize)]
pub(crate) struct NewNote {
    author: String,
    title: String,
    #[serde(default)]
    body: String,
}

impl Note {
    fn new(note: note::Model, author: user::Model) -> Self {
        Self {
            id: note.id,
            author: author.email,
            title: note.title,
            body: note.body,
            word_count: note.word_count,
            created_at: note.created_at.and_utc().to_rfc3339(),
        }
    }
}

/// The newest notes first.
pub(crate) async fn list(
    State(database): State<DatabaseConnection>,
) -> Result<Json<Vec<Note>>, Problem> {
    let notes = note::Entity::find()
        .find_also_related(user::Entity)
        .order_by_desc(note::Column::Id)
        .limit(LIMIT)
        .all(&database)
        .await?;
    let notes = notes
        .into_iter()
        .filter_map(|(note, author)| Some(Note::new(note, author?)));
    Ok(Json(notes.collect()))
}

/// A new note. Its author is known by the e-mail address, and made a user when it is new.
pub(crate) async fn create(
    State(database): State<DatabaseConnection>,
    body: Result<Json<NewNote>, JsonRejection>,
) -> Result<(StatusCode, Json<Note>), Problem> {
    let Json(new) = body?;
    let (author, title) = (new.author.trim(), new.title.trim());
    if !author.contains('@') {
        return Err(Problem::Value("the author must be an e-mail address"));
    }
    if title.is_empty() || title.chars().count() > TITLE {
        return Err(Problem::Value("the title must have 1 to 255 characters"));
    }
    let transaction = database.begin().await?;
    let author = author_by_email(&transaction, author).await?;
    let note = note::ActiveModel {
        user_id: Set(author.id.clone()),
        title: Set(title.to_owned()),
        word_count: Set(word_count(&new.body)),
        body: Set(new.body),
        ..Default::default()
    };
    let note = note.insert(&transaction).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(Note::new(note, author))))
}

/// Two requests may come with the same new author: one of them inserts, both find.
async fn author_by_email(
    database: &impl ConnectionTrait,
    email: &str,
) -> Result<user::Model, DbErr> {
    let new = user::ActiveModel {
        id: Set(Uuid::new_v4().to_string()),
        email: Set(email.to_owned()),
        username: Set(email.split('@').next().unwrap_or(email).to_owned()),
        ..Default::default()
    };
    user::Entity::insert(new)
        .on_conflict_do_nothing_on([user::Column::Email])
        .exec_without_returning(database)
        .await?;
    user::Entity::find()
        .filter(user::Column::Email.eq(email))
        .one(database)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("user {email}")))
}

fn word_count(body: &str) -> i32 {
    let words = body.split_whitespace().count();
    i32::try_from(words).unwrap_or(i32::MAX)
}
