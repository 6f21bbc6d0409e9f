//! Sets: in which order they run, which of them a wish is about, and what stands in the way of
//! reverting one.

use crate::hint::Hint;
use crate::migration::{SetError, Version};

/// A set as far as its place matters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    /// What it is called.
    pub(crate) name: &'a str,
    /// The names of those that come before it.
    pub(crate) after: &'a [String],
}

/// Why sets do not fit together, or not with what was asked for. Nothing was touched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetsError {
    /// There are none.
    #[error("the list of sets is empty")]
    Empty,
    /// A set has no name.
    #[error("set {0} of the list has an empty name")]
    Unnamed(usize),
    /// Two sets have one name.
    #[error("the name `{0}` stands twice in the list of sets")]
    Duplicate(String),
    /// What must come before a set is not there.
    #[error(
        "set `{set}` comes after `{missing}`, which is not in the list: it has {}",
        names(known)
    )]
    Unknown {
        /// The set that needs it.
        set: String,
        /// What it needs.
        missing: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Sets that wait for each other.
    #[error("the sets wait for each other: {}", circle(.0))]
    Cycle(
        /// Each comes after the next one, and the last one after the first.
        Vec<String>,
    ),
    /// One list is no set.
    #[error("set `{set}`: {source}")]
    List {
        /// Its name.
        set: String,
        /// Why.
        source: SetError,
    },
    /// Two sets that keep one ledger have a version in common.
    #[error("version `{version}` stands in the sets `{}` and `{}`, which both keep it in the ledger `{ledger}`", sets.0, sets.1)]
    Shared {
        /// That version.
        version: Version,
        /// The two sets.
        sets: (String, String),
        /// The name of the ledger.
        ledger: String,
    },
    /// A job was to be about a set that there is not.
    #[error("there is no set `{name}`: there are {}", names(known))]
    NoSuchSet {
        /// As it was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A version that was asked for stands in several sets.
    #[error("version `{version}` stands in several sets: {}", names(sets))]
    Ambiguous {
        /// That version.
        version: Version,
        /// Those that have it.
        sets: Vec<String>,
    },
    /// Sets that come after one were built on what is to be reverted.
    #[error("refused to revert `{version}` of set `{set}`: {}, which comes after it, {} applied since; nothing was touched", names(dependents), if dependents.len() == 1 { "has migrations that were" } else { "have migrations that were" })]
    Needed {
        /// The set that was to be reverted.
        set: String,
        /// The oldest of what was to be reverted.
        version: Version,
        /// Those that come after it, the last one first.
        dependents: Vec<String>,
    },
    /// The entities of a set want a table that is another one's.
    #[error(
        "the entities of set `{set}` want the table `{table}`, which the migrations of set `{other}` make"
    )]
    TableOfAnother {
        /// The set of the entities.
        set: String,
        /// The table, with its schema where that is not the usual one.
        table: String,
        /// The set that has made it.
        other: String,
    },
    /// What drops everything is not about one set.
    #[error(
        "`fresh` drops what every set has made, and not that of `{0}` alone; nothing was touched"
    )]
    Everything(String),
}

impl SetsError {
    /// What to do about it.
    pub fn hint(&self) -> Hint {
        match self {
            Self::Empty => Hint::new("List at least one: `Sets::new([set(\"app\", Migrator)])`."),
            Self::Unnamed(_) | Self::Duplicate(_) => {
                Hint::new("Give each set of `Sets::new` a name of its own.")
            }
            Self::Unknown { .. } => {
                Hint::new("Add it to `Sets::new`, or correct the name in `after`.")
            }
            Self::Cycle(_) => Hint::new(
                "Take one of these out of its `after`: move what both need into a set that comes \
                 before them.",
            ),
            Self::List { source, .. } => source.hint(),
            Self::Shared { .. } => Hint::new(
                "Give one of the two migrators a `migration_table_name` of its own, while nothing \
                 of it is applied; else name one of the migrations anew.",
            ),
            Self::NoSuchSet { .. } => Hint::new("`status` shows the sets that there are."),
            Self::Ambiguous { .. } => Hint::new("Say which one with `--set`."),
            Self::Needed { dependents, .. } => Hint::new(format!(
                "Revert that first, such as with `down --set {}`; `down` without `--set` reverts \
                 the newest of all sets.",
                dependents.first().map_or("", String::as_str)
            )),
            Self::TableOfAnother { set, other, .. } => Hint::new(format!(
                "A table stays with the set that made it: list its entity in that of `{other}`. A \
                 foreign key of `{set}` can refer to it all the same."
            )),
            Self::Everything(_) => {
                Hint::new("Leave `--set` out, or take `refresh --set`, which reverts and applies.")
            }
        }
    }

