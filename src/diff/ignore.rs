//! Ignore: what belongs to somebody else.

use std::str::FromStr;

use super::change::{Change, Object};
use crate::schema::name::Name;
use crate::schema::table::Table;

/// A pattern of names, such as `geo_*` or `index:users.by_*`. Before the colon stands the kind, as
/// a [`Change`] says it; a name is as a change says it, with the table's before a dot for a part of
/// one. A pattern of a table covers its parts. `*` is any text and `?` any one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    kind: Option<String>,
    name: String,
}

impl FromStr for Ignore {
    type Err = EmptyPattern;

    fn from_str(text: &str) -> Result<Self, EmptyPattern> {
        let (kind, name) = match text.split_once(':') {
            Some((kind, name)) => (Some(kind.trim().to_lowercase()), name.trim()),
            None => (None, text.trim()),
        };
        if name.is_empty() || kind.as_deref() == Some("") {
            return Err(EmptyPattern);
        }
        let name = name.to_owned();
        Ok(Self { kind, name })
    }
}

/// A pattern that names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pattern is NAME or KIND:NAME, such as `geo_*` or `index:users.by_*`")]
pub struct EmptyPattern;

impl Ignore {
    /// Whether the change is about what the pattern names.
    pub fn covers(&self, change: &Change) -> bool {
        let is_of_table = change.table().is_some_and(|table| {
            self.kind.as_deref().is_none_or(|kind| kind == "table")
                && matches(&self.name, &table.to_string())
        });
        let is_it = self
            .kind
            .as_deref()
            .is_none_or(|kind| kind == change.kind())
            && matches(&self.name, &change.name());
        is_of_table || is_it
    }
}

/// Whether the whole name is of the pattern.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut of) = (0, 0);
    // Where the last star stands, and how much of the name it has taken.
    let mut star: Option<(usize, usize)> = None;
    while of < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, of));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[of] => {
                at += 1;
                of += 1;
            }
            _ => match star {
                None => return false,
                Some((position, taken)) => {
                    star = Some((position, taken + 1));
                    at = position + 1;
                    of = taken + 1;
                }
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// Whether what a database has and the migrations do not is nobody's mistake: a table where another tool keeps its
/// history, or one of an authentication library that makes its own; and rights that no migration says
/// anything about, such as those that a platform gives by default.
pub(crate) fn is_somebody_elses(change: &Change) -> bool {
    let table = match change {
        Change::Create(Object::Table(table)) => table,
        Change::Create(Object::Grant(_)) => return true,
        _ => return false,
    };
    if let Some(schema) = &table.name.schema {
        return SCHEMAS.contains(&schema.as_str());
    }
    let mut tracking = TRACKING.iter();
    tracking.any(|known| table.name.name.eq_ignore_ascii_case(known)) || is_known_by_columns(table)
}

/// Schemas that Supabase and the extensions of PostGIS fill.
const SCHEMAS: &[&str] = &[
    "_realtime",
    "auth",
    "cron",
    "extensions",
    "graphql",
    "graphql_public",
    "net",
    "pgbouncer",
    "pgmq",
    "pgsodium",
    "pgsodium_masks",
    "realtime",
    "storage",
    "supabase_functions",
    "supabase_migrations",
    "tiger",
    "tiger_data",
    "topology",
    "vault",
];

/// Whether a schema is of those, and holds no history of an application's.
pub(crate) fn is_schema_of_a_platform(schema: &str) -> bool {
    schema != "supabase_migrations" && SCHEMAS.contains(&schema)
}

/// Where other tools keep what they have applied, in any case.
const TRACKING: &[&str] = &[
    "DATABASECHANGELOG",
    "DATABASECHANGELOGLOCK",
    "SequelizeMeta",
    "__EFMigrationsHistory",
    "__diesel_schema_migrations",
    "__drizzle_migrations",
    "_prisma_migrations",
    "_sqlx_migrations",
    "_yoyo_log",
    "_yoyo_migration",
    "_yoyo_version",
    "alembic_version",
    "ar_internal_metadata",
    "atlas_schema_revisions",
    "django_migrations",
    "doctrine_migration_versions",
    "flyway_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "knex_migrations",
    "knex_migrations_lock",
    "kysely_migration",
    "kysely_migration_lock",
    "mikro_orm_migrations",
    "pgmigrations",
    "phinxlog",
    "refinery_schema_history",
    "schema_migrations",
    "seaql_migrations",
    "spatial_ref_sys",
    "yoyo_lock",
];

/// What has a common name and is known by its columns: what TypeORM and Laravel have applied, and
/// better-auth's four tables, in its own spelling.
const BY_COLUMNS: &[(&str, &[&str])] = &[
    ("migrations", &["id", "timestamp", "name"]),
    ("migrations", &["id", "migration", "batch"]),
    ("user", &["emailVerified", "createdAt", "updatedAt"]),
    ("session", &["expiresAt", "token", "userId"]),
    ("account", &["accountId", "providerId", "userId"]),
    ("verification", &["identifier", "value", "expiresAt"]),
];

fn is_known_by_columns(table: &Table) -> bool {
    let Name { schema: None, name } = &table.name else {
        return false;
    };
    let mut known = BY_COLUMNS.iter().filter(|(known, _)| known == name);
    known.any(|(_, columns)| columns.iter().all(|column| table.column(column).is_some()))
}

#[cfg(test)]
mod tests {
    use super::{Ignore, matches};
    use crate::diff::{Change, Object, Part};
    use crate::schema::index::Index;
    use crate::schema::table::Table;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, name, is_match) in [
            ("geo_*", "geo_points", true),
            ("geo_*", "geo_", true),
            ("geo_*", "neo_points", false),
            ("*", "", true),
            ("*_?", "ab_c", true),
            ("*_?", "ab_", false),
            ("a*b*c", "axxbxxbxc", true),
            ("a*b*c", "axxbxxbx", false),
            ("ü*", "über", true),
        ] {
            assert_eq!(matches(pattern, name), is_match, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_covers_a_table_with_its_parts_or_one_kind() {
        let index = Change::Add {
            table: "users".into(),
            part: Part::Index(Index {
                name: "by_age".to_owned(),
                ..Index::default()
            }),
        };
        let table = Change::Create(Object::Table(Box::new(Table {
            name: "users".into(),
            ..Table::default()
        })));
        let covers = |pattern: &str, change| -> bool {
            let pattern: Ignore = pattern.parse().unwrap_or_else(|_| unreachable!());
            pattern.covers(change)
        };
        for pattern in ["users", "table:users", "u*", "index:users.by_*", "index:*"] {
            assert!(covers(pattern, &index), "{pattern}");
        }
        for pattern in ["by_age", "table:by_age", "column:*", "user"] {
            assert!(!covers(pattern, &index), "{pattern}");
        }
        assert!(covers("table:*", &table));
        assert!(!covers("index:*", &table));
        assert!(":x".parse::<Ignore>().is_err());
        assert!("index:".parse::<Ignore>().is_err());
    }
}
