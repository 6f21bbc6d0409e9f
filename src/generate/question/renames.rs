//! Renames: which of what is gone has another name now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Choice, Inquiry};
use crate::diff::renames::{Candidate, renames};
use crate::diff::{Change, Object, Part};
use crate::generate::enumeration::{rename_enum, rename_values};
use crate::generate::rename::{rename_column, rename_table};
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::table::Table;

impl Inquiry<'_> {
    /// Renames tables in `from`, as somebody says that they were.
    pub(super) fn tables(&mut self, from: &mut Schema, to: &Schema) -> Vec<Change> {
        let changes = (self.differ.diff)(from, to);
        let mut candidates = renames(&changes);
        candidates.retain(|it| matches!(it, Candidate::Table { .. }));
        for change in &changes {
            let Change::Create(Object::Table(new)) = change else {
                continue;
            };
            let told = self.answers.get(&format!("rename:{}", new.name));
            let gone = changes.iter().find_map(|change| match change {
                Change::Drop(Object::Table(old)) => {
                    (Some(&old.name.to_string()) == told).then_some(&old.name)
                }
                _ => None,
            });
            candidates.extend(gone.map(|old| Candidate::Table {
                from: old.clone(),
                to: new.name.clone(),
                is_said: false,
            }));
        }
        let chosen = self.chosen_of(candidates);
        let mut changes = Vec::new();
        for candidate in chosen {
            if let Candidate::Table { from: old, to, .. } = candidate {
                rename_table(from, &old, &to);
                changes.push(Change::RenameTable { from: old, to });
            }
        }
        changes
    }

    /// Renames columns in `from`, as somebody says that they were.
    pub(super) fn columns(&mut self, from: &mut Schema, to: &Schema) -> Vec<Change> {
        let mut candidates = renames(&(self.differ.diff)(from, to));
        candidates.retain(|it| matches!(it, Candidate::Column { .. }));
        for (before, after) in to.tables_of(from) {
            candidates.extend(chains(before, after));
            candidates.extend(self.told(before, after));
        }
        let mut by_table: BTreeMap<Name, Vec<(String, String)>> = BTreeMap::new();
        for candidate in self.chosen_of(candidates) {
            if let Candidate::Column {
                table, from, to, ..
            } = candidate
            {
                by_table.entry(table).or_default().push((from, to));
            }
        }
        let mut changes = Vec::new();
        for (table, renamed) in by_table {
            let columns = from.table(&table).into_iter().flat_map(|it| &it.columns);
            let taken = columns.map(|column| column.name.clone()).collect();
            let (steps, displaced) = in_steps(renamed, taken);
            for (name, meanwhile) in displaced {
                self.displaced.insert((table.clone(), meanwhile), name);
            }
            for (old, new) in steps {
                let is_everywhere = self.differ.follows_renames;
                rename_column(from, &table, (&old, &new), is_everywhere);
                changes.push(Change::RenameColumn {
                    table: table.clone(),
                    from: old,
                    to: new,
                });
            }
        }
        changes
    }

    /// Takes renames back, as far as what they are about is still there.
    pub(super) fn back(&self, schema: &mut Schema, renamed: &[Change]) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut old_names: BTreeMap<&Name, &Name> = BTreeMap::new();
        for change in renamed {
            match change {
                Change::RenameTable { from, to } => {
                    rename_table(schema, to, from);
                    old_names.insert(to, from);
                }
                Change::RenameEnum { from, to } => {
                    rename_enum(schema, to, from);
                    old_names.insert(to, from);
                }
                _ => continue,
            }
            changes.push(change.clone().reversed());
        }
        for change in renamed.iter().rev() {
            let mut change = change.clone().reversed();
            match &mut change {
                Change::RenameColumn { table, from, to } => {
                    if let Some(old) = old_names.get(table) {
                        table.clone_from(old);
                    }
                    if schema
                        .table(table)
                        .is_none_or(|it| it.column(from).is_none())
                    {
                        continue;
                    }
                    let in_expressions = self.differ.follows_renames;
                    rename_column(schema, table, (from, to), in_expressions);
                }
                Change::RenameValues { of, values } => {
                    if let Some(old) = old_names.get(of) {
                        of.clone_from(old);
                    }
                    rename_values(schema, of, values, self.enum_name);
                }
                _ => continue,
            }
            changes.push(change);
        }
        changes
    }

    /// A column that made room for another goes by the name that people know.
    pub(super) fn as_it_was_called(&self, change: &Change) -> Change {
        let mut change = change.clone();
        if let Change::Remove {
            table,
            part: Part::Column(column),
        } = &mut change
            && let Some(name) = self.displaced.get(&(table.clone(), column.name.clone()))
        {
            column.name.clone_from(name);
        }
        change
    }

    /// Renames that were told although nothing looks like them: another type, or a name that is
    /// taken.
    fn told(&self, before: &Table, after: &Table) -> Vec<Candidate> {
        let told = after.columns.iter().filter_map(|column| {
            let key = format!("rename:{}.{}", after.name, column.name);
            let old = self.answers.get(&key)?;
            let is_there = before.column(old).is_some() && *old != column.name;
            is_there.then(|| candidate(after, old, &column.name, false))
        });
        told.collect()
    }

    /// For each new name the one that had another, if there is one.
    fn chosen_of(&mut self, candidates: Vec<Candidate>) -> Vec<Candidate> {
        let mut by_target: BTreeMap<(String, String), Vec<Candidate>> = BTreeMap::new();
        for candidate in candidates {
            let (target, old) = names(&candidate);
            let alike = by_target.entry(target).or_default();
            match alike.iter_mut().find(|it| names(it).1 == old) {
                Some(known) if is_said(&candidate) => *known = candidate,
                Some(_) => {}
                None => alike.push(candidate),
            }
        }
        // What was told comes first: it may leave nothing to ask for.
        let mut by_target: Vec<_> = by_target.into_iter().collect();
        by_target.sort_by_key(|((_, target), _)| {
            !self.answers.contains_key(&format!("rename:{target}"))
        });
        let mut taken = BTreeSet::new();
        let mut all = Vec::new();
        for ((kind, target), mut candidates) in by_target {
            candidates.retain(|candidate| !taken.contains(&names(candidate).1));
            let said: Vec<&Candidate> = candidates.iter().filter(|it| is_said(it)).collect();
            let chosen = match (said.as_slice(), candidates.as_slice()) {
                (_, []) => None,
                ([said], _) => Some((*said).clone()),
                _ => self.chosen(&kind, &target, &candidates),
            };
            if let Some(chosen) = chosen {
                taken.insert(names(&chosen).1);
                all.push(chosen);
            }
        }
        all
    }

    fn chosen(&mut self, kind: &str, target: &str, candidates: &[Candidate]) -> Option<Candidate> {
        let old = |candidate: &Candidate| match candidate {
            Candidate::Table { from, .. } => from.to_string(),
            Candidate::Column { from, .. } => from.clone(),
        };
        let mut choices: Vec<Choice> = candidates
            .iter()
            .map(|candidate| Choice {
                answer: old(candidate),
                effect: format!(
                    "`{}` gets this name and keeps what it holds",
                    old(candidate)
                ),
            })
            .collect();
        choices.push(Choice {
            answer: "no".to_owned(),
            effect: format!("nothing is renamed: the {kind} begins empty where it is new"),
        });
        let about = format!("Is the {kind} `{target}` a new one, or did another get its name?");
        let given = self.of(format!("rename:{target}"), about, choices)?;
        candidates
            .iter()
            .find(|candidate| old(candidate) == given)
            .cloned()
    }
}

