//! A change of an application by chance.

use super::model::Table;
use super::model::{ANY, Application, Column, Extra, Generated, Group, KINDS, Kind, PLAIN, ROWS};

/// Numbers by chance, the same ones for the same seed: Marsaglia's xorshift.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % limit as u64) as usize
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())])
    }
}

/// What a step must be told.
pub(crate) type Answers = Vec<(String, String)>;

/// Each step of a walk: the version that it leads to, and what it must be told.
pub(crate) fn walk(seed: u64, steps: usize) -> Vec<(Application, Answers)> {
    let mut chance = Chance(seed);
    let mut application = Application::default();
    let step = |_| {
        let (after, answers) = changed(&application, &mut chance);
        application = after.clone();
        (after, answers)
    };
    (0..steps).map(step).collect()
}

const TABLES: [&str; 6] = ["note", "order", "Letter", "user", "straße", "tag"];
const COLUMNS: [&str; 12] = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "group",
    "select",
    "camelCase",
    "größe",
    "key",
    "text",
];
pub(super) const ACTIONS: [&str; 4] = ["Cascade", "Restrict", "NoAction", "SetNull"];
pub(super) const MOODS: [&str; 5] = ["low", "it's", "Glad", "schön", "so so"];

fn changed(before: &Application, chance: &mut Chance) -> (Application, Answers) {
    // Nothing is kept of a change that cannot be.
    loop {
        let mut step = Step {
            after: before.clone(),
            answers: Vec::new(),
            last: before.salt,
            chance,
        };
        step.begin();
        let changes = 1 + step.chance.below(3);
        if (0..changes).all(|_| step.change().is_some()) && step.after.is_sound() {
            return (step.after, step.answers);
        }
    }
}

pub(super) struct Step<'a> {
    pub(super) after: Application,
    pub(super) answers: Answers,
    /// The number of the last column that was there before.
    pub(super) last: usize,
    pub(super) chance: &'a mut Chance,
}

