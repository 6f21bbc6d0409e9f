//! Sentences and tables. Everything can be read without colours.

use std::time::Duration;

use anstyle::{AnsiColor, Style};
use chrono::DateTime;

use crate::execute::{Report, StepReport};
use crate::mark::Marked;
use crate::migration::Actor;
use crate::plan::{Direction, FailedAttempt, Standing, Status, count};
use crate::runner::{Check, SetStatus, Verdict};

pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const CAUTION: Style = AnsiColor::Yellow.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();
const HEADING: Style = Style::new().bold();

pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

pub(super) fn error(text: &str) -> String {
    format!("{} {text}", styled(BAD, "error:"))
}

pub(super) fn hint(text: &str) -> String {
    format!("{} {text}", styled(HEADING, "hint:"))
}

/// A line for stderr.
pub(in crate::cli) fn warning(text: &str) -> String {
    format!("{} {text}", styled(CAUTION, "warning:"))
}

/// Text from a database or a server, without what would steer the terminal.
pub(super) fn clean(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' | '\r' | '\t' => ' ',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    };
    text.trim().chars().map(shown).collect()
}

/// One line a step, with its duration, and with its set where there are several.
pub(super) fn steps(steps: &[StepReport]) -> String {
    let verb_width = widest(steps.iter().map(|step| step.direction.done()));
    let width = widest(steps.iter().map(|step| step.version.as_str()));
    let sets: Vec<String> = steps.iter().map(set_of).collect();
    let set_width = widest(sets.iter().map(String::as_str));
    let durations: Vec<String> = steps.iter().map(|step| duration(step.duration)).collect();
    let duration_width = widest(durations.iter().map(String::as_str));
    let mut text = String::new();
    for ((step, set), duration) in steps.iter().zip(&sets).zip(&durations) {
        let verb = styled(GOOD, &format!("{:verb_width$}", step.direction.done()));
        let version = step.version.as_str();
        text.push_str(&format!(
            "  {verb}  {set:set_width$}{version:width$}  {duration:>duration_width$}\n"
        ));
    }
    text
}

fn set_of(step: &StepReport) -> String {
    let set = step.set.as_deref();
    set.map_or_else(String::new, |set| format!("{}  ", clean(set)))
}

/// `2 migrations reverted and 2 applied in 30 ms`.
pub(in crate::cli) fn totals(report: &Report) -> String {
    let number = |direction| {
        let steps = report.steps.iter();
        steps.filter(|step| step.direction == direction).count()
    };
    let (reverted, applied) = (number(Direction::Down), number(Direction::Up));
    let what = match (reverted, applied) {
        (0, applied) => format!("{} applied", count(applied, "migration")),
        (reverted, 0) => format!("{} reverted", count(reverted, "migration")),
        _ => format!(
            "{} reverted and {applied} applied",
            count(reverted, "migration")
        ),
    };
    format!("{what} in {}", duration(report.duration()))
}

/// The table of all versions, and how many stand how.
pub(super) fn status(standings: &[Standing]) -> String {
    let mut rows = vec![Row::heading()];
    rows.extend(standings.iter().map(Row::of));
    let width = |column: usize| widest(rows.iter().map(|row| row.cells[column].as_str()));
    let widths: Vec<usize> = (0..Row::COLUMNS).map(width).collect();
    let mut text = String::new();
    if !standings.is_empty() {
        for row in &rows {
            text.push_str(&row.line(&widths));
            text.push('\n');
        }
    }
    text + &standing_totals(standings) + "\n"
}

