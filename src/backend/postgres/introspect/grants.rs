//! Rights of roles, as the catalog has them.

use sea_orm::DbErr;
use serde::Deserialize;

use super::reading::Reading;
use crate::schema::name::Name;
use crate::schema::object::{Grant, Right};

#[derive(Deserialize)]
struct Given {
    kind: String,
    name: Name,
    arguments: Option<String>,
    role: String,
    right: Right,
}

/// What roles may do with things that are not theirs, without what everybody may who was told nothing.
pub(super) async fn grants(reading: &mut Reading<'_, '_>) -> Result<Vec<Grant>, DbErr> {
    let sql = format!(
        "WITH held AS ({held}) \
         SELECT kind, name, arguments, \
            CASE WHEN given.grantee = 0 THEN 'public' ELSE pg_get_userbyid(given.grantee)::text END AS role, \
            json_build_object('name', given.privilege_type, 'column', attribute, \
                'grantable', given.is_grantable) AS right \
         FROM held, aclexplode(acl) given \
         WHERE given.grantee <> owner AND NOT EXISTS (SELECT FROM aclexplode(usual) u \
            WHERE u.grantee = given.grantee AND u.privilege_type = given.privilege_type)",
        held = held(reading).join(" UNION ALL "),
    );
    let mut grants: Vec<Grant> = Vec::new();
    for given in reading.rows::<Given>(&sql).await? {
        let one = Grant {
            kind: given.kind,
            name: given.name,
            arguments: given.arguments,
            role: given.role,
            rights: vec![given.right],
        };
        match grants.iter_mut().find(|it| it.key() == one.key()) {
            Some(same) => same.rights.extend(one.rights),
            None => grants.push(one),
        }
    }
    for grant in &mut grants {
        // Of two roles that gave the same, one may have let it be given on.
        let rights = &mut grant.rights;
        rights.sort();
        rights.reverse();
        rights.dedup_by(|it, before| (&it.name, &it.column) == (&before.name, &before.column));
        rights.reverse();
    }
    Ok(grants)
}

/// What has an owner and rights of others, and those that it would have if nobody had said anything.
fn held(reading: &Reading<'_, '_>) -> Vec<String> {
    let relation = reading.name("c.relnamespace", "c.relname");
    let is_wanted = format!(
        "{} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let routine = reading.name("p.pronamespace", "p.proname");
    let kind = reading.name("t.typnamespace", "t.typname");
    vec![
        format!(
            "SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, {relation} AS name, \
                NULL::text AS arguments, NULL::text AS attribute, c.relowner AS owner, c.relacl AS acl, \
                NULL::aclitem[] AS usual \
             FROM pg_class c WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
                AND {is_wanted}"
        ),
        format!(
            "SELECT 'table', {relation}, NULL, a.attname::text, c.relowner, a.attacl, NULL \
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
             WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND {is_wanted}"
        ),
        format!(
            "SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, {routine}, \
                oidvectortypes(p.proargtypes), NULL, p.proowner, p.proacl, acldefault('f', p.proowner) \
             FROM pg_proc p WHERE p.proacl IS NOT NULL AND {} AND {}",
            reading.wanted("p.pronamespace"),
            reading.unowned("pg_proc", "p.oid")
        ),
        format!(
            "SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, {kind}, NULL, NULL, t.typowner, \
                t.typacl, acldefault('T', t.typowner) \
             FROM pg_type t WHERE t.typacl IS NOT NULL AND {} AND {}",
            reading.wanted("t.typnamespace"),
            reading.unowned("pg_type", "t.oid")
        ),
        format!(
            "SELECT 'schema', to_json(n.nspname::text), NULL, NULL, n.nspowner, n.nspacl, \
                coalesce((SELECT initprivs FROM pg_init_privs first WHERE first.objoid = n.oid \
                    AND first.classoid = 'pg_namespace'::regclass), acldefault('n', n.nspowner)) \
             FROM pg_namespace n WHERE n.nspacl IS NOT NULL AND {}",
            reading.wanted("n.oid")
        ),
    ]
}