/// `None` is a change that cannot be.
impl Step<'_> {
    fn begin(&mut self) {
        let after = &mut self.after;
        after.used = after.tables.iter().map(|it| it.name.clone()).collect();
        for table in &mut after.tables {
            table.is_new = false;
            table.used = table.columns.iter().map(|it| it.name.clone()).collect();
            table.columns.iter_mut().for_each(|it| it.is_set = false);
        }
    }

    fn change(&mut self) -> Option<()> {
        let many = self.after.tables.len();
        let is_another = many < 2 || (many < 5 && self.chance.one_in(10));
        let at = if is_another {
            many
        } else {
            self.chance.below(many)
        };
        match if is_another {
            24
        } else {
            self.chance.below(24)
        } {
            24 => self.add_table(),
            0 => self.drop_table(at),
            1 => self.rename_table(at),
            2..=5 => self.add_column(at),
            6 => self.drop_column(at),
            7 | 8 => self.rename_column(at),
            9 => self.widen(at),
            10 => self.key(at),
            11 | 12 => self.group(at),
            _ => self.alter(at),
        }?;
        self.after.tables.iter_mut().for_each(Table::refresh);
        Some(())
    }

    fn free_name(&mut self) -> Option<String> {
        let used = &self.after.used;
        let free: Vec<&str> = TABLES
            .into_iter()
            .filter(|name| used.iter().all(|it| it != name))
            .collect();
        let name = self.chance.of(&free)?;
        self.after.used.push(name.to_owned());
        Some(name.to_owned())
    }

    fn add_table(&mut self) -> Option<()> {
        let name = self.free_name()?;
        self.after.tables.push(Table {
            name,
            columns: Vec::new(),
            extras: Vec::new(),
            is_wide: self.chance.one_in(3),
            key: None,
            is_new: true,
            used: Vec::new(),
        });
        let at = self.after.tables.len() - 1;
        for _ in 0..=self.chance.below(4) {
            self.add_column(at)?;
        }
        Some(())
    }

    fn drop_table(&mut self, at: usize) -> Option<()> {
        if self.after.tables.len() < 3 {
            return None;
        }
        let gone = self.after.tables.remove(at).name;
        for column in self.after.tables.iter_mut().flat_map(|it| &mut it.columns) {
            if column
                .parent
                .take_if(|(parent, _)| *parent == gone)
                .is_some()
                && column.values.iter().any(|value| value != "NULL")
            {
                // On the way back nothing would be where they point to.
                return None;
            }
        }
        Some(())
    }

    fn rename_table(&mut self, at: usize) -> Option<()> {
        let old = self.after.tables[at].name.clone();
        if self.after.tables[at].is_new || self.answers.iter().any(|(key, _)| key.contains(&old)) {
            return None;
        }
        let name = self.free_name()?;
        self.after.tables[at].name.clone_from(&name);
        for column in self.after.tables.iter_mut().flat_map(|it| &mut it.columns) {
            if let Some((parent, _)) = &mut column.parent
                && *parent == old
            {
                parent.clone_from(&name);
            }
        }
        self.answers.push((format!("rename:{name}"), old));
        Some(())
    }

    fn add_column(&mut self, at: usize) -> Option<()> {
        self.after.salt += 1;
        let (salt, chance) = (self.after.salt, &mut *self.chance);
        let name = chance.of(&COLUMNS)?.to_owned();
        if self.after.tables[at].used.contains(&name) {
            return None;
        }
        self.after.tables[at].used.push(name.clone());
        let mut column = Column {
            name: name.clone(),
            salt,
            kind: chance.of(&KINDS)?,
            mood: salt,
            choices: vec!["low".to_owned(), "it's".to_owned()],
            nullable: chance.one_in(2),
            default: None,
            unique: false,
            indexed: chance.one_in(4),
            comment: chance.one_in(6).then(|| format!("it's {salt}")),
            check: None,
            check_is_named: chance.one_in(2),
            generated: None,
            parent: None,
            values: vec!["NULL".to_owned(); ROWS],
            is_set: false,
        };
        column.indexed &= column.kind != Kind::Text;
        if chance.one_in(3) {
            column.default = Some(default_of(&column));
        }
        let bases = self.after.tables[at].columns.iter();
        let bases: Vec<String> = bases
            .filter(|it| it.is_plain() && it.kind.is_whole())
            .filter(|it| it.generated.is_none() && it.parent.is_none())
            .map(|it| it.name.clone())
            .collect();
        if column.kind.is_whole() && chance.one_in(3) {
            let parent = chance.below(self.after.tables.len());
            let parent = &self.after.tables[parent];
            column.kind = if parent.is_wide {
                Kind::Big
            } else {
                Kind::Integer
            };
            column.nullable = true;
            column.default = None;
            column.parent = Some((parent.name.clone(), chance.of(&ACTIONS)?));
            column.values = vec!["2".to_owned(), "1".to_owned()];
            column.is_set = true;
        } else if column.kind == Kind::Big && !bases.is_empty() && chance.one_in(2) {
            column.nullable = true;
            column.default = None;
            column.generated = Some(Generated {
                base: bases[chance.below(bases.len())].clone(),
                times: 2,
            });
        } else if self.after.tables[at].is_new {
            column.values = (0..ROWS).map(|row| column.value(row)).collect();
            if column.nullable && chance.one_in(4) {
                column.values[0] = "NULL".to_owned();
            }
        } else if let Some(default) = &column.default {
            column.values = vec![as_value(default); ROWS];
        } else if !column.nullable {
            let value = column.value(1);
            let table = &self.after.tables[at].name;
            self.answers
                .push((format!("value:{table}.{name}"), told(&value)));
            column.values = vec![value; ROWS];
        }
        self.after.tables[at].columns.push(column);
        Some(())
    }

    fn drop_column(&mut self, at: usize) -> Option<()> {
        let column = self.column(at)?;
        let table = &mut self.after.tables[at];
        let gone = &table.columns[column];
        let is_in = |group: &Group| group.columns.contains(&gone.name);
        // On the way back rows would have the same value.
        let is_unique = gone.unique
            || table
                .extras
                .iter()
                .any(|it| it.kind == Extra::Unique && is_in(it));
        if table.is_base(&gone.name)
            || table.key.as_ref() == Some(&gone.name)
            || (is_unique && !gone.nullable)
        {
            return None;
        }
        let gone = table.columns.remove(column);
        table.extras.retain(|it| !it.columns.contains(&gone.name));
        Some(())
    }

    fn rename_column(&mut self, at: usize) -> Option<()> {
        let column = self.column(at)?;
        let table = &mut self.after.tables[at];
        let old = table.columns[column].name.clone();
        let is_plain = table.is_base(&old) || table.columns[column].check.is_some();
        let new = self.chance.of(if is_plain { &PLAIN } else { &COLUMNS })?;
        let is_told = self
            .answers
            .iter()
            .any(|(key, _)| key.contains(&table.name));
        if table.is_new || is_told || table.used.iter().any(|it| it == new) {
            return None;
        }
        table.used.push(new.to_owned());
        let rename = |name: &mut String| {
            if *name == old {
                new.clone_into(name);
            }
        };
        rename(&mut table.columns[column].name);
        table.key.iter_mut().for_each(rename);
        let extras = table.extras.iter_mut().flat_map(|it| &mut it.columns);
        extras.for_each(rename);
        let generated = table
            .columns
            .iter_mut()
            .filter_map(|it| it.generated.as_mut());
        generated.for_each(|it| rename(&mut it.base));
        self.answers
            .push((format!("rename:{}.{new}", table.name), old.clone()));
        Some(())
    }

    /// Gives `id` another width, and what refers to it.
    fn widen(&mut self, at: usize) -> Option<()> {
        let table = &mut self.after.tables[at];
        table.is_wide = !table.is_wide;
        let (name, is_wide) = (table.name.clone(), table.is_wide);
        for column in self.after.tables.iter_mut().flat_map(|it| &mut it.columns) {
            if column.parent.as_ref().is_some_and(|(it, _)| *it == name) {
                column.kind = if is_wide { Kind::Big } else { Kind::Integer };
            }
        }
        Some(())
    }

    fn key(&mut self, at: usize) -> Option<()> {
        let column = self.column(at)?;
        let table = &mut self.after.tables[at];
        table.key = match table.key {
            Some(_) => None,
            None => Some(table.columns[column].name.clone()),
        };
        Some(())
    }

    fn group(&mut self, at: usize) -> Option<()> {
        let (first, second) = (self.column(at)?, self.column(at)?);
        let table = &mut self.after.tables[at];
        if !table.extras.is_empty() && self.chance.one_in(3) {
            let gone = self.chance.below(table.extras.len());
            table.extras.remove(gone);
            return Some(());
        }
        if first == second {
            return None;
        }
        self.after.salt += 1;
        let columns = [first, second].map(|at| table.columns[at].name.clone());
        table.extras.push(Group {
            name: format!("group_{}", self.after.salt),
            columns: columns.into(),
            kind: self
                .chance
                .of(&[Extra::Unique, Extra::Index, Extra::Partial])?,
        });
        Some(())
    }

    pub(super) fn column(&mut self, at: usize) -> Option<usize> {
        let many = self.after.tables[at].columns.len();
        (many > 0).then(|| self.chance.below(many))
    }
}

pub(super) fn default_of(column: &Column) -> String {
    match column.kind {
        Kind::Time => "CURRENT_TIMESTAMP".to_owned(),
        _ => column.value(3),
    }
}

/// What rows get of a default.
pub(super) fn as_value(default: &str) -> String {
    match default {
        "CURRENT_TIMESTAMP" => ANY.to_owned(),
        default => default.to_owned(),
    }
}

/// A literal as an answer.
pub(super) fn told(value: &str) -> String {
    match value {
        "TRUE" | "FALSE" => value.to_lowercase(),
        value => value
            .strip_prefix('\'')
            .and_then(|value| value.strip_suffix('\''))
            .map_or(value.to_owned(), |text| text.replace("''", "'")),
    }
}
