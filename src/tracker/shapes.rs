//! Shapes: the tracking tables of other tools, as data.

/// What the names of tracking tables are like, in lower case; `%` is any text and `_` any character.
pub(super) const NAMES: &[&str] = &[
    "%migrat%",
    "%version%",
    "%history%",
    "%changelog%",
    "%schema_applied%",
    "%revision%",
    "sequelizemeta%",
    "ar_internal_metadata",
    "phinxlog%",
    "yoyo_lock",
];

/// Schemas that a tool makes for its own table.
pub(super) const SCHEMAS: &[&str] = &["atlas_schema_revisions", "drizzle", "supabase_migrations"];

/// The tool of a ledger, whoever writes it.
pub(super) const SEAORM: &str = "SeaORM";

/// The tool of a ledger of ours: that of another migrator.
pub(super) const OURS: &str = "Seaworthy";

/// The tool of what no tool made.
pub(super) const BY_HAND: &str = "hand-written";

/// Which rows say that something is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Each.
    Every,
    /// Those where that column is true; others are of what broke off.
    Success(&'static str),
    /// The only one names what was applied last.
    State,
    /// Each; what they are called has these columns put together.
    Joined(&'static str),
    /// Each tool's own, as [`rows`](super::rows) has it.
    Atlas,
    Flyway,
    Goose,
    Liquibase,
    Prisma,
}

impl Rule {
    pub(super) fn is_state(self) -> bool {
        self == Self::State
    }

    /// The columns that it looks at.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Every | Self::Joined(_) => &[],
            Self::Success("dirty") | Self::State => &["dirty"],
            Self::Success(_) => &["success"],
            Self::Atlas => &["applied", "total", "error"],
            Self::Flyway => &["type", "success"],
            Self::Goose => &["is_applied"],
            Self::Liquibase => &["exectype"],
            Self::Prisma => &["finished_at", "rolled_back_at"],
        }
    }
}

/// The tracking table of a tool. Names are in lower case.
pub(super) struct Shape {
    pub(super) tool: &'static str,
    /// What the table is called; anything, where there is nothing.
    pub(super) tables: &'static [&'static str],
    /// Columns that it has.
    pub(super) has: &'static [&'static str],
    /// Whether it has no others.
    pub(super) is_whole: bool,
    /// Columns of those that hold integers, and texts.
    pub(super) integers: &'static [&'static str],
    pub(super) texts: &'static [&'static str],
    pub(super) rule: Rule,
    /// The columns that tell a row from others.
    pub(super) key: &'static [&'static str],
    /// Columns that say what it is called besides.
    pub(super) names: &'static [&'static str],
    /// By what rows are sorted.
    pub(super) order: &'static [&'static str],
}

const ANY: Shape = Shape {
    tool: "",
    tables: &[],
    has: &[],
    is_whole: false,
    integers: &[],
    texts: &[],
    rule: Rule::Every,
    key: &[],
    names: &[],
    order: &[],
};

