//! What is known by its definition alone. Where PostgreSQL has no function for one it is put
//! together here; where that is not possible either, as for what is written in C, it is empty.

mod database;
mod routines;
mod types;

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::FACTS;
use super::super::types::{named, operator, settled};
use super::reading::Reading;
use crate::schema::object::Opaque;

#[derive(Deserialize)]
struct Other {
    #[serde(flatten)]
    opaque: Opaque,
    /// What people wrote about it.
    comment: Option<String>,
}

/// Each of these asks for kind, name, table, definition, arguments and comment.
pub(super) async fn read(reading: &mut Reading<'_, '_>) -> Result<Vec<Opaque>, DbErr> {
    let queries = [
        types::composites(reading),
        types::ranges(reading),
        types::base_types(reading),
        types::collations(reading),
        routines::aggregates(reading),
        routines::operators(reading),
        routines::operator_classes(reading),
        routines::casts(reading),
        database::search_dictionaries(reading),
        database::search_configurations(reading),
        rules(reading),
        statistics(reading),
        database::wrappers(reading),
        database::servers(reading),
        database::foreign_tables(reading),
        database::event_triggers(reading),
        database::publications(reading),
        view_defaults(reading),
        comments(reading),
    ];
    let sql = queries.join(" UNION ALL ");
    let others = reading.rows::<Other>(&sql).await?;
    Ok(others.into_iter().map(Other::commented).collect())
}

impl Other {
    /// With the statement that says what people wrote.
    fn commented(self) -> Opaque {
        let mut opaque = self.opaque;
        opaque.definition = settled(&opaque.definition);
        if let Some(comment) = self.comment
            && !opaque.definition.is_empty()
        {
            let arguments = opaque.arguments.as_deref().unwrap_or_default();
            let target = match (opaque.kind.as_str(), &opaque.table) {
                ("cast", _) => opaque.name.name.clone(),
                ("aggregate", _) => format!("{}({arguments})", named(&opaque.name)),
                ("operator", _) => format!("{}({arguments})", operator(&opaque.name)),
                ("operator class", _) => format!("{}{arguments}", named(&opaque.name)),
                ("rule", Some(table)) => {
                    format!("{} ON {}", named(&opaque.name), named(table))
                }
                _ => named(&opaque.name),
            };
            let kind = opaque.kind.to_uppercase();
            let comment = FACTS.literal(&comment);
            let sentence = format!(";\nCOMMENT ON {kind} {target} IS {comment}");
            opaque.definition.push_str(&sentence);
        }
        opaque
    }
}

/// One query of the union.
fn query(
    kind: &str,
    name: &str,
    table: &str,
    definition: &str,
    arguments: &str,
    comment: &str,
    from: &str,
) -> String {
    format!(
        "SELECT '{kind}' AS kind, {name} AS name, {table} AS table, coalesce({definition}, '') AS definition, \
         {arguments} AS arguments, {comment} AS comment FROM {from}"
    )
}

const NONE: &str = "NULL::json";
const NO_TEXT: &str = "NULL::text";

fn rules(reading: &Reading<'_, '_>) -> String {
    let from = format!(
        "pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_rewrite", "r.oid")
    );
    let definition = format!(
        "rtrim(pg_get_ruledef(r.oid, true), ';') || CASE r.ev_enabled WHEN 'O' THEN '' ELSE \
         ';' || chr(10) || 'ALTER TABLE ' || {} || CASE r.ev_enabled WHEN 'D' THEN ' DISABLE RULE ' \
         WHEN 'A' THEN ' ENABLE ALWAYS RULE ' ELSE ' ENABLE REPLICA RULE ' END || quote_ident(r.rulename) END",
        reading.quoted("c.relnamespace", "c.relname")
    );
    let table = reading.name("c.relnamespace", "c.relname");
    let comment = reading.comment("pg_rewrite", "r.oid");
    query(
        "rule",
        "to_json(r.rulename)",
        &table,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

fn statistics(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE STATISTICS ' || {} || substr(pg_get_statisticsobjdef(s.oid), 1 + length(\
         format('CREATE STATISTICS %I.%I', n.nspname, s.stxname)))",
        reading.quoted("s.stxnamespace", "s.stxname")
    );
    let target = format!(
        "CASE WHEN s.stxstattarget >= 0 THEN ';' || chr(10) || 'ALTER STATISTICS ' || {} || ' SET STATISTICS ' || \
         s.stxstattarget ELSE '' END",
        reading.quoted("s.stxnamespace", "s.stxname")
    );
    let from = format!(
        "pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid \
         WHERE {} AND {}",
        reading.wanted("s.stxnamespace"),
        reading.unowned("pg_statistic_ext", "s.oid")
    );
    let name = reading.name("s.stxnamespace", "s.stxname");
    let table = reading.name("c.relnamespace", "c.relname");
    let comment = reading.comment("pg_statistic_ext", "s.oid");
    let definition = format!("{definition} || {target}");
    query(
        "statistics",
        &name,
        &table,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

/// Columns of views that have a default of their own.
fn view_defaults(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'ALTER VIEW ' || {} || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)",
        reading.quoted("c.relnamespace", "c.relname")
    );
    let from = format!(
        "pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum WHERE c.relkind = 'v' AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let table = reading.name("c.relnamespace", "c.relname");
    query(
        "default",
        "to_json(a.attname)",
        &table,
        &definition,
        NO_TEXT,
        NO_TEXT,
        &from,
    )
}

/// What people wrote about columns of views and of row types.
fn comments(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'COMMENT ON COLUMN ' || {} || '.' || quote_ident(a.attname) || ' IS ' || quote_literal(d.description)",
        reading.quoted("c.relnamespace", "c.relname")
    );
    let from = format!(
        "pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid \
         WHERE d.classoid = 'pg_class'::regclass AND d.objsubid > 0 AND c.relkind IN ('v', 'm', 'c', 'f') AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let table = reading.name("c.relnamespace", "c.relname");
    query(
        "comment",
        "to_json(a.attname)",
        &table,
        &definition,
        NO_TEXT,
        NO_TEXT,
        &from,
    )
}
