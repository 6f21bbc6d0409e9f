//! Map: what a person says of another tool's versions, in lines of a file.

use std::str::FromStr;

use crate::migration::Version;

/// Lines `theirs = ours`. Of theirs is the key that `adopt` shows, and `*` at its end any rest; ours is
/// a version, several with commas between them, `..version` for all up to it, or `-` for none. What
/// stands behind `#` at the beginning of a line is a remark.
///
/// ```
/// use seaworthy::AdoptMap;
///
/// let map: AdoptMap = "
///     ## what Alembic calls its head
///     802fc5996861 = ..m20240101_000001_create_users
///     contenttypes.* = -
/// "
/// .parse()?;
/// # Ok::<(), seaworthy::MapError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdoptMap(Vec<(String, Ours)>);

/// What a line says of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ours {
    /// It is these.
    Versions(Vec<Version>),
    /// It is all up to this one.
    UpTo(Version),
    /// It is none.
    None,
}

/// A line that says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the mapping is not `theirs = ours`")]
pub struct MapError {
    /// Which, counted from one.
    pub line: usize,
}

impl FromStr for AdoptMap {
    type Err = MapError;

    fn from_str(text: &str) -> Result<Self, MapError> {
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('\u{feff}');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = || MapError { line: index + 1 };
            // A path or a sentence of theirs may have `=` in it, a version of ours has none.
            let (theirs, ours) = line.rsplit_once('=').ok_or_else(error)?;
            let (theirs, ours) = (theirs.trim(), ours.trim());
            let versions: Vec<&str> = ours.split(',').map(str::trim).collect();
            if theirs.is_empty() || versions.iter().any(|version| version.is_empty()) {
                return Err(error());
            }
            let ours = match (versions.as_slice(), ours.strip_prefix("..")) {
                (["-"], _) => Ours::None,
                ([_], Some(version)) if !version.is_empty() => Ours::UpTo(version.trim().into()),
                (_, Some(_)) => return Err(error()),
                (versions, None) => {
                    Ours::Versions(versions.iter().map(|name| Version::from(*name)).collect())
                }
            };
            lines.push((theirs.to_owned(), ours));
        }
        Ok(Self(lines))
    }
}

impl AdoptMap {
    /// What is said of a key: by the line that names it, else by the first that covers it.
    pub(super) fn get(&self, key: &str) -> Option<&Ours> {
        let named = self.0.iter().find(|(theirs, _)| theirs == key);
        let covers = |theirs: &str| {
            let start = theirs.strip_suffix('*');
            start.is_some_and(|start| key.starts_with(start))
        };
        let found = named.or_else(|| self.0.iter().find(|(theirs, _)| covers(theirs)));
        found.map(|(_, ours)| ours)
    }
}

#[cfg(test)]
mod tests {
    use super::{AdoptMap, Ours};

    #[test]
    fn a_line_says_what_theirs_is() {
        let text = "\u{feff}# remark\n\n a = x \nb=x, y\n c = ..z\nd.* = -\nd.1 = w\n e=f = v\n";
        let map: AdoptMap = text.parse().unwrap_or_default();
        let versions =
            |names: &[&str]| Ours::Versions(names.iter().map(|name| (*name).into()).collect());
        for (key, ours) in [
            ("a", Some(versions(&["x"]))),
            ("b", Some(versions(&["x", "y"]))),
            ("c", Some(Ours::UpTo("z".into()))),
            ("d.0", Some(Ours::None)),
            ("d.1", Some(versions(&["w"]))),
            ("e=f", Some(versions(&["v"]))),
            ("f", None),
        ] {
            assert_eq!(map.get(key), ours.as_ref(), "{key}");
        }
    }

    #[test]
    fn a_line_that_says_nothing_is_named() {
        for text in ["a", "a =", "= x", "a = x,", "a = ..", "a = ..x, y"] {
            let error = format!("# one\n{text}").parse::<AdoptMap>().err();
            assert_eq!(error.map(|error| error.line), Some(2), "{text}");
        }
    }
}