/// A heading and a table for each set.
pub(super) fn sets(sets: &[SetStatus], is_verbose: bool) -> String {
    let tables = sets.iter().map(|status| {
        let name = status.set.as_deref();
        let name = name.map_or_else(|| "of no set".to_owned(), clean);
        let heading = styled(HEADING, &name);
        let after: Vec<String> = status.after.iter().map(|name| clean(name)).collect();
        let after = match after.is_empty() {
            true => String::new(),
            false => format!(" (after {})", after.join(", ")),
        };
        let table = self::status(&status.standings);
        let failures = match is_verbose {
            true => failures(&status.standings),
            false => String::new(),
        };
        format!("{heading}{after}\n{table}{failures}")
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// One line for each version whose last attempt went wrong.
pub(super) fn failures(standings: &[Standing]) -> String {
    let line = |standing: &Standing| {
        let failed = standing.failed.as_ref()?;
        let version = clean(standing.version.as_str());
        Some(format!("{version}: {}\n", failure(failed)))
    };
    standings.iter().filter_map(line).collect()
}

/// `applying failed with 42P07 at 2026-01-31 12:00:00 UTC, by ada@laptop personalkb 1.3.0`.
fn failure(failed: &FailedAttempt) -> String {
    let what = match (&failed.code, failed.is_unfinished) {
        (_, true) => "began".to_owned(),
        (Some(code), false) => format!("failed with {}", clean(code)),
        (None, false) => "failed".to_owned(),
    };
    let (doing, at) = (failed.direction.as_noun(), moment(&failed.at));
    format!("{doing} {what} at {at}, by {}", who(&failed.actor))
}

/// `ada@laptop personalkb 1.3.0`.
fn who(actor: &Actor) -> String {
    clean(&format!(
        "{}@{} {}",
        actor.os_user, actor.host, actor.application
    ))
}

/// One line for each thing that was looked at.
pub(super) fn checks(checks: &[Check]) -> String {
    let width = widest(checks.iter().map(|check| check.subject));
    let line = |check: &Check| {
        let (mark, style) = match check.verdict {
            Verdict::Well => ("ok  ", GOOD),
            Verdict::Note => ("note", CAUTION),
            Verdict::Stop => ("stop", BAD),
        };
        let (mark, text) = (styled(style, mark), clean(&check.text));
        format!("{mark}  {:width$}  {text}\n", check.subject)
    };
    checks.iter().map(line).collect()
}

/// `marked production since 2026-01-31 12:00:00 UTC by postgres (ada@laptop)`.
pub(super) fn mark(marked: &Marked) -> String {
    let since = moment(&marked.marked_at);
    let (mark, who) = (clean(&marked.mark), clean(&marked.who()));
    format!("marked {} since {since} by {who}", styled(HEADING, &mark))
}

/// A time of the database's as `2026-01-31 12:00:00 UTC`.
fn moment(text: &str) -> String {
    DateTime::parse_from_rfc3339(text).map_or_else(
        |_| text.to_owned(),
        |time| time.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}

struct Row {
    cells: [String; Row::COLUMNS],
    style: Style,
    is_heading: bool,
}

impl Row {
    const COLUMNS: usize = 5;
    const STATUS: usize = 1;
    const DURATION: usize = 3;
    const LAST: usize = 4;

    fn heading() -> Self {
        let cells = ["version", "status", "applied at (UTC)", "took", "by"];
        Self {
            cells: cells.map(str::to_owned),
            style: FAINT,
            is_heading: true,
        }
    }

    fn of(standing: &Standing) -> Self {
        let applied = standing.applied.as_ref();
        let attempt = applied.and_then(|applied| applied.attempt.as_ref());
        let details = attempt.and_then(|attempt| attempt.details.as_ref());
        let by = details.map(|details| who(&details.actor));
        Self {
            is_heading: false,
            cells: [
                clean(standing.version.as_str()),
                standing.status.to_string(),
                applied.map_or_else(String::new, |applied| time(applied.applied_at)),
                details.map_or_else(String::new, |details| duration(details.duration)),
                by.unwrap_or_default(),
            ],
            style: match standing.status {
                Status::Applied => GOOD,
                Status::OtherEnvironment => FAINT,
                Status::Pending => CAUTION,
                Status::OutOfOrder | Status::Modified | Status::Missing | Status::Unfinished => BAD,
            },
        }
    }

    fn line(&self, widths: &[usize]) -> String {
        let cells = self
            .cells
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(column, (cell, width))| {
                let cell = match column {
                    Self::DURATION => format!("{cell:>width$}"),
                    Self::LAST => cell.clone(),
                    _ => format!("{cell:width$}"),
                };
                if column == Self::STATUS || self.is_heading {
                    // Blanks at the end of a line go, and those within a style would not.
                    let text = cell.trim_end();
                    styled(self.style, text) + &cell[text.len()..]
                } else {
                    cell
                }
            });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }
}

/// `5 applied, 2 pending`; what is in disorder only where there is some.
fn standing_totals(standings: &[Standing]) -> String {
    let number = |status| {
        let standings = standings.iter();
        standings
            .filter(|standing| standing.status == status)
            .count()
    };
    let mut parts = vec![
        format!("{} applied", number(Status::Applied)),
        format!("{} pending", number(Status::Pending)),
    ];
    for status in [
        Status::OtherEnvironment,
        Status::OutOfOrder,
        Status::Modified,
        Status::Missing,
        Status::Unfinished,
    ] {
        match number(status) {
            0 => {}
            some => parts.push(format!("{some} {status}")),
        }
    }
    parts.join(", ")
}

/// Seconds since 1970 as `2026-01-31 12:00:00`.
fn time(seconds: i64) -> String {
    let time = DateTime::from_timestamp(seconds, 0);
    time.map_or_else(String::new, |time| {
        time.format("%Y-%m-%d %H:%M:%S").to_string()
    })
}

/// As exact as it matters: `12 ms`, `1.24 s`, `2 min 05 s`.
pub(super) fn duration(duration: Duration) -> String {
    let (seconds, milliseconds) = (duration.as_secs(), duration.as_millis());
    match milliseconds {
        0 => "<1 ms".to_owned(),
        1..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{}.{:02} s", seconds, milliseconds % 1_000 / 10),
        60_000..3_600_000 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{clean, duration, time};

    #[test]
    fn durations() {
        let cases = [
            (0, "<1 ms"),
            (1, "1 ms"),
            (999, "999 ms"),
            (1_000, "1.00 s"),
            (1_239, "1.23 s"),
            (59_999, "59.99 s"),
            (60_000, "1 min 00 s"),
            (125_000, "2 min 05 s"),
            (3_600_000, "1 h 00 min"),
            (90_061_000, "25 h 01 min"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(duration(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(time(0), "1970-01-01 00:00:00");
        assert_eq!(time(951_782_399), "2000-02-28 23:59:59");
        assert_eq!(time(i64::MAX), "");
    }

    #[test]
    fn a_name_in_the_database_cannot_steer_the_terminal() {
        assert_eq!(clean("m1\x1b[2J\nx"), "m1\u{fffd}[2J x");
    }
}
