//! Schemas that nobody thought of.

use seaworthy::schema::Schema;
use seaworthy::schema::column::{AutoIncrement, Column, ColumnDefault, Generated};
use seaworthy::schema::constraint::{Action, Check, Deferrable, ForeignKey, PrimaryKey, Unique};
use seaworthy::schema::index::{Index, IndexKey, Keyed};
use seaworthy::schema::name::Name;
use seaworthy::schema::object::View;
use seaworthy::schema::table::{Table, Trigger};
use seaworthy::schema::types::{ColumnType, Width};

use super::{canonical, introspect, made};

/// Numbers that a seed decides.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).expect("a limit")).expect("a number")
    }

    /// One time in so many.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// Some of them, at least one, in an order of their own.
    fn some<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        let mut rest = all.to_vec();
        let number = 1 + self.below(all.len().min(3));
        (0..number)
            .map(|_| rest.swap_remove(self.below(rest.len())))
            .collect()
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn schema(dice: &mut Dice) -> Schema {
    let names: Vec<String> = (0..1 + dice.below(5))
        .map(|number| name(dice, "t", number))
        .collect();
    let tables = names.iter().map(|name| table(dice, name, &names)).collect();
    let views = (0..dice.below(3)).map(|number| View {
        name: name(dice, "v", number).into(),
        columns: if dice.once_in(2) {
            vec!["one".to_owned()]
        } else {
            Vec::new()
        },
        query: format!("SELECT 1 AS x\nFROM {}", quoted(&dice.one_of(&names))),
        ..View::default()
    });
    let mut schema = Schema {
        views: views.collect(),
        tables,
        ..Schema::default()
    };
    schema.sort();
    schema
}

fn name(dice: &mut Dice, kind: &str, number: usize) -> String {
    let odd = [
        "", "", "", " x", "'", "\"", "`", "]", "É", ";", "--", "/*", "(", ",", "\n", "A",
    ];
    format!("{kind}{number}{}", dice.one_of(&odd))
}

fn column_type(dice: &mut Dice) -> ColumnType {
    dice.one_of(&[
        ColumnType::Boolean,
        ColumnType::Integer(Width::Tiny),
        ColumnType::Integer(Width::Normal),
        ColumnType::Integer(Width::Big),
        ColumnType::Unsigned(Width::Small),
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::Decimal(None),
        ColumnType::Decimal(Some((12, 3))),
        ColumnType::Money(None),
        ColumnType::Char(Some(2)),
        ColumnType::String(None),
        ColumnType::String(Some(40)),
        ColumnType::Text,
        ColumnType::Binary(Some(8)),
        ColumnType::VarBinary(None),
        ColumnType::Blob,
        ColumnType::Date,
        ColumnType::Time(Some(3)),
        ColumnType::DateTime(None),
        ColumnType::Timestamp(Some(6)),
        ColumnType::TimestampWithTimeZone(None),
        ColumnType::Uuid,
        ColumnType::Json,
        ColumnType::JsonBinary,
        ColumnType::Year,
        ColumnType::Inet,
        ColumnType::Array(Box::new(ColumnType::Text)),
        ColumnType::Other(String::new()),
        ColumnType::Other("DECIMAL(10,5)".to_owned()),
        ColumnType::Other("Native Character(70)".to_owned()),
        ColumnType::Other("BIGINT(20)".to_owned()),
    ])
}

fn default(dice: &mut Dice) -> ColumnDefault {
    dice.one_of(&[
        ColumnDefault::Boolean(true),
        ColumnDefault::Boolean(false),
        ColumnDefault::Number("0".to_owned()),
        ColumnDefault::Number("-1.50".to_owned()),
        ColumnDefault::Number("9223372036854775807".to_owned()),
        ColumnDefault::Text(String::new()),
        ColumnDefault::Text("007".to_owned()),
        ColumnDefault::Text("it's \"-- /* 名前\n".to_owned()),
        ColumnDefault::Text("true".to_owned()),
        ColumnDefault::CurrentTimestamp,
        ColumnDefault::Expression("NULL".into()),
        ColumnDefault::Expression("x'00'".into()),
        ColumnDefault::Expression("- 1e2".into()),
        ColumnDefault::Expression("(1+2)*-(3)".into()),
        ColumnDefault::Expression("strftime('%Y', 'now') || 'x'".into()),
    ])
}

fn expression(dice: &mut Dice, columns: &[String]) -> String {
    let column = quoted(&dice.one_of(columns));
    dice.one_of(&[
        format!("{column} IS NOT NULL"),
        format!("length({column})>0"),
        format!("{column} IN ('a','it''s',-1) and {column} <> \"t\""),
        format!("({column} = 1) OR ({column} = 2)"),
        format!("CASE WHEN {column} > 0 THEN 1 ELSE {column} END"),
        format!("{column} LIKE 'a%' ESCAPE '\\'"),
        column.clone(),
    ])
    .replace("\"t\"", "'t'")
}

