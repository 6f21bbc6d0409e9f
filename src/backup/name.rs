//! Name: what a backup in a folder is called: `app-20260131T120000000Z-m2026_create_users.dump`.
//!
//! Names of one database sort by time. Another database's never look alike.

use sha2::{Digest, Sha256};

use crate::migration::{Version, hexadecimal};

/// The names of one database's backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    start: String,
    end: String,
}

/// `20260131T120000000Z`
const TIME: &str = "00000000T000000000Z";
const LONGEST_DATABASE: usize = 120;
const LONGEST_VERSION: usize = 80;

/// So many backups of one millisecond have names.
const SAME_TIME: usize = 100;

impl Name {
    /// For a database, or for one schema of it.
    pub(super) fn new(database: &str, schema: Option<&str>, extension: &str) -> Self {
        let mut start = safe(database, LONGEST_DATABASE);
        if let Some(schema) = schema {
            start.push('@');
            start.push_str(&safe(schema, LONGEST_DATABASE / 2));
        }
        Self {
            start: start + "-",
            end: format!(".{extension}"),
        }
    }

    /// The names at a time, which is written as `2026-01-31T12:00:00.000Z`: the best one, then
    /// others in case it is taken.
    pub(super) fn files(
        &self,
        time: &str,
        last: Option<&Version>,
    ) -> impl Iterator<Item = String> + use<> {
        let time: String = time
            .chars()
            .filter(|letter| !"-:.".contains(*letter))
            .collect();
        let last = last.map_or_else(
            || "empty".to_owned(),
            |version| safe(version.as_str(), LONGEST_VERSION),
        );
        let (start, end) = (self.start.clone(), self.end.clone());
        (0..SAME_TIME).map(move |number| match number {
            0 => format!("{start}{time}-{last}{end}"),
            _ => format!("{start}{time}-{last}~{number:02}{end}"),
        })
    }

    /// Whether a file is a backup of this database, by its name.
    pub(super) fn fits(&self, file: &str) -> bool {
        let rest = file.strip_prefix(&self.start);
        let rest = rest.and_then(|rest| rest.strip_suffix(&self.end));
        let Some((time, rest)) = rest.and_then(|rest| rest.split_at_checked(TIME.len())) else {
            return false;
        };
        let same = |(letter, pattern): (u8, u8)| match pattern {
            b'0' => letter.is_ascii_digit(),
            pattern => letter == pattern,
        };
        rest.starts_with('-') && time.bytes().zip(TIME.bytes()).all(same)
    }
}

/// A name as a part of a file's: what could mean something else is written as its code, so that two
/// names never become one. A long one is cut, with a fingerprint of the whole.
fn safe(name: &str, limit: usize) -> String {
    let mut safe = String::new();
    for (place, letter) in name.chars().enumerate() {
        let is_plain = letter.is_alphanumeric()
            || "_- ".contains(letter) && place > 0
            || letter == '_'
            || letter == '.' && place > 0;
        if is_plain {
            safe.push(letter);
        } else {
            let mut buffer = [0; 4];
            for byte in letter.encode_utf8(&mut buffer).bytes() {
                safe.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    if safe.len() <= limit {
        return safe;
    }
    let fingerprint = hexadecimal(&Sha256::digest(name.as_bytes())[..4]);
    let mut keep = limit - fingerprint.len() - 1;
    while !safe.is_char_boundary(keep) {
        keep -= 1;
    }
    safe.truncate(keep);
    // No name that is not cut has this sign.
    format!("{safe}~{fingerprint}")
}

#[cfg(test)]
mod tests {
    use super::{Name, Version, safe};

    const TIME: &str = "2026-01-31T12:00:00.123Z";

    fn first(name: &Name, last: &str) -> String {
        let version = Version::from(last);
        name.files(TIME, Some(&version)).next().unwrap_or_default()
    }

    #[test]
    fn a_name_says_what_when_and_how_far() {
        let name = Name::new("app", None, "dump");
        let expected = "app-20260131T120000123Z-m20260101_000001_create_users.dump";
        assert_eq!(first(&name, "m20260101_000001_create_users"), expected);
        let mut names = name.files(TIME, None);
        let (one, other) = (names.next(), names.next());
        assert_eq!(one.as_deref(), Some("app-20260131T120000123Z-empty.dump"));
        assert_eq!(
            other.as_deref(),
            Some("app-20260131T120000123Z-empty~01.dump")
        );
        let tenant = Name::new("app", Some("a/b"), "dump");
        assert_eq!(first(&tenant, "x"), "app@a%2Fb-20260131T120000123Z-x.dump");
    }

    #[test]
    fn only_a_databases_own_names_fit() {
        let name = Name::new("app", None, "sql");
        assert!(name.fits(&first(&name, "m-x")));
        assert!(name.fits("app-20260131T120000123Z-empty~01.sql"));
        for other in [
            "app.sql",
            "app-x.sql",
            "app-20260131T120000123Z.sql",
            "app-20260131T120000123Z-x.dump",
            "app-20260131T1200001234-x.sql",
            "app-2026é131T12000012Z-x.sql",
            "app-2-20260131T120000123Z-x.sql",
            "app@tenant-20260131T120000123Z-x.sql",
            "xapp-20260131T120000123Z-x.sql",
            ".app-20260131T120000123Z-x.sql",
            "",
        ] {
            assert!(!name.fits(other), "{other}");
        }
    }

    #[test]
    fn odd_names_are_safe_and_stay_apart() {
        let cases = [
            ("app.db", "app.db"),
            (":memory:", "%3Amemory%3A"),
            ("../x", "%2E.%2Fx"),
            ("a@b", "a%40b"),
            ("größe 1", "größe 1"),
            ("-rf", "%2Drf"),
            ("a\nb\0", "a%0Ab%00"),
            ("50%", "50%25"),
        ];
        for (name, expected) in cases {
            assert_eq!(safe(name, 100), expected);
        }
        let long = "é".repeat(100);
        let (one, other) = (safe(&format!("{long}a"), 50), safe(&format!("{long}b"), 50));
        assert!(one.len() <= 50 && one != other, "{one}");
    }
}
