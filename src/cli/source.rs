//! Source: where the migrations of a program come from, and its entities.

use clap::CommandFactory;

use super::args::Arguments;
use super::command_line::CommandLine;
use super::error::CommandError;
#[cfg(feature = "generate")]
use super::session::Context;
use crate::entities::Entities;
use crate::migration::Migrator;
#[cfg(feature = "generate")]
use crate::runner::Runner;
#[cfg(feature = "generate")]
use crate::sets::MigrationSet;
use crate::sets::Sets;

/// Where the migrations of a program come from.
pub(super) enum Source<'m> {
    One(Migrator<'m>),
    /// With one set, it is as its migrator would be.
    Sets(&'m Sets),
}

impl<'m> Source<'m> {
    /// The migrator, where there is one alone.
    pub(super) fn alone(&self) -> Option<Migrator<'m>> {
        match self {
            Self::One(migrator) => Some(*migrator),
            Self::Sets(sets) => match sets.all() {
                // One that needs another one is told so, as several are.
                [set] if set.needs().is_empty() && !set.name().is_empty() => Some(set.migrator()),
                _ => None,
            },
        }
    }

    /// The arguments that the program takes: where there is one set, nobody needs to name it.
    pub(super) fn arguments(&self) -> clap::Command {
        let is_alone = self.alone().is_some();
        Arguments::command().mut_arg("set", |arg| arg.hide(is_alone))
    }

    /// Refuses a set that is named where there are none.
    pub(super) fn refuse(&self, set: Option<&str>) -> Result<(), CommandError> {
        match (self.alone(), set) {
            (Some(_), Some(_)) => Err(CommandError::Usage {
                message: "this program has one set of migrations".to_owned(),
                hint: "Leave `--set` out.".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// The entities of the program, and those of its sets.
    pub(super) fn entities(&self, of_program: Option<&Entities>) -> Option<Entities> {
        let sets = match self {
            Self::One(_) => &[][..],
            Self::Sets(sets) => sets.all(),
        };
        let of_sets = sets.iter().filter_map(|set| set.its_entities());
        Entities::together(of_program.into_iter().chain(of_sets))
    }
}

/// Migrations to which one is added.
#[cfg(feature = "generate")]
pub(super) struct Subject<'m> {
    /// The set that has them, where it is of several.
    pub(super) name: Option<&'m str>,
    /// The set that has them.
    pub(super) set: Option<&'m MigrationSet>,
    pub(super) runner: Runner<Migrator<'m>>,
    /// What they are to make.
    pub(super) entities: Option<Entities>,
}

#[cfg(feature = "generate")]
impl<'m> Source<'m> {
    /// All that one may be added to, in the order in which they run, or that of the set that is named.
    /// `all` is made of the sets.
    pub(super) fn subjects(
        &self,
        all: &'m Runner<Sets>,
        set: Option<&str>,
        of_program: Option<&Entities>,
    ) -> Result<Vec<Subject<'m>>, CommandError> {
        if let Some(migrator) = self.alone() {
            return Ok(vec![Subject {
                name: None,
                set: match self {
                    Self::Sets(sets) => sets.all().first(),
                    Self::One(_) => None,
                },
                runner: Runner::new(migrator),
                entities: self.entities(of_program),
            }]);
        }
        if let Some(name) = set {
            // It says which there are.
            all.of_set(name)?;
        }
        let in_order = all.in_order()?.0.into_iter();
        let wanted = in_order.filter(|it| set.is_none_or(|name| it.name() == name));
        let subject = |set: &'m MigrationSet| {
            Ok(Subject {
                name: Some(set.name()),
                set: Some(set),
                runner: all.of_set(set.name())?,
                entities: all.entities_of(set.name()),
            })
        };
        wanted.map(subject).collect()
    }

    /// The same, where it must be one.
    pub(super) fn subject(
        &self,
        all: &'m Runner<Sets>,
        (set, of_program): (Option<&str>, Option<&Entities>),
        context: &Context,
    ) -> Result<Subject<'m>, CommandError> {
        let mut subjects = self.subjects(all, set, of_program)?;
        match (subjects.len(), subjects.pop()) {
            (1, Some(subject)) => Ok(subject),
            _ => Err(of_one(&context.command_line, all.names())),
        }
    }
}

/// What is said where a command is about one set, and none is named.
pub(super) fn of_one(command_line: &CommandLine, names: Vec<String>) -> CommandError {
    let calls: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", command_line.with(&["--set", name])))
        .collect();
    CommandError::Usage {
        message: "this command is about one set of migrations".to_owned(),
        hint: format!("Name it: {}.", calls.join(" or ")),
    }
}
