//! Entities that are data: SeaORM asks these for the tables of the version that is now.

use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Mutex;

use seaworthy::__private::{Listed, list, statements};
use seaworthy::Entities;
use seaworthy::prelude::ExprTrait as _;
use seaworthy::sea_orm::entity::prelude::*;
use seaworthy::sea_orm::sea_query::{
    ArrayType, FromValueTuple, Iden, IntoIden, IntoTableRef, IntoValueTuple,
};
use seaworthy::sea_orm::{
    self, ActiveValue, ColumnDef, FromQueryResult, IdenStatic, Identity, IntoIdentity, Iterable,
    PrimaryKeyArity, QueryResult, RelationType, TryFromU64, TryGetableMany, Value,
};

use super::model::{Application, Column as Data, Kind, Table};

static NOW: Mutex<Vec<Table>> = Mutex::new(Vec::new());

/// The entities of a version, until those of another are asked for.
pub(crate) fn entities(application: &Application) -> Entities {
    application.tables.clone_into(&mut NOW.lock().unwrap());
    let all = [
        slots::<0>(),
        slots::<1>(),
        slots::<2>(),
        slots::<3>(),
        slots::<4>(),
    ];
    let listed = application.tables.iter().zip(all);
    let listed = listed.map(|(table, [one, two])| if table.key.is_some() { two } else { one });
    list(listed.collect()).declare(|schema| {
        for table in NOW.lock().unwrap().iter() {
            let declared = schema.table(table.name.clone());
            for extra in &table.extras {
                let columns = extra.columns.clone();
                match &extra.kind {
                    super::model::Extra::Unique => {
                        declared.unique(&extra.name).columns(columns);
                    }
                    super::model::Extra::Index => {
                        declared.index(&extra.name).columns(columns);
                    }
                    super::model::Extra::Partial => {
                        let present = Expr::col(columns[0].clone()).is_not_null();
                        declared
                            .index(&extra.name)
                            .columns(columns)
                            .only_where(present);
                    }
                }
            }
            for column in &table.columns {
                if let (Some(limit), true) = (column.check, column.check_is_named) {
                    let check = check(column, limit);
                    declared.check(format!("check_{}", column.salt), check.as_str());
                }
            }
        }
    })
}

fn slots<const N: usize>() -> [Listed; 2] {
    [
        Listed {
            entity: std::any::type_name::<Slot<N, One>>(),
            statements: statements::<Slot<N, One>>,
            declare: None,
        },
        Listed {
            entity: std::any::type_name::<Slot<N, Two>>(),
            statements: statements::<Slot<N, Two>>,
            declare: None,
        },
    ]
}

fn check(column: &Data, limit: i32) -> String {
    match column.kind {
        Kind::Integer | Kind::Big | Kind::Price | Kind::Sum => {
            format!("{} >= -{limit}", column.name)
        }
        _ => format!("{} <> 'never {limit}'", column.name),
    }
}

fn table<T>(at: usize, of: impl FnOnce(&Table, &[Table]) -> T) -> T {
    let now = NOW.lock().unwrap();
    of(&now[at], &now)
}

fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// How many columns the primary key has.
pub(crate) trait Keyed: Copy + Default + std::fmt::Debug + Send + Sync + 'static {
    const IS_ONE: bool;
    type Value: Send
        + std::fmt::Debug
        + PartialEq
        + IntoValueTuple
        + FromValueTuple
        + TryGetableMany
        + TryFromU64
        + PrimaryKeyArity;
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct One;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Two;

impl Keyed for One {
    const IS_ONE: bool = true;
    type Value = i32;
}

impl Keyed for Two {
    const IS_ONE: bool = false;
    type Value = (i32, i32);
}

/// The entity of the table of this number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slot<const N: usize, K>(PhantomData<K>);

/// Its column of this number, the first of which is `id`, with the column's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column<const N: usize, K>(usize, &'static str, PhantomData<K>);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<const N: usize, K>(Column<N, K>);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Relation<const N: usize, K>(usize, PhantomData<K>);

/// A row, which nobody reads.
#[derive(Clone, Debug)]
pub(crate) struct Row<const N: usize, K>(PhantomData<K>);

impl<const N: usize, K: Keyed> Iden for Slot<N, K> {
    fn unquoted(&self) -> &str {
        self.as_str()
    }
}

impl<const N: usize, K: Keyed> IdenStatic for Slot<N, K> {
    fn as_str(&self) -> &'static str {
        table(N, |table, _| kept(&table.name))
    }
}

