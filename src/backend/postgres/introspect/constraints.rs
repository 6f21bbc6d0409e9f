//! Constraints of tables.

use std::collections::HashMap;

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::{FACTS, types};
use super::columns::Names;
use super::reading::{Reading, options};
use crate::schema::constraint::{
    Action, Check, Deferrable, Exclusion, ForeignKey, Match, PrimaryKey, Unique,
};
use crate::schema::name::Name;
use crate::schema::object::Opaque;
use crate::schema::table::Table;

#[derive(Deserialize)]
struct Constraint {
    table: u32,
    name: String,
    kind: String,
    columns: Vec<i16>,
    include: Vec<i16>,
    nulls_not_distinct: bool,
    options: Option<String>,
    other: Option<Name>,
    other_number: Option<u32>,
    referenced: Vec<i16>,
    /// Their names, where the other table is not among those that are read.
    referenced_names: Option<Vec<String>>,
    set_columns: Vec<i16>,
    on_delete: String,
    on_update: String,
    is_full: bool,
    is_deferrable: bool,
    is_deferred: bool,
    is_valid: bool,
    is_enforced: bool,
    no_inherit: bool,
    is_period: bool,
    expression: Option<String>,
    definition: Option<String>,
    comment: Option<String>,
}

/// Gives each constraint to its table; what a table has no place for is by itself.
pub(super) async fn read(
    reading: &mut Reading<'_, '_>,
    tables: &mut HashMap<u32, Table>,
    names: &Names,
) -> Result<Vec<Opaque>, DbErr> {
    let numbers = |keys: &str| format!("coalesce(to_json({keys}), '[]')");
    let sql = format!(
        "SELECT n.conrelid::bigint AS table, n.conname AS name, n.contype::text AS kind, \
            {columns} AS columns, {include} AS include, {distinct} AS nulls_not_distinct, {options} AS options, \
            CASE WHEN n.confrelid <> 0 THEN {other} END AS other, n.confrelid::bigint AS other_number, \
            {referenced} AS referenced, \
            CASE WHEN n.confrelid <> 0 AND NOT ({known}) THEN (SELECT json_agg(attname ORDER BY place) \
                FROM unnest(n.confkey) WITH ORDINALITY AS key (number, place) \
                JOIN pg_attribute ON attrelid = n.confrelid AND attnum = number) END AS referenced_names, \
            {set_columns} AS set_columns, \
            n.confdeltype::text AS on_delete, n.confupdtype::text AS on_update, n.confmatchtype = 'f' AS is_full, \
            n.condeferrable AS is_deferrable, n.condeferred AS is_deferred, n.convalidated AS is_valid, \
            {enforced} AS is_enforced, n.connoinherit AS no_inherit, {period} AS is_period, \
            CASE WHEN n.contype = 'c' THEN pg_get_expr(n.conbin, n.conrelid) END AS expression, \
            CASE WHEN n.contype NOT IN ('p', 'u', 'c') THEN pg_get_constraintdef(n.oid) END AS definition, \
            {comment} AS comment \
         FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid \
         LEFT JOIN pg_index i ON i.indexrelid = n.conindid AND n.contype IN ('p', 'u', 'x') \
         LEFT JOIN pg_class x ON x.oid = i.indexrelid \
         LEFT JOIN pg_class f ON f.oid = n.confrelid \
         WHERE {wanted} AND c.relkind IN ('r', 'p') AND n.contype IN ('p', 'u', 'c', 'f', 'x') \
            AND n.conparentid = 0 AND NOT (n.contype = 'c' AND n.coninhcount > 0)",
        columns = numbers("n.conkey"),
        include = numbers("(i.indkey::int2[])[i.indnkeyatts:]"),
        distinct = reading.since(15, "coalesce(i.indnullsnotdistinct, false)", "false"),
        options = options("x.reloptions", ""),
        other = reading.name("f.relnamespace", "f.relname"),
        referenced = numbers("n.confkey"),
        known = reading.wanted("f.relnamespace"),
        set_columns = match reading.version >= 150_000 {
            true => numbers("n.confdelsetcols"),
            false => "'[]'::json".to_owned(),
        },
        enforced = reading.since(18, "n.conenforced", "true"),
        period = reading.since(18, "n.conperiod", "false"),
        comment = reading.comment("pg_constraint", "n.oid"),
        wanted = reading.wanted("c.relnamespace"),
    );
    let mut others = Vec::new();
    for constraint in reading.rows::<Constraint>(&sql).await? {
        if let Some(table) = tables.get_mut(&constraint.table) {
            constraint.put(table, names, &mut others);
        }
    }
    Ok(others)
}

