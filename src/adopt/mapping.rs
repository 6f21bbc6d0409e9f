//! Mapping: which of our versions another tool's are. Nothing is guessed: what fits several, or does
//! not fit the order, is told and left to a person.

use std::collections::HashMap;

use super::map::{AdoptMap, Ours};
use super::name::Name;
use crate::migration::Version;
use crate::tracker::{Tracked, Tracker};

/// What one of theirs came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mapped {
    /// Ours in the order of the set, with the key of theirs.
    pub(super) pairs: Vec<(Version, String)>,
    pub(super) unmapped: Vec<Unmapped>,
}

/// One of theirs of which it is not known what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// How the tool tells it from others.
    pub key: String,
    /// Why, as a part of a sentence.
    pub reason: String,
}

/// How surely two names are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// They are equal, or a person said so.
    Sure,
    /// Their numbers are, and theirs has all our words, where both have any: some describe a
    /// migration in a sentence.
    Number,
    /// Their words alone are.
    Words,
}

/// Maps what a tracking table says to the versions of a set, in their order.
pub(super) fn mapped(set: &[Version], tracker: &Tracker, map: &AdoptMap) -> Mapped {
    let names: Vec<Name> = set
        .iter()
        .map(|version| Name::of(version.as_str()))
        .collect();
    let mut found: Vec<(usize, &Tracked, Fit)> = Vec::new();
    let mut unmapped = Vec::new();
    for entry in &tracker.entries {
        let result = match map.get(&entry.key) {
            Some(ours) => said(set, ours),
            None => fitting(set, &names, entry).map(|(index, fit)| vec![(index, fit)]),
        };
        match result {
            Ok(indexes) => {
                let up_to = indexes.iter().map(|(index, _)| *index).max();
                found.extend(indexes.into_iter().map(|(index, fit)| (index, entry, fit)));
                if let (true, Some(last)) = (tracker.is_state, up_to) {
                    found.extend((0..last).map(|index| (index, entry, Fit::Sure)));
                }
            }
            Err(_) if entry.is_optional => {}
            Err(reason) => unmapped.push(Unmapped {
                key: entry.key.clone(),
                reason,
            }),
        }
    }
    for doubtful in doubtful(&found, set, tracker.is_state) {
        found.retain(|(_, entry, _)| entry.key != doubtful.key);
        unmapped.push(doubtful);
    }
    found.sort_by_key(|(index, ..)| *index);
    found.dedup_by_key(|(index, ..)| *index);
    let pairs = found
        .into_iter()
        .map(|(index, entry, _)| (set[index].clone(), entry.key.clone()));
    Mapped {
        pairs: pairs.collect(),
        unmapped,
    }
}

/// What a person said of one of theirs.
fn said(set: &[Version], ours: &Ours) -> Result<Vec<(usize, Fit)>, String> {
    let place = |version: &Version| {
        let place = set.iter().position(|member| member == version);
        place.ok_or_else(|| {
            format!("the mapping names `{version}`, which this program does not have")
        })
    };
    let indexes = match ours {
        Ours::None => Vec::new(),
        Ours::UpTo(version) => (0..=place(version)?).collect(),
        Ours::Versions(versions) => versions.iter().map(place).collect::<Result<_, _>>()?,
    };
    Ok(indexes
        .into_iter()
        .map(|index| (index, Fit::Sure))
        .collect())
}

/// The one version that is called as it is, by the surest way that any fits.
fn fitting(set: &[Version], names: &[Name], entry: &Tracked) -> Result<(usize, Fit), String> {
    let texts = std::iter::once(&entry.key).chain(&entry.names);
    let equal = set
        .iter()
        .position(|version| texts.clone().any(|text| text == version.as_str()));
    if let Some(index) = equal {
        return Ok((index, Fit::Sure));
    }
    let theirs = called(entry);
    for (fits, fit) in [
        (BY_BOTH, Fit::Number),
        (BY_NUMBER, Fit::Number),
        (BY_WORDS, Fit::Words),
    ] {
        let fitting =
            (0..set.len()).filter(|index| theirs.iter().any(|name| fits(&names[*index], name)));
        match fitting.collect::<Vec<usize>>().as_slice() {
            [] => {}
            [index] => return Ok((*index, fit)),
            several => {
                let several = several.iter().map(|index| format!("`{}`", set[*index]));
                let several = several.collect::<Vec<_>>().join(", ");
                return Err(format!("it could be each of {several}"));
            }
        }
    }
    Err("no version is called so".to_owned())
}

