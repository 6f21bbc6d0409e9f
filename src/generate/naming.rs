//! Naming: from what a person calls a change to a version, and back to a sentence.

use crate::hint::Hint;

/// The ledger's column holds 255 characters and most file systems 255 bytes, `.rs` included.
/// What remains is room for a tool that adds something of its own.
const LONGEST: usize = 200;

const PREFIX: &str = "mYYYYMMDD_HHMMSS_";

/// Characters of a time, `YYYYMMDD_HHMMSS`.
const TIMESTAMP: usize = 15;

/// Why a name cannot become a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing that could stand in a name.
    #[error("the name of a migration is empty")]
    Empty,
    /// A character that a Rust module name cannot have.
    #[error("`{character}` cannot stand in the name of a migration, in {name:?}")]
    Character {
        /// The name as it was given.
        name: String,
        /// The first such character.
        character: char,
        /// The name without such characters, if anything is left of it.
        suggestion: Option<String>,
    },
    /// A letter or digit, but not of ASCII.
    #[error("`{character}` in {name:?} is not an ASCII letter or digit")]
    NotAscii {
        /// The name as it was given.
        name: String,
        /// The first such character.
        character: char,
    },
    /// More than the ledger and file systems are sure to keep.
    #[error("the version would be {length} characters long, {longest} is the most")]
    TooLong {
        /// Length of the whole version.
        length: usize,
        /// What is allowed.
        longest: usize,
    },
    /// No version of that name keeps the order of names.
    #[error("no version with the name {name:?} stands between `{last}` and `{next}` by its name")]
    NotBetween {
        /// The name as it was given.
        name: String,
        /// The version before it.
        last: String,
        /// The version behind it.
        next: String,
    },
    /// The time is not one.
    #[error("{timestamp:?} is not a time of the form YYYYMMDD_HHMMSS")]
    Timestamp {
        /// As it was given.
        timestamp: String,
    },
}

impl NameError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        match self {
            Self::Empty => Hint::new("Say what the migration does, such as `add_github_id`."),
            Self::Character {
                suggestion: Some(name),
                ..
            } => Hint::new(format!("Try `{name}`.")),
            Self::Character {
                suggestion: None, ..
            } => Hint::new("Use letters, digits and underscores, such as `add_github_id`."),
            Self::NotAscii { .. } => Hint::new(
                "Use a to z, 0 to 9 and underscores: the name becomes a file and a module, \
                 and must be the same on every file system.",
            ),
            Self::TooLong { longest, .. } => Hint::new(format!(
                "Shorten the name to {} characters; the module's first line has room for the rest.",
                longest.saturating_sub(PREFIX.len())
            )),
            Self::NotBetween { .. } => Hint::new(
                "Give another name, which comes later in the alphabet than the first of the two \
                 and sooner than the other.",
            ),
            Self::Timestamp { .. } => Hint::new("Give a time in UTC, such as `20260131_235959`."),
        }
    }
}

/// Makes the version `mYYYYMMDD_HHMMSS_name` of a name as people type it and a time
/// `YYYYMMDD_HHMMSS`.
///
/// Capitals become small; spaces, hyphens and underscores become one underscore, because
/// rustc warns of two in a row.
pub fn version(name: &str, timestamp: &str) -> Result<String, NameError> {
    if !is_timestamp(timestamp) {
        return Err(NameError::Timestamp {
            timestamp: timestamp.to_owned(),
        });
    }
    of_parts(&format!("m{timestamp}"), name)
}

/// The same for one that comes after `last`: where that one is counted, `m0002_add_notes`, so is this
/// one, with as many digits at least.
pub fn version_after(name: &str, timestamp: &str, last: Option<&str>) -> Result<String, NameError> {
    let counted = last.and_then(|last| number(last.strip_prefix('m')?));
    match counted.map(|digits| (digits.parse::<u32>(), digits.len())) {
        Some((Ok(number), width)) => of_parts(&format!("m{:0width$}", number + 1), name),
        _ => version(name, timestamp),
    }
}

fn of_parts(first: &str, name: &str) -> Result<String, NameError> {
    let words = words(name, is_separator);
    check_characters(name, &words)?;
    if words.is_empty() {
        return Err(NameError::Empty);
    }
    let version = format!("{first}_{words}");
    match version.len() {
        length if length > LONGEST => Err(NameError::TooLong {
            length,
            longest: LONGEST,
        }),
        _ => Ok(version),
    }
}

