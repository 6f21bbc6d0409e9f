//! Invocation: everything that a call of the command line takes from its process.

use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::PathBuf;

/// The value of a variable of the environment, by its name.
pub type Variable = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// A call of the command line: arguments, environment and streams.
///
/// [`Cli::run`](super::Cli::run) takes those of the process. A test gives its own:
///
/// ```
/// use seaworthy::cli::Invocation;
///
/// let mut invocation = Invocation::new(["migration", "status"]);
/// invocation.variable = Box::new(|name| {
///     (name == "DATABASE_URL").then(|| "sqlite::memory:".to_owned())
/// });
/// ```
pub struct Invocation {
    /// The name of the program, then its arguments.
    pub arguments: Vec<OsString>,
    /// The value of a variable of the environment.
    pub variable: Variable,
    /// The working directory, where files are written to.
    pub directory: PathBuf,
    /// What a question's answer is read from.
    pub stdin: Box<dyn BufRead + Send>,
    /// Where results go.
    pub stdout: Box<dyn Write + Send>,
    /// Where everything else goes: progress, warnings, questions, errors.
    pub stderr: Box<dyn Write + Send>,
    /// Whether a person can answer on `stdin`.
    pub stdin_is_terminal: bool,
    /// Whether a person reads `stdout`.
    pub stdout_is_terminal: bool,
    /// Whether a person reads `stderr`.
    pub stderr_is_terminal: bool,
    /// The process is ours: its `.env` was read, its panics may be kept silent.
    pub(super) is_process: bool,
    /// What is to be said before anything else.
    pub(super) warnings: Vec<String>,
}

impl Invocation {
    /// Arguments alone: no environment, nothing to read, and what is written is lost.
    pub fn new<T: Into<OsString>>(arguments: impl IntoIterator<Item = T>) -> Self {
        Self {
            arguments: arguments.into_iter().map(Into::into).collect(),
            variable: Box::new(|_| None),
            directory: PathBuf::from("."),
            stdin: Box::new(std::io::empty()),
            stdout: Box::new(std::io::sink()),
            stderr: Box::new(std::io::sink()),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            is_process: false,
            warnings: Vec::new(),
        }
    }

    /// This process, after its `.env` was read into the environment.
    pub(super) fn of_process() -> Self {
        use std::io::{IsTerminal, stderr, stdin, stdout};
        let warnings = match dotenvy::dotenv() {
            // The line itself is not shown: it may hold a password.
            Err(dotenvy::Error::LineParse(..)) => vec![
                ".env has a line that cannot be read; it and what follows are left out".to_owned(),
            ],
            Err(dotenvy::Error::Io(error)) if error.kind() != ErrorKind::NotFound => {
                vec![format!(".env cannot be read: {error}")]
            }
            _ => Vec::new(),
        };
        Self {
            arguments: std::env::args_os().collect(),
            variable: Box::new(|name| std::env::var(name).ok()),
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            stdin: Box::new(BufReader::new(stdin())),
            // Old consoles of Windows need colours translated; elsewhere these pass them on.
            stdout: Box::new(anstream::AutoStream::always(stdout())),
            stderr: Box::new(anstream::AutoStream::always(stderr())),
            stdin_is_terminal: stdin().is_terminal(),
            stdout_is_terminal: stdout().is_terminal(),
            stderr_is_terminal: stderr().is_terminal(),
            is_process: true,
            warnings,
        }
    }

    /// The value of a variable, where it has one that is not empty.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Invocation {
    /// Without arguments and environment: they hold passwords.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Invocation")
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}
