//! Layout: which files of a folder are one migration, and in which order they are.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::SqlFile;
use super::error::ImportError;

/// A migration as its files have it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub(super) name: Name,
    pub(super) up: &'a SqlFile,
    pub(super) down: Option<&'a SqlFile>,
    /// Whether a file beside them says that it runs without a transaction.
    pub(super) is_alone: bool,
}

/// What a file is called, without what says the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Runs of digits, each as it is written; none where it has no number.
    pub(super) number: Vec<String>,
    pub(super) words: String,
}

/// What is in a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Layout<'a> {
    /// In their order.
    pub(super) found: Vec<Found<'a>>,
    /// Files that are no migration, with the reason.
    pub(super) left: Vec<(String, &'static str)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

pub(super) fn layout(files: &[SqlFile]) -> Result<Layout<'_>, ImportError> {
    let stems: Vec<&str> = files.iter().filter_map(|file| stem(&file.path)).collect();
    let mut layout = Layout::default();
    let mut by_name: BTreeMap<String, [Option<&SqlFile>; 2]> = BTreeMap::new();
    let mut alone: Vec<&str> = Vec::new();
    for file in files {
        if let Some(folder) = file.path.strip_suffix("/metadata.toml") {
            if says_alone(&file.text) {
                alone.push(folder);
            }
            continue;
        }
        let Some(stem) = stem(&file.path) else {
            continue;
        };
        let (name, way) = match read(stem, &stems) {
            Ok(read) => read,
            Err(reason) => {
                layout.left.push((file.path.clone(), reason));
                continue;
            }
        };
        let ways = by_name.entry(name).or_default();
        let place = &mut ways[usize::from(way == Way::Down)];
        if let Some(first) = place {
            return Err(same(first, file));
        }
        *place = Some(file);
    }
    for (name, [up, down]) in by_name {
        match (up, down) {
            (Some(up), down) => layout.found.push(Found {
                is_alone: alone.contains(&name.as_str()),
                name: Name::of(&name),
                up,
                down,
            }),
            (None, Some(down)) => {
                return Err(ImportError::DownAlone {
                    file: down.path.clone(),
                });
            }
            (None, None) => {}
        }
    }
    // Prisma goes by the whole names of its folders, two of which may have one number: they are in
    // that order already.
    if !layout.found.iter().all(|it| is_of_prisma(&it.up.path)) {
        layout.order()?;
    }
    match layout.found.is_empty() {
        true => Err(ImportError::Empty),
        false => Ok(layout),
    }
}

impl Layout<'_> {
    fn order(&mut self) -> Result<(), ImportError> {
        let numbered = self.found.iter().find(|it| !it.name.number.is_empty());
        let other = self.found.iter().find(|it| it.name.number.is_empty());
        if let (Some(numbered), Some(other)) = (numbered, other) {
            return Err(ImportError::Mixed {
                numbered: numbered.up.path.clone(),
                other: other.up.path.clone(),
            });
        }
        self.found
            .sort_by(|left, right| left.name.order(&right.name));
        let same_number = |pair: &&[Found<'_>]| {
            !pair[0].name.number.is_empty()
                && pair[0].name.order_of_number(&pair[1].name) == Ordering::Equal
        };
        match self.found.windows(2).find(same_number) {
            Some(pair) => Err(same(pair[0].up, pair[1].up)),
            None => Ok(()),
        }
    }
}

fn same(first: &SqlFile, second: &SqlFile) -> ImportError {
    ImportError::SameVersion {
        first: first.path.clone(),
        second: second.path.clone(),
    }
}

fn is_of_prisma(path: &str) -> bool {
    let file = path.rsplit_once('/').map(|(_, file)| file);
    file.is_some_and(|file| file.eq_ignore_ascii_case("migration.sql"))
}

/// The path without `.sql`.
fn stem(path: &str) -> Option<&str> {
    let (stem, end) = path.rsplit_once('.')?;
    let is_hidden = path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with('.'));
    (end.eq_ignore_ascii_case("sql") && !is_hidden).then_some(stem)
}

