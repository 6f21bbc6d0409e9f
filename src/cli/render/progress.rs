//! Progress: an observer that draws a bar on a terminal, and writes a line a step elsewhere.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::human;
use crate::cli::args::Format;
use crate::cli::backup::shown;
use crate::cli::console::Stream;
use crate::cli::session::Context;
use crate::event::{Event, Observer, left_out};
use crate::hint::POOLED;
use crate::migration::LeftOut;
use crate::plan::Direction;

/// Says on stderr how far a run is.
pub(in crate::cli) struct Progress {
    talk: Stream,
    bar: Option<ProgressBar>,
    planned: AtomicUsize,
    started: AtomicUsize,
    directory: PathBuf,
    backup: OnceLock<String>,
    left_out: Mutex<Vec<LeftOut>>,
}

impl Progress {
    /// A bar where a person watches, and reads a result that is meant for people.
    pub(in crate::cli) fn new(context: &Context) -> Self {
        let talk = context.console.talk.clone();
        let is_watched = talk.is_terminal && context.format == Format::Human;
        Self {
            bar: is_watched.then(|| bar(talk.clone())),
            talk,
            planned: AtomicUsize::new(0),
            started: AtomicUsize::new(0),
            directory: context.directory.clone(),
            backup: OnceLock::new(),
            left_out: Mutex::default(),
        }
    }

    /// Takes the bar away, so that the result stands alone.
    pub(in crate::cli) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// The backup that was made before anything was changed, as people see it from where they are.
    pub(in crate::cli) fn backup(&self) -> Option<String> {
        self.backup.get().cloned()
    }

    /// What the run leaves out because it is for other environments.
    pub(in crate::cli) fn left_out(&self) -> Vec<LeftOut> {
        let left_out = self.left_out.lock();
        left_out.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn backed_up(&self, file: &Path) {
        let file = shown(file, &self.directory);
        self.say(&format!("backed up into {file}"));
        // A run makes one.
        let _ = self.backup.set(file);
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.talk.line(line)),
            None => self.talk.line(line),
        }
    }
}

fn bar(talk: Stream) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_draw_target(ProgressDrawTarget::term_like(Box::new(Terminal(talk))));
    bar
}

impl Observer for Progress {
    fn notice(&self, event: &Event) {
        match event {
            Event::Planned { steps, .. } => {
                let planned = self.planned.fetch_add(*steps, Ordering::Relaxed) + steps;
                if let Some(bar) = &self.bar {
                    bar.set_length(u64::try_from(planned).unwrap_or(u64::MAX));
                    bar.enable_steady_tick(Duration::from_secs(1));
                }
            }
            // Whoever asks for the log wants to know.
            Event::Pooled => tracing::info!("{POOLED}"),
            Event::BackedUp { file } => self.backed_up(file),
            Event::Started { version, direction } => {
                let verb = match direction {
                    Direction::Up => "applying",
                    Direction::Down => "reverting",
                };
                let started = self.started.fetch_add(1, Ordering::Relaxed) + 1;
                match &self.bar {
                    Some(bar) => bar.set_message(format!("{verb} {version}")),
                    None => {
                        let planned = self.planned.load(Ordering::Relaxed);
                        self.talk
                            .line(format_args!("[{started}/{planned}] {verb} {version}"));
                    }
                }
            }
            Event::Finished { .. } => {
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
            }
            Event::Failed { .. } => self.end(),
            Event::Waiting { holder, waited } => self.say(&human::clean(&format!(
                "waiting for {holder}; {} s so far",
                waited.as_secs()
            ))),
            Event::Retrying {
                version,
                reason,
                pause,
            } => self.say(&human::clean(&format!(
                "`{version}` will be tried again in {:.1} s: {reason}",
                pause.as_secs_f32()
            ))),
            Event::Seeding { name } => {
                self.talk
                    .line(human::clean(&format!("running seed {name}")));
            }
            Event::Seeded { .. } => {}
            Event::LeftOut {
                migrations,
                environment,
            } => {
                let all = self.left_out.lock();
                let mut all = all.unwrap_or_else(PoisonError::into_inner);
                all.extend_from_slice(migrations);
                let line = left_out(migrations, environment.as_deref());
                let how = match environment {
                    Some(_) => "",
                    None => "; `--env NAME` or SEAWORTHY_ENV says it",
                };
                self.say(&human::clean(&format!("{line}{how}")));
            }
            Event::Warning(text) => self.say(&human::warning(&human::clean(text))),
        }
    }
}

/// The terminal behind a stream, as the bar needs it.
struct Terminal(Stream);

impl Terminal {
    fn steer(&self, count: usize, command: char) {
        if count > 0 {
            self.0.raw(&format!("\x1b[{count}{command}"));
        }
    }
}

impl TermLike for Terminal {
    /// The width that every terminal has; a longer line would be cut.
    fn width(&self) -> u16 {
        80
    }

    fn move_cursor_up(&self, lines: usize) -> io::Result<()> {
        self.steer(lines, 'A');
        Ok(())
    }

    fn move_cursor_down(&self, lines: usize) -> io::Result<()> {
        self.steer(lines, 'B');
        Ok(())
    }

    fn move_cursor_right(&self, columns: usize) -> io::Result<()> {
        self.steer(columns, 'C');
        Ok(())
    }

    fn move_cursor_left(&self, columns: usize) -> io::Result<()> {
        self.steer(columns, 'D');
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.0.line(text);
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.0.text(text);
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.raw("\r\x1b[2K");
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Terminal")
    }
}
