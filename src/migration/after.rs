//! After: which migrations one was written after, as the first lines of its source say.
//!
//! The list of a merged project has the migrations of both branches in one order, and does not tell
//! which of them knew which. So a new module names the last ones that there were. It is a comment,
//! and no part of what the migration does.

use super::Version;

const LINE: &str = "//! After: ";

/// The versions that a source names; `None` where it says nothing of them.
pub(crate) fn after(source: &str) -> Option<Vec<Version>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut head = source.lines().take_while(|line| line.starts_with("//!"));
    let named = head.find_map(|line| line.strip_prefix(LINE))?;
    let names = named.split(',').map(str::trim);
    Some(
        names
            .filter(|name| !name.is_empty())
            .map(Version::from)
            .collect(),
    )
}

/// A source with the line that names them, at the end of its first lines.
#[cfg(feature = "generate")]
pub(crate) fn written_after(source: &str, versions: &[Version]) -> String {
    if versions.is_empty() {
        return source.to_owned();
    }
    let names: Vec<&str> = versions.iter().map(Version::as_str).collect();
    let head = source.lines().take_while(|line| line.starts_with("//!"));
    let end = head
        .map(|line| line.len() + 1)
        .sum::<usize>()
        .min(source.len());
    let (head, rest) = source.split_at(end);
    format!("{head}//!\n{LINE}{}\n{rest}", names.join(", "))
}

#[cfg(all(test, feature = "generate"))]
mod tests {
    use super::{Version, after, written_after};

    #[test]
    fn what_is_written_is_read_and_changes_no_checksum() {
        let source = "//! Add stars.\n//!\n//! - add column note.stars\n\nuse x;\n\nfn up() {}\n";
        assert_eq!(after(source), None);
        assert_eq!(written_after(source, &[]), source);
        let versions: Vec<Version> = ["m1", "m2"].map(Version::from).into();
        let written = written_after(source, &versions);
        let expected = source.replace("stars\n\n", "stars\n//!\n//! After: m1, m2\n\n");
        assert_eq!(written, expected);
        assert_eq!(after(&written), Some(versions.clone()));
        assert_eq!(
            after(&format!("\u{feff}{}", written.replace('\n', "\r\n"))),
            Some(versions)
        );
        let checksum = super::super::Checksum::of;
        assert_eq!(checksum(&written), checksum(source));
    }

    #[test]
    fn only_the_first_lines_count() {
        assert_eq!(after("use x;\n//! After: m1\n"), None);
        assert_eq!(after("//! One.\n\n//! After: m1\n"), None);
        assert_eq!(after(""), None);
    }
}