/// Diesel's word beside its files.
fn says_alone(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.replace(' ', ""));
    lines.any(|line| line.starts_with("run_in_transaction=false"))
}

/// Name and way of a file, or why it is no migration.
fn read(stem: &str, all: &[&str]) -> Result<(String, Way), &'static str> {
    if let Some((folder, file)) = stem.rsplit_once('/') {
        return match file.to_ascii_lowercase().as_str() {
            "up" | "migration" => Ok((folder.to_owned(), Way::Up)),
            "down" => Ok((folder.to_owned(), Way::Down)),
            _ => Err("no tool keeps a migration so deep under that name"),
        };
    }
    if let Some((letter, rest)) = flyways(stem) {
        return match letter {
            'v' => Ok((rest, Way::Up)),
            'u' => Ok((rest, Way::Down)),
            'r' => Err("a repeatable migration: write it by hand, as one for each change of it"),
            _ => Err("a baseline: it stands for others"),
        };
    }
    for (end, way) in [
        (".up", Way::Up),
        (".down", Way::Down),
        (".undo", Way::Down),
        (".rollback", Way::Down),
    ] {
        if let Some(name) = without_end(stem, end) {
            return Ok((name.to_owned(), way));
        }
    }
    for (middle, way) in [(".do.", Way::Up), (".undo.", Way::Down)] {
        if let Some((number, words)) = stem.split_once(middle) {
            return Ok((format!("{number}.{words}"), way));
        }
    }
    // Words that say a way by chance have no counterpart.
    let has = |name: &str| all.contains(&name);
    for end in ["_rollback", "-rollback", "_down", "-down", "_undo"] {
        if let Some(name) = without_end(stem, end) {
            for up in [name.to_owned(), format!("{name}_up"), format!("{name}-up")] {
                if has(&up) {
                    return Ok((name.to_owned(), Way::Down));
                }
            }
        }
    }
    if let Some(name) = stem.strip_prefix("rollback_").filter(|name| has(name)) {
        return Ok((name.to_owned(), Way::Down));
    }
    for end in ["_up", "-up"] {
        if let Some(name) = without_end(stem, end)
            && ["_down", "-down", "_rollback"]
                .iter()
                .any(|end| has(&format!("{name}{end}")))
        {
            return Ok((name.to_owned(), Way::Up));
        }
    }
    Ok((stem.to_owned(), Way::Up))
}

fn without_end<'a>(stem: &'a str, end: &str) -> Option<&'a str> {
    let at = stem.len().checked_sub(end.len())?;
    let (name, tail) = stem.split_at_checked(at)?;
    (tail.eq_ignore_ascii_case(end) && !name.is_empty()).then_some(name)
}

/// The letter of a name such as `V1_2__create`, and the name without it: `1.2__create`.
fn flyways(stem: &str) -> Option<(char, String)> {
    let letter = stem.chars().next()?.to_ascii_lowercase();
    let (version, words) = stem.get(1..)?.split_once("__")?;
    let is_version = version.starts_with(|it: char| it.is_ascii_digit())
        && version
            .chars()
            .all(|it| it.is_ascii_digit() || it == '.' || it == '_');
    match letter {
        'v' | 'u' | 'b' if is_version => {
            Some((letter, format!("{}__{words}", version.replace('_', "."))))
        }
        'r' if version.is_empty() => Some((letter, words.to_owned())),
        _ => None,
    }
}

