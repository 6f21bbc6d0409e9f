//! What several commands take.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cli::duration;
use crate::diff::Ignore;
use crate::migration::Version;
use crate::plan::{Target, Unknown};
use crate::runner::Runner;

/// A backup before anything is changed.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Saving {
    /// Copy the database before anything is changed, into this folder or file; else into the
    /// folder backups. When that fails, nothing is changed
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true)]
    pub(in crate::cli) backup: Option<Option<PathBuf>>,

    #[command(flatten)]
    pub(in crate::cli) keeping: Keeping,
}

/// Going on where that is refused.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Consent {
    /// Go on where the database is marked and nothing makes sure who answers; the reason is kept in
    /// the journal
    #[arg(long, value_name = "REASON", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    unverified: Option<String>,
}

impl Consent {
    /// A runner that goes on as was said.
    pub(in crate::cli) fn set<M>(&self, runner: Runner<M>) -> Runner<M> {
        match &self.unverified {
            Some(reason) => runner.unverified(reason),
            None => runner,
        }
    }
}

/// How backups are made and kept.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Keeping {
    /// How many backups of the database stay in the folder; older ones are removed once the new
    /// one has been checked [default: 10]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) keep: Option<NonZeroU32>,

    /// The folder of pg_dump and pg_restore, or of mariadb-dump or mysqldump; else the PATH says
    #[arg(long, value_name = "FOLDER")]
    pub(in crate::cli) tools: Option<PathBuf>,
}

/// How long to wait for others.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Waiting")]
pub(in crate::cli) struct Waiting {
    /// For how long to wait while another program migrates the database, such as 30s or 0; else 10m
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    lock_wait: Option<Duration>,

    /// How long a statement waits for a lock before its migration is undone and tried again, which
    /// is the longest that the application stalls; else 250ms, on MySQL 2s
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    lock_timeout: Option<Duration>,

    /// How long one statement may take, on MySQL and SQLite one migration; else as long as the
    /// server allows
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    statement_timeout: Option<Duration>,

    /// For how long a migration is tried again that waits for a lock or whose connection broke;
    /// else 15m
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    retry_for: Option<Duration>,
}

impl Waiting {
    /// A runner that waits as was said.
    pub(in crate::cli) fn set<M>(&self, mut runner: Runner<M>) -> Runner<M> {
        if let Some(time) = self.lock_wait {
            runner = runner.lock_wait(time);
        }
        if let Some(time) = self.lock_timeout {
            runner = runner.lock_timeout(time);
        }
        if let Some(time) = self.statement_timeout {
            runner = runner.statement_timeout(time);
        }
        if let Some(time) = self.retry_for {
            runner = runner.retry_for(time);
        }
        runner
    }
}

/// How schemas are looked at.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Looking {
    /// Leave out what has such a name: geo_* or index:users.by_*, with the table's name before that
    /// of its part. It can be given several times
    #[arg(long, value_name = "PATTERN", value_parser = Ignore::from_str)]
    pub(in crate::cli) ignore: Vec<Ignore>,

    /// An empty database in which the migrations are run; else one is made on the same server, and
    /// removed
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) scratch: Option<String>,
}

/// How far to go.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Reach {
    /// That many migrations
    #[arg(short = 'n', long = "num", value_name = "N", conflicts_with = "to")]
    pub(in crate::cli) number: Option<u32>,

    /// Until this version is the last one applied
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) to: Option<String>,
}

impl Reach {
    /// The target that was given, if one was.
    pub(in crate::cli) fn target(&self) -> Option<Target> {
        let version = self.to.as_deref();
        let count = |number| Target::Count(usize::try_from(number).unwrap_or(usize::MAX));
        version
            .map(|version| Target::Version(Version::from(version)))
            .or_else(|| self.number.map(count))
    }
}

/// What is tolerated.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Policy {
    /// When the database has versions that this program does not know
    #[arg(long, value_enum, value_name = "POLICY", default_value_t)]
    pub(in crate::cli) unknown: UnknownPolicy,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(in crate::cli) enum UnknownPolicy {
    /// Do nothing and fail
    #[default]
    Error,
    /// Go on without them
    Warn,
}

impl From<UnknownPolicy> for Unknown {
    fn from(policy: UnknownPolicy) -> Self {
        match policy {
            UnknownPolicy::Error => Self::Error,
            UnknownPolicy::Warn => Self::Warn,
        }
    }
}

/// Consent to what destroys data.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Confirmed {
    /// The database's name in full, instead of typing it at the question: what destroys data, or
    /// lets it be destroyed, needs it
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) yes: Option<String>,
}

/// What is known of a migration that is written, and where it goes.
#[cfg(feature = "generate")]
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Writing {
    /// Answer a question, such as rename:note.heading=title; may be given several times
    #[arg(long = "answer", value_name = "KEY=VALUE")]
    pub(in crate::cli) answers: Vec<String>,

    /// Take answers from a JSON file with keys and values, too
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) answers_file: Option<PathBuf>,

    /// An empty database in which the migrations may run to learn what they make, where that is not
    /// known; else one is made beside the given database, and removed
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) scratch: Option<String>,

    /// The migration crate, or the folder of the module with the migrations; else the package that
    /// `cargo run` runs, ./migration, or this directory [env: MIGRATION_DIR]
    #[arg(short = 'd', long, value_name = "DIRECTORY")]
    pub(in crate::cli) migration_dir: Option<PathBuf>,
}
