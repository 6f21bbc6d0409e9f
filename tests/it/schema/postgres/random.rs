//! Schemas by chance: what is made is what is read, in canonical form.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault, Generated};
use seaworthy::schema::constraint::{Action, Check, Deferrable, ForeignKey, PrimaryKey, Unique};
use seaworthy::schema::index::{Index, IndexKey, Keyed, Nulls};
use seaworthy::schema::object::{EnumType, Sequence, SequenceOptions};
use seaworthy::schema::table::{Policy, RowSecurity, Table};
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::sea_orm::DatabaseBackend;

use crate::schema::{differ, load};
use crate::support::{TestDatabase, Which};

/// Numbers that only the seed decides.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn is(&mut self) -> bool {
        self.below(3) == 0
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn name(&mut self, number: usize) -> String {
        let part = self.of(&[
            "plain",
            "Upper",
            "with space",
            "quo\"te",
            "it's",
            "größe",
            "order",
            "a.b",
        ]);
        format!("{part}{number}")
    }
}

fn column(chance: &mut Chance, number: usize, enums: &[EnumType]) -> Column {
    let text = |text: &str| Some(ColumnDefault::Text(text.to_owned()));
    let mut kinds = vec![
        (
            ColumnType::Integer(Width::Normal),
            Some(ColumnDefault::Number("-7".to_owned())),
        ),
        (
            ColumnType::Unsigned(Width::Small),
            Some(ColumnDefault::Number("42".to_owned())),
        ),
        (
            ColumnType::Decimal(Some((8, 3))),
            Some(ColumnDefault::Number("1.5".to_owned())),
        ),
        (ColumnType::String(Some(30)), text("it's \\ \"x\"")),
        (ColumnType::Text, text("")),
        (ColumnType::Boolean, Some(ColumnDefault::Boolean(false))),
        (ColumnType::JsonBinary, text("{\"b\":[1,2],\"a\":null}")),
        (
            ColumnType::Timestamp(Some(3)),
            Some(ColumnDefault::CurrentTimestamp),
        ),
        (
            ColumnType::TimestampWithTimeZone(None),
            Some(ColumnDefault::CurrentTimestamp),
        ),
        (ColumnType::Array(Box::new(ColumnType::Text)), text("{}")),
        (
            ColumnType::Uuid,
            Some(ColumnDefault::Expression("gen_random_uuid()".into())),
        ),
        (ColumnType::Binary(Some(4)), None),
        (
            ColumnType::Interval(Some("day to second(2)".to_owned())),
            None,
        ),
        (ColumnType::Other("int4range".to_owned()), None),
        (ColumnType::Bit(None), None),
    ];
    for one in enums {
        let kind = ColumnType::Enum {
            name: one.name.clone(),
            values: one.values.clone(),
        };
        kinds.push((kind, text(&one.values[0])));
    }
    let (kind, default) = chance.of(&kinds);
    let mut column = Column::new(chance.name(number), kind);
    column.nullable = chance.is();
    column.default = default.filter(|_| chance.is());
    column.comment = chance.is().then(|| "say 'it' \\ \"so\"".to_owned());
    if column.column_type == ColumnType::Text && chance.is() {
        column.collation = Some("C".to_owned());
    }
    column
}

