//! Recognise: whose a tracking table is, by its name and its columns.

use super::shapes::{BY_HAND, CALLED, KEYS, OURS, Rule, SHAPES, Shape, TIMES};
use crate::backend::{CatalogColumn, CatalogTable};

/// A table that was recognised, and how it is read. Columns are in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) tool: String,
    pub(super) rule: Rule,
    pub(super) key: Vec<&'static str>,
    pub(super) names: Vec<&'static str>,
    pub(super) order: Vec<&'static str>,
    /// Whether no tool is known that makes it.
    pub(super) is_guess: bool,
}

impl Recognised {
    /// What has to be read of it, each once.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'static str> + '_ {
        let all = self
            .key
            .iter()
            .chain(&self.names)
            .chain(self.rule.columns());
        let all: Vec<&'static str> = all.copied().collect();
        let firsts = all.clone().into_iter().enumerate();
        firsts
            .filter(move |(index, column)| !all[..*index].contains(column))
            .map(|(_, column)| column)
    }
}

/// The widest table that a program's own code is taken to have made.
const WIDEST: usize = 12;

/// What the name is without what an earlier adoption put behind it, in lower case.
pub(super) fn base(table: &str) -> String {
    let name = table.to_lowercase();
    let without_number = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    match without_number.strip_suffix("_adopted") {
        Some(base) => base.to_owned(),
        None => name,
    }
}

/// Whose table it is, if it is a tracking table; `tables` are those that could be.
pub(super) fn recognise(table: &CatalogTable, tables: &[CatalogTable]) -> Option<Recognised> {
    let schema = table.schema.as_deref();
    if schema.is_some_and(crate::diff::is_schema_of_a_platform) {
        return None;
    }
    let name = base(&table.name);
    if schema == Some("supabase_migrations") {
        let is_it = name == "schema_migrations" && column(table, "version").is_some();
        return is_it.then(|| Recognised {
            tool: "Supabase".to_owned(),
            rule: Rule::Every,
            key: vec!["version"],
            names: vec!["name"],
            order: vec!["version"],
            is_guess: false,
        });
    }
    let Some(shape) = SHAPES.iter().find(|shape| fits(shape, &name, table)) else {
        return by_hand(&name, table);
    };
    let beside = |wanted: &str| {
        tables
            .iter()
            .any(|other| other.schema == table.schema && other.name == wanted)
    };
    let tool = match shape.tool {
        "Rails or dbmate" if beside("ar_internal_metadata") => "Rails",
        // The ledger of another migrator: it has a journal beside it.
        "SeaORM" if beside(&format!("{}_journal", table.name)) => OURS,
        tool => tool,
    };
    Some(Recognised {
        tool: tool.to_owned(),
        rule: shape.rule,
        key: shape.key.to_vec(),
        names: shape.names.to_vec(),
        order: shape.order.to_vec(),
        is_guess: false,
    })
}

fn column<'a>(table: &'a CatalogTable, name: &str) -> Option<&'a CatalogColumn> {
    let mut columns = table.columns.iter();
    columns.find(|column| column.name.to_lowercase() == name)
}

fn is_integer(column: &CatalogColumn) -> bool {
    column.kind.contains("int") || column.kind.contains("serial")
}

fn is_text(column: &CatalogColumn) -> bool {
    ["char", "text"]
        .iter()
        .any(|part| column.kind.contains(part))
}

fn fits(shape: &Shape, name: &str, table: &CatalogTable) -> bool {
    let has = |names: &[&str], is: fn(&CatalogColumn) -> bool| {
        names.iter().all(|name| column(table, name).is_some_and(is))
    };
    (shape.tables.is_empty() || shape.tables.contains(&name))
        && (!shape.is_whole || table.columns.len() == shape.has.len())
        && has(shape.has, |_| true)
        && has(shape.integers, is_integer)
        && has(shape.texts, is_text)
}