impl<const N: usize, K: Keyed> EntityName for Slot<N, K> {
    fn table_name(&self) -> &'static str {
        self.as_str()
    }
}

impl<const N: usize, K: Keyed> EntityTrait for Slot<N, K> {
    type Model = Row<N, K>;
    type ModelEx = Row<N, K>;
    type ActiveModel = Row<N, K>;
    type ActiveModelEx = Row<N, K>;
    type Column = Column<N, K>;
    type Relation = Relation<N, K>;
    type PrimaryKey = Key<N, K>;
}

impl<const N: usize, K: Keyed> Iden for Column<N, K> {
    fn unquoted(&self) -> &str {
        self.1
    }
}

impl<const N: usize, K: Keyed> IdenStatic for Column<N, K> {
    fn as_str(&self) -> &'static str {
        self.1
    }
}

impl<const N: usize, K: Keyed> Iterable for Column<N, K> {
    type Iterator = std::vec::IntoIter<Self>;

    fn iter() -> Self::Iterator {
        let names = table(N, |table, _| {
            let names = table.columns.iter().map(|column| kept(&column.name));
            std::iter::once("id").chain(names).collect::<Vec<_>>()
        });
        let columns = names.into_iter().enumerate();
        let columns = columns.map(|(at, name)| Self(at, name, PhantomData));
        columns.collect::<Vec<_>>().into_iter()
    }
}

impl<const N: usize, K> FromStr for Column<N, K> {
    type Err = ColumnFromStrErr;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Err(ColumnFromStrErr(text.to_owned()))
    }
}

impl<const N: usize, K: Keyed> ColumnTrait for Column<N, K> {
    type EntityName = Slot<N, K>;

    fn def(&self) -> ColumnDef {
        table(N, |table, _| match self.0.checked_sub(1) {
            None if table.is_wide => ColumnType::BigInteger.def(),
            None => ColumnType::Integer.def(),
            Some(at) => definition(&table.columns[at]),
        })
    }
}

fn definition(column: &Data) -> ColumnDef {
    let mut def = match column.kind {
        Kind::Integer => ColumnType::Integer,
        Kind::Big => ColumnType::BigInteger,
        Kind::Text => ColumnType::Text,
        Kind::Short => ColumnType::String(StringLen::N(50)),
        Kind::Long => ColumnType::String(StringLen::N(80)),
        Kind::Flag => ColumnType::Boolean,
        Kind::Price => ColumnType::Decimal(Some((10, 2))),
        Kind::Sum => ColumnType::Decimal(Some((12, 4))),
        Kind::Time => ColumnType::DateTime,
        Kind::Mood => ColumnType::Enum {
            name: format!("mood_{}", column.mood).into_iden(),
            variants: column
                .choices
                .iter()
                .map(|it| it.clone().into_iden())
                .collect(),
        },
    }
    .def();
    if column.nullable {
        def = def.nullable();
    }
    if column.unique {
        def = def.unique();
    }
    // MySQL has no index of a text without a length.
    if column.indexed && !column.unique && column.kind != Kind::Text {
        def = def.indexed();
    }
    if let Some(comment) = &column.comment {
        def = def.comment(comment);
    }
    let mut extra = Vec::new();
    if let Some(generated) = &column.generated {
        extra.push(format!(
            "GENERATED ALWAYS AS ({}) STORED",
            generated.expression()
        ));
    }
    if let (Some(limit), false) = (column.check, column.check_is_named) {
        extra.push(format!("CHECK ({})", check(column, limit)));
    }
    if !extra.is_empty() {
        def = def.extra(&extra.join(" "));
    }
    match (column.default.as_deref(), column.kind) {
        (None, _) => def,
        (Some(value), Kind::Flag) => def.default_value(value == "TRUE"),
        (Some(value), Kind::Integer | Kind::Big) => {
            def.default_value(value.parse::<i64>().expect("a number"))
        }
        (Some(value), Kind::Price | Kind::Sum) => {
            def.default_value(value.parse::<f64>().expect("a number"))
        }
        (Some(_), Kind::Time) => def.default(Expr::current_timestamp()),
        (Some(value), _) => def.default_value(value.trim_matches('\'').replace("''", "'")),
    }
}

impl<const N: usize, K: Keyed> Iden for Key<N, K> {
    fn unquoted(&self) -> &str {
        self.0.1
    }
}

