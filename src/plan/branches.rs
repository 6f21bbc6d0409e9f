//! Branches: which migrations were written without knowing each other.

use crate::migration::Version;

/// A migration and what its source says that it was written after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'a> {
    pub(crate) version: &'a Version,
    /// `None` where it says nothing: then it knew everything that stands before it in the list.
    pub(crate) after: Option<&'a [Version]>,
    /// The versions that it stands for: who knew one of them knows it, too.
    pub(crate) replaces: &'a [Version],
}

/// Migrations of one branch that others did not know, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Branch {
    pub(crate) members: Vec<BranchMember>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BranchMember {
    pub(crate) version: Version,
    /// What it was written after, all of it.
    pub(crate) knew: Vec<Version>,
    /// Those of other branches that did not know it, and that it did not know.
    pub(crate) strangers: Vec<Version>,
}

/// The migrations that no other one was written after: what a new one is written after.
#[cfg(any(feature = "generate", test))]
pub(crate) fn heads(list: &[Written<'_>]) -> Vec<Version> {
    let known = known(list);
    let is_head = |index: &usize| !known.iter().any(|knows| knows[*index]);
    let heads = (0..list.len()).filter(is_head);
    heads.map(|index| list[index].version.clone()).collect()
}

/// The branches that were merged and that no later migration was written after, each with at least
/// one stranger in another; none where every migration knew those before it.
pub(crate) fn branches(list: &[Written<'_>]) -> Vec<Branch> {
    let known = known(list);
    let are_strangers = |one: usize, other: usize| {
        let is_settled = || known.iter().any(|knows| knows[one] && knows[other]);
        one != other && !known[one][other] && !known[other][one] && !is_settled()
    };
    let name = |index: usize| list[index].version.clone();
    let mut lines: Vec<(usize, Branch)> = Vec::new();
    for (index, knows) in known.iter().enumerate() {
        let strangers: Vec<Version> = (0..list.len())
            .filter(|other| are_strangers(index, *other))
            .map(name)
            .collect();
        if strangers.is_empty() {
            continue;
        }
        let knew = (0..list.len()).filter(|other| knows[*other]);
        let member = BranchMember {
            version: name(index),
            knew: knew.map(name).collect(),
            strangers,
        };
        match lines.iter_mut().find(|(last, _)| knows[*last]) {
            Some((last, branch)) => {
                *last = index;
                branch.members.push(member);
            }
            None => lines.push((
                index,
                Branch {
                    members: vec![member],
                },
            )),
        }
    }
    lines.into_iter().map(|(_, branch)| branch).collect()
}

/// For each migration, which of the others it was written after.
fn known(list: &[Written<'_>]) -> Vec<Vec<bool>> {
    let mut known: Vec<Vec<bool>> = Vec::with_capacity(list.len());
    for (index, written) in list.iter().enumerate() {
        let mut knows = vec![false; list.len()];
        let place = |version: &Version| list.iter().position(|other| other.version == version);
        let places: Option<Vec<usize>> = written
            .after
            .and_then(|after| after.iter().map(place).collect());
        match places.filter(|places| places.iter().all(|place| *place < index)) {
            Some(places) => {
                for place in places {
                    knows[place] = true;
                    let before = known[place].iter().zip(&mut knows);
                    before.for_each(|(before, knows)| *knows |= before);
                }
            }
            // What it names is gone or stands elsewhere by now: somebody has looked at the order.
            None => knows[..index].fill(true),
        }
        let standing = list[..index].iter().enumerate();
        for (place, other) in standing.filter(|(_, other)| !other.replaces.is_empty()) {
            let mut replaced = list.iter().zip(&knows);
            if replaced.any(|(it, is_known)| *is_known && other.replaces.contains(it.version)) {
                knows[place] = true;
            }
        }
        known.push(knows);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::{Branch, Written, branches, heads};
    use crate::migration::Version;

    /// `b<a` was written after `a`, `c<a+b` after both; `d` does not say.
    fn parsed(text: &str) -> Vec<(Version, Option<Vec<Version>>)> {
        let parse = |word: &str| match word.split_once('<') {
            None => (Version::from(word), None),
            Some((version, after)) => {
                let after = after.split('+').map(Version::from).collect();
                (Version::from(version), Some(after))
            }
        };
        text.split_whitespace().map(parse).collect()
    }

    fn with<T>(text: &str, ask: impl FnOnce(&[Written<'_>]) -> T) -> T {
        let parsed = parsed(text);
        let list = parsed.iter().map(|(version, after)| Written {
            version,
            after: after.as_deref(),
            replaces: &[],
        });
        ask(&list.collect::<Vec<_>>())
    }

    fn found(text: &str) -> Vec<String> {
        let shown = |branch: &Branch| {
            let members = branch.members.iter().map(|member| member.version.as_str());
            members.collect::<Vec<_>>().join(" ")
        };
        with(text, branches).iter().map(shown).collect()
    }

    fn ends(text: &str) -> String {
        let heads = with(text, heads);
        let heads: Vec<&str> = heads.iter().map(Version::as_str).collect();
        heads.join(" ")
    }

    #[test]
    fn who_knew_one_that_is_replaced_knows_what_stands_for_it() {
        let parsed = parsed("a b<a ab<b c<b");
        let replaced = ["a", "b"].map(Version::from);
        let list = parsed.iter().map(|(version, after)| Written {
            version,
            after: after.as_deref(),
            replaces: if version.as_str() == "ab" {
                &replaced
            } else {
                &[]
            },
        });
        let list: Vec<Written<'_>> = list.collect();
        assert_eq!(heads(&list), ["c"].map(Version::from));
        assert_eq!(branches(&list), []);
    }

    #[test]
    fn a_list_in_which_each_knew_those_before_has_no_branches() {
        for text in [
            "",
            "a",
            "a b c",
            "a b<a c<b",
            "a b c<b d",
            "a b<gone c<b",
            "b<a a",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(ends("a b c"), "c");
        assert_eq!(ends(""), "");
    }

    #[test]
    fn two_that_were_written_after_the_same_are_of_two_branches() {
        for text in ["a b<a c<a", "a b c<a"] {
            assert_eq!(found(text), ["b", "c"], "{text}");
            assert_eq!(ends(text), "b c", "{text}");
        }
        assert_eq!(found("a b<a c<a d<b e<c"), ["b d", "c e"]);
        assert_eq!(found("a b<a c<a d<a"), ["b", "c", "d"]);
    }

    #[test]
    fn one_that_was_written_after_both_settles_them() {
        assert_eq!(found("a b<a c<a d<b+c"), Vec::<String>::new());
        assert_eq!(ends("a b<a c<a d<b+c"), "d");
        assert_eq!(found("a b<a c<a d"), Vec::<String>::new());
        // And what comes afterwards is of branches again.
        assert_eq!(found("a b<a c<a d<b+c e<d f<d"), ["e", "f"]);
        // `e` knew `c`, and neither `b` nor what settled the two.
        assert_eq!(found("a b<a c<a d<b+c e<c"), ["b d", "e"]);
    }

    #[test]
    fn each_member_tells_what_it_knew_and_whom_it_did_not() {
        let branches = with("a b<a c<a d<b", branches);
        let d = &branches[0].members[1];
        assert_eq!(d.knew, ["a", "b"].map(Version::from));
        assert_eq!(d.strangers, ["c"].map(Version::from));
    }
}