/// A table of a program's own: called as such tables are, not wide, with a column that tells its rows
/// apart.
fn by_hand(name: &str, table: &CatalogTable) -> Option<Recognised> {
    let has = |part: &str| name.contains(part);
    let is_called_so = has("migrat")
        || has("changelog")
        || (has("version") || has("history") || has("applied")) && (has("schema") || has("db_"));
    let is_lock = name.ends_with("lock");
    if !is_called_so || is_lock || table.columns.len() > WIDEST {
        return None;
    }
    let is_there = |name: &&&'static str| column(table, name).is_some();
    // A number that merely counts the rows tells nothing.
    let is_key = |name: &&&'static str| {
        column(table, name).is_some_and(|found| **name != "id" || is_text(found))
    };
    let key = KEYS.iter().find(is_key)?;
    let has_time = TIMES.iter().any(|name| column(table, name).is_some());
    if !has_time && table.columns.len() > 3 {
        return None;
    }
    let names = CALLED.iter().filter(is_there).filter(|name| *name != key);
    let counted = column(table, "id").filter(|id| is_integer(id));
    let order = match counted {
        Some(_) => vec!["id"],
        None => vec![*key],
    };
    let rule = match (column(table, "success"), column(table, "dirty")) {
        (Some(_), _) => Rule::Success("success"),
        (None, Some(_)) => Rule::Success("dirty"),
        (None, None) => Rule::Every,
    };
    Some(Recognised {
        tool: BY_HAND.to_owned(),
        rule,
        key: vec![*key],
        names: names.copied().collect(),
        order,
        is_guess: true,
    })
}

#[cfg(test)]
mod tests {
    use super::{base, recognise};
    use crate::backend::{CatalogColumn, CatalogTable};

    /// `schema.table: column type, column type`.
    fn table(text: &str) -> CatalogTable {
        let (name, columns) = text.split_once(": ").unwrap_or((text, ""));
        let (schema, name) = match name.split_once('.') {
            Some((schema, name)) => (Some(schema.to_owned()), name),
            None => (None, name),
        };
        let columns = columns.split(", ").map(|column| {
            let (name, kind) = column.split_once(' ').unwrap_or((column, "text"));
            CatalogColumn {
                name: name.to_owned(),
                kind: kind.to_owned(),
            }
        });
        CatalogTable {
            schema,
            name: name.to_owned(),
            columns: columns.collect(),
            is_readable: true,
        }
    }

    #[track_caller]
    fn check(text: &str, tool: Option<&str>) {
        let table = table(text);
        let found = recognise(&table, std::slice::from_ref(&table));
        assert_eq!(found.map(|found| found.tool).as_deref(), tool, "{text}");
    }

