//! An application as it is at one time, and a change of it by chance.

/// Numbers by chance, the same ones for the same seed: Marsaglia's xorshift.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Big,
    Text,
    Short,
    Long,
    Flag,
    Price,
    Sum,
}

const KINDS: [Kind; 8] = [
    Kind::Integer,
    Kind::Big,
    Kind::Text,
    Kind::Short,
    Kind::Long,
    Kind::Flag,
    Kind::Price,
    Kind::Sum,
];

impl Kind {
    /// What rows have, each its own, so that a unique constraint holds.
    fn value(self, row: usize, salt: usize) -> String {
        let number = salt * 10 + row;
        match self {
            Self::Integer | Self::Big => number.to_string(),
            Self::Text | Self::Short | Self::Long => format!("'it''s {number}'"),
            Self::Flag => ["TRUE", "FALSE"][number % 2].to_owned(),
            Self::Price | Self::Sum => format!("{number}.5"),
        }
    }

    /// What it may become, so that each of those values is one of the other kind.
    fn others(self) -> &'static [Self] {
        match self {
            Self::Integer => &[Self::Big, Self::Text],
            Self::Big => &[Self::Integer],
            Self::Text => &[Self::Short, Self::Long],
            Self::Short => &[Self::Long, Self::Text],
            Self::Long => &[Self::Short, Self::Text],
            Self::Flag => &[],
            Self::Price => &[Self::Sum],
            Self::Sum => &[Self::Price],
        }
    }

    /// The value after it has become one of the other kind.
    fn cast(self, value: &str) -> String {
        let is_text = matches!(self, Self::Text | Self::Short | Self::Long);
        match value.starts_with('\'') || value == "NULL" || !is_text {
            true => value.to_owned(),
            false => format!("'{value}'"),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) default: Option<String>,
    pub(super) unique: bool,
    pub(super) indexed: bool,
    pub(super) comment: Option<String>,
    /// The table whose `id` it holds, and what happens when that row goes.
    pub(super) parent: Option<(String, &'static str)>,
    /// What it has in each row of its table.
    pub(super) values: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Whether this step makes it.
    pub(super) is_new: bool,
    /// Names that a column has had in this step: another one of that name would be the same.
    used: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Application {
    pub(super) tables: Vec<Table>,
    /// Names that a table has had in this step.
    used: Vec<String>,
    salt: usize,
}

/// What a step must be told.
pub(super) type Answers = Vec<(String, String)>;

/// Each table has two rows.
pub(super) const ROWS: usize = 2;

const TABLES: [&str; 6] = ["note", "order", "Letter", "user", "straße", "tag"];
const COLUMNS: [&str; 9] = [
    "a",
    "group",
    "select",
    "camelCase",
    "größe",
    "b",
    "c",
    "key",
    "text",
];
const ACTIONS: [&str; 3] = ["Cascade", "Restrict", "NoAction"];

impl Application {
    pub(super) fn changed(&self, chance: &mut Chance) -> (Self, Answers) {
        // Nothing is kept of a change that cannot be.
        loop {
            let mut after = self.clone();
            after.begin();
            let mut answers = Vec::new();
            let changes = 1 + chance.below(3);
            if (0..changes).all(|_| after.change(chance, &mut answers)) {
                return (after, answers);
            }
        }
    }

    fn begin(&mut self) {
        self.used = self.tables.iter().map(|it| it.name.clone()).collect();
        for table in &mut self.tables {
            table.is_new = false;
            table.used = table.columns.iter().map(|it| it.name.clone()).collect();
        }
    }

    fn change(&mut self, chance: &mut Chance, answers: &mut Answers) -> bool {
        if self.tables.len() < 2 || (self.tables.len() < 5 && chance.one_in(8)) {
            return self.add_table(chance);
        }
        let at = chance.below(self.tables.len());
        match chance.below(12) {
            0 => self.drop_table(at),
            1 => self.rename_table(at, chance, answers),
            2..=4 => self.add_column(at, chance, answers),
            5 => self.with_column(at, chance, |columns, column, _| {
                columns.remove(column);
                true
            }),
            6 => self.rename_column(at, chance, answers),
            _ => {
                let table = self.tables[at].name.clone();
                let answers = &mut *answers;
                self.with_column(at, chance, |columns, column, chance| {
                    alter(&table, &mut columns[column], chance, answers)
                })
            }
        }
    }

    fn free_name(&mut self, chance: &mut Chance) -> Option<String> {
        let free = TABLES
            .iter()
            .filter(|name| self.used.iter().all(|it| it != *name));
        let free: Vec<&&str> = free.collect();
        let name = (!free.is_empty()).then(|| (**chance.of(&free)).to_owned())?;
        self.used.push(name.clone());
        Some(name)
    }

    fn add_table(&mut self, chance: &mut Chance) -> bool {
        let Some(name) = self.free_name(chance) else {
            return false;
        };
        self.tables.push(Table {
            name,
            columns: Vec::new(),
            is_new: true,
            used: Vec::new(),
        });
        let at = self.tables.len() - 1;
        for _ in 0..=chance.below(3) {
            self.add_column(at, chance, &mut Vec::new());
        }
        true
    }

    fn drop_table(&mut self, at: usize) -> bool {
        if self.tables.len() < 3 {
            return false;
        }
        let gone = self.tables.remove(at).name;
        for column in self.tables.iter_mut().flat_map(|table| &mut table.columns) {
            column.parent.take_if(|(parent, _)| *parent == gone);
        }
        true
    }

    fn rename_table(&mut self, at: usize, chance: &mut Chance, answers: &mut Answers) -> bool {
        let is_told = answers
            .iter()
            .any(|(key, _)| key.contains(&self.tables[at].name));
        let Some(name) = self.free_name(chance).filter(|_| !is_told) else {
            return false;
        };
        let old = std::mem::replace(&mut self.tables[at].name, name.clone());
        for column in self.tables.iter_mut().flat_map(|table| &mut table.columns) {
            if let Some((parent, _)) = &mut column.parent
                && *parent == old
            {
                parent.clone_from(&name);
            }
        }
        answers.push((format!("rename:{name}"), old));
        true
    }

    fn add_column(&mut self, at: usize, chance: &mut Chance, answers: &mut Answers) -> bool {
        let parents: Vec<String> = self.tables.iter().map(|it| it.name.clone()).collect();
        self.salt += 1;
        let (salt, table) = (self.salt, &mut self.tables[at]);
        let name = chance.of(&COLUMNS);
        if table.used.iter().any(|it| it == name) {
            return false;
        }
        table.used.push(name.to_owned());
        let kind = chance.of(&KINDS);
        let mut column = Column {
            name: name.to_owned(),
            kind,
            nullable: chance.one_in(2),
            default: chance.one_in(3).then(|| kind.value(1, salt)),
            unique: false,
            indexed: chance.one_in(4),
            comment: chance.one_in(6).then(|| format!("it's {salt}")),
            parent: None,
            values: vec!["NULL".to_owned(); ROWS],
        };
        if kind == Kind::Integer && column.nullable && chance.one_in(2) {
            column.default = None;
            column.parent = Some((
                parents[chance.below(parents.len())].clone(),
                chance.of(&ACTIONS),
            ));
        }
        if table.is_new && column.parent.is_none() {
            let values = (0..ROWS).map(|row| kind.value(row, salt));
            column.values = values.collect();
        } else if let Some(default) = &column.default {
            column.values = vec![default.clone(); ROWS];
        } else if !column.nullable {
            let value = kind.value(1, salt);
            answers.push((format!("value:{}.{name}", table.name), told(&value)));
            column.values = vec![value; ROWS];
        }
        table.columns.push(column);
        true
    }

    fn rename_column(&mut self, at: usize, chance: &mut Chance, answers: &mut Answers) -> bool {
        let table = self.tables[at].name.clone();
        let new = chance.of(&COLUMNS);
        let is_taken = self.tables[at].used.iter().any(|it| it == new);
        if is_taken || answers.iter().any(|(key, _)| key.contains(&table)) {
            return false;
        }
        self.tables[at].used.push(new.to_owned());
        self.with_column(at, chance, |columns, column, _| {
            let old = std::mem::replace(&mut columns[column].name, new.to_owned());
            answers.push((format!("rename:{table}.{new}"), old));
            true
        })
    }

    fn with_column(
        &mut self,
        at: usize,
        chance: &mut Chance,
        act: impl FnOnce(&mut Vec<Column>, usize, &mut Chance) -> bool,
    ) -> bool {
        let columns = &mut self.tables[at].columns;
        match columns.len() {
            0 => false,
            many => {
                let column = chance.below(many);
                act(columns, column, chance)
            }
        }
    }
}

/// A literal as an answer.
fn told(value: &str) -> String {
    value.trim_matches('\'').replace("''", "'").to_lowercase()
}

/// Makes a column another one, with the same values.
fn alter(table: &str, column: &mut Column, chance: &mut Chance, answers: &mut Answers) -> bool {
    let is_free = column.parent.is_none();
    match chance.below(6) {
        0 if is_free => {
            // MySQL has no key of a text without a length.
            let others = column.kind.others().iter().copied();
            let others = others.filter(|kind| *kind != Kind::Text || !column.unique);
            let others: Vec<Kind> = others.collect();
            if others.is_empty() {
                return false;
            }
            column.kind = chance.of(&others);
            column.default = None;
            for value in &mut column.values {
                *value = column.kind.cast(value);
            }
            true
        }
        1 if is_free => {
            let empty = column
                .values
                .iter()
                .filter(|value| *value == "NULL")
                .count();
            if column.nullable {
                if column.unique && empty > 1 {
                    return false;
                }
                let value = column.default.clone();
                let value = value.unwrap_or_else(|| column.kind.value(7, 7));
                answers.push((format!("value:{table}.{}", column.name), told(&value)));
                for own in column.values.iter_mut().filter(|own| *own == "NULL") {
                    own.clone_from(&value);
                }
            }
            column.nullable = !column.nullable;
            true
        }
        2 if is_free => {
            column.default = match column.default {
                Some(_) => None,
                None => Some(column.kind.value(3, 3)),
            };
            true
        }
        3 if column.kind != Kind::Text => {
            let mut known: Vec<&String> = column.values.iter().collect();
            known.retain(|value| *value != "NULL");
            let many = known.len();
            known.sort();
            known.dedup();
            column.unique = !column.unique;
            known.len() == many
        }
        4 => {
            column.indexed = !column.indexed;
            column.kind != Kind::Text
        }
        5 => {
            column.comment = match column.comment {
                Some(_) => None,
                None => Some("it's said".to_owned()),
            };
            true
        }
        _ => false,
    }
}
