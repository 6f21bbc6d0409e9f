//! Columns, and the sequences that count for them or by themselves.

use std::collections::HashMap;

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::types;
use super::reading::{Reading, options};
use crate::schema::column::{AutoIncrement, Column, ColumnDefault, Expression, Generated};
use crate::schema::name::Name;
use crate::schema::object::{Sequence, SequenceOptions};
use crate::schema::types::ColumnType;

#[derive(Deserialize)]
struct Attribute {
    table: u32,
    number: i16,
    name: String,
    kind: String,
    enumeration: Option<Name>,
    nullable: bool,
    expression: Option<String>,
    generated: String,
    identity: String,
    is_partition: bool,
    collation: Option<String>,
    storage: Option<String>,
    compression: Option<String>,
    statistics: Option<i32>,
    parameters: Option<String>,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct Counting {
    name: Name,
    /// As a default asks it.
    call: String,
    kind: String,
    start: i64,
    increment: i64,
    minimum: i64,
    maximum: i64,
    cache: i64,
    cycle: bool,
    table: Option<u32>,
    column: Option<i16>,
    is_identity: bool,
    is_here: bool,
    comment: Option<String>,
}

/// The names of columns by the numbers of their tables and their own.
pub(super) type Names = HashMap<(u32, i16), String>;

/// Columns by the numbers of their tables, the sequences that are no column's own, and names.
pub(super) async fn read(
    reading: &mut Reading<'_, '_>,
    tables: &HashMap<u32, Name>,
) -> Result<(HashMap<u32, Vec<Column>>, Vec<Sequence>, Names), DbErr> {
    let counting = sequences(reading).await?;
    let attributes = attributes(reading).await?;
    let names: Names = attributes
        .iter()
        .map(|attribute| ((attribute.table, attribute.number), attribute.name.clone()))
        .collect();
    let mut owned: HashMap<(u32, i16), Counting> = HashMap::new();
    let mut free = Vec::new();
    let calls: HashMap<(u32, i16), &Attribute> = attributes
        .iter()
        .map(|attribute| ((attribute.table, attribute.number), attribute))
        .collect();
    for sequence in counting {
        let owner = sequence.table.zip(sequence.column);
        match owner {
            Some(owner) if sequence.is_identity => {
                owned.insert(owner, sequence);
            }
            Some(owner) if calls.get(&owner).is_some_and(|of| sequence.is_serial(of)) => {
                owned.insert(owner, sequence);
            }
            _ if !sequence.is_here => {}
            _ => free.push(sequence),
        }
    }
    let mut columns: HashMap<u32, Vec<Column>> = HashMap::new();
    for attribute in attributes {
        let sequence = owned.remove(&(attribute.table, attribute.number));
        let table = attribute.table;
        columns
            .entry(table)
            .or_default()
            .push(column(attribute, sequence));
    }
    let sequences = free.into_iter().map(|sequence| Sequence {
        options: sequence.options(),
        column_type: Some(types::read(&sequence.kind)).filter(|kind| *kind != types::BIG),
        owned_by: sequence.table.zip(sequence.column).and_then(|owner| {
            let table = tables.get(&owner.0)?.clone();
            Some((table, names.get(&owner)?.clone()))
        }),
        name: sequence.name,
        comment: sequence.comment,
    });
    let sequences = sequences.collect();
    Ok((columns, sequences, names))
}

async fn attributes(reading: &mut Reading<'_, '_>) -> Result<Vec<Attribute>, DbErr> {
    let sql = format!(
        "SELECT c.oid::bigint AS table, a.attnum AS number, a.attname AS name, \
            format_type(a.atttypid, a.atttypmod) AS kind, \
            CASE WHEN t.typtype = 'e' THEN {own} WHEN e.typtype = 'e' THEN {element} END AS enumeration, \
            NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS expression, \
            a.attgenerated::text AS generated, a.attidentity::text AS identity, \
            c.relispartition AS is_partition, \
            CASE WHEN a.attcollation <> t.typcollation THEN {collation} END AS collation, \
            CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' \
                WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS storage, \
            CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression, \
            CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics, \
            {parameters} AS parameters, m.description AS comment \
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
         JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' \
         LEFT JOIN pg_collation l ON l.oid = a.attcollation \
         LEFT JOIN pg_description m ON m.classoid = 'pg_class'::regclass AND m.objoid = c.oid AND m.objsubid = a.attnum \
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
         WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND {wanted} \
         ORDER BY c.oid, a.attnum",
        own = reading.name("t.typnamespace", "t.typname"),
        element = reading.name("e.typnamespace", "e.typname"),
        collation = collation(),
        parameters = options("a.attoptions", ""),
        wanted = reading.wanted("c.relnamespace"),
    );
    reading.rows(&sql).await
}

/// An expression for the name of a collation `l`. With a schema both are quoted, so that a dot in a
/// name is not taken for one between two.
pub(super) fn collation() -> &'static str {
    "CASE WHEN pg_collation_is_visible(l.oid) THEN l.collname::text \
     ELSE (SELECT '\"' || replace(nspname, '\"', repeat('\"', 2)) || '\".\"' \
        FROM pg_namespace WHERE oid = l.collnamespace) || replace(l.collname, '\"', repeat('\"', 2)) || '\"' END"
}