impl Name {
    /// Of a stem such as `2024-01-01-120000_create_users` or `1.2__create`.
    pub(super) fn of(stem: &str) -> Self {
        let bare = match stem.strip_prefix(['m', 'M', 'v', 'V']) {
            Some(rest) if rest.starts_with(|it: char| it.is_ascii_digit()) => rest,
            _ => stem,
        };
        let mut number: Vec<String> = Vec::new();
        let mut rest = bare;
        while let Some((digits, behind)) = digits(rest) {
            // A second run belongs to a date or to a version with points.
            let has_more = match number.as_slice() {
                [] => true,
                [first, ..] => bare[first.len()..].starts_with('.') || is_date(&number),
            };
            if !has_more {
                break;
            }
            number.push(digits.to_owned());
            rest = behind.strip_prefix(['.', '-', '_']).unwrap_or(behind);
        }
        Self {
            number,
            words: rest.trim_matches(['.', '-', '_', ' ']).to_owned(),
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        let by_number = self.order_of_number(other);
        by_number.then_with(|| natural(&self.words, &other.words))
    }

    fn order_of_number(&self, other: &Self) -> Ordering {
        let width = self.number.len().max(other.number.len());
        let part = |name: &Self, at: usize| {
            let digits = name
                .number
                .get(at)
                .map_or("", |it| it.trim_start_matches('0'));
            (digits.len(), digits.to_owned())
        };
        let parts = (0..width).map(|at| part(self, at).cmp(&part(other, at)));
        parts.fold(Ordering::Equal, Ordering::then)
    }
}

/// A run of digits that is a word of its own, and what follows it.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|it: char| !it.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let is_word = rest.is_empty() || rest.starts_with(['.', '-', '_', ' ']);
    (!digits.is_empty() && is_word).then_some((digits, rest))
}

/// Whether these are the beginning of a date, and more of it may follow.
fn is_date(number: &[String]) -> bool {
    let lengths: Vec<usize> = number.iter().map(String::len).collect();
    let is_year = number[0].starts_with("19") || number[0].starts_with("20");
    let is_form = match lengths.as_slice() {
        // 20250214, and a time or a count behind it.
        [8] => true,
        [4] | [4, 2] | [4, 2, 2] | [4, 2, 2, 6] => true,
        [4, 2, 2, 2] | [4, 2, 2, 2, 2] => true,
        _ => false,
    };
    is_year && is_form
}