/// Whether two names are one.
type Fits = fn(&Name, &Name) -> bool;

/// Two of Prisma's may have one number, and the words of one be among those of the other.
const BY_BOTH: Fits = |ours, theirs| !theirs.number.is_empty() && ours == theirs;
const BY_NUMBER: Fits = |ours, theirs| {
    let has = |word| theirs.words.split('_').any(|other| other == word);
    let words_fit =
        ours.words.is_empty() || theirs.words.is_empty() || ours.words.split('_').all(has);
    !theirs.number.is_empty() && ours.number == theirs.number && words_fit
};
const BY_WORDS: Fits = |ours, theirs| !theirs.words.is_empty() && ours.words == theirs.words;

/// Everything that it is called: the number of its key belongs to the words beside it.
fn called(entry: &Tracked) -> Vec<Name> {
    let key = Name::of(&entry.key);
    let mut names = vec![key.clone()];
    for name in &entry.names {
        let name = Name::of(name);
        if key.words.is_empty() && name.number.is_empty() {
            names[0].words.clone_from(&name.words);
        }
        names.push(name);
    }
    names
}

/// What two of theirs claim, and what is only called alike and would have come in another order.
fn doubtful(found: &[(usize, &Tracked, Fit)], set: &[Version], is_state: bool) -> Vec<Unmapped> {
    if is_state {
        return Vec::new();
    }
    let mut claims: HashMap<usize, Vec<&Tracked>> = HashMap::new();
    for (index, entry, fit) in found {
        if *fit != Fit::Sure {
            claims.entry(*index).or_default().push(entry);
        }
    }
    let mut doubtful = Vec::new();
    for (place, (index, entry, fit)) in found.iter().enumerate() {
        let others = claims.get(index).map_or(0, Vec::len);
        let is_astray = |(other, _, _): &&(usize, &Tracked, Fit)| other != index;
        let is_in_order = found[..place]
            .iter()
            .filter(is_astray)
            .all(|(other, ..)| other < index)
            && found[place..]
                .iter()
                .filter(is_astray)
                .all(|(other, ..)| other > index);
        let reason = match fit {
            Fit::Sure => continue,
            _ if others > 1 => format!("another one could be `{}` as well", set[*index]),
            Fit::Words if !is_in_order => format!(
                "it is called as `{}`, which stands elsewhere in the order",
                set[*index]
            ),
            _ => continue,
        };
        doubtful.push(Unmapped {
            key: entry.key.clone(),
            reason,
        });
    }
    doubtful
}

#[cfg(test)]
mod tests {
    use super::{AdoptMap, Mapped, Tracked, Tracker, Version, mapped};

    fn tracker(entries: &[(&str, &[&str])], is_state: bool) -> Tracker {
        let entry = |(key, names): &(&str, &[&str])| Tracked {
            key: (*key).to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            is_optional: false,
        };
        Tracker {
            tool: "any".to_owned(),
            schema: None,
            table: "any".to_owned(),
            is_state,
            is_in_place_of_ours: false,
            rows: entries.len(),
            entries: entries.iter().map(entry).collect(),
            troubles: Vec::new(),
        }
    }

    fn map(set: &[&str], theirs: &Tracker, lines: &str) -> Mapped {
        let set: Vec<Version> = set.iter().map(|name| Version::from(*name)).collect();
        mapped(&set, theirs, &lines.parse::<AdoptMap>().unwrap_or_default())
    }

    const SET: &[&str] = &[
        "m20240101_120000_create_users",
        "m20240102_120000_add_email",
        "m20240103_120000_create_notes",
    ];

