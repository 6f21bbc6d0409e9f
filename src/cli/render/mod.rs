//! Render: what people and programs read of a result.
//!
//! A result is rendered in one of two ways; a command says what happened and does not care which.

mod adoption;
mod changes;
mod failure;
mod human;
#[cfg(feature = "generate")]
mod import;
pub(super) mod json;
mod progress;
mod seeds;
mod sql;

use std::path::Path;

use super::args::Format;
use super::backup::shown;
use super::console::Console;
use super::error::CommandError;
use super::guard::place;
use super::session::Context;
use crate::adopt::Adoption;
use crate::backup::BackupReport;
use crate::diff::Change;
use crate::entities::Warning;
use crate::error::ExitCode;
use crate::execute::Report;
use crate::execute::capture::Preview;
#[cfg(feature = "generate")]
use crate::generate::Question;
use crate::mark::Marked;
use crate::migration::{LeftOut, Version};
use crate::plan::{Direction, Standing, Status};
use crate::replay::Unreplayable;
use crate::runner::{Check, Resolution, SetStatus};
use crate::schema::Schema;
use crate::seed::{Seed, SeedLeftOut, SeedReport};
#[cfg(feature = "generate")]
use crate::verify::Conflict;
use crate::verify::{Proof, Verification};

pub(super) use human::{totals, warning};
#[cfg(feature = "generate")]
pub(super) use import::imported;
pub(super) use progress::Progress;

/// What a run did. `outcome` is its last line for people.
pub(super) fn report(context: &Context, report: &Report, outcome: &str) {
    let out = &context.console.out;
    match context.format {
        Format::Human => {
            out.text(&human::steps(&report.steps));
            out.line(outcome);
        }
        Format::Json => {
            let document = json::RunDocument::of(report);
            out.document(&document.backed_up(context.backup.as_deref()));
        }
    }
}

/// How every version stands.
pub(super) fn status(context: &Context, standings: &[Standing], marked: Option<&Marked>) {
    let out = &context.console.out;
    match context.format {
        Format::Human => {
            out.text(&human::status(standings));
            if context.is_verbose {
                out.text(&human::failures(standings));
            }
            if let Some(marked) = marked {
                out.line(human::mark(marked));
            }
        }
        Format::Json => out.document(&json::StatusDocument::of(standings, marked)),
    }
}

/// How every version of every set stands.
pub(super) fn sets(context: &Context, sets: &[SetStatus], marked: Option<&Marked>) {
    let out = &context.console.out;
    match context.format {
        Format::Human => {
            out.text(&human::sets(sets, context.is_verbose));
            if let Some(marked) = marked {
                out.line(human::mark(marked));
            }
        }
        Format::Json => out.document(&json::StatusDocument::of_sets(sets, marked)),
    }
}

/// What is odd about the entities.
pub(super) fn entity_warnings(context: &Context, warnings: &[Warning]) {
    for odd in warnings {
        context.console.talk.line(warning(&odd.to_string()));
    }
}

/// What agrees, and what does not.
pub(super) fn verification(context: &Context, verified: &Verification) {
    entity_warnings(context, &verified.warnings);
    let out = &context.console.out;
    match context.format {
        Format::Human => out.text(&changes::verification(verified)),
        Format::Json => out.document(&json::VerificationDocument::of(verified)),
    }
}

/// What taking migrations up, down and up again has shown.
pub(super) fn proof(context: &Context, proof: &Proof) {
    entity_warnings(context, &proof.warnings);
    let out = &context.console.out;
    match context.format {
        Format::Human => out.text(&changes::proof(proof)),
        Format::Json => out.document(&json::ProofDocument::of(proof)),
    }
}

/// Migrations whose part of a schema is not known.
pub(super) fn unreplayable(context: &Context, unreplayable: &[Unreplayable]) {
    context
        .console
        .talk
        .text(&changes::unreplayable(unreplayable));
}

/// The changes from one schema to another.
pub(super) fn changes(context: &Context, changes: &[Change]) {
    let out = &context.console.out;
    match context.format {
        Format::Human => out.text(&changes::changes(changes)),
        Format::Json => out.document(&json::ChangesDocument::of(changes)),
    }
}