/// The order of names whose runs of digits count as numbers.
fn natural(left: &str, right: &str) -> Ordering {
    let (mut one, mut other) = (left, right);
    loop {
        let (Some(a), Some(b)) = (one.chars().next(), other.chars().next()) else {
            return one.len().cmp(&other.len()).then_with(|| left.cmp(right));
        };
        let run = |text: &str| {
            let end = text
                .find(|it: char| !it.is_ascii_digit())
                .unwrap_or(text.len());
            let significant = text[..end].trim_start_matches('0').to_owned();
            (end, (significant.len(), significant))
        };
        let (order, lengths) = match a.is_ascii_digit() && b.is_ascii_digit() {
            true => {
                let ((end_a, number_a), (end_b, number_b)) = (run(one), run(other));
                (number_a.cmp(&number_b), (end_a, end_b))
            }
            false => (a.cmp(&b), (a.len_utf8(), b.len_utf8())),
        };
        if order != Ordering::Equal {
            return order;
        }
        (one, other) = (&one[lengths.0..], &other[lengths.1..]);
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot go on ends there")]
mod tests {
    use super::{Name, layout};
    use crate::import::SqlFile;

    fn files(paths: &[&str]) -> Vec<SqlFile> {
        let file = |path: &&str| SqlFile {
            path: (*path).to_owned(),
            text: String::new(),
        };
        paths.iter().map(file).collect()
    }

    /// The files of each migration, in order.
    #[track_caller]
    fn check(paths: &[&str], expected: &[&str]) {
        let files = files(paths);
        let layout = layout(&files).expect("a layout");
        let found = layout.found.iter().map(|found| match found.down {
            Some(down) => format!("{} {}", found.up.path, down.path),
            None => found.up.path.clone(),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_tool_keeps_its_files_in_its_way() {
        check(
            &["1_a.up.sql", "1_a.down.sql", "10_c.up.sql", "2_b.up.sql"],
            &["1_a.up.sql 1_a.down.sql", "2_b.up.sql", "10_c.up.sql"],
        );
        check(
            &[
                "2024-01-02-000000_b/up.sql",
                "2024-01-01-000000-0000_a/up.sql",
                "2024-01-01-000000-0000_a/down.sql",
            ],
            &[
                "2024-01-01-000000-0000_a/up.sql 2024-01-01-000000-0000_a/down.sql",
                "2024-01-02-000000_b/up.sql",
            ],
        );
        check(
            &["20240101000000_init/migration.sql"],
            &["20240101000000_init/migration.sql"],
        );
        // All orders but that of the names differ: Prisma takes that one.
        check(
            &[
                "20260108_index/migration.sql",
                "20260107111013_router/migration.sql",
                "20260305000000_limits/migration.sql",
                "20260305000000_headers/migration.sql",
                "baseline/migration.sql",
                "10_c/migration.sql",
                "2_b/migration.sql",
                "0_init/migration.sql",
                "0_init/down.sql",
            ],
            &[
                "0_init/migration.sql 0_init/down.sql",
                "10_c/migration.sql",
                "20260107111013_router/migration.sql",
                "20260108_index/migration.sql",
                "20260305000000_headers/migration.sql",
                "20260305000000_limits/migration.sql",
                "2_b/migration.sql",
                "baseline/migration.sql",
            ],
        );
        check(
            &[
                "V2__b.sql",
                "V1_10__d.sql",
                "V1.2__c.sql",
                "U2__b.sql",
                "R__views.sql",
                "B1__base.sql",
            ],
            &["V1.2__c.sql", "V1_10__d.sql", "V2__b.sql U2__b.sql"],
        );
        check(
            &[
                "20250214_002_b.sql",
                "20250214_001_a.sql",
                "20250214_001_a_rollback.sql",
            ],
            &[
                "20250214_001_a.sql 20250214_001_a_rollback.sql",
                "20250214_002_b.sql",
            ],
        );
        check(
            &["rollback_1_a.sql", "1_a.sql"],
            &["1_a.sql rollback_1_a.sql"],
        );
        check(
            &["001.do.a.sql", "001.undo.a.sql"],
            &["001.do.a.sql 001.undo.a.sql"],
        );
        check(
            &["1_a_up.sql", "1_a_down.sql"],
            &["1_a_up.sql 1_a_down.sql"],
        );
        check(
            &["1_clean_up.sql", "2_tear_down.sql"],
            &["1_clean_up.sql", "2_tear_down.sql"],
        );
        check(
            &[
                "schema_v10.sql",
                "schema_v2.sql",
                "schema_v3_multi_persona.sql",
            ],
            &[
                "schema_v2.sql",
                "schema_v3_multi_persona.sql",
                "schema_v10.sql",
            ],
        );
        check(
            &["1_a.SQL", "README.md", ".hidden.sql", "seeds/x.sql"],
            &["1_a.SQL"],
        );
    }

    #[test]
    fn what_cannot_be_ordered_is_named() {
        for (paths, expected) in [
            (
                &["1_a.sql", "01_b.sql"][..],
                "`1_a.sql` and `01_b.sql` are of one version",
            ),
            (
                &["1_a.sql", "1_a.up.sql"],
                "`1_a.sql` and `1_a.up.sql` are of one version",
            ),
            (
                &["1_a.sql", "seed.sql"],
                "`1_a.sql` has a number and `seed.sql` has none",
            ),
            (
                &["1_a.down.sql"],
                "`1_a.down.sql` takes back what no other file does",
            ),
            (&["README.md"], "there is no migration in it"),
            (&[], "there is no migration in it"),
        ] {
            let error = layout(&files(paths)).expect_err(expected).to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_name_is_a_number_and_words() {
        for (stem, number, words) in [
            (
                "20240101120000_create_users",
                &["20240101120000"][..],
                "create_users",
            ),
            (
                "2024-01-01-120000_create",
                &["2024", "01", "01", "120000"],
                "create",
            ),
            ("001_2fa", &["001"], "2fa"),
            ("001_2024_report", &["001"], "2024_report"),
            ("1.2__create", &["1", "2"], "create"),
            ("20250214_001_a", &["20250214", "001"], "a"),
            ("v7_a", &["7"], "a"),
            ("schema_v2", &[], "schema_v2"),
            ("3", &["3"], ""),
        ] {
            let name = Name::of(stem);
            assert_eq!(name.number, number, "{stem}");
            assert_eq!(name.words, words, "{stem}");
        }
    }
}
