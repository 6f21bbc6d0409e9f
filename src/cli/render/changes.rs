//! Schemas and their differences, for people.

use super::human::{BAD, CAUTION, GOOD, clean, styled, warning};
use crate::diff::Change;
use crate::plan::Status;
use crate::replay::Unreplayable;
use crate::verify::{Proof, Proved, Verification, WayBack};

/// What to do about migrations that do not go together.
pub(super) const ORDER: &str = "Change the one that is not applied anywhere yet and name the other \
     in its line `//! After:`, or accept their order with `generate NAME --empty`.";

/// What agrees, and what does not, with what to do about it.
pub(super) fn verification(verified: &Verification) -> String {
    let mut text = String::new();
    let mut unasked = String::new();
    let mut section = |title: &str, lines: Vec<String>, advice: &str| {
        match lines.is_empty() {
            true => text.push_str(&format!("{} {title}\n", styled(GOOD, "agree:"))),
            false => {
                text.push_str(&format!("{} {title}\n", styled(BAD, "differ:")));
                for line in lines {
                    text.push_str(&format!("  {}\n", clean(&line)));
                }
                text.push_str(&format!("  {advice}\n"));
            }
        };
    };
    let standings = verified.standings.iter();
    let standings = standings.map(|standing| {
        let means = match standing.status {
            Status::Pending => "is not applied",
            Status::OutOfOrder => "is not applied, and later ones are",
            Status::Modified => "was changed since it was applied",
            Status::Missing => "is applied, and not in the code",
            Status::Unfinished => "began and did not end",
            Status::Applied => "is applied",
            Status::OtherEnvironment => "is for another environment",
        };
        format!("{} {means}", standing.version)
    });
    section(
        "the ledger and the code",
        standings.collect(),
        "`status` shows all of them.",
    );
    let entities = "the migrations and the entities";
    match &verified.forgotten {
        Some(forgotten) => section(
            entities,
            forgotten.iter().map(ToString::to_string).collect(),
            "`generate` writes the migration that does this.",
        ),
        None => unasked = format!("not compared: {entities}; `Cli::entities` gives the list\n"),
    }
    section(
        "the database and the migrations",
        verified.drift.iter().map(drifted).collect(),
        "Somebody changed the database: undo it, or write a migration that does the same, and \
         record it here with `resolve VERSION --applied`.",
    );
    if !verified.conflicts.is_empty() {
        let conflicts = verified.conflicts.iter().map(ToString::to_string);
        section("the migrations of the branches", conflicts.collect(), ORDER);
    }
    text.push_str(&unasked);
    text.push_str(&unreplayable(&verified.unreplayable));
    if verified.ignored > 0 {
        text.push_str(&format!(
            "{} differences left out as told\n",
            verified.ignored
        ));
    }
    text
}

/// Whether there is a way back, and what is wrong with it.
pub(super) fn proof(proof: &Proof) -> String {
    let mut text = String::new();
    for Proved { version, way_back } in &proof.proved {
        let version = clean(version.as_str());
        let differ = |what: &str| format!("{} {version}, {what}\n", styled(BAD, "differ:"));
        match way_back {
            WayBack::Leads => text.push_str(&format!(
                "{} {version}, up, down and up again\n",
                styled(GOOD, "agree:")
            )),
            WayBack::Refused(why) => text.push_str(&format!(
                "{} {version} cannot be reverted: {}\n",
                styled(CAUTION, "no way back:"),
                clean(why)
            )),
            WayBack::Failed { direction, reason } => {
                text.push_str(&differ(&format!("`{direction}` failed: {}", clean(reason))));
            }
            WayBack::Strays { back, again } => {
                let sides = [
                    ("what was there before and after `down`", back),
                    ("what `up` made the second time", again),
                ];
                for (what, changes) in sides {
                    if !changes.is_empty() {
                        text.push_str(&differ(what));
                    }
                    for change in changes {
                        text.push_str(&format!("  {}\n", clean(&drifted(change))));
                    }
                }
            }
        }
    }
    let entities = "the migrations and the entities";
    match &proof.forgotten {
        None => {}
        Some(forgotten) if forgotten.is_empty() => {
            text.push_str(&format!("{} {entities}\n", styled(GOOD, "agree:")));
        }
        Some(forgotten) => {
            text.push_str(&format!("{} {entities}\n", styled(BAD, "differ:")));
            for change in forgotten {
                text.push_str(&format!("  {}\n", clean(&change.to_string())));
            }
        }
    }
    text.push_str(&unreplayable(&proof.unreplayable));
    text
}

/// What somebody did to a database.
fn drifted(change: &Change) -> String {
    let (kind, name) = (change.kind(), change.name());
    let details: Vec<String> = change.details().iter().map(ToString::to_string).collect();
    match change.verb() {
        "create" | "add" => format!("{kind} {name} is there and not expected"),
        "drop" => format!("{kind} {name} is missing"),
        _ if details.is_empty() => format!("{kind} {name} is another one"),
        _ => format!("{kind} {name} is another one: {}", details.join("; ")),
    }
}

/// Migrations whose part of a schema is not known.
pub(super) fn unreplayable(all: &[Unreplayable]) -> String {
    let lines = all.iter().map(|Unreplayable { version, reason }| {
        let reason = clean(reason);
        warning(&format!(
            "`{version}` cannot be run on an empty database, and what it makes is not known: {reason}"
        )) + "\n"
    });
    lines.collect()
}

/// One line a change.
pub(super) fn changes(changes: &[Change]) -> String {
    let lines = changes.iter().map(|change| {
        let sign = match change.verb() {
            "create" | "add" => styled(GOOD, "+"),
            "drop" => styled(BAD, "-"),
            _ => styled(CAUTION, "~"),
        };
        format!("{sign} {}\n", clean(&change.to_string()))
    });
    lines.collect()
}