/// A schema, and the statements that make it.
pub(super) fn schema(context: &Context, schema: &Schema, statements: &[String]) {
    let out = &context.console.out;
    match context.format {
        Format::Human => {
            let statements = statements.iter();
            out.text(
                &statements
                    .map(|sql| format!("{sql};\n"))
                    .collect::<String>(),
            );
        }
        Format::Json => out.document(schema),
    }
}

/// What was looked at, and how it is.
pub(super) fn checks(context: &Context, checks: &[Check]) {
    let out = &context.console.out;
    match context.format {
        Format::Human => out.text(&human::checks(checks)),
        Format::Json => out.document(&json::DoctorDocument::of(checks)),
    }
}

/// What a database is marked as.
pub(super) fn marked(context: &Context, database: &str, marked: Option<&Marked>) {
    let out = &context.console.out;
    match context.format {
        Format::Human => {
            let place = place(database, context.server.as_deref());
            let mark = marked.map_or_else(|| "not marked".to_owned(), human::mark);
            out.line(format_args!("database {place} is {mark}"));
        }
        Format::Json => out.document(&json::DatabaseDocument::of(database, marked)),
    }
}

/// What a run would send, and what it would leave out, of which people were told as it was found. What
/// could not be shown is told to them as well as written down.
pub(super) fn previews(
    context: &Context,
    direction: Direction,
    previews: &[Preview],
    left_out: &[LeftOut],
) {
    let (out, talk) = (&context.console.out, &context.console.talk);
    match context.format {
        Format::Human => out.text(&sql::script(direction, previews)),
        Format::Json => out.document(&json::PreviewDocument::of(direction, previews, left_out)),
    }
    for preview in previews {
        if let Some(reason) = &preview.incomplete {
            let version = &preview.version;
            let reason = human::clean(reason);
            talk.line(warning(&format!(
                "`{version}` cannot be shown in full: {reason}"
            )));
        }
    }
}

/// Why a command did not end well.
pub(super) fn failure(context: &Context, error: &CommandError) -> ExitCode {
    match context.format {
        Format::Human => {
            let text = failure::text(error, context.backup.as_deref());
            context.console.talk.text(&text);
        }
        Format::Json => {
            let document = json::FailureDocument::of(error);
            let document = document.backed_up(context.backup.as_deref());
            context.console.out.document(&document);
        }
    }
    error.exit_code()
}

/// Arguments that clap does not take; its own text says why.
pub(super) fn usage(context: &Context, error: &clap::Error) -> ExitCode {
    let text = error.render();
    match context.format {
        Format::Human => context.console.talk.text(&text.ansi().to_string()),
        Format::Json => {
            let text = text.to_string();
            let message = text.lines().next().unwrap_or_default();
            let message = message.strip_prefix("error: ").unwrap_or(message);
            context
                .console
                .out
                .document(&json::FailureDocument::usage(message));
        }
    }
    ExitCode::Usage
}

/// A backup that was made.
pub(super) fn backup(context: &Context, report: &BackupReport) {
    let Console { out, talk, .. } = &context.console;
    let file = shown(&report.file, &context.directory);
    let removed = report.removed.iter();
    let removed: Vec<String> = removed.map(|old| shown(old, &context.directory)).collect();
    match context.format {
        Format::Human => {
            out.line(&file);
            for old in &removed {
                talk.line(format_args!("removed {old}"));
            }
        }
        Format::Json => out.document(&json::BackupDocument {
            file,
            bytes: report.size,
            removed,
        }),
    }
}

/// A backup that was read back.
pub(super) fn restored(context: &Context, file: &Path, database: &str) {
    let out = &context.console.out;
    let file = file.display().to_string();
    match context.format {
        Format::Human => out.line(format_args!("restored {file} into database `{database}`")),
        Format::Json => out.document(&json::RestoreDocument {
            file,
            database: database.to_owned(),
        }),
    }
}

