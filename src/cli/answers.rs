//! Answers: to what `generate` asks, from the arguments, a file, or a person.

use std::fs;

use super::args;
use super::console::Console;
use super::error::CommandError;
use super::files::FileError;
use crate::generate::{Answers, Question};

/// Those of the call. An argument goes before the file.
pub(super) fn given(args: &args::Writing) -> Result<Answers, CommandError> {
    let mut answers = Answers::new();
    if let Some(file) = &args.answers_file {
        let text = fs::read_to_string(file).map_err(|error| FileError::io("read", file, error))?;
        answers = serde_json::from_str(&text).map_err(|error| CommandError::Usage {
            message: format!("`{}` holds no answers: {error}", file.display()),
            hint: r#"Write them as `{"rename:note.heading": "title"}`."#.to_owned(),
        })?;
    }
    for answer in &args.answers {
        let Some((key, value)) = answer.split_once('=') else {
            return Err(CommandError::Usage {
                message: format!("`{answer}` is no answer"),
                hint: "Give it as KEY=VALUE, such as `rename:note.heading=title`.".to_owned(),
            });
        };
        answers.insert(key.to_owned(), value.to_owned());
    }
    Ok(answers)
}

/// What a person answers; `None` where there is nobody, or nothing is said.
pub(super) fn asked(console: &mut Console, question: &Question) -> Option<String> {
    if !console.is_interactive {
        return None;
    }
    loop {
        console.talk.line(&question.about);
        for (index, choice) in question.answers.iter().enumerate() {
            console.talk.line(format_args!(
                "  {}  {}: {}",
                index + 1,
                choice.answer,
                choice.effect
            ));
        }
        let prompt = match question.answers.is_empty() {
            true => "A value, or `sql:` and an expression; nothing to stop: ",
            false => "A number, or nothing to stop: ",
        };
        console.talk.text(prompt);
        let answer = console.answer();
        if answer.is_empty() {
            return None;
        }
        if question.answers.is_empty() {
            return Some(answer);
        }
        let number = answer.parse::<usize>().ok();
        let by_number = number.and_then(|number| question.answers.get(number.checked_sub(1)?));
        let by_name = question
            .answers
            .iter()
            .find(|choice| choice.answer == answer);
        if let Some(choice) = by_number.or(by_name) {
            return Some(choice.answer.clone());
        }
    }
}
