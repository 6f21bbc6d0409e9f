//! Process: what blocks, on a thread of its own: a tool of the database's, and the disk.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_channel::oneshot;

use super::BackupError;

/// A program that a server's client package brings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tool<'a> {
    /// Its names, the better one first.
    pub(super) names: &'a [&'static str],
    /// The package that has it on Debian.
    pub(super) package: &'static str,
    /// Where it is; else the PATH says.
    pub(super) folder: Option<&'a Path>,
    /// What to do about a message of its.
    pub(super) advice: fn(&str) -> Option<&'static str>,
}

/// How much of what a tool says is kept: the end tells why it failed.
const KEPT: usize = 8 * 1024;

impl Tool<'_> {
    /// Runs it until it ends, and fails when it does. `prepare` gives arguments, environment and
    /// streams. A tool whose caller has lost interest is killed.
    pub(super) async fn run(
        self,
        prepare: impl Fn(&mut Command) -> io::Result<()>,
    ) -> Result<(), BackupError> {
        for name in self.names {
            let mut command = self.command(name);
            let failed = |source| BackupError::Start { tool: name, source };
            prepare(&mut command).map_err(failed)?;
            match end_of(command, Heed::Errors).await {
                Ok(ended) => return self.judge(name, &ended),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(self.missing())
    }

    /// What it writes when it gets these arguments, however it ends.
    pub(super) async fn answer(self, arguments: &[&str]) -> Result<String, BackupError> {
        for name in self.names {
            let mut command = self.command(name);
            command.args(arguments);
            match end_of(command, Heed::Results).await {
                Ok(ended) => return Ok(ended.said),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(BackupError::Start { tool: name, source }),
            }
        }
        Err(self.missing())
    }

    fn command(&self, name: &str) -> Command {
        let program = self.folder.map(|folder| folder.join(name));
        let mut command = match &program {
            Some(program) => Command::new(program),
            None => Command::new(name),
        };
        // Messages are compared with English ones.
        command.env("LC_ALL", "C").env_remove("LANGUAGE");
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command
    }

    fn missing(&self) -> BackupError {
        BackupError::Missing {
            tools: self.names.to_vec(),
            package: self.package,
            folder: self.folder.map(Path::to_path_buf),
        }
    }

    fn judge(&self, tool: &'static str, ended: &Ended) -> Result<(), BackupError> {
        if ended.status.success() {
            return Ok(());
        }
        if ended.status.code().is_none() {
            return Err(BackupError::Killed { tool });
        }
        let message = message(tool, &ended.said);
        let advice = (self.advice)(&message);
        Err(BackupError::Tool {
            tool,
            message,
            advice,
        })
    }
}

/// What a tool says of its failure as one line, without its own name and its warnings.
fn message(tool: &str, said: &str) -> String {
    let plain = |line: &str| {
        let line = line.trim();
        let line = line
            .strip_prefix(tool)
            .map_or(line, |rest| rest.trim_start_matches(':').trim_start());
        let marks = ["error: ", "detail: ", "hint: "];
        let mark = marks.iter().find_map(|mark| line.strip_prefix(mark));
        mark.unwrap_or(line).to_owned()
    };
    let is_warning = |line: &String| {
        let line = line.to_lowercase();
        line.starts_with("warning") || line.starts_with("[warning]")
    };
    let lines = said.lines().map(plain);
    let lines = lines.filter(|line| !line.is_empty() && !is_warning(line));
    let lines: Vec<String> = lines.take(4).collect();
    if lines.is_empty() {
        return "it did not say why".to_owned();
    }
    lines.join("; ")
}

/// Which stream of a process is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heed {
    Results,
    Errors,
}

/// How a process ended, and the last of what it wrote.
struct Ended {
    status: ExitStatus,
    said: String,
}

/// A process that is killed when nobody waits for it any more.
#[derive(Clone, Default)]
struct Running(Arc<Mutex<Process>>);

#[derive(Default)]
struct Process {
    child: Option<Child>,
    is_abandoned: bool,
}

impl Running {
    fn lock(&self) -> MutexGuard<'_, Process> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Kills on drop.
struct Leash(Running);

impl Drop for Leash {
    fn drop(&mut self) {
        let mut process = self.0.lock();
        process.is_abandoned = true;
        if let Some(child) = &mut process.child {
            // One that has ended needs no signal.
            let _ = child.kill();
        }
    }
}

async fn end_of(command: Command, heed: Heed) -> io::Result<Ended> {
    let running = Running::default();
    let leash = Leash(running.clone());
    let ended = aside(move || attend(command, heed, &running)).await;
    drop(leash);
    ended
}

fn attend(mut command: Command, heed: Heed, running: &Running) -> io::Result<Ended> {
    match heed {
        Heed::Results => command.stdout(Stdio::piped()).stderr(Stdio::null()),
        Heed::Errors => command.stderr(Stdio::piped()),
    };
    let (results, errors) = {
        let mut process = running.lock();
        if process.is_abandoned {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let mut child = command.spawn()?;
        let streams = (child.stdout.take(), child.stderr.take());
        process.child = Some(child);
        streams
    };
    let said = results.map(last_words).or(errors.map(last_words));
    let said = said.unwrap_or_default();
    // The stream is closed, so it is about to end. The lock is free meanwhile, for who kills it.
    loop {
        if let Some(child) = &mut running.lock().child
            && let Some(status) = child.try_wait()?
        {
            return Ok(Ended { status, said });
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn last_words(mut stream: impl Read) -> String {
    let mut kept = VecDeque::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        kept.extend(&buffer[..length]);
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
    let kept: Vec<u8> = kept.into();
    String::from_utf8_lossy(&kept).into_owned()
}

/// Does what blocks on a thread, and awaits its end.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (tell, told) = oneshot::channel();
    std::thread::Builder::new()
        .name("seaworthy-backup".to_owned())
        .spawn(move || {
            // Nobody listens any more when the caller was dropped.
            let _ = tell.send(work());
        })?;
    told.await
        .unwrap_or_else(|_| Err(io::Error::other("the thread that did it has panicked")))
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn what_a_tool_says_is_one_line() {
        let said = "pg_dump: error: aborting because of server version mismatch\n\
                    pg_dump: detail: server version: 17.0; pg_dump version: 15.18\n";
        let expected = "aborting because of server version mismatch; \
                        server version: 17.0; pg_dump version: 15.18";
        assert_eq!(message("pg_dump", said), expected);
        let said = "Warning: mariadb-dump: unknown variable 'loose-x=1'\n\
                    mariadb-dump: Got error: 1045: \"Access denied\" when trying to connect\n";
        let expected = "Got error: 1045: \"Access denied\" when trying to connect";
        assert_eq!(message("mariadb-dump", said), expected);
        assert_eq!(message("x", " \n"), "it did not say why");
    }
}