impl<const N: usize, K: Keyed> IdenStatic for Key<N, K> {
    fn as_str(&self) -> &'static str {
        self.0.1
    }
}

impl<const N: usize, K: Keyed> Iterable for Key<N, K> {
    type Iterator = std::vec::IntoIter<Self>;

    fn iter() -> Self::Iterator {
        let second = table(N, |table, _| table.key.clone());
        let is_key = |column: &Column<N, K>| column.0 == 0 || second.as_deref() == Some(column.1);
        let columns = Column::iter().filter(is_key).map(Self);
        columns.collect::<Vec<_>>().into_iter()
    }
}

impl<const N: usize, K: Keyed> PrimaryKeyTrait for Key<N, K> {
    type ValueType = K::Value;

    fn auto_increment() -> bool {
        K::IS_ONE
    }
}

impl<const N: usize, K: Keyed> PrimaryKeyToColumn for Key<N, K> {
    type Column = Column<N, K>;

    fn into_column(self) -> Self::Column {
        self.0
    }

    fn from_column(column: Self::Column) -> Option<Self> {
        Some(Self(column))
    }
}

impl<const N: usize, K: Keyed> Iterable for Relation<N, K> {
    type Iterator = std::vec::IntoIter<Self>;

    fn iter() -> Self::Iterator {
        let many = table(N, |table, _| table.columns.len());
        let all = table(N, |table, _| {
            let children = (0..many).filter(|at| table.columns[*at].parent.is_some());
            children.collect::<Vec<usize>>()
        });
        let all = all.into_iter().map(|at| Self(at, PhantomData));
        all.collect::<Vec<_>>().into_iter()
    }
}

impl<const N: usize, K: Keyed> RelationTrait for Relation<N, K> {
    fn def(&self) -> RelationDef {
        table(N, |table, _| {
            let column = &table.columns[self.0];
            let (parent, action) = column.parent.as_ref().expect("a parent");
            let identity = |name: &str| -> Identity { name.into_identity() };
            RelationDef {
                rel_type: RelationType::HasOne,
                from_tbl: table.name.clone().into_iden().into_table_ref(),
                to_tbl: parent.clone().into_iden().into_table_ref(),
                from_col: identity(&column.name),
                to_col: identity("id"),
                is_owner: false,
                skip_fk: false,
                on_delete: Some(match *action {
                    "Cascade" => ForeignKeyAction::Cascade,
                    "Restrict" => ForeignKeyAction::Restrict,
                    "SetNull" => ForeignKeyAction::SetNull,
                    _ => ForeignKeyAction::NoAction,
                }),
                on_update: None,
                on_condition: None,
                fk_name: None,
                condition_type: sea_orm::sea_query::ConditionType::All,
            }
        })
    }
}

impl<const N: usize, K: Keyed> FromQueryResult for Row<N, K> {
    fn from_query_result(_: &QueryResult, _: &str) -> Result<Self, DbErr> {
        unreachable!()
    }
}

#[rustfmt::skip]
impl<const N: usize, K: Keyed> ModelTrait for Row<N, K> {
    type Entity = Slot<N, K>;

    fn get(&self, _: Column<N, K>) -> Value { unreachable!() }
    fn get_value_type(_: Column<N, K>) -> ArrayType { unreachable!() }
    fn try_set(&mut self, _: Column<N, K>, _: Value) -> Result<(), DbErr> { unreachable!() }
}

impl<const N: usize, K: Keyed> ActiveModelBehavior for Row<N, K> {}

#[rustfmt::skip]
impl<const N: usize, K: Keyed> ActiveModelTrait for Row<N, K> {
    type Entity = Slot<N, K>;

    fn take(&mut self, _: Column<N, K>) -> ActiveValue<Value> { unreachable!() }
    fn get(&self, _: Column<N, K>) -> ActiveValue<Value> { unreachable!() }
    fn set_if_not_equals(&mut self, _: Column<N, K>, _: Value) { unreachable!() }
    fn try_set(&mut self, _: Column<N, K>, _: Value) -> Result<(), DbErr> { unreachable!() }
    fn not_set(&mut self, _: Column<N, K>) { unreachable!() }
    fn is_not_set(&self, _: Column<N, K>) -> bool { unreachable!() }
    fn default() -> Self { unreachable!() }
    fn default_values() -> Self { unreachable!() }
    fn reset(&mut self, _: Column<N, K>) { unreachable!() }
}
