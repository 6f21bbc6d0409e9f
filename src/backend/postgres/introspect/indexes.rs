//! Indexes that are no constraint's.

use std::collections::HashMap;

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::types;
use super::reading::{Reading, options};
use crate::schema::index::{Index, IndexKey, Keyed, Nulls};

#[derive(Deserialize)]
struct Row {
    relation: u32,
    name: String,
    unique: bool,
    method: String,
    /// From the first key on.
    rest: String,
    /// Those of the columns, 0 for an expression; first the keys.
    numbers: Vec<i16>,
    key_count: usize,
    predicate: Option<String>,
    nulls_not_distinct: bool,
    is_valid: bool,
    options: Option<String>,
    comment: Option<String>,
}

/// By the numbers of their tables and views.
pub(super) async fn read(reading: &mut Reading<'_, '_>) -> Result<HashMap<u32, Vec<Index>>, DbErr> {
    let sql = format!(
        "SELECT i.indrelid::bigint AS relation, x.relname AS name, i.indisunique AS unique, am.amname AS method, \
            substr(pg_get_indexdef(x.oid), 1 + length(format('CREATE %sINDEX %I ON %s%I.%I USING %I (', \
                CASE WHEN i.indisunique THEN 'UNIQUE ' END, x.relname, \
                CASE WHEN x.relkind = 'I' THEN 'ONLY ' END, n.nspname, c.relname, am.amname))) AS rest, \
            i.indkey::int2[] AS numbers, i.indnkeyatts AS key_count, \
            pg_get_expr(i.indpred, i.indrelid) AS predicate, {distinct} AS nulls_not_distinct, \
            i.indisvalid AND i.indisready AND i.indislive AS is_valid, {options} AS options, {comment} AS comment \
         FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = x.relam \
         WHERE {wanted} AND c.relkind IN ('r', 'p', 'm') AND NOT x.relispartition \
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = i.indrelid \
                AND conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))",
        distinct = reading.since(15, "i.indnullsnotdistinct", "false"),
        options = options("x.reloptions", ""),
        comment = reading.comment("pg_class", "x.oid"),
        wanted = reading.wanted("c.relnamespace"),
    );
    let mut indexes: HashMap<u32, Vec<Index>> = HashMap::new();
    for row in reading.rows::<Row>(&sql).await? {
        let relation = row.relation;
        indexes.entry(relation).or_default().push(index(row));
    }
    Ok(indexes)
}

fn index(row: Row) -> Index {
    const INCLUDE: &str = ") INCLUDE (";
    let mut rest = row.rest.as_str();
    let mut keys = Vec::new();
    let mut include = Vec::new();
    for (place, number) in row.numbers.iter().enumerate() {
        rest = rest.trim_start_matches([',', ' ']);
        if place == row.key_count {
            rest = rest.strip_prefix(INCLUDE).unwrap_or(rest);
        }
        let text = types::until_comma(rest);
        rest = &rest[text.len()..];
        let end = match number {
            0 => end_of_expression(text),
            _ => types::end_of_name(text),
        };
        let column = || types::unquoted(&text[..end]).pop().unwrap_or_default();
        if place >= row.key_count {
            include.push(column());
            continue;
        }
        let of = match number {
            0 => Keyed::Expression(types::bare(&text[..end]).into()),
            _ => Keyed::Column(column()),
        };
        keys.push(decorated(IndexKey::new(of), &text[end..]));
    }
    Index {
        name: row.name,
        keys,
        unique: row.unique,
        method: Some(row.method).filter(|method| method != "btree"),
        include,
        predicate: row.predicate.map(|text| types::bare(&text).into()),
        nulls_not_distinct: row.nulls_not_distinct,
        invalid: !row.is_valid,
        concurrent: false,
        comment: row.comment,
        options: row.options.map(|parameters| format!("WITH ({parameters})")),
    }
}

/// Where an expression ends that is in parentheses or is the call of a function.
fn end_of_expression(text: &str) -> usize {
    let start = if text.starts_with('(') {
        0
    } else {
        types::end_of_name(text)
    };
    // One for each parenthesis.
    start + types::inner(&text[start..]).len() + 2
}

/// What stands behind a key: `COLLATE "C" gin_trgm_ops (siglen='32') DESC NULLS LAST`.
fn decorated(mut key: IndexKey, decoration: &str) -> IndexKey {
    let mut rest = decoration.trim();
    if let Some(after) = rest.strip_prefix("COLLATE ") {
        let end = types::end_of_name(after);
        key.collation = Some(types::collation_of(&after[..end]));
        rest = after[end..].trim_start();
    }
    for (text, place) in [("NULLS FIRST", Nulls::First), ("NULLS LAST", Nulls::Last)] {
        if let Some(before) = rest.strip_suffix(text) {
            key.nulls = Some(place);
            rest = before.trim_end();
        }
    }
    if let Some(before) = rest.strip_suffix("DESC") {
        // A class of that name would be quoted.
        key.descending = true;
        rest = before.trim_end();
    }
    key.operator_class = (!rest.is_empty()).then(|| rest.to_owned());
    key
}