/// What was written down of a version, and what it was before.
pub(super) fn resolved(
    context: &Context,
    version: &Version,
    before: Status,
    resolution: Resolution,
) {
    let now = match resolution {
        Resolution::Applied => "applied",
        Resolution::Pending => "pending",
    };
    let version = human::clean(version.as_str());
    let out = &context.console.out;
    match context.format {
        Format::Human => out.line(format_args!(
            "`{version}` was {before} and is recorded as {now}; nothing was run"
        )),
        Format::Json => out.document(&json::ResolveDocument {
            version,
            before: json::status(before),
            now,
        }),
    }
}

/// What seeds did.
pub(super) fn seeded(context: &Context, report: &SeedReport) {
    let out = &context.console.out;
    match context.format {
        Format::Human => out.text(&seeds::text(report)),
        Format::Json => out.document(&seeds::SeedsDocument::of(report)),
    }
}

/// The seeds that there are.
pub(super) fn seeds(context: &Context, here: &[&Seed], elsewhere: &[SeedLeftOut]) {
    let out = &context.console.out;
    match context.format {
        Format::Human => out.text(&seeds::list(here, elsewhere)),
        Format::Json => out.document(&seeds::SeedListDocument::of(here, elsewhere)),
    }
}

/// What was found of other tools, and what is written down because of it.
pub(super) fn adoption(context: &Context, adoption: &Adoption, is_dry_run: bool) {
    let out = &context.console.out;
    for text in &adoption.warnings {
        context.console.talk.line(warning(&human::clean(text)));
    }
    match context.format {
        Format::Human => out.text(&adoption::text(adoption, is_dry_run)),
        Format::Json => out.document(&json::AdoptionDocument::of(adoption)),
    }
}

/// What the entities want beyond the migrations, of each set where there are several.
#[cfg(feature = "generate")]
pub(super) fn proposal(context: &Context, changes: &[(Option<&str>, Vec<String>)]) {
    match context.format {
        Format::Human => {
            for (set, changes) in changes {
                let set = set.map_or_else(String::new, |set| format!("{}: ", human::clean(set)));
                for change in changes {
                    context.console.out.line(format_args!("{set}{change}"));
                }
            }
            let is_nothing = changes.iter().all(|(_, changes)| changes.is_empty());
            context.console.talk.line(match is_nothing {
                true => "Nothing to generate: the migrations make what the entities want.",
                false => "The migrations lack what is above: `generate` writes it.",
            });
        }
        Format::Json => {
            let document = json::ProposalDocument::of(changes);
            context.console.out.document(&document);
        }
    }
}

/// Migrations of two branches that do not go together.
#[cfg(feature = "generate")]
pub(super) fn conflicts(context: &Context, conflicts: &[Conflict]) {
    match context.format {
        Format::Human => {
            for conflict in conflicts {
                context
                    .console
                    .out
                    .line(human::clean(&conflict.to_string()));
            }
            context.console.talk.line(format_args!(
                "Nothing was written: these did not know each other, and do not go together. {}",
                changes::ORDER
            ));
        }
        Format::Json => context
            .console
            .out
            .document(&json::ConflictsDocument::of(conflicts)),
    }
}

/// What must be told first. It is for programs in either format: nobody could be asked.
#[cfg(feature = "generate")]
pub(super) fn questions(context: &Context, questions: &[Question]) {
    context.console.out.document(&json::QuestionsDocument {
        questions: questions.to_vec(),
    });
    context.console.talk.line(
        "Nothing was written: answer each with `--answer KEY=VALUE`, or in a file with `--answers-file`.",
    );
}

/// Files that were written, and what to do next.
#[cfg(feature = "generate")]
pub(super) fn files(context: &Context, version: Option<&str>, files: &[String], next: &str) {
    match context.format {
        Format::Human => {
            for file in files {
                context.console.out.line(file);
            }
            context.console.talk.line(next);
        }
        Format::Json => context.console.out.document(&json::FilesDocument {
            version: version.map(str::to_owned),
            files: files.to_vec(),
        }),
    }
}
