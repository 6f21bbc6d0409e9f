//! Console: the streams of a call. All that is written goes through here, and loses its secrets.

use std::fmt;
use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::invocation::Invocation;
use super::mask::Mask;

/// Where a command reads and writes.
pub(super) struct Console {
    /// Results.
    pub(super) out: Stream,
    /// Talk: progress, warnings, questions, errors.
    pub(super) talk: Stream,
    /// Somebody can be asked.
    pub(super) is_interactive: bool,
    stdin: Box<dyn BufRead + Send>,
}

impl Console {
    /// The streams of a call; `mask` knows its secrets.
    pub(super) fn of(invocation: Invocation, mask: &Mask) -> Self {
        let (out, talk) = (
            wants_colour(&invocation, invocation.stdout_is_terminal),
            wants_colour(&invocation, invocation.stderr_is_terminal),
        );
        let is_interactive = invocation.stdin_is_terminal && invocation.stderr_is_terminal;
        let is_terminal = (invocation.stdout_is_terminal, invocation.stderr_is_terminal);
        Self {
            out: Stream::new(invocation.stdout, mask, is_terminal.0, out),
            talk: Stream::new(invocation.stderr, mask, is_terminal.1, talk),
            is_interactive,
            stdin: invocation.stdin,
        }
    }

    /// One line from the person, without its end.
    pub(super) fn answer(&mut self) -> String {
        let mut line = String::new();
        // What cannot be read is no answer, and no answer is no consent.
        let _ = self.stdin.read_line(&mut line);
        line.trim().to_owned()
    }
}

/// See <https://no-color.org> and <https://bixense.com/clicolors>.
fn wants_colour(invocation: &Invocation, is_terminal: bool) -> bool {
    let value = |name| invocation.value(name);
    if value("NO_COLOR").is_some() {
        return false;
    }
    if value("CLICOLOR_FORCE").is_some_and(|force| force != "0") {
        return true;
    }
    let is_off = value("CLICOLOR").is_some_and(|colour| colour == "0");
    is_terminal && !is_off && value("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// A stream that several hold: the command, who listens to its events, and the log.
#[derive(Clone)]
pub(super) struct Stream {
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    mask: Arc<Mask>,
    pub(super) is_terminal: bool,
    has_colour: bool,
}

impl Stream {
    fn new(
        writer: Box<dyn Write + Send>,
        mask: &Mask,
        is_terminal: bool,
        has_colour: bool,
    ) -> Self {
        Self {
            writer: Arc::new(Mutex::new(writer)),
            mask: Arc::new(mask.clone()),
            is_terminal,
            has_colour,
        }
    }

    /// Writes a text and ends its line.
    pub(super) fn line(&self, text: impl fmt::Display) {
        self.text(&format!("{text}\n"));
    }

    /// Writes a text: without its secrets, and without colours where they are not wanted.
    pub(super) fn text(&self, text: &str) {
        let text = self.mask.apply(text);
        if self.has_colour {
            self.raw(&text);
        } else {
            self.raw(&anstream::adapter::strip_str(&text).to_string());
        }
    }

    /// Writes a text as it is: movements of the cursor, and what has been masked already.
    ///
    /// Nobody can be told of a stream that does not take anything; a closed pipe is the reader's
    /// wish.
    pub(super) fn raw(&self, text: &str) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writer
            .write_all(text.as_bytes())
            .and_then(|()| writer.flush());
    }

    /// Writes a JSON document. Secrets are taken out of its texts, so that it stays one.
    pub(super) fn document(&self, document: &impl serde::Serialize) {
        let text = match serde_json::to_value(document) {
            Ok(mut value) => {
                self.hide_in(&mut value);
                format!("{value:#}\n")
            }
            // Documents are made of texts and numbers, which are always JSON.
            Err(error) => format!("{{\"error\": {{\"message\": \"{error}\"}}}}\n"),
        };
        self.raw(&text);
    }

    fn hide_in(&self, value: &mut serde_json::Value) {
        use serde_json::Value;
        match value {
            Value::String(text) => *text = self.mask.apply(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.hide_in(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.hide_in(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Each event of the log is written at once.
impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.text(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stream").finish_non_exhaustive()
    }
}
