//! Version: the name of a module, from which that of the file can be told.

use super::error::ImportError;
use super::layout::Found;

/// As for any version: the ledger's column, and file systems.
const LONGEST: usize = 200;

/// The least digits of a count, so that names sort as the numbers do.
const WIDTH: usize = 4;

/// The versions of migrations in their order.
pub(super) fn versions(found: &[Found<'_>]) -> Result<Vec<String>, ImportError> {
    let counts = found.iter().filter_map(|it| it.name.number.first());
    let width = counts.map(String::len).filter(|length| *length < 8).max();
    let width = width.unwrap_or(0).max(WIDTH);
    let mut versions: Vec<String> = Vec::new();
    for (place, it) in found.iter().enumerate() {
        let words = words(&it.name.words);
        let number = number(&it.name.number, place, width);
        let is_numbered = !it.name.number.is_empty();
        // Letters that no module can have would leave other words than the old tool's.
        let is_lost = !it.name.words.is_ascii() && is_numbered;
        let version = match words.is_empty() || is_lost {
            true => format!("m{number}"),
            false => format!("m{number}_{words}"),
        };
        if version.len() > LONGEST {
            return Err(ImportError::TooLong {
                file: it.up.path.clone(),
                length: version.len(),
                most: LONGEST,
            });
        }
        if let Some(other) = versions.iter().position(|known| *known == version) {
            return Err(ImportError::SameVersion {
                first: found[other].up.path.clone(),
                second: it.up.path.clone(),
            });
        }
        versions.push(version);
    }
    Ok(versions)
}

/// The digits of a version: a moment as SeaORM writes it, a count with zeros before it.
fn number(number: &[String], place: usize, width: usize) -> String {
    let Some((first, rest)) = number.split_first() else {
        return format!("{:0width$}", place + 1);
    };
    let digits = number.concat();
    let lengths: Vec<usize> = number.iter().map(String::len).collect();
    let is_moment = match lengths.as_slice() {
        [14] | [8, 6] | [4, 2, 2, 6] | [4, 2, 2, 2, 2, 2] => true,
        // Diesel has fractions of the second behind it, and takes them for a part of the version.
        [4, 2, 2, 6, 4] => digits.ends_with("0000"),
        _ => false,
    };
    if is_moment {
        return format!("{}_{}", &digits[..8], &digits[8..14]);
    }
    let mut parts = vec![format!("{first:0>width$}")];
    parts.extend(rest.iter().cloned());
    parts.join("_")
}

/// Words of ASCII in small letters with single underscores between them, parted where a capital begins
/// one.
fn words(text: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for letter in text.chars() {
        let is_camel = letter.is_uppercase() && before.is_lowercase();
        if is_camel || !letter.is_ascii_alphanumeric() {
            words.push('_');
        }
        if letter.is_ascii_alphanumeric() {
            words.push(letter.to_ascii_lowercase());
        }
        before = letter;
    }
    let parts = words.split('_').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::super::SqlFile;
    use super::super::layout::layout;
    use super::versions;

    fn of(paths: &[&str]) -> Vec<String> {
        let file = |path: &&str| SqlFile {
            path: (*path).to_owned(),
            text: String::new(),
        };
        let files: Vec<SqlFile> = paths.iter().map(file).collect();
        let layout = layout(&files).expect("a layout");
        versions(&layout.found).expect("versions")
    }

    #[test]
    fn versions_sort_and_keep_the_old_ones() {
        for (path, expected) in [
            (
                "20240101120000_create-users.sql",
                "m20240101_120000_create_users",
            ),
            (
                "2024-01-01-120000_create_users/up.sql",
                "m20240101_120000_create_users",
            ),
            (
                "V20240101120000__CreateUsers.sql",
                "m20240101_120000_create_users",
            ),
            ("001_initial_schema.sql", "m0001_initial_schema"),
            ("20250214_001_initial.sql", "m20250214_001_initial"),
            ("V1.2__Create  type.sql", "m0001_2_create_type"),
            ("schema_v2.sql", "m0001_schema_v2"),
            ("3.sql", "m0003"),
            ("1_größe ändern.sql", "m0001"),
            ("0001_mod.sql", "m0001_mod"),
            ("1704067200123_add.sql", "m1704067200123_add"),
        ] {
            assert_eq!(of(&[path]), [expected], "{path}");
        }
        assert_eq!(
            of(&["10000_b.sql", "9_a.sql"]),
            ["m00009_a", "m10000_b"],
            "names sort as numbers do"
        );
    }
}