fn table(chance: &mut Chance, number: usize, enums: &[EnumType], others: &[Table]) -> Table {
    let mut table = Table {
        name: chance.name(number).into(),
        ..Table::default()
    };
    let mut id = Column::new("id", ColumnType::Integer(Width::Big));
    let always = AutoIncrement::Identity {
        always: true,
        options: SequenceOptions {
            start: Some(5),
            ..SequenceOptions::default()
        },
    };
    let serial = AutoIncrement::Serial(format!("own {number}").into());
    id.auto_increment = chance.of(&[None, Some(AutoIncrement::Usual), Some(always), Some(serial)]);
    table.columns.push(id);
    for number in 0..chance.below(6) {
        table.columns.push(column(chance, number, enums));
    }
    table.primary_key = Some(PrimaryKey {
        name: chance.is().then(|| format!("key {number}")),
        columns: vec!["id".to_owned()],
        ..PrimaryKey::default()
    });
    if chance.is() {
        table.columns.push(Column {
            generated: Some(Generated {
                expression: "id + 1".into(),
                stored: true,
            }),
            nullable: true,
            ..Column::new("made", ColumnType::Integer(Width::Big))
        });
    }
    for (place, column) in table.columns.iter().enumerate().skip(1) {
        let is_json = ["Json", "Array", "Other", "Bit"]
            .iter()
            .any(|word| format!("{:?}", column.column_type).contains(word));
        if is_json || !chance.is() {
            continue;
        }
        if chance.is() {
            table.uniques.push(Unique {
                name: chance.is().then(|| format!("unique {number} {place}")),
                columns: vec![column.name.clone(), "id".to_owned()],
                deferrable: chance.of(&[
                    Deferrable::No,
                    Deferrable::Immediate,
                    Deferrable::Deferred,
                ]),
                ..Unique::default()
            });
        }
        let key = IndexKey {
            descending: chance.is(),
            nulls: chance.of(&[None, Some(Nulls::First), Some(Nulls::Last)]),
            ..IndexKey::new(Keyed::Column(column.name.clone()))
        };
        table.indexes.push(Index {
            name: format!("index \"{number}\" {place}"),
            keys: vec![key],
            unique: chance.is(),
            predicate: chance.is().then(|| "id > 5".into()),
            include: if chance.is() {
                vec!["id".to_owned()]
            } else {
                vec![]
            },
            comment: chance.is().then(|| "an index".to_owned()),
            ..Index::default()
        });
    }
    if chance.is() {
        table.checks.push(Check {
            name: Some(format!("check '{number}'")),
            expression: "id > 0".into(),
            not_valid: chance.is(),
            not_enforced: false,
            no_inherit: chance.is(),
            comment: None,
        });
    }
    if let Some(other) = others.get(chance.below(others.len() + 1)) {
        let mut column = Column::new("refers", ColumnType::Integer(Width::Big));
        column.nullable = true;
        table.columns.push(column);
        table.foreign_keys.push(ForeignKey {
            name: chance.is().then(|| format!("refers {number}")),
            columns: vec!["refers".to_owned()],
            table: other.name.clone(),
            on_delete: chance.of(&[
                Action::NoAction,
                Action::Cascade,
                Action::SetNull(vec![]),
                Action::Restrict,
            ]),
            deferrable: chance.of(&[Deferrable::No, Deferrable::Deferred]),
            ..ForeignKey::default()
        });
    }
    table.row_security = chance.of(&[RowSecurity::Off, RowSecurity::On, RowSecurity::Forced]);
    if chance.is() {
        table.policies.push(Policy {
            name: format!("policy \"{number}\""),
            command: chance.of(&[None, Some("UPDATE".to_owned()), Some("all".to_owned())]),
            using: Some("(id < 100)".into()),
            ..Policy::default()
        });
    }
    table.comment = chance.is().then(|| "a 'table'".to_owned());
    table
}

fn schema(chance: &mut Chance) -> Schema {
    let enums: Vec<EnumType> = (0..chance.below(3))
        .map(|number| EnumType {
            name: chance.name(number + 100).into(),
            values: vec!["one".to_owned(), "it's".to_owned()],
            comment: None,
        })
        .collect();
    let mut tables: Vec<Table> = Vec::new();
    for number in 0..=chance.below(8) {
        let next = table(chance, number, &enums, &tables);
        tables.push(next);
    }
    // The first refers to the last, so that there is a circle.
    let last = tables[tables.len() - 1].name.clone();
    tables[0].foreign_keys.push(ForeignKey {
        columns: vec!["id".to_owned()],
        table: last,
        ..ForeignKey::default()
    });
    let sequences = (0..chance.below(3)).map(|number| Sequence {
        name: chance.name(number + 200).into(),
        column_type: chance.of(&[None, Some(ColumnType::Integer(Width::Small))]),
        options: SequenceOptions {
            increment: chance.of(&[None, Some(1), Some(-1), Some(9)]),
            cache: chance.of(&[None, Some(4)]),
            cycle: chance.is(),
            ..SequenceOptions::default()
        },
        ..Sequence::default()
    });
    let sequences = sequences.collect();
    Schema {
        enums,
        tables,
        sequences,
        ..Schema::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_is_what_is_read() {
    let canonical = |schema| seaworthy::canonical(schema, DatabaseBackend::Postgres).unwrap();
    let first: u64 = match std::env::var("SEAWORTHY_TEST_SEED") {
        Ok(seed) => seed.parse().expect("a number"),
        Err(_) => 1,
    };
    for seed in first..first + 12 {
        println!("SEAWORTHY_TEST_SEED={seed}");
        let made = schema(&mut Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1));
        let database = TestDatabase::create(Which::Postgres).await;
        let db = database.connect().await;
        let statements = seaworthy::emit(&made, DatabaseBackend::Postgres).unwrap();
        load(&db, &statements).await;
        let read = seaworthy::introspect(&db, &[]).await.unwrap();
        differ(&canonical(made), &canonical(read.clone()));
        let once = canonical(read);
        differ(&once, &canonical(once.clone()));
        db.close().await.unwrap();
        database.drop().await;
    }
}
