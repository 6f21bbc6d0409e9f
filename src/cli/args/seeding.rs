//! The environment of a run, and data seeds.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::{Consent, Waiting};
use crate::cli::error::CommandError;

/// Where the program runs.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct InEnvironment {
    /// The environment, such as development: what is for chosen environments runs in these alone
    /// [env: SEAWORTHY_ENV]
    #[arg(long = "env", global = true, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) environment: Option<String>,
}

impl InEnvironment {
    /// Its name, where one is given here or by the variable.
    pub(in crate::cli) fn or(
        &self,
        variable: Option<String>,
    ) -> Result<Option<String>, CommandError> {
        match (&self.environment, variable) {
            (Some(name), _) => Ok(Some(name.clone())),
            (None, Some(name)) if name.is_empty() => Err(CommandError::Usage {
                message: "SEAWORTHY_ENV is set and empty".to_owned(),
                hint:
                    "Name the environment, or unset it: then what is for chosen ones is left out."
                        .to_owned(),
            }),
            (None, variable) => Ok(variable),
        }
    }
}

/// Of `seed`.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Seed {
    /// Only these, in the order of the program; else all that are for the environment
    #[arg(value_name = "NAME")]
    pub(in crate::cli) names: Vec<String>,

    /// Show the seeds that there are and whether they would run, and run nothing
    #[arg(long)]
    pub(in crate::cli) list: bool,

    #[command(flatten)]
    pub(in crate::cli) consent: Consent,

    #[command(flatten)]
    pub(in crate::cli) waiting: Waiting,
}
