//! An error for people: what failed, what was applied and what was not, what to do.

use super::human::{clean, error, hint, steps};
use crate::cli::error::CommandError;
use crate::error::Error;
use crate::execute::{Effect, StepError};
use crate::plan::Direction;
use crate::seed::SeedError;

/// The first line is the error and the last one the hint.
pub(super) fn text(failure: &CommandError, backup: Option<&str>) -> String {
    let mut text = error(&clean(&failure.to_string())) + "\n";
    match failure {
        CommandError::Run(Error::Step { source, .. }) => text.push_str(&circumstances(source)),
        CommandError::Run(Error::Cancelled { report, .. } | Error::Later { report, .. }) => {
            text.push_str(&steps(&report.steps))
        }
        CommandError::Run(Error::Seed { source, .. }) => text.push_str(&seeds(source)),
        _ => {}
    }
    if let Some(backup) = backup {
        text.push_str(&format!("The database as it was before is in {backup}.\n"));
    }
    if let Some(advice) = failure.hint() {
        text.push_str(&hint(&advice));
        text.push('\n');
    }
    text
}

/// What a seed that failed left, and those before it.
fn seeds(failed: &SeedError) -> String {
    let SeedError::Failed {
        report, remaining, ..
    } = failed
    else {
        return String::new();
    };
    let before = match report.seeds.len() {
        0 => "None was run before it".to_owned(),
        1 => "The one before it stays".to_owned(),
        seeds => format!("The {seeds} before it stay"),
    };
    let after = match remaining.len() {
        0 => "it was the last one".to_owned(),
        seeds => format!("{} not reached", count_were(seeds)),
    };
    format!("Nothing of it is in the database. {before}, and {after}.\n")
}

fn count_were(seeds: usize) -> String {
    match seeds {
        1 => "1 after it was".to_owned(),
        seeds => format!("{seeds} after it were"),
    }
}

fn circumstances(failed: &StepError) -> String {
    let report = &failed.report;
    let mut text = steps(&report.steps);
    let direction = report.direction;
    let (still, behind) = match direction {
        Direction::Up => ("It is not applied", "left nothing behind"),
        Direction::Down => ("It is still applied", "nothing of it was taken back"),
    };
    text.push_str(&match failed.effect {
        Effect::None => format!("{still}, and {behind}.\n"),
        Effect::Partial => format!(
            "{still}, but a part of it may be in the database: it ran without a transaction that \
             could take it back.\n"
        ),
    });
    let before = match report.steps.len() {
        0 => "Nothing was done before it.".to_owned(),
        1 => "The step above stays.".to_owned(),
        steps => format!("The {steps} steps above stay."),
    };
    // The failed step is the first of them.
    let after = match report.remaining.len().saturating_sub(1) {
        0 => "It was the last one.".to_owned(),
        1 => "1 migration after it was not reached.".to_owned(),
        rest => format!("{rest} migrations after it were not reached."),
    };
    text.push_str(&format!("{before} {after}\n"));
    text
}