/// The same for one that stands behind `last` and before `next` in the list, by its name as well: with
/// the time of `last`, or the second after it.
pub fn version_between(name: &str, last: &str, next: Option<&str>) -> Result<String, NameError> {
    let timestamp = last
        .strip_prefix('m')
        .and_then(|rest| rest.get(..TIMESTAMP));
    let timestamp = timestamp.filter(|timestamp| is_timestamp(timestamp));
    // A list that is in no order of names has none to keep.
    let next = next.filter(|next| last < *next);
    let mut candidates = Vec::new();
    match timestamp {
        Some(timestamp) => {
            candidates.push(version(name, timestamp)?);
            if let Some(later) = second_after(timestamp) {
                candidates.push(version(name, &later)?);
            }
        }
        // One of another form begins as it does.
        None => {
            let words = words(name, is_separator);
            check_characters(name, &words)?;
            candidates.push(format!("{last}_{words}"));
        }
    }
    let is_between = |version: &String| {
        last < version.as_str() && next.is_none_or(|next| version.as_str() < next)
    };
    let found = candidates.into_iter().find(is_between);
    found.ok_or_else(|| NameError::NotBetween {
        name: name.to_owned(),
        last: last.to_owned(),
        next: next.unwrap_or_default().to_owned(),
    })
}

/// None at the end of a day.
fn second_after(timestamp: &str) -> Option<String> {
    let (date, time) = timestamp.split_once('_')?;
    let time: u32 = time.parse().ok()?;
    let second = time / 10_000 * 3600 + time / 100 % 100 * 60 + time % 100 + 1;
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    (hours < 24).then(|| format!("{date}_{hours:02}{minutes:02}{seconds:02}"))
}

/// What a version says, as a sentence: `Add github id.`
pub(super) fn sentence(version: &str) -> String {
    let name = parts(version).map_or(version, |(_, name)| name);
    let words = name.replace('_', " ");
    let mut characters = words.trim().chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_ascii_uppercase(), characters.as_str()),
        None => "A migration.".to_owned(),
    }
}

/// Whether a module's name begins like a version: with a time, or counted.
pub(super) fn is_version(module: &str) -> bool {
    parts(module).is_some()
}

/// What a version begins with, `m20261121_064959` or `m0002`, and its name.
fn parts(version: &str) -> Option<(&str, &str)> {
    let digits = version.strip_prefix('m')?;
    let length = match digits.get(..TIMESTAMP) {
        Some(timestamp) if has_form_of_timestamp(timestamp) => TIMESTAMP,
        _ => number(digits)?.len(),
    };
    let (first, name) = version.split_at(1 + length);
    Some((first, name.strip_prefix('_')?))
}

/// The number that it begins with, of less than eight digits: with more, `20260101`, it is a time.
fn number(text: &str) -> Option<&str> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(end);
    let is_whole = rest.is_empty() || rest.starts_with('_');
    Some(digits).filter(|digits| is_whole && (1..8).contains(&digits.len()))
}

fn check_characters(name: &str, words: &str) -> Result<(), NameError> {
    let is_wrong = |character: &char| !character.is_ascii_alphanumeric() && *character != '_';
    let Some(character) = words.chars().find(is_wrong) else {
        return Ok(());
    };
    let name = name.to_owned();
    if words
        .chars()
        .any(|character| !character.is_ascii() && character.is_alphanumeric())
    {
        let first = words.chars().find(|character| !character.is_ascii());
        return Err(NameError::NotAscii {
            name,
            character: first.unwrap_or(character),
        });
    }
    let suggestion = self::words(&name, |character| !character.is_ascii_alphanumeric());
    let suggestion = Some(suggestion).filter(|suggestion| !suggestion.is_empty());
    Err(NameError::Character {
        name,
        character,
        suggestion,
    })
}

/// The words between separators in small letters, joined by single underscores.
fn words(name: &str, is_separator: fn(char) -> bool) -> String {
    let words = name.split(is_separator).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_ascii_lowercase()
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '_')
}

fn is_timestamp(timestamp: &str) -> bool {
    let within = |range, least: u8, most: u8| {
        let number = timestamp
            .get(range)
            .and_then(|digits: &str| digits.parse().ok());
        number.is_some_and(|number: u8| (least..=most).contains(&number))
    };
    has_form_of_timestamp(timestamp)
        && within(4..6, 1, 12)
        && within(6..8, 1, 31)
        && within(9..11, 0, 23)
        && within(11..13, 0, 59)
        && within(13..15, 0, 59)
}

fn has_form_of_timestamp(timestamp: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = timestamp.split_once('_');
    parts.is_some_and(|(date, time)| {
        date.len() == 8 && time.len() == 6 && digits(date) && digits(time)
    })
}

#[cfg(test)]
mod tests;
