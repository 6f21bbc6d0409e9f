//! Random schemas: what is written down is read as it was.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault, Generated};
use seaworthy::schema::constraint::{Action, Check, ForeignKey, PrimaryKey};
use seaworthy::schema::index::{Index, IndexKey, Keyed};
use seaworthy::schema::object::View;
use seaworthy::schema::table::{Table, Trigger};
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend;

use crate::support::{TestDatabase, Which};

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    /// One of the first numbers.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bits = usize::try_from(self.0 >> 33).expect("31 bits");
        bits % limit
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn text(&mut self) -> String {
        let pieces = [
            "a", "B", " ", "'", "\"", "`", "\\", "ü", "日", ";", "%", "--", "1",
        ];
        let length = self.below(6);
        (0..length).map(|_| *self.of(&pieces)).collect()
    }

    /// A name that nothing else has.
    fn name(&mut self, number: usize) -> String {
        format!("{}{number}", self.text().replace('\\', "/"))
    }
}

fn column_type(dice: &mut Dice) -> ColumnType {
    let widths = [
        Width::Tiny,
        Width::Small,
        Width::Medium,
        Width::Normal,
        Width::Big,
    ];
    let width = *dice.of(&widths);
    let size = Some(u32::try_from(dice.below(30) + 1).expect("small"));
    let digits = Some(u32::try_from(dice.below(7)).expect("small"));
    match dice.below(22) {
        0 => ColumnType::Boolean,
        1 | 2 => ColumnType::Integer(width),
        3 => ColumnType::Unsigned(width),
        4 => ColumnType::Float,
        5 => ColumnType::Double,
        6 => ColumnType::Decimal(Some((9, 3))),
        7 => ColumnType::Char(size),
        8 | 9 => ColumnType::String(size),
        10 => ColumnType::Text,
        11 => ColumnType::Binary(size),
        12 => ColumnType::VarBinary(size),
        13 => ColumnType::Bit(size),
        14 => ColumnType::Date,
        15 => ColumnType::Time(digits),
        16 => ColumnType::DateTime(digits),
        17 => ColumnType::Timestamp(digits),
        18 => ColumnType::Json,
        19 => ColumnType::Uuid,
        20 => ColumnType::Enum {
            name: "".into(),
            values: (0..3)
                .map(|number| format!("{number}{}x", dice.text()))
                .collect(),
        },
        _ => ColumnType::Other("mediumtext".to_owned()),
    }
}

fn default(dice: &mut Dice, column_type: &ColumnType) -> Option<ColumnDefault> {
    Some(match column_type {
        ColumnType::Boolean => ColumnDefault::Boolean(dice.once_in(2)),
        ColumnType::Integer(_) | ColumnType::Double => {
            ColumnDefault::Number(format!("-{}", dice.below(100)))
        }
        ColumnType::Unsigned(_) | ColumnType::Decimal(_) | ColumnType::Float => {
            ColumnDefault::Number(dice.below(100).to_string())
        }
        ColumnType::String(Some(size)) if *size > 12 => ColumnDefault::Text(dice.text()),
        ColumnType::Bit(_) => ColumnDefault::Number("1".to_owned()),
        ColumnType::Date => ColumnDefault::Text("2026-01-31".to_owned()),
        ColumnType::Time(_) => ColumnDefault::Text("12:30:00".to_owned()),
        ColumnType::DateTime(_) | ColumnType::Timestamp(_) => match dice.once_in(2) {
            true => ColumnDefault::CurrentTimestamp,
            false => ColumnDefault::Text("2026-01-31 01:02:03".to_owned()),
        },
        ColumnType::Enum { values, .. } => ColumnDefault::Text(dice.of(values).clone()),
        _ => return None,
    })
}

