//! `completions`: what a shell needs to complete our arguments.

use clap_complete::Shell;

use super::args::Format;
use super::error::CommandError;
use super::render::json::CompletionsDocument;
use super::session::Context;
use crate::error::ExitCode;

pub(super) fn completions(
    context: &Context,
    mut command: clap::Command,
    program: &str,
    shell: Shell,
) -> Result<ExitCode, CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, program, &mut script);
    let script = String::from_utf8_lossy(&script);
    match context.format {
        Format::Human => context.console.out.text(&script),
        Format::Json => context.console.out.document(&CompletionsDocument {
            shell: shell.to_string(),
            script: script.into_owned(),
        }),
    }
    Ok(ExitCode::Success)
}
