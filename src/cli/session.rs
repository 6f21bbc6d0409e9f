//! Session: what a command has to work with.

use std::path::PathBuf;

use sea_orm::DbConn;

use super::args::Format;
use super::command_line::CommandLine;
use super::connect::Settings;
use super::console::Console;
use super::interrupt;
use super::invocation::Invocation;
use super::mask::Mask;
use crate::entities::Entities;
use crate::plan::Unknown;
use crate::runner::Runner;
use crate::seed::Seeds;

/// What every command has.
pub(super) struct Context {
    pub(super) console: Console,
    pub(super) format: Format,
    /// Everything that there is to say.
    pub(super) is_verbose: bool,
    pub(super) command_line: CommandLine,
    /// Host and port of the database's server, where it has one.
    pub(super) server: Option<String>,
    /// Where paths begin.
    pub(super) directory: PathBuf,
    /// What was made before the command changed anything.
    pub(super) backup: Option<String>,
    /// Signals are for this command.
    is_process: bool,
}

impl Context {
    pub(super) fn of(invocation: Invocation, mask: &Mask, format: Format) -> Self {
        Self {
            command_line: CommandLine::of(&invocation),
            directory: invocation.directory.clone(),
            backup: None,
            is_process: invocation.is_process,
            console: Console::of(invocation, mask),
            format,
            is_verbose: false,
            server: None,
        }
    }

    /// A runner that Ctrl-C stops in good order.
    pub(super) fn stoppable<M>(&self, runner: Runner<M>) -> Runner<M> {
        match self.is_process && interrupt::listen() {
            true => runner.cancel_when(interrupt::interrupted()),
            false => runner,
        }
    }

    /// That of a call by the program itself.
    pub(super) fn of_process() -> Self {
        let invocation = Invocation::of_process();
        let mask = secrets(&invocation, None);
        Self::of(invocation, &mask, Format::Human)
    }
}

/// What a command on a database has.
pub(super) struct Session<M> {
    pub(super) runner: Runner<M>,
    pub(super) database: DbConn,
}

/// What commands that compare schemas know besides.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// How to connect to other databases.
    pub(super) settings: &'a Settings,
    pub(super) entities: Option<&'a Entities>,
    pub(super) seeds: Option<&'a Seeds>,
}

impl<M> Session<M> {
    pub(super) fn new(migrator: M, application: Option<String>, database: DbConn) -> Self {
        let runner = Runner::new(migrator).unknown(Unknown::Error);
        let runner = match application {
            Some(application) => runner.application(application),
            None => runner,
        };
        Self { runner, database }
    }

    /// In that environment.
    pub(super) fn within(self, environment: Option<String>) -> Self {
        match environment {
            Some(environment) => Self {
                runner: self.runner.environment(environment),
                ..self
            },
            None => self,
        }
    }

    /// Of a program that was built of that revision.
    pub(super) fn of_revision(self, revision: Option<String>) -> Self {
        match revision {
            Some(revision) => Self {
                runner: self.runner.revision(revision),
                ..self
            },
            None => self,
        }
    }
}

/// Everything of a call that must not be written.
pub(super) fn secrets(invocation: &Invocation, default_url: Option<&str>) -> Mask {
    let arguments = invocation
        .arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned());
    let url = invocation.value("DATABASE_URL");
    let texts: Vec<String> = arguments.chain(url).collect();
    let mut mask = Mask::of_urls(texts.iter().map(String::as_str).chain(default_url));
    for name in ["PGPASSWORD", "MYSQL_PWD"] {
        if let Some(password) = invocation.value(name) {
            mask.hide(&password);
        }
    }
    mask
}