    #[track_caller]
    fn check(theirs: &[(&str, &[&str])], ours: &[usize]) {
        let mapped = map(SET, &tracker(theirs, false), "");
        let expected: Vec<&str> = ours.iter().map(|index| SET[*index]).collect();
        let found: Vec<&str> = mapped
            .pairs
            .iter()
            .map(|(version, _)| version.as_str())
            .collect();
        assert_eq!(found, expected, "{theirs:?} {mapped:?}");
        assert_eq!(
            mapped.unmapped.len(),
            theirs.len() - ours.len(),
            "{mapped:?}"
        );
    }

    #[test]
    fn one_is_found_by_its_name_its_number_or_its_words() {
        check(&[("m20240101_120000_create_users", &[])], &[0]);
        check(&[("20240102120000", &[])], &[1]);
        check(&[("20240102120000", &["add email"])], &[1]);
        check(&[("20240102120000", &["something else"])], &[]);
        check(&[("20240102120000", &["Add an email, for users"])], &[1]);
        check(&[("7", &["Add an email, for users"])], &[]);
        check(&[("1", &["create users"]), ("2", &["add_email"])], &[0, 1]);
        check(&[("CreateNotes1788892847685", &[])], &[2]);
        check(&[("create_users", &[]), ("create-notes.js", &[])], &[0, 2]);
        check(&[("7", &[])], &[]);
    }

    #[test]
    fn words_in_another_order_are_no_proof() {
        check(&[("create_notes", &[]), ("create_users", &[])], &[]);
        check(&[("20240103120000", &[]), ("20240101120000", &[])], &[0, 2]);
    }

    #[test]
    fn what_fits_several_is_none_of_them() {
        let set = ["m20240101_000001_add_index", "m20240102_000001_add_index"];
        let found = map(&set, &tracker(&[("add_index", &[])], false), "");
        assert_eq!(found.pairs, []);
        assert!(found.unmapped[0].reason.contains("each of"), "{found:?}");
        let twice: &[(&str, &[&str])] = &[("1", &["create users"]), ("2", &["create users"])];
        let found = map(SET, &tracker(twice, false), "");
        assert_eq!(found.pairs, []);
        assert_eq!(found.unmapped.len(), 2, "{found:?}");
    }

    #[test]
    fn two_of_one_number_are_told_apart_by_their_words() {
        let set = ["m20260305_000000_add", "m20260305_000000_add_limits"];
        let theirs: &[(&str, &[&str])] = &[
            ("20260305000000_add", &[]),
            ("20260305000000_add_limits", &[]),
        ];
        let found = map(&set, &tracker(theirs, false), "");
        assert_eq!(found.unmapped, []);
        for (version, key) in &found.pairs {
            assert_eq!(version.as_str().replacen('_', "", 1), format!("m{key}"));
        }
        let alone = map(&set, &tracker(&[("20260305000000", &[])], false), "");
        assert_eq!(alone.unmapped.len(), 1, "{alone:?}");
    }

    #[test]
    fn a_state_stands_for_all_up_to_it() {
        let found = map(SET, &tracker(&[("20240102120000", &[])], true), "");
        assert_eq!(found.pairs.len(), 2);
        let head = tracker(&[("802fc5996861", &[])], true);
        assert_eq!(map(SET, &head, "").unmapped.len(), 1);
        let said = "802fc5996861 = m20240103_120000_create_notes";
        assert_eq!(map(SET, &head, said).pairs.len(), 3);
    }

    #[test]
    fn a_person_has_the_last_word() {
        let theirs: &[(&str, &[&str])] = &[("auth.1", &[]), ("base", &[]), ("create_users", &[])];
        let theirs = tracker(theirs, false);
        let said = "auth.* = -\nbase = ..m20240102_120000_add_email\ncreate_users = m20240103_120000_create_notes";
        let found = map(SET, &theirs, said);
        assert_eq!(
            (found.pairs.len(), found.unmapped.len()),
            (3, 0),
            "{found:?}"
        );
        let found = map(SET, &theirs, "auth.* = -\nbase = -\ncreate_users = nothing");
        assert!(
            found.unmapped[0].reason.contains("names `nothing`"),
            "{found:?}"
        );
    }
}
