//! Environment: for which of them a migration is, and which one a run is in.

use super::Version;

/// A migration of SeaORM's form that is for chosen environments. A declarative one says so in
/// [`migration!`](crate::migration!).
///
/// ```
/// # use seaworthy::prelude::*;
/// # pub struct Migration;
/// impl seaworthy::ForEnvironments for Migration {
///     fn environments(&self) -> &'static [&'static str] {
///         &["development", "staging"]
///     }
/// }
/// ```
///
/// Only [`migrations!`](crate::migrations!) asks for it: in a list that is written by hand, such a
/// migration is for all environments.
pub trait ForEnvironments {
    /// Their names, which are compared letter by letter; none where it is for all.
    fn environments(&self) -> &'static [&'static str];
}

/// Where a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Environment {
    /// Nobody has said: what is for chosen ones stays out.
    #[default]
    Unsaid,
    /// In that one.
    Named(String),
    /// In a scratch database, where what is run was chosen before.
    Any,
}

impl Environment {
    /// Its name, where it has one.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Unsaid | Self::Any => None,
        }
    }

    /// Whether what is for those environments, or for all where there are none, is for this one.
    pub(crate) fn is_among<N: AsRef<str>>(&self, environments: &[N]) -> bool {
        match self {
            _ if environments.is_empty() => true,
            Self::Unsaid => false,
            Self::Named(name) => environments.iter().any(|it| it.as_ref() == name),
            Self::Any => true,
        }
    }

    /// The one of those names that was probably meant, where this is none of them.
    pub(crate) fn resembling<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        let own = self.name()?;
        let names: Vec<&str> = names.collect();
        let mut alike = names.iter().filter(|name| resemble(own, name));
        alike.next().copied().filter(|_| !names.contains(&own))
    }
}

/// A migration that is not applied because it is for other environments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which one.
    pub version: Version,
    /// The environments that it is for.
    pub environments: Vec<String>,
}

/// Names of environments in quotes.
pub(crate) fn quoted<N: AsRef<str>>(environments: &[N]) -> String {
    let names = environments.iter();
    let names: Vec<String> = names.map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

/// Whether one name is a slip of the other: its beginning, or another letter in five.
fn resemble(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim().to_lowercase(), other.trim().to_lowercase());
    let is_begun = |whole: &str, part: &str| part.chars().count() >= 3 && whole.starts_with(part);
    let longest = one.chars().count().max(other.chars().count());
    is_begun(&other, &one) || distance(&one, &other) <= longest / 5
}

/// How many letters have to be put in, taken out or replaced.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, another) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *another);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::Environment;

    fn meant(name: &str) -> Option<&'static str> {
        let named = Environment::Named(name.to_owned());
        named.resembling(["development", "production"].into_iter())
    }

    #[test]
    fn a_slip_is_told_from_a_name_of_its_own() {
        for (name, expected) in [
            ("prod", Some("production")),
            ("Production", Some("production")),
            ("production ", Some("production")),
            ("prodcution", Some("production")),
            ("developement", Some("development")),
            ("dev", Some("development")),
            ("production-eu", None),
            ("production", None),
            ("staging", None),
            ("test", None),
            ("d", None),
        ] {
            assert_eq!(meant(name), expected, "{name}");
        }
        assert_eq!(Environment::Unsaid.resembling(["dev"].into_iter()), None);
    }

    #[test]
    fn what_is_for_all_is_for_each_and_what_is_chosen_needs_its_own() {
        let named = Environment::Named("test".to_owned());
        let none: [&str; 0] = [];
        for environment in [Environment::Unsaid, named.clone(), Environment::Any] {
            assert!(environment.is_among(&none));
        }
        assert!(named.is_among(&["dev", "test"]) && !named.is_among(&["Test"]));
        assert!(!Environment::Unsaid.is_among(&["dev"]) && Environment::Any.is_among(&["dev"]));
    }
}