async fn sequences(reading: &mut Reading<'_, '_>) -> Result<Vec<Counting>, DbErr> {
    let sql = format!(
        "SELECT {name} AS name, 'nextval(' || quote_literal(c.oid::regclass::text) || '::regclass)' AS call, \
            format_type(s.seqtypid, NULL) AS kind, s.seqstart AS start, s.seqincrement AS increment, \
            s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle, \
            d.refobjid::bigint AS table, d.refobjsubid AS column, coalesce(d.deptype = 'i', false) AS is_identity, \
            ({wanted}) AS is_here, {comment} AS comment \
         FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
         LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 \
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') \
         LEFT JOIN pg_class o ON o.oid = d.refobjid \
         WHERE ({wanted} OR {owner}) AND c.relpersistence <> 't' AND {unowned}",
        name = reading.name("c.relnamespace", "c.relname"),
        wanted = reading.wanted("c.relnamespace"),
        owner = reading.wanted("o.relnamespace"),
        unowned = reading.unowned("pg_class", "c.oid"),
        comment = reading.comment("pg_class", "c.oid"),
    );
    reading.rows(&sql).await
}

impl Counting {
    /// Whether it is what the pseudo-type `serial` makes of a column.
    fn is_serial(&self, column: &Attribute) -> bool {
        column.expression.as_deref() == Some(self.call.as_str())
            && column.kind == self.kind
            && column.generated.is_empty()
            && self.comment.is_none()
            && self.options() == SequenceOptions::default()
    }

    /// How it counts, where that is not how its type counts.
    fn options(&self) -> SequenceOptions {
        let (least, most) = types::range(&types::read(&self.kind));
        let up = self.increment > 0;
        let minimum = if up { 1 } else { least };
        let maximum = if up { most } else { -1 };
        let start = if up { self.minimum } else { self.maximum };
        let unless = |value: i64, usual: i64| (value != usual).then_some(value);
        SequenceOptions {
            start: unless(self.start, start),
            increment: unless(self.increment, 1),
            minimum: unless(self.minimum, minimum),
            maximum: unless(self.maximum, maximum),
            cache: unless(self.cache, 1),
            cycle: self.cycle,
        }
    }
}

fn column(attribute: Attribute, sequence: Option<Counting>) -> Column {
    let options = actions(&attribute);
    let is_identity = !attribute.identity.is_empty();
    let mut column = Column::new(attribute.name, kind(&attribute.kind, attribute.enumeration));
    column.nullable = attribute.nullable;
    column.collation = attribute.collation;
    column.comment = attribute.comment;
    column.options = options;
    match attribute.generated.as_str() {
        "" => {
            column.default = attribute
                .expression
                .map(Expression)
                .map(ColumnDefault::Expression)
        }
        how => {
            column.generated = attribute.expression.map(|expression| Generated {
                expression: types::bare(&expression).into(),
                stored: how == "s",
            });
        }
    }
    column.auto_increment = match sequence {
        // A partition counts as its table does.
        Some(_) if is_identity && attribute.is_partition => None,
        Some(sequence) if is_identity => Some(AutoIncrement::Identity {
            always: attribute.identity == "a",
            options: sequence.options(),
        }),
        Some(sequence) => {
            column.default = None;
            Some(AutoIncrement::Serial(sequence.name))
        }
        None => None,
    };
    column
}

/// What `ALTER TABLE … ALTER COLUMN` has to do to a plain column, one after the other.
fn actions(attribute: &Attribute) -> Option<String> {
    let actions = [
        attribute
            .storage
            .as_ref()
            .map(|storage| format!("SET STORAGE {storage}")),
        attribute
            .compression
            .as_ref()
            .map(|method| format!("SET COMPRESSION {method}")),
        attribute
            .statistics
            .map(|target| format!("SET STATISTICS {target}")),
        attribute
            .parameters
            .as_ref()
            .map(|parameters| format!("SET ({parameters})")),
    ];
    let actions: Vec<String> = actions.into_iter().flatten().collect();
    (!actions.is_empty()).then(|| actions.join(", "))
}

/// A type by its text, and the name of the enum that it is or is an array of.
pub(super) fn kind(text: &str, enumeration: Option<Name>) -> ColumnType {
    let Some(name) = enumeration else {
        return types::read(text);
    };
    let one = ColumnType::Enum {
        name,
        values: Vec::new(),
    };
    match text.ends_with("[]") {
        true => ColumnType::Array(Box::new(one)),
        false => one,
    }
}