fn table(dice: &mut Dice, number: usize, before: &[Table]) -> Table {
    let quoted = |name: &str| format!("`{}`", name.replace('`', &"`".repeat(2)));
    let id = dice.name(0);
    let mut table = Table {
        name: format!("{} {number}", dice.name(number)).into(),
        columns: vec![Column {
            auto_increment: dice.once_in(2).then_some(AutoIncrement::Usual),
            ..Column::new(&id, ColumnType::Integer(Width::Big))
        }],
        primary_key: Some(PrimaryKey {
            columns: vec![id.clone()],
            ..PrimaryKey::default()
        }),
        comment: dice.once_in(3).then(|| dice.text()),
        ..Table::default()
    };
    for number in 1..=dice.below(12) {
        let column_type = column_type(dice);
        let nullable = dice.once_in(2) || matches!(column_type, ColumnType::Timestamp(_));
        let given = dice
            .once_in(2)
            .then(|| default(dice, &column_type))
            .flatten();
        let is_short = matches!(column_type, ColumnType::Integer(_) | ColumnType::String(_));
        let name = dice.name(number);
        if is_short && dice.once_in(3) {
            let column = IndexKey {
                descending: dice.once_in(4),
                ..IndexKey::new(Keyed::Column(name.clone()))
            };
            table.indexes.push(Index {
                name: format!("i{number}{}", dice.name(number)),
                keys: vec![column, IndexKey::new(Keyed::Column(id.clone()))],
                unique: dice.once_in(2),
                comment: dice.once_in(4).then(|| dice.text()),
                ..Index::default()
            });
        }
        if matches!(column_type, ColumnType::String(_)) && dice.once_in(3) {
            let text = dice.text().replace('\\', "").replace('\'', "''");
            table.checks.push(Check {
                name: Some(format!("k{number} of {}", table.name.name)),
                expression: format!("{} <> '{text}'", quoted(&name)).into(),
                not_valid: false,
                not_enforced: false,
                no_inherit: false,
                comment: None,
            });
        }
        table.columns.push(Column {
            nullable,
            default: given,
            comment: dice.once_in(4).then(|| dice.text()),
            ..Column::new(name, column_type)
        });
    }
    if dice.once_in(3) {
        let expression = format!("{} + 1", quoted(&id));
        // The server does not take a column that counts by itself.
        table.columns[0].auto_increment = None;
        table.columns.push(Column {
            nullable: true,
            generated: Some(Generated {
                expression: expression.into(),
                stored: dice.once_in(2),
            }),
            ..Column::new(dice.name(99), ColumnType::Integer(Width::Big))
        });
    }
    for number in 0..dice.below(3).min(before.len()) {
        let other = dice.of(before);
        let name = dice.name(200 + number);
        let actions = [
            Action::NoAction,
            Action::Cascade,
            Action::SetNull(Vec::new()),
        ];
        table.columns.push(Column {
            nullable: true,
            ..Column::new(&name, ColumnType::Integer(Width::Big))
        });
        table.foreign_keys.push(ForeignKey {
            name: Some(format!("f{number} of {}", table.name.name)),
            columns: vec![name],
            table: other.name.clone(),
            referenced: vec![other.columns[0].name.clone()],
            on_delete: dice.of(&actions).clone(),
            on_update: Action::NoAction,
            ..ForeignKey::default()
        });
    }
    if dice.once_in(3) {
        let name = format!("t of {}", table.name.name);
        table.triggers.push(Trigger {
            definition: format!(
                "CREATE TRIGGER {} BEFORE UPDATE ON {} FOR EACH ROW SET @a = '{}'",
                quoted(&name),
                quoted(&table.name.name),
                dice.text().replace('\\', "").replace('\'', "''")
            ),
            name,
            state: None,
            comment: None,
        });
    }
    table
}

fn schema(dice: &mut Dice) -> Schema {
    let mut schema = Schema::default();
    for number in 0..=dice.below(6) {
        let next = table(dice, number, &schema.tables);
        schema.tables.push(next);
    }
    schema
}

/// A view of each table's first column, and of the view before it: read after the tables, for its
/// query is the server's.
fn add_views(dice: &mut Dice, schema: &mut Schema) {
    let quoted = |name: &str| format!("`{}`", name.replace('`', &"`".repeat(2)));
    for number in 0..schema.tables.len() {
        let table = &schema.tables[number];
        let column = quoted(&table.columns[0].name);
        schema.views.push(View {
            name: format!("v{number}{}", dice.name(number)).into(),
            query: format!("select {column} AS `x` from {}", quoted(&table.name.name)),
            ..View::default()
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_schemas_are_read_as_they_were_written() {
    let canonical = |schema| seaworthy::canonical(schema, DatabaseBackend::MySql).unwrap();
    for seed in 0..12 {
        println!("seed {seed}");
        let mut dice = Dice(seed);
        let mut wanted = schema(&mut dice);
        let database = TestDatabase::create(Which::MySql).await;
        let db = database.connect().await;
        let mut with_views = wanted.clone();
        add_views(&mut dice, &mut with_views);
        let statements = seaworthy::emit(&with_views, DatabaseBackend::MySql).unwrap();
        super::super::load(&db, &statements).await;
        let there = super::super::round_trip(&database).await;
        assert_eq!(there.views.len(), with_views.views.len());
        wanted.views = there.views.clone();
        super::super::differ(&canonical(there), &canonical(wanted));
        db.close().await.unwrap();
        database.drop().await;
    }
}