/// The first one that fits is it.
pub(super) const SHAPES: &[Shape] = &[
    Shape {
        tool: "Flyway",
        has: &["installed_rank", "version", "script", "success"],
        rule: Rule::Flyway,
        key: &["version"],
        names: &["description"],
        order: &["installed_rank"],
        ..ANY
    },
    Shape {
        tool: "sqlx",
        has: &[
            "version",
            "description",
            "installed_on",
            "success",
            "checksum",
            "execution_time",
        ],
        rule: Rule::Success("success"),
        key: &["version"],
        names: &["description"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "Liquibase",
        has: &["id", "author", "filename", "dateexecuted", "orderexecuted"],
        rule: Rule::Liquibase,
        key: &["filename", "id", "author"],
        names: &["id"],
        order: &["orderexecuted"],
        ..ANY
    },
    Shape {
        tool: "Prisma",
        has: &[
            "migration_name",
            "started_at",
            "finished_at",
            "rolled_back_at",
        ],
        rule: Rule::Prisma,
        key: &["migration_name"],
        order: &["started_at", "migration_name"],
        ..ANY
    },
    Shape {
        tool: "Atlas",
        has: &["version", "description", "applied", "total", "hash"],
        rule: Rule::Atlas,
        key: &["version"],
        names: &["description"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "goose",
        has: &["id", "version_id", "is_applied"],
        rule: Rule::Goose,
        key: &["version_id"],
        order: &["id"],
        ..ANY
    },
    Shape {
        tool: "refinery",
        tables: &["refinery_schema_history"],
        has: &["version", "name", "applied_on", "checksum"],
        key: &["version"],
        names: &["name"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "diesel",
        tables: &["__diesel_schema_migrations"],
        has: &["version", "run_on"],
        key: &["version"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "node-pg-migrate",
        tables: &["pgmigrations"],
        has: &["id", "name", "run_on"],
        key: &["name"],
        order: &["run_on", "id"],
        ..ANY
    },
    Shape {
        tool: "knex",
        has: &["id", "name", "batch", "migration_time"],
        key: &["name"],
        order: &["id"],
        ..ANY
    },
    Shape {
        tool: "yoyo",
        has: &["migration_hash", "migration_id", "applied_at_utc"],
        key: &["migration_id"],
        order: &["applied_at_utc", "migration_id"],
        ..ANY
    },
    Shape {
        tool: "Alembic",
        tables: &["alembic_version"],
        has: &["version_num"],
        rule: Rule::State,
        key: &["version_num"],
        order: &["version_num"],
        ..ANY
    },
    Shape {
        tool: "Django",
        has: &["app", "name", "applied"],
        rule: Rule::Joined("."),
        key: &["app", "name"],
        names: &["name"],
        order: &["id"],
        ..ANY
    },
    Shape {
        tool: "golang-migrate",
        has: &["version", "dirty"],
        is_whole: true,
        rule: Rule::State,
        key: &["version"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "Drizzle",
        has: &["id", "hash", "created_at"],
        integers: &["created_at"],
        key: &["created_at"],
        names: &["name"],
        order: &["created_at"],
        ..ANY
    },
    Shape {
        tool: "TypeORM",
        has: &["timestamp", "name"],
        integers: &["timestamp"],
        key: &["name"],
        order: &["timestamp"],
        ..ANY
    },
    Shape {
        tool: "Laravel",
        has: &["id", "migration", "batch"],
        key: &["migration"],
        order: &["id"],
        ..ANY
    },
    Shape {
        tool: "Sequelize",
        tables: &["sequelizemeta"],
        has: &["name"],
        key: &["name"],
        order: &["name"],
        ..ANY
    },
    Shape {
        tool: "EF Core",
        tables: &["__efmigrationshistory"],
        has: &["migrationid", "productversion"],
        key: &["migrationid"],
        order: &["migrationid"],
        ..ANY
    },
    Shape {
        tool: "Doctrine",
        tables: &["doctrine_migration_versions"],
        has: &["version", "executed_at"],
        key: &["version"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "Phinx",
        has: &["version", "migration_name", "start_time"],
        key: &["version"],
        names: &["migration_name"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "MikroORM",
        tables: &["mikro_orm_migrations"],
        has: &["id", "name", "executed_at"],
        key: &["name"],
        order: &["id"],
        ..ANY
    },
    Shape {
        tool: "Kysely",
        tables: &["kysely_migration"],
        has: &["name", "timestamp"],
        key: &["name"],
        order: &["timestamp", "name"],
        ..ANY
    },
    Shape {
        tool: "sql-migrate",
        tables: &["gorp_migrations"],
        has: &["id", "applied_at"],
        key: &["id"],
        order: &["id"],
        ..ANY
    },
    Shape {
        tool: "Ecto",
        has: &["version", "inserted_at"],
        is_whole: true,
        integers: &["version"],
        key: &["version"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: SEAORM,
        has: &["version", "applied_at"],
        is_whole: true,
        integers: &["applied_at"],
        texts: &["version"],
        key: &["version"],
        order: &["applied_at", "version"],
        ..ANY
    },
    Shape {
        tool: "Supabase",
        tables: &["schema_migrations"],
        has: &["version", "statements"],
        key: &["version"],
        names: &["name"],
        order: &["version"],
        ..ANY
    },
    Shape {
        tool: "Rails or dbmate",
        tables: &["schema_migrations"],
        has: &["version"],
        is_whole: true,
        key: &["version"],
        order: &["version"],
        ..ANY
    },
];

/// What a table by hand tells a row by, the best first, and what it calls it.
pub(super) const KEYS: &[&str] = &[
    "version",
    "migration_name",
    "migration",
    "filename",
    "file_name",
    "name",
    "script",
    "id",
];
pub(super) const CALLED: &[&str] = &[
    "name",
    "description",
    "title",
    "migration_name",
    "migration",
    "filename",
    "file_name",
    "script",
];

/// When it says that something was applied, as far as these are columns of it.
pub(super) const TIMES: &[&str] = &[
    "applied_at",
    "applied_on",
    "executed_at",
    "run_at",
    "run_on",
    "created_at",
    "installed_on",
    "migrated_at",
    "migration_time",
    "timestamp",
    "tstamp",
];
