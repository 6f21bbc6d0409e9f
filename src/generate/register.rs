//! Register: adds a migration to the `lib.rs` (or `mod.rs`) that lists them.
//!
//! The file belongs to a person. It is parsed to find the place, and then text is inserted: every
//! other byte stays, comments and formatting included. Only a list on one line, which rustfmt would
//! now give a line for each entry, is laid out anew. What cannot be placed for certain is an error,
//! never a guess.

mod find;
mod list;
mod source;

use crate::hint::Hint;
use find::{crate_name, module_edit};
use list::Form;
use source::{Source, apply};

/// A `lib.rs` with the migration added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The whole new text.
    pub source: String,
    /// What this crate calls Seaworthy, for the paths of the new module: `seaworthy`, or
    /// `sea_orm_migration` where it stands in for SeaORM's.
    pub crate_name: String,
}

/// Why a migration cannot be added. The lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// The version is not an identifier.
    #[error("{version:?} is not a Rust module name")]
    Version {
        /// As it was given.
        version: String,
    },
    /// The file is not Rust.
    #[error("syntax error in line {line}, column {column}: {message}")]
    Syntax {
        /// Its line.
        line: usize,
        /// Its column, in characters from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// The version is there.
    #[error("`{version}` is there already, in line {line}")]
    AlreadyRegistered {
        /// The version.
        version: String,
        /// Where it is named.
        line: usize,
    },
    /// No list of migrations.
    #[error(
        "there is neither `migrations! {{ … }}` nor an `impl MigratorTrait` with `fn migrations`"
    )]
    NoList,
    /// A `migrations!` with something else in it than modules.
    #[error("`migrations!` in line {line} has an entry that is no module")]
    NotModules {
        /// The version.
        version: String,
        /// Where the macro is.
        line: usize,
    },
    /// A `fn migrations` that computes its vector.
    #[error("`fn migrations` in line {line} does not end in a plain `vec![…]`")]
    NotAList {
        /// The version.
        version: String,
        /// Where the function is.
        line: usize,
    },
    /// The entry behind which it belongs is not in the list.
    #[error("the list has no entry `{behind}`")]
    NoEntry {
        /// The version.
        version: String,
        /// The one before it.
        behind: String,
    },
    /// More than one list.
    #[error("there is more than one list of migrations, in lines {}", and(lines))]
    SeveralLists {
        /// The version.
        version: String,
        /// Where each begins.
        lines: Vec<usize>,
    },
}

impl RegisterError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        match self {
            Self::Version { .. } => {
                Hint::new("Use ASCII letters, digits and underscores, beginning with a letter.")
            }
            Self::Syntax { .. } => Hint::new("`cargo check` says more; nothing was written."),
            Self::AlreadyRegistered { .. } => {
                Hint::new("Choose another name, or remove what is there.")
            }
            Self::NoList => Hint::new(
                "Write `seaworthy::migrations! {}` at the top level of the file, and let \
                 `fn migrations` of the migrator return `migrations()`.",
            ),
            Self::NotModules { version, .. }
            | Self::NoEntry { version, .. }
            | Self::NotAList { version, .. }
            | Self::SeveralLists { version, .. } => Hint::new(format!(
                "Add `{version}` by hand where it belongs; \
                 one `seaworthy::migrations! {{ … }}` is found without doubt."
            )),
        }
    }
}

/// Adds `version` to the end of the list of migrations in `lib_rs`.
///
/// The list is `seaworthy::migrations! { … }`, or SeaORM's form: `mod m…;` lines and the `vec![…]`
/// that ends `fn migrations` of an `impl MigratorTrait` (or `MigratorTraitSelf`). Both must stand
/// at the top level of the file.
pub fn register(lib_rs: &str, version: &str) -> Result<Registered, RegisterError> {
    registered(lib_rs, version, None)
}

/// The same, behind the entry of the migration `behind`.
pub fn register_behind(
    lib_rs: &str,
    version: &str,
    behind: &str,
) -> Result<Registered, RegisterError> {
    registered(lib_rs, version, Some(behind))
}

fn registered(
    lib_rs: &str,
    version: &str,
    behind: Option<&str>,
) -> Result<Registered, RegisterError> {
    if !syn::parse_str::<syn::Ident>(version).is_ok_and(|identifier| identifier == version) {
        return Err(RegisterError::Version {
            version: version.to_owned(),
        });
    }
    let source = Source::parse(lib_rs)?;
    let list = find::list(&source, version)?;
    refuse_duplicate(&source, &list, version)?;
    let mut edits = match behind {
        None => list.insert(&source, version),
        Some(behind) => list
            .insert_behind(&source, version, behind)
            .ok_or_else(|| RegisterError::NoEntry {
                version: version.to_owned(),
                behind: behind.to_owned(),
            })?,
    };
    if list.form == Form::Boxes {
        edits.extend(module_edit(&source, version));
    }
    Ok(Registered {
        source: apply(lib_rs, edits),
        crate_name: crate_name(&source.file, list.crate_name.as_deref()),
    })
}

fn refuse_duplicate(
    source: &Source<'_>,
    list: &list::List,
    version: &str,
) -> Result<(), RegisterError> {
    let module = source.file.items.iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == version => Some(module.ident.span()),
        _ => None,
    });
    match module
        .or_else(|| list.named(version))
        .map(|span| source.range(span).start)
    {
        Some(at) => Err(RegisterError::AlreadyRegistered {
            version: version.to_owned(),
            line: source.line(at),
        }),
        None => Ok(()),
    }
}

/// `4`, `4 and 7`, `4, 7 and 9`.
fn and(lines: &[usize]) -> String {
    let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
    match lines.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => lines.concat(),
    }
}

#[cfg(test)]
mod tests;