impl Constraint {
    fn put(self, table: &mut Table, names: &Names, others: &mut Vec<Opaque>) {
        let named = |table: u32, numbers: &[i16]| -> Vec<String> {
            let found = numbers
                .iter()
                .filter_map(|number| names.get(&(table, *number)));
            found.cloned().collect()
        };
        let columns = named(self.table, &self.columns);
        let include = named(self.table, &self.include);
        let deferrable = match (self.is_deferrable, self.is_deferred) {
            (false, _) => Deferrable::No,
            (true, false) => Deferrable::Immediate,
            (true, true) => Deferrable::Deferred,
        };
        match self.kind.as_str() {
            "p" => {
                table.primary_key = Some(PrimaryKey {
                    options: self.index_options(),
                    name: Some(self.name),
                    columns,
                    include,
                    deferrable,
                    comment: self.comment,
                });
            }
            "u" => table.uniques.push(Unique {
                options: self.index_options(),
                name: Some(self.name),
                columns,
                include,
                nulls_not_distinct: self.nulls_not_distinct,
                deferrable,
                comment: self.comment,
            }),
            "c" => table.checks.push(Check {
                name: Some(self.name),
                expression: types::bare(&self.expression.unwrap_or_default()).into(),
                not_valid: !self.is_valid && self.is_enforced,
                not_enforced: !self.is_enforced,
                no_inherit: self.no_inherit,
                comment: self.comment,
            }),
            "f" if !self.is_period => table.foreign_keys.push(ForeignKey {
                name: Some(self.name),
                columns,
                table: self.other.unwrap_or_default(),
                referenced: match self.referenced_names {
                    Some(names) => names,
                    None => named(self.other_number.unwrap_or_default(), &self.referenced),
                },
                on_delete: action(&self.on_delete, named(self.table, &self.set_columns)),
                on_update: action(&self.on_update, Vec::new()),
                match_type: if self.is_full {
                    Match::Full
                } else {
                    Match::Simple
                },
                deferrable,
                not_valid: !self.is_valid && self.is_enforced,
                not_enforced: !self.is_enforced,
                comment: self.comment,
            }),
            "x" => table.exclusions.push(Exclusion {
                name: self.name,
                definition: self.definition.unwrap_or_default(),
                comment: self.comment,
            }),
            _ => others.push(Opaque {
                kind: "constraint".to_owned(),
                definition: format!(
                    "ALTER TABLE {} ADD CONSTRAINT {} {}",
                    types::named(&table.name),
                    FACTS.quoted(&self.name),
                    self.definition.unwrap_or_default()
                ),
                name: Name {
                    schema: table.name.schema.clone(),
                    name: self.name,
                },
                table: Some(table.name.clone()),
                arguments: None,
            }),
        }
    }

    /// What follows the columns of a key.
    fn index_options(&self) -> Option<String> {
        let options = [
            self.is_period.then(|| "WITHOUT OVERLAPS".to_owned()),
            self.options
                .as_ref()
                .map(|parameters| format!("WITH ({parameters})")),
        ];
        let options: Vec<String> = options.into_iter().flatten().collect();
        (!options.is_empty()).then(|| options.join(" "))
    }
}

fn action(code: &str, columns: Vec<String>) -> Action {
    match code {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull(columns),
        "d" => Action::SetDefault(columns),
        _ => Action::NoAction,
    }
}
