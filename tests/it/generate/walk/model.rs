//! An application as it is at one time: its tables, and what their rows have.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Big,
    Text,
    Short,
    Long,
    Flag,
    Price,
    Sum,
    Time,
    /// An enum.
    Mood,
}

pub(crate) const KINDS: [Kind; 10] = [
    Kind::Integer,
    Kind::Big,
    Kind::Text,
    Kind::Short,
    Kind::Long,
    Kind::Flag,
    Kind::Price,
    Kind::Sum,
    Kind::Time,
    Kind::Mood,
];

impl Kind {
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Short | Self::Long)
    }

    pub(crate) fn is_whole(self) -> bool {
        matches!(self, Self::Integer | Self::Big)
    }

    /// What it may become, so that each value is one of the other kind.
    pub(crate) fn others(self) -> &'static [Self] {
        match self {
            Self::Integer => &[Self::Big, Self::Text],
            Self::Big => &[Self::Integer],
            Self::Text => &[Self::Short, Self::Long, Self::Mood],
            Self::Short => &[Self::Long, Self::Text, Self::Mood],
            Self::Long => &[Self::Short, Self::Text],
            Self::Flag | Self::Time => &[],
            Self::Price => &[Self::Sum],
            Self::Sum => &[Self::Price],
            Self::Mood => &[Self::Short, Self::Text],
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// A number that no other column has.
    pub(crate) salt: usize,
    pub(crate) kind: Kind,
    /// The number of its enum type, and the values of it.
    pub(crate) mood: usize,
    pub(crate) choices: Vec<String>,
    pub(crate) nullable: bool,
    pub(crate) default: Option<String>,
    pub(crate) unique: bool,
    pub(crate) indexed: bool,
    pub(crate) comment: Option<String>,
    /// The limit of its check.
    pub(crate) check: Option<i32>,
    pub(crate) check_is_named: bool,
    pub(crate) generated: Option<Generated>,
    /// The table whose `id` it holds, and what happens when that row goes.
    pub(crate) parent: Option<(String, &'static str)>,
    /// What it has in each row of its table, as SQL; [`ANY`] if nobody knows.
    pub(crate) values: Vec<String>,
    /// Whether rows get its values after they were written.
    pub(crate) is_set: bool,
}

/// A value that is there.
pub(crate) const ANY: &str = "?";

impl Column {
    /// What rows have, each its own, so that a unique constraint holds.
    pub(crate) fn value(&self, row: usize) -> String {
        let number = self.salt * 10 + row;
        match self.kind {
            Kind::Integer | Kind::Big => number.to_string(),
            Kind::Text | Kind::Short | Kind::Long => format!("'it''s {number}'"),
            Kind::Flag => ["TRUE", "FALSE"][number % 2].to_owned(),
            Kind::Price | Kind::Sum => format!("{number}.5"),
            Kind::Time => format!("'20{:02}-02-0{} 00:00:00'", self.salt % 90 + 10, row + 1),
            Kind::Mood => literal(&self.choices[row % self.choices.len()]),
        }
    }

    /// The value after the column has become one of this kind.
    pub(crate) fn cast(&self, value: &str) -> String {
        match value.starts_with('\'') || value == "NULL" || !self.kind.is_text() {
            true => value.to_owned(),
            false => format!("'{value}'"),
        }
    }

    pub(crate) fn is_plain(&self) -> bool {
        PLAIN.contains(&self.name.as_str())
    }

    fn is_unique(&self) -> bool {
        let values: Vec<&String> = self.values.iter().collect();
        are_distinct(&[values])
    }
}

pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether no two rows have the same in all of these columns.
fn are_distinct(columns: &[Vec<&String>]) -> bool {
    let rows = (0..ROWS).map(|row| columns.iter().map(|it| it[row]).collect::<Vec<_>>());
    let mut rows: Vec<Vec<&String>> = rows
        .filter(|row| row.iter().all(|value| *value != "NULL"))
        .collect();
    let many = rows.len();
    rows.sort();
    rows.dedup();
    rows.len() == many
}

/// The values of a column are those of another one, multiplied.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    pub(crate) base: String,
    pub(crate) times: i64,
}

