//! PersonalKB 1.3: counts the words of the notes that were written before.
//!
//! What a word is, Rust decides and no database can, so this migration is of the form that looks
//! at rows. It can be run again after it was interrupted, for a count depends on the note alone.

use seaworthy::prelude::*;
use seaworthy::sea_orm::QueryResult;

/// How many notes are in memory at once.
const BATCH: u64 = 500;

/// This migration.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20250801_120100_count_words"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let database = manager.get_connection();
        let mut last = None;
        loop {
            let rows = database.query_all(&notes_after(last)).await?;
            let notes = rows.iter().map(count).collect::<Result<Vec<_>, _>>()?;
            let Some(note) = notes.last() else {
                return Ok(());
            };
            last = Some(note.id);
            database.execute(&write(&notes)).await?;
        }
    }

    /// The counts are as they were for a note that has never been counted.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let forget = Query::update().table("notes").value("word_count", 0).take();
        manager.get_connection().execute(&forget).await?;
        Ok(())
    }
}

/// A note's key, and how many words its body has.
struct Counted {
    id: i32,
    words: i32,
}

fn notes_after(last: Option<i32>) -> SelectStatement {
    Query::select()
        .columns(["id", "body"])
        .from("notes")
        .and_where_option(last.map(|last| Expr::col("id").gt(last)))
        .order_by("id", Order::Asc)
        .limit(BATCH)
        .take()
}

fn count(note: &QueryResult) -> Result<Counted, DbErr> {
    let body: String = note.try_get("", "body")?;
    let words = body.split_whitespace().count();
    Ok(Counted {
        id: note.try_get("", "id")?,
        words: words.try_into().unwrap_or(i32::MAX),
    })
}

/// All counts of a batch in one statement.
fn write(notes: &[Counted]) -> UpdateStatement {
    let mut words = CaseStatement::new();
    for note in notes {
        words = words.case(Expr::col("id").eq(note.id), note.words);
    }
    Query::update()
        .table("notes")
        .value("word_count", words)
        .and_where(Expr::col("id").is_in(notes.iter().map(|note| note.id)))
        .take()
}
