//! `import-sql`: what it is told.

use std::path::PathBuf;

use clap::Args;

use super::BackendName;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct ImportSql {
    /// The folder with the files
    #[arg(value_name = "DIRECTORY")]
    pub(in crate::cli) folder: PathBuf,

    /// What they are written for; else what the URL is of
    #[arg(long, value_name = "BACKEND")]
    pub(in crate::cli) dialect: Option<BackendName>,

    /// Print the modules, and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,

    /// The migration crate, or the folder of the module with the migrations; else the package that
    /// `cargo run` runs, ./migration, or this directory [env: MIGRATION_DIR]
    #[arg(short = 'd', long, value_name = "DIRECTORY")]
    pub(in crate::cli) migration_dir: Option<PathBuf>,
}
