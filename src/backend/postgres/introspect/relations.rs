//! Tables and views, without what belongs to them.

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::types;
use super::reading::{Reading, options};
use crate::schema::name::Name;
use crate::schema::object::View;
use crate::schema::table::{PartitionOf, RowSecurity, Table};

#[derive(Deserialize)]
struct Relation {
    number: u32,
    name: Name,
    kind: String,
    partition_by: Option<String>,
    bounds: Option<String>,
    parents: Vec<Name>,
    is_secured: bool,
    is_forced: bool,
    is_unlogged: bool,
    is_populated: bool,
    parameters: Option<String>,
    toast_parameters: Option<String>,
    method: Option<String>,
    of_type: Option<String>,
    replica_identity: Option<String>,
    cluster: Option<String>,
    query: Option<String>,
    comment: Option<String>,
}

/// Each with the number that its parts know it by.
pub(super) struct Relations {
    pub(super) tables: Vec<(u32, Table)>,
    pub(super) views: Vec<(u32, View)>,
}

pub(super) async fn read(reading: &mut Reading<'_, '_>) -> Result<Relations, DbErr> {
    let sql = format!(
        "SELECT c.oid::bigint AS number, {name} AS name, c.relkind::text AS kind, \
            pg_get_partkeydef(c.oid) AS partition_by, pg_get_expr(c.relpartbound, c.oid) AS bounds, \
            coalesce((SELECT json_agg({parent} ORDER BY inhseqno) FROM pg_inherits \
                JOIN pg_class p ON p.oid = inhparent WHERE inhrelid = c.oid), '[]') AS parents, \
            c.relrowsecurity AS is_secured, c.relforcerowsecurity AS is_forced, \
            c.relpersistence = 'u' AS is_unlogged, c.relispopulated AS is_populated, \
            {parameters} AS parameters, {toast} AS toast_parameters, \
            CASE WHEN am.amname <> 'heap' THEN am.amname::text END AS method, \
            CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type, \
            CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN CASE WHEN c.relkind IN ('r', 'p') THEN 'NOTHING' END \
                WHEN 'i' THEN (SELECT 'USING INDEX ' || quote_ident(x.relname) FROM pg_index \
                    JOIN pg_class x ON x.oid = indexrelid WHERE indrelid = c.oid AND indisreplident) END AS replica_identity, \
            (SELECT quote_ident(x.relname) FROM pg_index JOIN pg_class x ON x.oid = indexrelid \
                WHERE indrelid = c.oid AND indisclustered) AS cluster, \
            CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query, \
            {comment} AS comment \
         FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid \
         LEFT JOIN pg_am am ON am.oid = c.relam \
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't' AND {wanted} AND {unowned}",
        name = reading.name("c.relnamespace", "c.relname"),
        parent = reading.name("p.relnamespace", "p.relname"),
        parameters = options("c.reloptions", ""),
        toast = options("t.reloptions", "toast."),
        comment = reading.comment("pg_class", "c.oid"),
        wanted = reading.wanted("c.relnamespace"),
        unowned = reading.unowned("pg_class", "c.oid"),
    );
    let mut relations = Relations {
        tables: Vec::new(),
        views: Vec::new(),
    };
    for relation in reading.rows::<Relation>(&sql).await? {
        match relation.kind.as_str() {
            "v" | "m" => relations.views.push((relation.number, view(relation))),
            _ => relations.tables.push((relation.number, table(relation))),
        }
    }
    Ok(relations)
}

fn table(relation: Relation) -> Table {
    let options = actions(&relation);
    let mut parents = relation.parents;
    let partition_of = relation.bounds.filter(|_| !parents.is_empty());
    let partition_of = partition_of.map(|bounds| PartitionOf {
        table: parents.remove(0),
        bounds,
    });
    Table {
        name: relation.name,
        row_security: match (relation.is_secured, relation.is_forced) {
            (false, _) => RowSecurity::Off,
            (true, false) => RowSecurity::On,
            (true, true) => RowSecurity::Forced,
        },
        partition_by: relation.partition_by,
        partition_of,
        inherits: parents,
        comment: relation.comment,
        options,
        ..Table::default()
    }
}

/// What `ALTER TABLE` has to do to a plain table.
fn actions(relation: &Relation) -> Option<String> {
    let parameters = [&relation.parameters, &relation.toast_parameters];
    let parameters: Vec<&str> = parameters
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let actions = [
        (!parameters.is_empty()).then(|| format!("SET ({})", parameters.join(", "))),
        relation.is_unlogged.then(|| "SET UNLOGGED".to_owned()),
        relation
            .method
            .as_ref()
            .map(|method| format!("SET ACCESS METHOD {method}")),
        relation.of_type.as_ref().map(|of| format!("OF {of}")),
        relation
            .replica_identity
            .as_ref()
            .map(|of| format!("REPLICA IDENTITY {of}")),
        relation
            .cluster
            .as_ref()
            .map(|index| format!("CLUSTER ON {index}")),
        (relation.is_forced && !relation.is_secured).then(|| "FORCE ROW LEVEL SECURITY".to_owned()),
    ];
    let actions: Vec<String> = actions.into_iter().flatten().collect();
    (!actions.is_empty()).then(|| actions.join(", "))
}

fn view(relation: Relation) -> View {
    let query = relation.query.unwrap_or_default();
    let materialized = relation.kind == "m";
    let options = [
        relation.method.map(|method| format!("USING {method}")),
        relation
            .parameters
            .map(|parameters| format!("WITH ({parameters})")),
        (materialized && !relation.is_populated).then(|| "WITH NO DATA".to_owned()),
    ];
    let options: Vec<String> = options.into_iter().flatten().collect();
    View {
        name: relation.name,
        query: types::settled(query.trim().trim_end_matches(';')),
        materialized,
        options: (!options.is_empty()).then(|| options.join(" ")),
        comment: relation.comment,
        ..View::default()
    }
}
