//! Extensions, enums, domains and functions.

use std::collections::HashMap;

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::types;
use super::columns::{collation, kind};
use super::reading::Reading;
use crate::schema::column::{ColumnDefault, Expression};
use crate::schema::constraint::Check;
use crate::schema::name::Name;
use crate::schema::object::{Domain, EnumType, Extension, Function};

/// Those that the database was not created with.
pub(super) async fn extensions(reading: &mut Reading<'_, '_>) -> Result<Vec<Extension>, DbErr> {
    let sql = format!(
        "SELECT extname AS name, CASE WHEN {here} THEN NULL ELSE \
            (SELECT nspname FROM pg_namespace home WHERE home.oid = extnamespace) END AS schema \
         FROM pg_extension WHERE oid >= 16384 AND extname <> 'plpgsql'",
        here = reading.is_here("extnamespace"),
    );
    reading.rows(&sql).await
}

pub(super) async fn enums(reading: &mut Reading<'_, '_>) -> Result<Vec<EnumType>, DbErr> {
    let sql = format!(
        "SELECT {name} AS name, coalesce((SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum \
            WHERE enumtypid = t.oid), '[]') AS values, {comment} AS comment \
         FROM pg_type t WHERE t.typtype = 'e' AND {wanted} AND {unowned}",
        name = reading.name("t.typnamespace", "t.typname"),
        comment = reading.comment("pg_type", "t.oid"),
        wanted = reading.wanted("t.typnamespace"),
        unowned = reading.unowned("pg_type", "t.oid"),
    );
    reading.rows(&sql).await
}

#[derive(Deserialize)]
struct DomainRow {
    number: u32,
    name: Name,
    kind: String,
    enumeration: Option<Name>,
    not_null: bool,
    expression: Option<String>,
    collation: Option<String>,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct DomainCheck {
    domain: u32,
    #[serde(flatten)]
    check: Check,
}

pub(super) async fn domains(reading: &mut Reading<'_, '_>) -> Result<Vec<Domain>, DbErr> {
    let sql = format!(
        "SELECT n.contypid::bigint AS domain, n.conname AS name, pg_get_expr(n.conbin, 0) AS expression, \
            NOT n.convalidated AS not_valid, {comment} AS comment \
         FROM pg_constraint n JOIN pg_type t ON t.oid = n.contypid WHERE n.contype = 'c' AND {wanted}",
        comment = reading.comment("pg_constraint", "n.oid"),
        wanted = reading.wanted("t.typnamespace"),
    );
    let mut checks: HashMap<u32, Vec<Check>> = HashMap::new();
    for DomainCheck { domain, mut check } in reading.rows(&sql).await? {
        check.expression = types::bare(&check.expression.0).into();
        checks.entry(domain).or_default().push(check);
    }
    let sql = format!(
        "SELECT t.oid::bigint AS number, {name} AS name, format_type(t.typbasetype, t.typtypmod) AS kind, \
            CASE WHEN b.typtype = 'e' THEN {base} WHEN e.typtype = 'e' THEN {element} END AS enumeration, \
            t.typnotnull AS not_null, pg_get_expr(t.typdefaultbin, 0) AS expression, \
            CASE WHEN t.typcollation <> b.typcollation THEN {collation} END AS collation, {comment} AS comment \
         FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype \
         LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typcategory = 'A' \
         LEFT JOIN pg_collation l ON l.oid = t.typcollation \
         WHERE t.typtype = 'd' AND {wanted} AND {unowned}",
        name = reading.name("t.typnamespace", "t.typname"),
        base = reading.name("b.typnamespace", "b.typname"),
        element = reading.name("e.typnamespace", "e.typname"),
        collation = collation(),
        comment = reading.comment("pg_type", "t.oid"),
        wanted = reading.wanted("t.typnamespace"),
        unowned = reading.unowned("pg_type", "t.oid"),
    );
    let rows = reading.rows::<DomainRow>(&sql).await?;
    let domains = rows.into_iter().map(|row| {
        let mut checks = checks.remove(&row.number).unwrap_or_default();
        checks.sort_by(|a, b| a.name.cmp(&b.name));
        Domain {
            name: row.name,
            base: kind(&row.kind, row.enumeration),
            not_null: row.not_null,
            default: row
                .expression
                .map(Expression)
                .map(ColumnDefault::Expression),
            collation: row.collation,
            checks,
            comment: row.comment,
        }
    });
    Ok(domains.collect())
}

#[derive(Deserialize)]
struct Routine {
    name: Name,
    /// The name in the statement, with its schema.
    full: String,
    /// The name as it is to be there.
    short: String,
    arguments: String,
    is_procedure: bool,
    definition: String,
    comment: Option<String>,
}

pub(super) async fn functions(reading: &mut Reading<'_, '_>) -> Result<Vec<Function>, DbErr> {
    let sql = format!(
        "SELECT {name} AS name, quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS full, \
            {short} AS short, oidvectortypes(p.proargtypes) AS arguments, \
            p.prokind = 'p' AS is_procedure, pg_get_functiondef(p.oid) AS definition, {comment} AS comment \
         FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
         WHERE p.prokind IN ('f', 'p', 'w') AND {wanted} AND {unowned} \
            AND NOT EXISTS (SELECT FROM pg_depend made WHERE made.classid = 'pg_proc'::regclass \
                AND made.objid = p.oid AND made.deptype = 'i')",
        name = reading.name("p.pronamespace", "p.proname"),
        short = reading.quoted("p.pronamespace", "p.proname"),
        comment = reading.comment("pg_proc", "p.oid"),
        wanted = reading.wanted("p.pronamespace"),
        unowned = reading.unowned("pg_proc", "p.oid"),
    );
    let rows = reading.rows::<Routine>(&sql).await?;
    let functions = rows.into_iter().map(|row| Function {
        // The first mention is the name: before it stands only what kind of routine it is.
        definition: row
            .definition
            .replacen(&row.full, &row.short, 1)
            .trim_end()
            .to_owned(),
        name: row.name,
        arguments: row.arguments,
        is_procedure: row.is_procedure,
        comment: row.comment,
    });
    Ok(functions.collect())
}
