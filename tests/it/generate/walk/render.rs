//! Versions of an application as the source of a program.

use std::fmt::Write as _;

use super::model::{Answers, Application, Column, Kind, ROWS, Table};

/// `entities`, `answers`, `written` and `kept` for each version.
pub(super) fn source(versions: &[(Application, Answers)]) -> String {
    let mut source = String::new();
    let mut list = String::new();
    for (number, (application, answers)) in versions.iter().enumerate() {
        let mut modules = String::new();
        let mut names = Vec::new();
        for (at, table) in application.tables.iter().enumerate() {
            modules.push_str(&entity(at, table, application));
            names.push(format!("e{at}"));
        }
        let names = names.join(", ");
        writeln!(
            source,
            "pub mod v{number} {{ {modules} pub fn entities() -> seaworthy::Entities \
             {{ seaworthy::entities![{names}] }} }}"
        )
        .unwrap();
        let written = rows(application);
        let kept: Vec<String> = application.tables.iter().flat_map(kept).collect();
        writeln!(
            list,
            "Version {{ entities: v{number}::entities, answers: &{answers:?}, \
             written: &{written:?}, kept: &{kept:?} }},"
        )
        .unwrap();
    }
    source
        + "pub struct Version { pub entities: fn() -> seaworthy::Entities, \
           pub answers: &'static [(&'static str, &'static str)], \
           pub written: &'static [&'static str], pub kept: &'static [&'static str] }\n"
        + &format!("pub const VERSIONS: &[Version] = &[{list}];\n")
}

fn entity(at: usize, table: &Table, application: &Application) -> String {
    let mut fields = "#[sea_orm(primary_key)] pub id: i32,\n".to_owned();
    let (mut variants, mut relations) = (String::new(), String::new());
    for (number, column) in table.columns.iter().enumerate() {
        fields.push_str(&field(number, column));
        if let Some((parent, action)) = &column.parent {
            let parent = application.tables.iter().position(|it| it.name == *parent);
            let parent = parent.expect("a parent");
            let to = if parent == at {
                "Entity".to_owned()
            } else {
                format!("super::e{parent}::Entity")
            };
            let to_column = to.replace("Entity", "Column::Id");
            writeln!(variants, "R{number},").unwrap();
            writeln!(
                relations,
                "Relation::R{number} => Entity::belongs_to({to}).from(Column::F{number})\
                 .to({to_column}).on_delete(ForeignKeyAction::{action}).into(),"
            )
            .unwrap();
        }
    }
    let name = &table.name;
    let def = match relations.as_str() {
        "" => "panic!(\"none\")".to_owned(),
        relations => format!("match self {{ {relations} }}"),
    };
    format!(
        "pub mod e{at} {{ use seaworthy::sea_orm; use sea_orm::entity::prelude::*;
        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = {name:?})]
        pub struct Model {{ {fields} }}
        #[derive(Copy, Clone, Debug, EnumIter)]
        pub enum Relation {{ {variants} }}
        impl RelationTrait for Relation {{ fn def(&self) -> RelationDef {{ {def} }} }}
        impl ActiveModelBehavior for ActiveModel {{}} }}\n"
    )
}

fn field(number: usize, column: &Column) -> String {
    let (kind, column_type) = match column.kind {
        Kind::Integer => ("i32", "Integer"),
        Kind::Big => ("i64", "BigInteger"),
        Kind::Text => ("String", "Text"),
        Kind::Short => ("String", "String(StringLen::N(50))"),
        Kind::Long => ("String", "String(StringLen::N(80))"),
        Kind::Flag => ("bool", "Boolean"),
        Kind::Price => ("Decimal", "Decimal(Some((10, 2)))"),
        Kind::Sum => ("Decimal", "Decimal(Some((12, 4)))"),
    };
    let mut attributes = format!(
        "column_name = {:?}, column_type = {column_type:?}",
        column.name
    );
    // MySQL has no index of a text without a length.
    let is_indexed = column.indexed && !column.unique && column.kind != Kind::Text;
    for (is_it, attribute) in [
        (column.nullable, "nullable"),
        (column.unique, "unique"),
        (is_indexed, "indexed"),
    ] {
        if is_it {
            write!(attributes, ", {attribute}").unwrap();
        }
    }
    match (&column.default, column.kind) {
        (None, _) => {}
        (Some(value), Kind::Flag) => {
            write!(attributes, ", default_value = {}", value.to_lowercase()).unwrap();
        }
        (Some(value), Kind::Integer | Kind::Big | Kind::Price | Kind::Sum) => {
            write!(attributes, ", default_value = {value}").unwrap();
        }
        (Some(value), _) => {
            let value = value.trim_matches('\'').replace("''", "'");
            write!(attributes, ", default_value = {value:?}").unwrap();
        }
    }
    if let Some(comment) = &column.comment {
        write!(attributes, ", comment = {comment:?}").unwrap();
    }
    let kind = match column.nullable {
        true => format!("Option<{kind}>"),
        false => kind.to_owned(),
    };
    format!("#[sea_orm({attributes})] pub f{number}: {kind},\n")
}

/// The rows of tables that are new.
fn rows(application: &Application) -> Vec<String> {
    let new = application.tables.iter().filter(|table| table.is_new);
    let insert = |table: &Table| {
        (0..ROWS)
            .map(|row| {
                let names: Vec<String> = table.columns.iter().map(|it| quoted(&it.name)).collect();
                let values: Vec<&str> = table
                    .columns
                    .iter()
                    .map(|it| it.values[row].as_str())
                    .collect();
                let (mut names, mut values) = (names.join(", "), values.join(", "));
                if !names.is_empty() {
                    names.insert_str(0, ", ");
                    values.insert_str(0, ", ");
                }
                format!(
                    "INSERT INTO {} (\"id\"{names}) VALUES ({}{values})",
                    quoted(&table.name),
                    row + 1
                )
            })
            .collect::<Vec<_>>()
    };
    new.flat_map(insert).collect()
}

/// A query for each row that counts it where it is as it should be.
fn kept(table: &Table) -> Vec<String> {
    let row = |row: usize| {
        let mut condition = format!("\"id\" = {}", row + 1);
        for column in &table.columns {
            let name = quoted(&column.name);
            match column.values[row].as_str() {
                "NULL" => write!(condition, " AND {name} IS NULL").unwrap(),
                value => write!(condition, " AND {name} = {value}").unwrap(),
            }
        }
        format!(
            "SELECT count(*) FROM {} WHERE {condition}",
            quoted(&table.name)
        )
    };
    (0..ROWS).map(row).collect()
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