fn table(dice: &mut Dice, name: &str, all: &[String]) -> Table {
    let columns: Vec<String> = (0..1 + dice.below(7))
        .map(|number| self::name(dice, "c", number))
        .collect();
    let mut table = Table {
        name: name.into(),
        columns: columns.iter().map(|name| column(dice, name)).collect(),
        ..Table::default()
    };
    keys(dice, &mut table, &columns, all);
    if columns.len() > 1 && dice.once_in(3) {
        let last = table.columns.len() - 1;
        let is_key = table
            .primary_key
            .as_ref()
            .is_some_and(|key| key.columns.contains(&columns[last]));
        if !is_key {
            table.columns[last].default = None;
            table.columns[last].generated = Some(Generated {
                expression: expression(dice, &columns[..last]).into(),
                stored: dice.once_in(2),
            });
        }
    }
    for number in 0..dice.below(3) {
        table.checks.push(Check {
            name: dice.once_in(2).then(|| self::name(dice, "check", number)),
            expression: expression(dice, &columns).into(),
            not_valid: false,
            not_enforced: false,
            no_inherit: false,
            comment: None,
        });
    }
    for number in 0..dice.below(3) {
        let keys = dice.some(&columns);
        table.indexes.push(Index {
            name: format!("{name} i{number}"),
            keys: keys
                .into_iter()
                .map(|column| index_key(dice, column))
                .collect(),
            unique: dice.once_in(3),
            predicate: dice.once_in(3).then(|| expression(dice, &columns).into()),
            ..Index::default()
        });
    }
    if dice.once_in(3) {
        table.triggers.push(Trigger {
            name: format!("{name} r"),
            definition: format!(
                "CREATE TRIGGER {} AFTER INSERT ON {} BEGIN\n    SELECT ';', 'END';\nEND",
                quoted(&format!("{name} r")),
                quoted(name)
            ),
            state: None,
            comment: None,
        });
    }
    table
}

fn column(dice: &mut Dice, name: &str) -> Column {
    Column {
        nullable: dice.once_in(2),
        default: dice.once_in(2).then(|| default(dice)),
        collation: dice
            .once_in(6)
            .then(|| dice.one_of(&["NOCASE", "rtrim", "BINARY"]).to_owned()),
        ..Column::new(name, column_type(dice))
    }
}

fn keys(dice: &mut Dice, table: &mut Table, columns: &[String], all: &[String]) {
    if dice.once_in(2) {
        let first = &mut table.columns[0];
        first.column_type = ColumnType::Integer(dice.one_of(&[Width::Normal, Width::Big]));
        first.default = None;
        first.auto_increment = dice.one_of(&[
            None,
            Some(AutoIncrement::Usual),
            Some(AutoIncrement::Keyword),
            Some(AutoIncrement::RowNumber),
        ]);
        table.primary_key = Some(PrimaryKey {
            columns: columns[..1].to_vec(),
            ..PrimaryKey::default()
        });
    } else if dice.once_in(2) {
        table.primary_key = Some(PrimaryKey {
            name: dice.once_in(2).then(|| "the key".to_owned()),
            columns: dice.some(columns),
            options: dice.once_in(3).then(|| "ON CONFLICT REPLACE".to_owned()),
            ..PrimaryKey::default()
        });
        let is_counted = dice.once_in(2);
        table.options = is_counted.then(|| "WITHOUT ROWID".to_owned());
    }
    for _ in 0..dice.below(3) {
        table.uniques.push(Unique {
            name: dice.once_in(2).then(|| "some unique".to_owned()),
            columns: dice.some(columns),
            ..Unique::default()
        });
    }
    for _ in 0..dice.below(3) {
        table.foreign_keys.push(ForeignKey {
            name: dice.once_in(2).then(|| "some key".to_owned()),
            columns: vec![dice.one_of(columns)],
            table: Name::here(dice.one_of(all)),
            referenced: vec![dice.one_of(columns)],
            on_delete: dice.one_of(&[
                Action::NoAction,
                Action::Restrict,
                Action::Cascade,
                Action::SetNull(Vec::new()),
            ]),
            on_update: dice.one_of(&[Action::NoAction, Action::SetDefault(Vec::new())]),
            deferrable: dice.one_of(&[Deferrable::No, Deferrable::Immediate, Deferrable::Deferred]),
            ..ForeignKey::default()
        });
    }
}

fn index_key(dice: &mut Dice, column: String) -> IndexKey {
    let of = match dice.below(3) {
        0 => Keyed::Expression(format!("lower({})", quoted(&column)).into()),
        1 if dice.once_in(2) => Keyed::Expression(format!("{} || 'x'", quoted(&column)).into()),
        _ => Keyed::Column(column),
    };
    IndexKey {
        descending: dice.once_in(3),
        collation: dice.once_in(5).then(|| "NOCASE".to_owned()),
        ..IndexKey::new(of)
    }
}

/// Whatever is written down comes back, up to what means the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_random_schema_comes_back() {
    for seed in 1..=400_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let desired = schema(&mut dice);
        println!("seed {seed}");
        let live = introspect(&made(&desired).await).await;
        assert!(live.others.is_empty(), "{:#?}", live.others);
        super::super::differ(&canonical(desired), &canonical(live.clone()));
        let again = introspect(&made(&live).await).await;
        super::super::differ(&live, &again);
    }
}
