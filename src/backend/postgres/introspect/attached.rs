//! What hangs on tables and views: triggers and policies.

use std::collections::HashMap;

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::types;
use super::reading::Reading;
use crate::schema::table::{Policy, Trigger};

#[derive(Deserialize)]
struct TriggerRow {
    relation: u32,
    #[serde(flatten)]
    trigger: Trigger,
}

/// Triggers by the numbers of their tables and views. Those of a partition that its table has are
/// the table's.
pub(super) async fn triggers(
    reading: &mut Reading<'_, '_>,
) -> Result<HashMap<u32, Vec<Trigger>>, DbErr> {
    let sql = format!(
        "SELECT t.tgrelid::bigint AS relation, t.tgname AS name, pg_get_triggerdef(t.oid, true) AS definition, \
            CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' \
                WHEN 'R' THEN 'ENABLE REPLICA' END AS state, {comment} AS comment \
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
         WHERE {wanted} AND NOT t.tgisinternal AND t.tgparentid = 0 AND {unowned}",
        comment = reading.comment("pg_trigger", "t.oid"),
        wanted = reading.wanted("c.relnamespace"),
        unowned = reading.unowned("pg_trigger", "t.oid"),
    );
    let mut triggers: HashMap<u32, Vec<Trigger>> = HashMap::new();
    for row in reading.rows::<TriggerRow>(&sql).await? {
        let mut trigger = row.trigger;
        trigger.definition = types::settled(&trigger.definition);
        triggers.entry(row.relation).or_default().push(trigger);
    }
    Ok(triggers)
}

#[derive(Deserialize)]
struct PolicyRow {
    relation: u32,
    #[serde(flatten)]
    policy: Policy,
}

/// Policies by the numbers of their tables.
pub(super) async fn policies(
    reading: &mut Reading<'_, '_>,
) -> Result<HashMap<u32, Vec<Policy>>, DbErr> {
    let sql = format!(
        "SELECT p.polrelid::bigint AS relation, p.polname AS name, NOT p.polpermissive AS restrictive, \
            CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' \
                WHEN 'd' THEN 'DELETE' END AS command, \
            coalesce((SELECT json_agg(pg_get_userbyid(role) ORDER BY pg_get_userbyid(role)) \
                FROM unnest(p.polroles) role WHERE role <> 0), '[]') AS roles, \
            pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check, \
            {comment} AS comment \
         FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE {wanted}",
        comment = reading.comment("pg_policy", "p.oid"),
        wanted = reading.wanted("c.relnamespace"),
    );
    let mut policies: HashMap<u32, Vec<Policy>> = HashMap::new();
    for PolicyRow {
        relation,
        mut policy,
    } in reading.rows(&sql).await?
    {
        for expression in [&mut policy.using, &mut policy.with_check] {
            *expression = expression.take().map(|text| types::bare(&text.0).into());
        }
        policies.entry(relation).or_default().push(policy);
    }
    Ok(policies)
}
