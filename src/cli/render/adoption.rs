//! What `adopt` says to people.

use super::changes;
use super::human::{clean, error, hint};
use crate::adopt::Adoption;
use crate::plan::count;
use crate::tracker::Tracker;

/// What was found, what becomes of it, and the last line.
pub(super) fn text(adoption: &Adoption, is_dry_run: bool) -> String {
    let mut lines: Vec<String> = adoption.trackers.iter().map(found).collect();
    let width = adoption.versions.iter();
    let width = width.map(|adopted| adopted.version.as_str().chars().count());
    let width = width.max().unwrap_or(0);
    for adopted in &adoption.versions {
        let version = clean(adopted.version.as_str());
        lines.push(match &adopted.key {
            Some(key) => format!("{version:width$}  {}", clean(key)),
            None => version,
        });
    }
    if !adoption.differences.is_empty() {
        lines.push("the database differs from what those versions make:".to_owned());
        let text = changes::changes(&adoption.differences);
        lines.extend(text.lines().map(|line| format!("  {line}")));
    }
    for unmapped in &adoption.unmapped {
        let (key, reason) = (clean(&unmapped.key), clean(&unmapped.reason));
        lines.push(error(&format!("`{key}` is not mapped: {reason}")));
    }
    for obstacle in &adoption.obstacles {
        lines.push(error(&clean(obstacle)));
    }
    lines.extend(outcome(adoption, is_dry_run));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn found(tracker: &Tracker) -> String {
    let what = format!(
        "found `{}` ({}): {}",
        clean(&tracker.name()),
        tracker.tool,
        count(tracker.rows, "row")
    );
    let keys = || tracker.entries.iter().map(|entry| clean(&entry.key));
    match (keys().next(), keys().next_back()) {
        (Some(first), Some(last)) if first == last => format!("{what}, `{first}`"),
        (Some(first), Some(last)) => format!("{what}, `{first}` to `{last}`"),
        _ => what,
    }
}

/// What was done, or why nothing was.
fn outcome(adoption: &Adoption, is_dry_run: bool) -> Vec<String> {
    if adoption.is_refused() {
        let advice = advice(adoption);
        return vec!["nothing was written".to_owned(), hint(advice)];
    }
    if !adoption.has_work() {
        return vec![match adoption.already {
            0 => "nothing to do: there is nothing to take over".to_owned(),
            already => format!(
                "nothing to do: {} recorded already",
                are(already, "version")
            ),
        }];
    }
    let mut lines = Vec::new();
    if let Some(name) = &adoption.set_aside {
        let is = if is_dry_run { "would be" } else { "is now" };
        lines.push(format!(
            "the table in the place of the ledger {is} `{}`",
            clean(name)
        ));
    }
    let versions = adoption.versions.len();
    lines.push(match is_dry_run {
        true => format!(
            "{} would be recorded as applied; nothing was written",
            count(versions, "version")
        ),
        false => format!(
            "{} recorded as applied; nothing was run",
            are(versions, "version")
        ),
    });
    lines
}

fn are(number: usize, what: &str) -> String {
    let are = if number == 1 { "is" } else { "are" };
    format!("{} {are}", count(number, what))
}

fn advice(adoption: &Adoption) -> &'static str {
    match adoption.unmapped.is_empty() {
        false => {
            "Say what those are in a file for `--map`, or let `--by-schema` look how far the schema has come; \
             docs/adopt.md shows both."
        }
        true => {
            "docs/adopt.md says what each of these means: `--from TABLE` names one of several, or \
             `--from SCHEMA.TABLE` one of another schema, `--database-schema` says where the migrations' own \
             tables are, `--by-schema` looks how far the schema has come, and what is unfinished is settled \
             with its own tool first."
        }
    }
}
