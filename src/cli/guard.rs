//! Guard: what destroys data, or lets it be destroyed, needs the database's name, typed in full.

use super::console::Console;

/// What is about to be lost, and where.
pub(super) struct Loss {
    /// Fitting after "refused to": `revert 3 migrations`.
    pub(super) what: String,
    /// What comes of it, as a clause.
    pub(super) consequence: &'static str,
    /// The database's name.
    pub(super) database: String,
    /// Where its server is: two databases may have one name.
    pub(super) server: Option<String>,
    /// The command that goes on without a question.
    pub(super) command: String,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[error("refused to {what} in database {place}: {reason}; nothing was touched")]
pub(super) struct Refusal {
    what: String,
    place: String,
    reason: String,
    command: String,
}

impl Refusal {
    pub(super) fn hint(&self) -> String {
        format!("If that is what you want: `{}`.", self.command)
    }
}

/// What comes of most of it.
pub(super) const DATA_IS_LOST: &str = "their data will be lost";

/// A database by its name, and by its server where it has one.
pub(super) fn place(database: &str, server: Option<&str>) -> String {
    match server {
        Some(server) => format!("`{database}` on {server}"),
        None => format!("`{database}`"),
    }
}

/// Lets pass who names the database, by `--yes` or at the question.
pub(super) fn confirm(console: &mut Console, yes: Option<&str>, loss: Loss) -> Result<(), Refusal> {
    let place = place(&loss.database, loss.server.as_deref());
    let reason = match yes {
        Some(name) if name == loss.database => return Ok(()),
        Some(name) => format!("`--yes {name}` names another"),
        None if !console.is_interactive => {
            "there is no terminal to ask on, and no `--yes` with its name".to_owned()
        }
        None => {
            console.talk.line(format_args!(
                "This will {} in database {place}; {}.",
                loss.what, loss.consequence
            ));
            console
                .talk
                .text("To go on, type the name of the database: ");
            match console.answer() {
                answer if answer == loss.database => return Ok(()),
                answer if answer.is_empty() => "its name was not typed".to_owned(),
                answer => format!("`{answer}` is not its name"),
            }
        }
    };
    Err(Refusal {
        what: loss.what,
        place,
        reason,
        command: loss.command,
    })
}