    /// Whether it is what was asked for that does not fit, and not the list.
    pub(crate) fn is_of_wish(&self) -> bool {
        matches!(
            self,
            Self::NoSuchSet { .. } | Self::Ambiguous { .. } | Self::Everything(_)
        )
    }
}

/// `` `auth`, `app` ``.
fn names(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// `` `a` comes after `b`, `b` after `a` ``.
fn circle(members: &[String]) -> String {
    let next = members.iter().cycle().skip(1);
    let parts = members.iter().zip(next).enumerate();
    let parts = parts.map(|(place, (name, next))| match place {
        0 => format!("`{name}` comes after `{next}`"),
        _ => format!("`{name}` after `{next}`"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The order in which sets run, as places in the list: that of the list, except that each comes
/// after what it needs.
pub(crate) fn order(sets: &[Placed<'_>]) -> Result<Vec<usize>, SetsError> {
    if sets.is_empty() {
        return Err(SetsError::Empty);
    }
    for (place, set) in sets.iter().enumerate() {
        if set.name.is_empty() {
            return Err(SetsError::Unnamed(place + 1));
        }
        if place_of(&sets[..place], set.name).is_some() {
            return Err(SetsError::Duplicate(set.name.to_owned()));
        }
        let mut needs = set.after.iter();
        if let Some(missing) = needs.find(|name| place_of(sets, name).is_none()) {
            return Err(SetsError::Unknown {
                set: set.name.to_owned(),
                missing: missing.clone(),
                known: all_names(sets),
            });
        }
    }
    let mut order: Vec<usize> = Vec::with_capacity(sets.len());
    while order.len() < sets.len() {
        let waits = |place: &usize| first_need(sets, *place, &order).is_some();
        let mut rest = (0..sets.len()).filter(|place| !order.contains(place));
        match rest.clone().find(|place| !waits(place)) {
            Some(place) => order.push(place),
            None => return Err(SetsError::Cycle(cycle(sets, &order, rest.next()))),
        }
    }
    Ok(order)
}

/// The first need of a set that is not among those that have their place.
fn first_need(sets: &[Placed<'_>], place: usize, done: &[usize]) -> Option<usize> {
    let needs = sets[place].after.iter();
    let mut places = needs.filter_map(|name| place_of(sets, name));
    places.find(|need| !done.contains(need))
}

/// The members of a circle, where each of the rest waits for one of the rest.
fn cycle(sets: &[Placed<'_>], done: &[usize], from: Option<usize>) -> Vec<String> {
    let mut path: Vec<usize> = Vec::new();
    let mut next = from;
    while let Some(place) = next {
        if let Some(start) = path.iter().position(|passed| *passed == place) {
            path.drain(..start);
            break;
        }
        path.push(place);
        next = first_need(sets, place, done);
    }
    path.into_iter()
        .map(|place| sets[place].name.to_owned())
        .collect()
}

fn place_of(sets: &[Placed<'_>], name: &str) -> Option<usize> {
    sets.iter().position(|set| set.name == name)
}

fn all_names(sets: &[Placed<'_>]) -> Vec<String> {
    sets.iter().map(|set| set.name.to_owned()).collect()
}

/// The place of the set of that name.
pub(crate) fn chosen(sets: &[Placed<'_>], name: &str) -> Result<usize, SetsError> {
    place_of(sets, name).ok_or_else(|| SetsError::NoSuchSet {
        name: name.to_owned(),
        known: all_names(sets),
    })
}

/// Whether one set must come before another one, by itself or through others. The sets stand in the
/// order in which they run.
pub(crate) fn comes_before(sets: &[Placed<'_>], first: usize, then: usize) -> bool {
    let needs = sets[then].after.iter();
    let mut places = needs.filter_map(|name| place_of(&sets[..then], name));
    places.any(|need| need == first || comes_before(sets, first, need))
}

/// Which sets were applied to last, the newest first: lists of times, newest first, are merged, and
/// of one second the set that runs later is the newer one.
pub(crate) fn newest_first(times: &[Vec<i64>]) -> Vec<usize> {
    let mut next = vec![0; times.len()];
    let mut merged = Vec::new();
    loop {
        let heads = (0..times.len()).filter_map(|set| Some((*times[set].get(next[set])?, set)));
        let Some((_, set)) = heads.max() else {
            return merged;
        };
        next[set] += 1;
        merged.push(set);
    }
}

/// The same as stretches: a set, and how many steps of it follow each other.
pub(crate) fn stretches(sets: &[usize]) -> Vec<(usize, usize)> {
    let stretches = sets.chunk_by(|one, other| one == other);
    stretches
        .filter_map(|stretch| Some((*stretch.first()?, stretch.len())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Placed, SetsError, comes_before, newest_first, order, stretches};

    type Case<'a> = (&'a str, &'a [&'a str]);

    fn with<T>(cases: &[Case<'_>], check: impl FnOnce(&[Placed<'_>]) -> T) -> T {
        let owned: Vec<(String, Vec<String>)> = cases
            .iter()
            .map(|(name, after)| {
                let after = after.iter().map(|need| (*need).to_owned());
                ((*name).to_owned(), after.collect())
            })
            .collect();
        let placed: Vec<Placed<'_>> = owned
            .iter()
            .map(|(name, after)| Placed { name, after })
            .collect();
        check(&placed)
    }

    /// The names in their order, or why there is none.
    fn ordered(cases: &[Case<'_>]) -> String {
        with(cases, |placed| match order(placed) {
            Ok(order) => order
                .into_iter()
                .map(|it| placed[it].name)
                .collect::<Vec<_>>()
                .join(" "),
            Err(error) => error.to_string(),
        })
    }

    #[test]
    fn each_comes_after_what_it_needs_and_else_where_it_is_listed() {
        let listed = ordered(&[("c", &[]), ("a", &[]), ("b", &[])]);
        assert_eq!(listed, "c a b");
        let needed = ordered(&[
            ("app", &["auth", "billing"]),
            ("billing", &["auth"]),
            ("auth", &[]),
            ("log", &[]),
        ]);
        assert_eq!(needed, "auth billing app log");
    }

    #[test]
    fn a_list_that_does_not_fit_together_is_told() {
        let error = ordered;
        assert_eq!(error(&[]), "the list of sets is empty");
        assert_eq!(
            error(&[("a", &[]), ("", &[])]),
            "set 2 of the list has an empty name"
        );
        assert_eq!(
            error(&[("a", &[]), ("a", &[])]),
            "the name `a` stands twice in the list of sets"
        );
        assert_eq!(
            error(&[("app", &["auht"]), ("auth", &[])]),
            "set `app` comes after `auht`, which is not in the list: it has `app`, `auth`"
        );
        assert_eq!(
            error(&[("a", &["a"])]),
            "the sets wait for each other: `a` comes after `a`"
        );
    }

    #[test]
    fn a_circle_is_told_without_those_that_only_wait_for_it() {
        let cases: &[Case<'_>] = &[
            ("root", &[]),
            ("x", &["b"]),
            ("a", &["root", "c"]),
            ("b", &["a"]),
            ("c", &["b"]),
        ];
        with(cases, |placed| match order(placed) {
            Err(SetsError::Cycle(members)) => assert_eq!(members, ["b", "a", "c"]),
            other => panic!("{other:?}"),
        });
        assert_eq!(
            ordered(cases),
            "the sets wait for each other: `b` comes after `a`, `a` after `c`, `c` after `b`"
        );
    }

    #[test]
    fn needs_reach_through_others() {
        with(
            &[("a", &[]), ("b", &["a"]), ("c", &["b"]), ("d", &[])],
            |sets| {
                assert!(comes_before(sets, 0, 1) && comes_before(sets, 0, 2));
                assert!(
                    !comes_before(sets, 0, 3)
                        && !comes_before(sets, 1, 0)
                        && !comes_before(sets, 1, 1)
                );
            },
        );
    }

    #[test]
    fn the_newest_of_all_sets_comes_first() {
        assert_eq!(newest_first(&[vec![9, 1], vec![5, 5]]), [0, 1, 1, 0]);
        assert_eq!(
            newest_first(&[vec![1, 1], vec![1], vec![]]),
            [1, 0, 0],
            "of one second"
        );
        // The order within a set stands, whatever its clock said.
        assert_eq!(newest_first(&[vec![1, 9], vec![5]]), [1, 0, 0]);
        assert_eq!(stretches(&[1, 1, 0, 1]), [(1, 2), (0, 1), (1, 1)]);
        assert_eq!(stretches(&[]), []);
    }
}
