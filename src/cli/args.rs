//! Args: the command line. Read it from top to bottom as its manual.
//!
//! The variables of the environment are named in the texts and read in `connect` and `generate`,
//! from the call's own environment.

#[cfg(feature = "generate")]
mod import;
mod seeding;
mod shared;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
#[cfg(feature = "generate")]
use sea_orm::DatabaseBackend;

#[cfg(feature = "generate")]
pub(super) use import::ImportSql;
pub(super) use seeding::{InEnvironment, Seed};
#[cfg(feature = "generate")]
pub(super) use shared::Writing;
pub(super) use shared::{Confirmed, Consent, Keeping, Looking, Policy, Reach, Saving, Waiting};

use crate::mark::Mark;

/// Schema migrations: apply, revert, look, write new ones.
///
/// Without a command, everything pending is applied.
#[derive(Debug, Parser)]
#[command(
    after_help = "Exit codes: 0 well, 1 failed, 2 usage, 3 a check found something, \
                  5 another program was at it for too long, 6 refused by a guard, 130 cancelled."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,

    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// The database, such as postgres://user:password@host:5432/database, mysql://… or
    /// sqlite://file.db?mode=rwc [env: DATABASE_URL, also from a .env file]
    #[arg(short = 'u', long, global = true, value_name = "URL")]
    pub(super) database_url: Option<String>,

    /// The schema, or several separated by commas: PostgreSQL's search_path; else that of the URL,
    /// `?schema=app`, or the server's default [env: DATABASE_SCHEMA]
    #[arg(short = 's', long, global = true, value_name = "SCHEMA")]
    pub(super) database_schema: Option<String>,

    /// Only that set of migrations; `up` applies what comes before it, too
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) set: Option<String>,

    #[command(flatten)]
    pub(super) place: InEnvironment,

    /// Write a log to stderr, with every statement
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,

    /// How the result is written
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Sentences and tables
    Human,
    /// One JSON document on stdout, also when the command fails
    Json,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Command {
    /// Apply pending migrations: all of them, or as far as told
    Up(Up),

    /// Revert migrations, the one applied last first: one, or as far as told
    Down(Down),

    /// Show every migration: pending or applied, when, how long it took, by whom; with --verbose also
    /// what failed last
    Status(Status),

    /// Look whether ledger, code, entities and database agree, and exit with code 3 where they do
    /// not. The migrations run in a scratch database; nothing else is written
    Verify(Verify),

    /// Show a schema, or what makes one of another
    Schema(Schema),

    /// Have the rows that an environment begins with: runs data seeds, which may run again and again
    Seed(Seed),

    /// Say what there is to know before a run: server, role, connection, pooler, rights, lease. Exit
    /// with code 3 when something would stop `up`. Nothing is written
    Doctor,

    /// Copy the database into a file
    Backup(Backup),

    /// Read a backup into an empty database
    Restore(Restore),

    /// Write down whether a migration is applied that was interrupted, or done by hand: nothing is
    /// run
    Resolve(Resolve),

    /// Take over from another tool: what its tracking table says is applied is written down as applied.
    /// Nothing is run, and what is theirs stays as it is; exit with code 3 when anything is in the way
    Adopt(Adopt),

    /// Drop everything that the schema holds, whoever made it, and apply every migration
    Fresh(Destroy),

    /// Revert every migration and apply them again
    Refresh(Destroy),

    /// Revert every migration
    Reset(Destroy),

    /// Show what the database is marked as, mark it, or take the mark away
    Database(Database),

    /// Write a new migration
    #[cfg(feature = "generate")]
    Generate(Generate),

    /// Write one migration for several that follow each other: a new database runs it in their place,
    /// and others record it
    #[cfg(feature = "generate")]
    Squash(Squash),

    /// Write migrations for a folder of SQL, as sqlx, diesel, Flyway, goose, dbmate, Supabase and others
    /// have it; then `adopt` takes over from their tracking table
    #[cfg(feature = "generate")]
    ImportSql(ImportSql),

    /// Write the crates `migration` and `entity` of a new project into this directory
    #[cfg(feature = "generate")]
    Init(Init),

    /// Print the completions of a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

#[cfg(feature = "generate")]
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Init {
    /// Without the first migration and its entity: for a database that has tables already
    #[arg(long)]
    pub(super) empty: bool,
}

#[derive(Clone, Debug, Default, Args)]
pub(super) struct Up {
    #[command(flatten)]
    pub(super) reach: Reach,

    /// Print the SQL and apply nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    #[command(flatten)]
    pub(super) saving: Saving,

    #[command(flatten)]
    pub(super) consent: Consent,

    #[command(flatten)]
    pub(super) policy: Policy,

    /// Go on although applied migrations have changed since
    #[arg(long)]
    pub(super) allow_modified: bool,

    #[command(flatten)]
    pub(super) waiting: Waiting,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Backup {
    /// A folder, where it is named after the database and the time; or a file, by a name with an
    /// end, such as before.dump [default: the folder backups]
    #[arg(value_name = "PATH")]
    pub(super) path: Option<PathBuf>,

    #[command(flatten)]
    pub(super) keeping: Keeping,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Restore {
    /// What `backup` has written
    pub(super) file: PathBuf,

    /// On PostgreSQL: everything belongs to the role that restores, and nobody is granted anything
    #[arg(long)]
    pub(super) no_owner: bool,

    /// The folder of pg_restore, or of mariadb or mysql; else the PATH says
    #[arg(long, value_name = "FOLDER")]
    pub(super) tools: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Down {
    #[command(flatten)]
    pub(super) reach: Reach,

    /// Print the SQL and revert nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    #[command(flatten)]
    pub(super) saving: Saving,

    #[command(flatten)]
    pub(super) consent: Consent,

    #[command(flatten)]
    pub(super) policy: Policy,

    #[command(flatten)]
    pub(super) confirmed: Confirmed,

    #[command(flatten)]
    pub(super) waiting: Waiting,
}

#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("truth").required(true).args(["applied", "pending"]))]
pub(super) struct Resolve {
    /// The migration
    pub(super) version: String,

    /// Its changes are in the database
    #[arg(long)]
    pub(super) applied: bool,

    /// Its changes are not in the database
    #[arg(long)]
    pub(super) pending: bool,

    #[command(flatten)]
    pub(super) consent: Consent,

    #[command(flatten)]
    pub(super) waiting: Waiting,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Adopt {
    /// Show what was found and what would be written down, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// The tracking table to take over from, with its schema where that is another one; else the only
    /// one
    #[arg(long, value_name = "TABLE")]
    pub(super) from: Option<String>,

    /// A file with lines `theirs = ours`, where names do not say it: see docs/adopt.md
    #[arg(long, value_name = "FILE", conflicts_with = "by_schema")]
    pub(super) map: Option<PathBuf>,

    /// Run the migrations in a scratch database, and write down the longest beginning of them that makes
    /// the schema of the database
    #[arg(long)]
    pub(super) by_schema: bool,

    #[command(flatten)]
    pub(super) looking: Looking,

    #[command(flatten)]
    pub(super) consent: Consent,

    #[command(flatten)]
    pub(super) waiting: Waiting,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Destroy {
    #[command(flatten)]
    pub(super) confirmed: Confirmed,

    #[command(flatten)]
    pub(super) saving: Saving,

    #[command(flatten)]
    pub(super) consent: Consent,

    #[command(flatten)]
    pub(super) waiting: Waiting,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Status {
    /// Exit with code 3 when `up` has something to apply
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Verify {
    /// Take the last N migrations, 1 without a number, up, down and up again in the scratch database,
    /// and compare the schema each time; the database itself is not looked at
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "1")]
    pub(super) down: Option<u32>,

    #[command(flatten)]
    pub(super) looking: Looking,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Schema {
    #[command(subcommand)]
    pub(super) command: SchemaCommand,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Print a schema as the statements that make it; as data with --format json
    Show {
        /// A URL, or one of the words database, migrations, entities
        #[arg(value_name = "SCHEMA", default_value = "database")]
        of: String,

        #[command(flatten)]
        looking: Looking,
    },

    /// Print the changes that make the second schema of the first, and exit with code 3 where there
    /// are any
    Diff {
        /// A URL, or one of the words database, migrations, entities
        from: String,

        /// A URL, or one of the words database, migrations, entities
        to: String,

        #[command(flatten)]
        looking: Looking,
    },
}

#[derive(Clone, Debug, Args)]
pub(super) struct Database {
    #[command(subcommand)]
    pub(super) command: Option<DatabaseCommand>,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum DatabaseCommand {
    /// Show what the database is marked as, since when and by whom
    Show,

    /// Mark the database: what destroys its data is refused from then on
    Mark {
        /// What it is
        mark: MarkName,
    },

    /// Take the mark away
    Unmark(Confirmed),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum MarkName {
    /// What is in it cannot be made again
    Production,
}

impl From<MarkName> for Mark {
    fn from(mark: MarkName) -> Self {
        match mark {
            MarkName::Production => Self::Production,
        }
    }
}

/// A backend, as an argument.
#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum BackendName {
    /// PostgreSQL
    Postgres,
    /// MySQL and MariaDB
    #[value(name = "mysql", alias = "mariadb")]
    MySql,
    /// SQLite
    Sqlite,
}

#[cfg(feature = "generate")]
impl From<BackendName> for DatabaseBackend {
    fn from(name: BackendName) -> Self {
        match name {
            BackendName::Postgres => Self::Postgres,
            BackendName::MySql => Self::MySql,
            BackendName::Sqlite => Self::Sqlite,
        }
    }
}

#[cfg(feature = "generate")]
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Generate {
    /// What it does, such as add_github_id; without it, the changes say so
    #[arg(required_if_eq("empty", "true"))]
    pub(super) name: Option<String>,

    /// With nothing in it yet
    #[arg(long, conflicts_with_all = ["check", "answers", "answers_file", "scratch"])]
    pub(super) empty: bool,

    /// Look whether there is anything to write, name it, and exit with code 3 if there is; nothing is
    /// written
    #[arg(long)]
    pub(super) check: bool,

    /// Build the program again once it is written, and prove it as `verify --down` does; needs
    /// `cargo run`
    #[arg(long, conflicts_with_all = ["check", "empty"])]
    pub(super) verify: bool,

    /// Show the SQL that it would send there, as `up --dry-run` does, and write nothing; needs `cargo run`
    #[arg(long, value_name = "BACKEND", conflicts_with_all = ["check", "empty", "verify"])]
    pub(super) sql: Option<BackendName>,

    #[command(flatten)]
    pub(super) writing: Writing,

    /// Take the time for its version from this machine's time zone, not in UTC
    #[arg(long, conflicts_with = "universal_time")]
    pub(super) local_time: bool,

    /// As without: SeaORM's name for the default
    #[arg(long, hide = true)]
    pub(super) universal_time: bool,
}

#[cfg(feature = "generate")]
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Squash {
    /// The first migration, or how its version begins
    pub(super) from: String,

    /// The last one
    pub(super) to: String,

    /// What the new one is called
    #[arg(default_value = "squashed")]
    pub(super) name: String,

    /// Go on although some of them may write rows: what the new one lacks of that is written by hand
    #[arg(long)]
    pub(super) without_data: bool,

    #[command(flatten)]
    pub(super) writing: Writing,
}