fn candidate(table: &Table, from: &str, to: &str, is_said: bool) -> Candidate {
    Candidate::Column {
        table: table.name.clone(),
        from: from.to_owned(),
        to: to.to_owned(),
        is_said,
    }
}

/// Names that were handed on: `b` says that it was `a`, which is gone, although there was a `b`
/// before. It is certain where the last one is new and says that it was the one before, so that no
/// values are lost; else what `b` says may be long done, and is asked.
fn chains(before: &Table, after: &Table) -> Vec<Candidate> {
    let claimed = |name: &str| -> Option<&String> {
        let was = |old: &&String| **old != name && before.column(old).is_some();
        after.column(name)?.renamed_from.iter().find(was)
    };
    let mut candidates = Vec::new();
    for column in &after.columns {
        let is_new = before.column(&column.name).is_none();
        let mut links = Vec::new();
        let mut name = &column.name;
        while let Some(old) = claimed(name)
            && links.len() < after.columns.len()
        {
            links.push(candidate(after, old, name, is_new));
            name = old;
            if after.column(old).is_none() {
                candidates.append(&mut links);
            }
        }
    }
    candidates
}

/// Renames of a table's columns, as pairs of names.
type Renamed = Vec<(String, String)>;

/// Renames in an order in which each name is free when it is given, and those that had to make room:
/// the name of each, and what it is called meanwhile.
fn in_steps(mut waiting: Renamed, mut taken: BTreeSet<String>) -> (Renamed, Renamed) {
    let mut steps = Vec::new();
    let mut displaced = Vec::new();
    while !waiting.is_empty() {
        if let Some(next) = waiting.iter().position(|(_, new)| !taken.contains(new)) {
            let (old, new) = waiting.remove(next);
            taken.remove(&old);
            taken.insert(new.clone());
            steps.push((old, new));
            continue;
        }
        // One that goes makes room before one that is to have another name itself.
        let is_renamed = |name: &String| waiting.iter().any(|(old, _)| old == name);
        let goes = waiting.iter().find(|(_, new)| !is_renamed(new));
        let in_the_way = goes.unwrap_or(&waiting[0]).1.clone();
        let mut meanwhile = format!("{in_the_way}_before");
        while taken.contains(&meanwhile) {
            meanwhile.push('_');
        }
        match waiting.iter_mut().find(|(old, _)| *old == in_the_way) {
            Some((old, _)) => old.clone_from(&meanwhile),
            None => displaced.push((in_the_way.clone(), meanwhile.clone())),
        }
        taken.remove(&in_the_way);
        taken.insert(meanwhile.clone());
        steps.push((in_the_way, meanwhile));
    }
    (steps, displaced)
}

/// Kind and new name, and the old name with its place.
fn names(candidate: &Candidate) -> ((String, String), String) {
    match candidate {
        Candidate::Table { from, to, .. } => {
            (("table".to_owned(), to.to_string()), from.to_string())
        }
        Candidate::Column {
            table, from, to, ..
        } => (
            ("column".to_owned(), format!("{table}.{to}")),
            format!("{table}.{from}"),
        ),
    }
}

fn is_said(candidate: &Candidate) -> bool {
    match candidate {
        Candidate::Table { is_said, .. } | Candidate::Column { is_said, .. } => *is_said,
    }
}
