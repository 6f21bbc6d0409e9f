//! What `import-sql` says: a line for each migration, and what was left out.

use serde::Serialize;

use super::human::{clean, warning};
use crate::cli::args::Format;
use crate::cli::session::Context;
use crate::import::{Imported, ImportedMigration, LeftOut};
use crate::plan::count;

/// Of `import-sql`.
#[derive(Debug, Serialize)]
struct ImportDocument {
    /// What was written; nothing where it was only shown.
    files: Vec<String>,
    migrations: Vec<MigrationDocument>,
    left_out: Vec<LeftOutDocument>,
}

#[derive(Debug, Serialize)]
struct MigrationDocument {
    version: String,
    from: Vec<String>,
    typed: usize,
    raw: usize,
    left_out: Vec<LeftOutDocument>,
    transaction: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    irreversible: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Debug, Serialize)]
struct LeftOutDocument {
    place: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    reason: &'static str,
}

/// What a folder has become: its modules with their texts, and the list.
pub(in crate::cli) fn imported(
    context: &Context,
    imported: &Imported,
    modules: &[(String, &str)],
    list: &str,
    is_dry_run: bool,
) {
    if context.format == Format::Json {
        let document = document(imported, modules, list, is_dry_run);
        return context.console.out.document(&document);
    }
    let (out, talk) = (&context.console.out, &context.console.talk);
    let of_migrations = imported.migrations.iter().flat_map(|it| &it.left_out);
    for left in imported.left_out.iter().chain(of_migrations) {
        talk.line(warning(&left_out(left)));
    }
    for (migration, (file, source)) in imported.migrations.iter().zip(modules) {
        let line = format!("{file}  {}", summary(migration));
        match is_dry_run {
            true => out.text(&format!("// {line}\n{source}\n")),
            false => out.line(line),
        }
    }
    if is_dry_run {
        return talk.line("Nothing was written.");
    }
    out.line(list);
    talk.line(
        "Read the modules. Then run `adopt` where these files were applied already, and `up` elsewhere.",
    );
}

fn summary(migration: &ImportedMigration) -> String {
    let files: Vec<String> = migration.files.iter().map(|file| clean(file)).collect();
    let mut parts = vec![
        format!("{} typed", migration.typed),
        format!("{} raw", migration.raw),
    ];
    if !migration.left_out.is_empty() {
        parts.push(format!(
            "{} left out",
            count(migration.left_out.len(), "statement")
        ));
    }
    if migration.is_alone {
        parts.push("without a transaction".to_owned());
    }
    if migration.irreversible.is_some() {
        parts.push("no way back".to_owned());
    }
    format!("{}: {}", files.join(", "), parts.join(", "))
}

fn left_out(left: &LeftOut) -> String {
    let place = clean(&left.place);
    match left.text.is_empty() {
        true => format!("{place} is left out: {}", left.reason),
        false => format!(
            "{place}: `{}` is left out: {}",
            clean(&left.text),
            left.reason
        ),
    }
}

fn document(
    imported: &Imported,
    modules: &[(String, &str)],
    list: &str,
    is_dry_run: bool,
) -> ImportDocument {
    let left_out = |left: &[LeftOut]| {
        let documents = left.iter().map(|left| LeftOutDocument {
            place: left.place.clone(),
            text: left.text.clone(),
            reason: left.reason,
        });
        documents.collect()
    };
    let migrations = imported.migrations.iter().zip(modules);
    let files = modules.iter().map(|(file, _)| file.clone());
    ImportDocument {
        files: match is_dry_run {
            true => Vec::new(),
            false => files.chain([list.to_owned()]).collect(),
        },
        migrations: migrations
            .map(|(migration, (_, source))| MigrationDocument {
                version: migration.version.clone(),
                from: migration.files.clone(),
                typed: migration.typed,
                raw: migration.raw,
                left_out: left_out(&migration.left_out),
                transaction: !migration.is_alone,
                irreversible: migration.irreversible.clone(),
                source: is_dry_run.then(|| (*source).to_owned()),
            })
            .collect(),
        left_out: left_out(&imported.left_out),
    }
}
