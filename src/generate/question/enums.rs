//! Enum types and their values: which got other names, and which may go.

use super::{Choice, Inquiry};
use crate::diff::{Change, Object, Part};
use crate::generate::enumeration::{
    alike, differences, element, name_of, rename_enum, rename_values, values,
};
use crate::schema::Schema;
use crate::schema::name::Name;

impl Inquiry<'_> {
    /// Renames in `from` the types and values of which somebody says so.
    pub(super) fn enums(&mut self, from: &mut Schema, to: &Schema) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        for (new, old) in alike(&(self.differ.diff)(from, to)) {
            let old: Vec<String> = old.iter().map(ToString::to_string).collect();
            let Some(given) = self.renamed("enum type", &new.to_string(), &old, &taken) else {
                continue;
            };
            let given = Name {
                schema: new.schema.clone(),
                name: match given.rsplit_once('.') {
                    Some((_, name)) if new.schema.is_some() => name.to_owned(),
                    _ => given.clone(),
                },
            };
            taken.push(given.to_string());
            rename_enum(from, &given, &new);
            changes.push(Change::RenameEnum {
                from: given,
                to: new,
            });
        }
        for (of, difference) in differences(from, to, self.enum_name) {
            let mut renamed: Vec<(String, String)> = Vec::new();
            for new in difference.new {
                let taken: Vec<String> = renamed.iter().map(|(old, _)| old.clone()).collect();
                let target = format!("{of}.{new}");
                if let Some(old) = self.renamed("value", &target, &difference.gone, &taken) {
                    renamed.push((old, new));
                }
            }
            if !renamed.is_empty() {
                rename_values(from, &of, &renamed, self.enum_name);
                changes.push(Change::RenameValues {
                    of,
                    values: renamed,
                });
            }
        }
        changes
    }

    /// The old name of what is new, if it had one.
    fn renamed(
        &mut self,
        kind: &str,
        target: &str,
        old: &[String],
        taken: &[String],
    ) -> Option<String> {
        let free: Vec<&String> = old.iter().filter(|old| !taken.contains(old)).collect();
        if free.is_empty() {
            return None;
        }
        let mut choices: Vec<Choice> = free
            .iter()
            .map(|old| Choice {
                answer: (*old).clone(),
                effect: format!("`{old}` gets this name, and rows that have it keep it"),
            })
            .collect();
        choices.push(Choice {
            answer: "no".to_owned(),
            effect: format!("the {kind} is new"),
        });
        let about = format!("Is the {kind} `{target}` a new one, or did another get its name?");
        let given = self.of(format!("rename:{target}"), about, choices)?;
        free.into_iter().find(|old| **old == given).cloned()
    }

    /// A value that goes must be wished for.
    pub(super) fn consent_to_values(&mut self, change: &Change, from: &Schema, to: &Schema) {
        let (of, before, after) = match change {
            Change::Alter {
                from: Object::Enum(from),
                to: Object::Enum(to),
            } => (to.name.clone(), from.values.as_slice(), &to.values[..]),
            Change::Modify {
                table,
                from: Part::Column(before),
                to: Part::Column(after),
            } if element(&before.column_type).is_some() => {
                let Some(name) = name_of(table, after, self.enum_name) else {
                    return;
                };
                let before = values(&before.column_type, &[from]);
                (name, before, values(&after.column_type, &[to]))
            }
            _ => return,
        };
        for gone in before.iter().filter(|value| !after.contains(value)) {
            let about = format!("May the value `{gone}` of `{of}` go?");
            let effect = "rows that have it make the migration fail, before anything is changed";
            let yes = Choice {
                answer: "yes".to_owned(),
                effect: effect.to_owned(),
            };
            self.of(format!("drop:{of}.{gone}"), about, vec![yes]);
        }
    }
}