impl Generated {
    pub(crate) fn expression(&self) -> String {
        format!("{} * {}", self.base, self.times)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extra {
    Unique,
    Index,
    Partial,
}

/// Something over several columns.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) kind: Extra,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) extras: Vec<Group>,
    /// Whether its `id` has eight bytes.
    pub(crate) is_wide: bool,
    /// The column that is in the primary key beside `id`.
    pub(crate) key: Option<String>,
    /// Whether this step makes it.
    pub(crate) is_new: bool,
    /// Names that a column has had in this step: another one of that name would be the same.
    pub(crate) used: Vec<String>,
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> &Column {
        let column = self.columns.iter().find(|column| column.name == name);
        column.expect("a column")
    }

    pub(crate) fn is_base(&self, name: &str) -> bool {
        let mut generated = self.columns.iter().filter_map(|it| it.generated.as_ref());
        generated.any(|generated| generated.base == name)
    }

    /// Gives generated columns their values.
    pub(crate) fn refresh(&mut self) {
        for at in 0..self.columns.len() {
            let Some(Generated { base, times }) = &self.columns[at].generated else {
                continue;
            };
            let values = self.column(base).values.iter().map(|value| {
                let number: Option<i64> = value.parse().ok();
                number.map_or("NULL".to_owned(), |number| (number * times).to_string())
            });
            self.columns[at].values = values.collect();
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Application {
    pub(crate) tables: Vec<Table>,
    /// Names that a table has had in this step.
    pub(crate) used: Vec<String>,
    pub(crate) salt: usize,
}

/// Each table has two rows.
pub(crate) const ROWS: usize = 2;

/// Names that expressions need not quote.
pub(crate) const PLAIN: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

impl Application {
    /// Whether each database can have it, with its rows.
    pub(crate) fn is_sound(&self) -> bool {
        self.tables.iter().all(|table| {
            let is_parent = self.tables.iter().flat_map(|it| &it.columns).any(|column| {
                let parent = column.parent.as_ref();
                parent.is_some_and(|(parent, _)| *parent == table.name)
            });
            let columns = table
                .columns
                .iter()
                .all(|column| self.is_right(table, column));
            // MySQL has no key of a text without a length.
            let can_be_key = |name: &String| table.column(name).kind != Kind::Text;
            columns
                && table.extras.iter().all(|extra| {
                    let of = extra.columns.iter().map(|name| table.column(name));
                    let values: Vec<Vec<&String>> =
                        of.map(|column| column.values.iter().collect()).collect();
                    extra.columns.iter().all(can_be_key)
                        && (extra.kind != Extra::Unique || are_distinct(&values))
                })
                && table.key.as_ref().is_none_or(|key| {
                    let column = table.column(key);
                    let is_key = column.kind.is_whole() || column.kind == Kind::Short;
                    is_key
                        && !column.nullable
                        && column.generated.is_none()
                        && !is_parent
                        && column.parent.is_none()
                })
        })
    }

    fn is_right(&self, table: &Table, column: &Column) -> bool {
        let is_base = table.is_base(&column.name);
        let parent = column.parent.as_ref().is_none_or(|(parent, action)| {
            let parent = self.tables.iter().find(|it| it.name == *parent);
            let is_wide = parent.expect("a parent").is_wide;
            column.kind == if is_wide { Kind::Big } else { Kind::Integer }
                && (column.nullable || *action != "SetNull")
                && column.default.is_none()
                && column.generated.is_none()
                && !is_base
        });
        let generated = column.generated.as_ref().is_none_or(|generated| {
            let base = table.column(&generated.base);
            column.kind == Kind::Big
                && column.nullable
                && column.default.is_none()
                && !column.unique
                && base.generated.is_none()
        });
        let key = (column.unique || column.indexed) && column.kind == Kind::Text;
        let check = column.kind.is_whole() || column.kind.is_text() || column.kind == Kind::Price;
        parent
            && generated
            && !key
            && (!is_base || (column.is_plain() && column.kind.is_whole()))
            && (column.check.is_none() || (check && column.is_plain()))
            && (!column.unique || column.is_unique())
            && (column.nullable || column.values.iter().all(|value| value != "NULL"))
    }
}
