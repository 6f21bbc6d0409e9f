//! Views: what PostgreSQL does not put in the place of another is dropped and created, with the views
//! that are made of it, and each is created after those that it is made of.

use sea_orm::DatabaseBackend;

use super::aside::mentions;
use crate::diff::{Change, Object};
use crate::object::{Cursor, parts};
use crate::schema::Schema;
use crate::schema::object::View;

/// The changes, with those of views as single steps in an order that works.
pub(super) fn with_dependents(
    changes: Vec<Change>,
    [from, to]: [&Schema; 2],
    backend: DatabaseBackend,
) -> Vec<Change> {
    let mut views = Vec::new();
    let mut others = Vec::new();
    for change in changes {
        match change {
            Change::Create(Object::View(view)) => views.push((None, Some(view))),
            Change::Drop(Object::View(view)) => views.push((Some(view), None)),
            Change::Alter {
                from: Object::View(from),
                to: Object::View(to),
            } => views.push((Some(from), Some(to))),
            change => others.push(change),
        }
    }
    if views.is_empty() {
        return others;
    }
    let mut anew: Vec<(Option<View>, Option<View>)> = Vec::new();
    let mut kept: Vec<(View, View)> = Vec::new();
    for (old, new) in views {
        match (old, new) {
            (Some(old), Some(new)) if takes_the_place(&old, &new, backend) => {
                kept.push((old, new));
            }
            pair => anew.push(pair),
        }
    }
    if backend == DatabaseBackend::Postgres {
        stand_on(&mut anew, &mut kept, from, to);
    }
    let (old, new): (Vec<_>, Vec<_>) = anew.into_iter().unzip();
    let old = in_order(old.into_iter().flatten().collect(), |it| it);
    let new = new.into_iter().flatten().map(|view| (None, view));
    let kept = kept.into_iter().map(|(old, new)| (Some(old), new));
    let new = in_order(new.chain(kept).collect(), |(_, view)| view);
    let old = old.into_iter().rev().map(Object::View).map(Change::Drop);
    others.extend(old);
    others.extend(new.into_iter().map(|(old, new)| match old {
        None => Change::Create(Object::View(new)),
        Some(old) => Change::Alter {
            from: Object::View(old),
            to: Object::View(new),
        },
    }));
    others
}

/// Adds the views that are made of one that goes, to those that are made anew.
fn stand_on(
    anew: &mut Vec<(Option<View>, Option<View>)>,
    kept: &mut Vec<(View, View)>,
    from: &Schema,
    to: &Schema,
) {
    let mut next = 0;
    while next < anew.len() {
        let gone = anew[next].0.as_ref().map(|view| view.name.name.clone());
        next += 1;
        let Some(gone) = gone else {
            continue;
        };
        let is_on_it = |view: &View| mentions(&view.query, &gone);
        let moved = kept.extract_if(.., |(old, _)| is_on_it(old));
        anew.extend(moved.map(|(old, new)| (Some(old), Some(new))));
        for view in from.views.iter().filter(|view| is_on_it(view)) {
            let is_known = |(old, _): &(Option<View>, Option<View>)| {
                old.as_ref().is_some_and(|old| old.name == view.name)
            };
            let same = to.views.iter().find(|it| it.name == view.name);
            if let Some(same) = same.filter(|_| !anew.iter().any(is_known)) {
                anew.push((Some(view.clone()), Some(same.clone())));
            }
        }
    }
}

/// Each after those that it is made of.
fn in_order<T>(mut waiting: Vec<T>, view: impl Fn(&T) -> &View) -> Vec<T> {
    let mut ready = Vec::new();
    while !waiting.is_empty() {
        let waits = |one: &T| {
            let mut others = waiting.iter().map(&view);
            others.any(|other| {
                other.name != view(one).name && mentions(&view(one).query, &other.name.name)
            })
        };
        let next = waiting.iter().position(|one| !waits(one));
        ready.push(waiting.remove(next.unwrap_or(0)));
    }
    ready
}

/// Whether a statement puts the one in the place of the other.
fn takes_the_place(old: &View, new: &View, backend: DatabaseBackend) -> bool {
    let bare = |view: &View| View {
        comment: None,
        indexes: Vec::new(),
        triggers: Vec::new(),
        ..view.clone()
    };
    if bare(old) == bare(new) {
        return true;
    }
    let is_view = !old.materialized && !new.materialized;
    is_view && (backend != DatabaseBackend::Postgres || only_adds(old, new))
}

/// Whether the columns of the one are the first of the other, as far as the texts tell.
fn only_adds(old: &View, new: &View) -> bool {
    let (Some(before), Some(after)) = (selected(&old.query), selected(&new.query)) else {
        return false;
    };
    new.columns.starts_with(&old.columns)
        && old.columns.is_empty() == new.columns.is_empty()
        && after.0.starts_with(&before.0)
        && after.1.starts_with(&before.1)
}

/// What a query selects, and from what; `None` where that does not say which columns there are.
fn selected(query: &str) -> Option<(Vec<&str>, Vec<&str>)> {
    let postgres = DatabaseBackend::Postgres;
    let mut cursor = Cursor::new(query, postgres);
    cursor.words("SELECT").then_some(())?;
    let is = |cursor: &Cursor<'_>, words: &[&str]| {
        words
            .iter()
            .any(|word| cursor.peek().eq_ignore_ascii_case(word))
    };
    let items = parts(cursor.until(|it| is(it, &["FROM"])), postgres);
    let from = cursor.until(|it| {
        is(
            it,
            &["WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "WINDOW"],
        )
    });
    cursor.until(|it| is(it, &["UNION", "INTERSECT", "EXCEPT"]));
    let is_one = cursor.is_empty();
    let mut sources = Cursor::new(from, postgres);
    let mut words = Vec::new();
    while !sources.is_empty() {
        words.push(sources.next());
    }
    let is_combined = words.iter().any(|word| {
        ["UNION", "INTERSECT", "EXCEPT"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    });
    let is_clear = !items.iter().any(|item| item.ends_with('*'));
    (is_one && is_clear && !is_combined).then_some((items, words))
}
