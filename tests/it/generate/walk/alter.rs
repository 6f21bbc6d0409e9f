//! Another column by chance, with the same values.

use super::change::{ACTIONS, MOODS, Step, as_value, default_of, told};
use super::model::{Extra, Generated, Kind, literal};

impl Step<'_> {
    pub(super) fn alter(&mut self, at: usize) -> Option<()> {
        let column = self.column(at)?;
        let table = &self.after.tables[at];
        // Rows have got the values of a column that is new.
        if !table.is_new && table.columns[column].salt > self.last {
            return None;
        }
        let is_generated = table.columns[column].generated.is_some();
        match self.chance.below(14) {
            0 | 1 if !is_generated => self.kind(at, column),
            2 | 3 if !is_generated => self.nullable(at, column),
            4 if !is_generated => {
                let column = &mut self.after.tables[at].columns[column];
                column.default = match column.default {
                    Some(_) => None,
                    None => Some(default_of(column)),
                };
                Some(())
            }
            5 => {
                let table = &mut self.after.tables[at];
                let column = &mut table.columns[column];
                column.unique = !column.unique;
                Some(())
            }
            6 => {
                let column = &mut self.after.tables[at].columns[column];
                column.indexed = !column.indexed;
                Some(())
            }
            7 => {
                let column = &mut self.after.tables[at].columns[column];
                column.comment = match column.comment {
                    Some(_) => None,
                    None => Some("it's said".to_owned()),
                };
                Some(())
            }
            8 => {
                let limit = 1 + self.chance.below(9);
                let column = &mut self.after.tables[at].columns[column];
                column.check = match column.check {
                    Some(_) if limit < 4 => None,
                    _ => Some(limit as i32),
                };
                Some(())
            }
            9 => self.generated(at, column),
            10 => self.parent(at, column),
            _ => self.mood(at, column),
        }
    }

    fn kind(&mut self, at: usize, column: usize) -> Option<()> {
        let column = &mut self.after.tables[at].columns[column];
        let kind = self.chance.of(column.kind.others())?;
        let was_mood = column.kind == Kind::Mood;
        column.kind = kind;
        if kind == Kind::Mood {
            self.after.salt += 1;
            column.mood = self.after.salt;
            column.check = None;
            let mut choices: Vec<String> = column
                .values
                .iter()
                .chain(&column.default)
                .cloned()
                .collect();
            choices.retain(|value| value != "NULL");
            choices.sort();
            choices.dedup();
            column.choices = choices.iter().map(|value| told(value)).collect();
            if column.choices.is_empty() {
                return None;
            }
        }
        let cast = |value: &String| column.cast(value);
        let default = column.default.as_ref().map(cast);
        column.values = column.values.iter().map(cast).collect();
        column.default = default.filter(|_| was_mood || self.chance.below(2) == 0);
        Some(())
    }

    fn nullable(&mut self, at: usize, column: usize) -> Option<()> {
        let table = &mut self.after.tables[at];
        let name = &table.name;
        let column = &mut table.columns[column];
        if column.nullable {
            let value = match &column.parent {
                Some(_) => "1".to_owned(),
                None => column.value(7),
            };
            self.answers
                .push((format!("value:{name}.{}", column.name), told(&value)));
            let value = column.default.as_deref().map_or(value, as_value);
            for own in column.values.iter_mut().filter(|own| *own == "NULL") {
                own.clone_from(&value);
            }
        }
        column.nullable = !column.nullable;
        Some(())
    }

    fn generated(&mut self, at: usize, column: usize) -> Option<()> {
        let table = &mut self.after.tables[at];
        let bases: Vec<&str> = table
            .columns
            .iter()
            .filter(|it| it.name != table.columns[column].name && it.is_plain())
            .filter(|it| it.kind.is_whole() && it.generated.is_none() && it.parent.is_none())
            .map(|it| it.name.as_str())
            .collect();
        let generated = Generated {
            base: self.chance.of(&bases)?.to_owned(),
            times: 2 + self.chance.below(4) as i64,
        };
        let name = table.columns[column].name.clone();
        let is_one = table.columns[column].generated.is_some();
        let is_unique = |extra: &&super::model::Group| extra.kind == Extra::Unique;
        if table.is_base(&name)
            || table
                .extras
                .iter()
                .filter(is_unique)
                .any(|it| it.columns.contains(&name))
        {
            return None;
        }
        table.columns[column].generated =
            (!is_one || self.chance.below(2) == 0).then_some(generated);
        Some(())
    }

    fn parent(&mut self, at: usize, column: usize) -> Option<()> {
        let parent = self.chance.below(self.after.tables.len());
        let action = self.chance.of(&ACTIONS)?;
        let parent = &self.after.tables[parent];
        let (name, is_new) = (parent.name.clone(), parent.is_new);
        let column = &mut self.after.tables[at].columns[column];
        column.parent = match column.parent.take() {
            Some(_) if action == "Restrict" => None,
            Some((parent, _)) => Some((parent, action)),
            None if is_new
                || column
                    .values
                    .iter()
                    .any(|it| !["1", "2", "NULL"].contains(&it.as_str())) =>
            {
                return None;
            }
            None => Some((name, action)),
        };
        Some(())
    }

    /// Changes the values of an enum.
    fn mood(&mut self, at: usize, column: usize) -> Option<()> {
        let column = &mut self.after.tables[at].columns[column];
        let kind = format!("mood_{}", column.mood);
        if column.kind != Kind::Mood || self.answers.iter().any(|(key, _)| key.contains(&kind)) {
            return None;
        }
        let one = self.chance.below(column.choices.len());
        let new = self.chance.of(&MOODS)?.to_owned();
        let is_known = column.choices.contains(&new);
        match self.chance.below(4) {
            0 if !is_known => column.choices.insert(one, new),
            1 if !is_known => {
                let (old, new_value) = (literal(&column.choices[one]), literal(&new));
                let all = column.values.iter_mut().chain(&mut column.default);
                for value in all.filter(|value| **value == old) {
                    value.clone_from(&new_value);
                }
                let old = std::mem::replace(&mut column.choices[one], new.clone());
                self.answers.push((format!("rename:{kind}.{new}"), old));
            }
            2 => {
                let gone = literal(&column.choices.remove(one));
                if column.choices.is_empty()
                    || column
                        .values
                        .iter()
                        .chain(&column.default)
                        .any(|it| *it == gone)
                {
                    return None;
                }
            }
            _ if one > 0 => column.choices.swap(one - 1, one),
            _ => return None,
        }
        Some(())
    }
}
