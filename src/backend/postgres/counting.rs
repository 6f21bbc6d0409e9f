//! Columns that count by themselves, in whichever way they did it before.

use sea_orm::{DatabaseExecutor, DbErr};

use super::super::{Backend, text};
use crate::schema::name::Name;

/// The SQL after which a column counts in that way, or after which nothing is left of how it counted;
/// `None` where there is nothing to do. It goes on where it was, and never under a number that a row has.
pub(super) async fn counting(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    (table, column): (&Name, &str),
    how: Option<&str>,
) -> Result<Option<String>, DbErr> {
    let facts = backend.facts();
    let (of, own) = (facts.quoted_name(table), facts.quoted(column));
    let place = format!(
        "pg_get_serial_sequence({}, {})",
        facts.literal(&of),
        facts.literal(column)
    );
    let sequence = text(backend, database, &format!("SELECT {place}")).await?;
    let drop = format!("DROP SEQUENCE IF EXISTS {sequence}");
    let has_one = !sequence.is_empty();
    let Some(how) = how else {
        return Ok(has_one.then_some(drop));
    };
    let next = match has_one {
        true => {
            let next = format!("SELECT nextval({})::text", facts.literal(&sequence));
            text(backend, database, &next).await?
        }
        false => "NULL".to_owned(),
    };
    let alter = format!("ALTER TABLE {of} ALTER COLUMN {own}");
    let mut statements = vec![format!(
        "{alter} DROP IDENTITY IF EXISTS, ALTER COLUMN {own} DROP DEFAULT"
    )];
    statements.extend(has_one.then_some(drop));
    statements.push(format!("{alter} ADD GENERATED {how}"));
    let [furthest, last, step] = match how.contains("INCREMENT BY -") {
        true => ["least", "min", "- 1"],
        false => ["greatest", "max", "+ 1"],
    };
    statements.push(format!(
        "SELECT setval({place}, {furthest}({next}, nextval({place}), (SELECT {last}({own}) {step} FROM {of})), false)"
    ));
    Ok(Some(statements.join(";\n")))
}