    #[test]
    fn each_tool_is_known_by_its_table() {
        for (text, tool) in [
            (
                "seaql_migrations: version varchar, applied_at bigint",
                "SeaORM",
            ),
            (
                "my_migrations: version varchar, applied_at integer",
                "SeaORM",
            ),
            (
                "_sqlx_migrations: version bigint, description, installed_on timestamp, success boolean, checksum bytea, execution_time bigint",
                "sqlx",
            ),
            (
                "refinery_schema_history: version integer, name, applied_on, checksum",
                "refinery",
            ),
            (
                "__diesel_schema_migrations: version varchar, run_on timestamp",
                "diesel",
            ),
            (
                "pgmigrations: id integer, name, run_on timestamp",
                "node-pg-migrate",
            ),
            (
                "knex_migrations: id integer, name, batch integer, migration_time timestamp",
                "knex",
            ),
            (
                "strapi_migrations: id integer, name, batch integer, migration_time timestamp",
                "knex",
            ),
            (
                "flyway_schema_history: installed_rank integer, version, description, type, script, checksum integer, installed_by, installed_on timestamp, execution_time integer, success boolean",
                "Flyway",
            ),
            (
                "schema_version: installed_rank integer, version, description, type, script, checksum integer, installed_by, installed_on timestamp, execution_time integer, success boolean",
                "Flyway",
            ),
            (
                "DATABASECHANGELOG: ID, AUTHOR, FILENAME, DATEEXECUTED datetime, ORDEREXECUTED int, EXECTYPE, MD5SUM",
                "Liquibase",
            ),
            ("alembic_version: version_num varchar", "Alembic"),
            (
                "django_migrations: id bigint, app, name, applied timestamp",
                "Django",
            ),
            ("schema_migrations: version varchar", "Rails or dbmate"),
            (
                "schema_migrations: version bigint, dirty boolean",
                "golang-migrate",
            ),
            (
                "schema_migrations: version bigint, inserted_at timestamp",
                "Ecto",
            ),
            (
                "goose_db_version: id integer, version_id bigint, is_applied boolean, tstamp timestamp",
                "goose",
            ),
            (
                "_prisma_migrations: id, checksum, finished_at timestamp, migration_name, logs, rolled_back_at timestamp, started_at timestamp, applied_steps_count integer",
                "Prisma",
            ),
            (
                "drizzle.__drizzle_migrations: id integer, hash, created_at bigint",
                "Drizzle",
            ),
            ("migrations: id integer, timestamp bigint, name", "TypeORM"),
            ("migrations: timestamp bigint, name", "TypeORM"),
            (
                "migrations: id integer, migration, batch integer",
                "Laravel",
            ),
            ("sequelizemeta: name", "Sequelize"),
            ("SequelizeMeta: name", "Sequelize"),
            (
                "atlas_schema_revisions: version, description, type bigint, applied bigint, total bigint, executed_at timestamp, execution_time bigint, error, error_stmt, hash, partial_hashes jsonb, operator_version",
                "Atlas",
            ),
            ("supabase_migrations.schema_migrations: version", "Supabase"),
            (
                "schema_migrations: version, statements text[], name",
                "Supabase",
            ),
            (
                "__EFMigrationsHistory: MigrationId, ProductVersion",
                "EF Core",
            ),
            (
                "schema_migrations: version integer, description, applied_at timestamp",
                "hand-written",
            ),
            (
                "schema_migrations: filename, executed_at timestamp",
                "hand-written",
            ),
            (
                "schema_migrations: version varchar, applied_at timestamp",
                "hand-written",
            ),
            (
                "_migrations: id integer, name, applied_at text",
                "hand-written",
            ),
            (
                "__schema_applied: name, applied_at integer, sha256",
                "hand-written",
            ),
            (
                "migration_log: file_name, executed_at timestamp, execution_duration_ms integer, success boolean, error_message",
                "hand-written",
            ),
            (
                "schema_migrations_adopted: version bigint, dirty boolean",
                "golang-migrate",
            ),
        ] {
            check(text, Some(tool));
        }
    }

    #[test]
    fn tables_of_an_application_are_none() {
        for text in [
            "price_history: id integer, name, applied_at timestamp",
            "document_versions: id integer, version integer, created_at timestamp",
            "migrations: id integer, user_id integer, started_at timestamp",
            "migrations: id integer, a, b, c, d, e, f, g, h, i, j, k, name",
            "migrations: id integer, name, species, distance integer",
            "knex_migrations_lock: index integer, is_locked integer",
            "ar_internal_metadata: key, value",
            "auth.schema_migrations: version varchar",
            "realtime.schema_migrations: version bigint, inserted_at timestamp",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_table_beside_it_tells_two_tools_apart() {
        let rails = table("schema_migrations: version varchar");
        let beside = table("ar_internal_metadata: key, value");
        let elsewhere = table("other.ar_internal_metadata: key, value");
        for (beside, tool) in [(beside, "Rails"), (elsewhere, "Rails or dbmate")] {
            let found = recognise(&rails, &[rails.clone(), beside]);
            assert_eq!(found.map(|found| found.tool).as_deref(), Some(tool));
        }
        let ours = table("auth_migrations: version varchar, applied_at bigint");
        let journal = table("auth_migrations_journal: id bigint, run, version");
        let found = recognise(&ours, &[ours.clone(), journal]);
        assert_eq!(found.map(|found| found.tool).as_deref(), Some("Seaworthy"));
    }

    #[test]
    fn what_was_set_aside_is_known_by_its_name_before() {
        for (name, is) in [
            ("Schema_Migrations_adopted", "schema_migrations"),
            ("schema_migrations_adopted2", "schema_migrations"),
            ("schema_migrations", "schema_migrations"),
            ("v2", "v2"),
        ] {
            assert_eq!(base(name), is);
        }
    }
}
