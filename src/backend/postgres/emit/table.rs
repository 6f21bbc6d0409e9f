//! Tables, and what belongs to them.

use sea_orm::DatabaseBackend::Postgres;

use super::super::FACTS;
use super::super::types::{collation, named, write};
use super::needs::{self, Kind, Need};
use super::relation::{index, state};
use super::{Unit, check, constraint, default, list};
use crate::object::{counting, create_policy};
use crate::schema::Schema;
use crate::schema::column::{AutoIncrement, Column};
use crate::schema::constraint::{Action, Check, Deferrable, ForeignKey, Match, PrimaryKey, Unique};
use crate::schema::name::Name;
use crate::schema::table::{RowSecurity, Table};

/// The table with its columns and what is written among these.
///
/// A partition, like a table that inherits, is created by itself and becomes one afterwards: so it
/// has its own columns in its own order, whatever happened to the other table.
pub(super) fn unit(table: &Table, schema: &Schema) -> Unit {
    let name = named(&table.name);
    let mut statements = Vec::new();
    let mut parts = Vec::new();
    let mut is = vec![(Kind::Relation, table.name.name.clone())];
    let mut needs: Vec<Need> = Vec::new();
    for column in &table.columns {
        if let Some(AutoIncrement::Serial(sequence)) = &column.auto_increment {
            let kind = write(&column.column_type);
            statements.push(format!("CREATE SEQUENCE {} AS {kind}", named(sequence)));
            is.push((Kind::Relation, sequence.name.clone()));
        }
        needs.extend(needs::all(Kind::Type, &write(&column.column_type)));
        if let Some(value) = &column.default {
            needs.extend(needs::of_expression(&default(value)));
        }
        if let Some(generated) = &column.generated {
            needs.extend(needs::of_expression(&generated.expression.0));
        }
        if let Some(name) = &column.collation {
            needs.push((Kind::Other, name.clone()));
        }
        parts.push(format!(
            "{} {}",
            FACTS.quoted(&column.name),
            declaration(column)
        ));
    }
    parts.extend(table.primary_key.as_ref().map(primary_key));
    parts.extend(table.uniques.iter().map(unique));
    let inherited = inherited_checks(table, schema);
    for one in table
        .checks
        .iter()
        .chain(inherited)
        .filter(|check| is_whole(check))
    {
        needs.extend(needs::of_expression(&one.expression.0));
        parts.push(check(one));
    }
    let divided = table.partition_by.as_ref();
    let divided = divided.map_or_else(String::new, |by| format!(" PARTITION BY {by}"));
    needs.extend(needs::of_expression(&divided));
    statements.push(format!(
        "CREATE TABLE {name} (\n    {}\n){divided}",
        parts.join(",\n    ")
    ));
    for column in &table.columns {
        let quoted = FACTS.quoted(&column.name);
        if let Some(AutoIncrement::Serial(sequence)) = &column.auto_increment {
            let sequence = named(sequence);
            statements.push(format!(
                "ALTER SEQUENCE {sequence} OWNED BY {name}.{quoted}"
            ));
        }
        for action in column.options.iter().flat_map(|text| actions(text)) {
            statements.push(format!("ALTER TABLE {name} ALTER COLUMN {quoted} {action}"));
        }
    }
    for parent in &table.inherits {
        needs.push((Kind::Relation, parent.name.clone()));
        statements.push(format!("ALTER TABLE {name} INHERIT {}", named(parent)));
    }
    if let Some(partition) = &table.partition_of {
        let parent = named(&partition.table);
        needs.push((Kind::Relation, partition.table.name.clone()));
        let bounds = &partition.bounds;
        statements.push(format!(
            "ALTER TABLE {parent} ATTACH PARTITION {name} {bounds}"
        ));
    }
    Unit {
        is,
        needs,
        mentions: Vec::new(),
        statements,
    }
}

/// Everything about a column but its name.
fn declaration(column: &Column) -> String {
    let mut text = write(&column.column_type);
    if let Some(name) = &column.collation {
        text.push_str(&format!(" COLLATE {}", collation(name)));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        text.push_str(&format!(
            " GENERATED ALWAYS AS ({}) {kind}",
            generated.expression.0
        ));
    }
    match &column.auto_increment {
        Some(AutoIncrement::Serial(sequence)) => {
            let sequence = FACTS.literal(&named(sequence));
            text.push_str(&format!(" DEFAULT nextval({sequence}::regclass)"));
        }
        Some(AutoIncrement::Identity { always, options }) => {
            let how = if *always { "ALWAYS" } else { "BY DEFAULT" };
            text.push_str(&format!(" GENERATED {how} AS IDENTITY"));
            let options = counting(options, Postgres);
            if !options.is_empty() {
                text.push_str(&format!(" ({})", options.trim_start()));
            }
        }
        Some(_) => text.push_str(" GENERATED BY DEFAULT AS IDENTITY"),
        None => {}
    }
    if let Some(value) = &column.default {
        text.push_str(&format!(" DEFAULT {}", default(value)));
    }
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    text
}

/// The single actions of a list of them.
fn actions(text: &str) -> Vec<String> {
    let mut actions: Vec<String> = Vec::new();
    for (place, part) in text.split(", SET ").enumerate() {
        actions.push(match place {
            0 => part.to_owned(),
            _ => format!("SET {part}"),
        });
    }
    actions
}

/// Checks that the tables have of which it is a part.
fn inherited_checks<'a>(table: &Table, schema: &'a Schema) -> Vec<&'a Check> {
    let mut checks: Vec<&Check> = Vec::new();
    let mut seen: Vec<&Name> = Vec::new();
    let parents = |table: &Table| -> Vec<Name> {
        let partition = table.partition_of.iter().map(|of| of.table.clone());
        partition.chain(table.inherits.iter().cloned()).collect()
    };
    let mut next = parents(table);
    while let Some(name) = next.pop() {
        let Some(parent) = schema.table(&name) else {
            continue;
        };
        if seen.contains(&&parent.name) {
            continue;
        }
        seen.push(&parent.name);
        checks.extend(parent.checks.iter().filter(|check| !check.no_inherit));
        next.extend(parents(parent));
    }
    checks.sort_by(|a, b| a.name.cmp(&b.name));
    checks.dedup_by(|a, b| a.name == b.name && a.name.is_some());
    checks
}

/// Whether it can be written with the columns, where nothing is unchecked.
fn is_whole(check: &Check) -> bool {
    !check.not_valid
}

fn primary_key(key: &PrimaryKey) -> String {
    let words = format!("{}PRIMARY KEY", constraint(&key.name));
    keyed(
        &words,
        &key.columns,
        &key.include,
        key.options.as_deref(),
        key.deferrable,
    )
}

fn unique(unique: &Unique) -> String {
    let nulls = if unique.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    let words = format!("{}UNIQUE{nulls}", constraint(&unique.name));
    keyed(
        &words,
        &unique.columns,
        &unique.include,
        unique.options.as_deref(),
        unique.deferrable,
    )
}

fn keyed(
    words: &str,
    columns: &[String],
    include: &[String],
    options: Option<&str>,
    when: Deferrable,
) -> String {
    const OVERLAPS: &str = "WITHOUT OVERLAPS";
    let options = options.unwrap_or_default();
    let (overlaps, options) = match options.strip_prefix(OVERLAPS) {
        Some(rest) => (format!(" {OVERLAPS}"), rest.trim_start()),
        None => (String::new(), options),
    };
    let mut text = format!("{words} ({}{overlaps})", list(columns));
    if !include.is_empty() {
        text.push_str(&format!(" INCLUDE ({})", list(include)));
    }
    if !options.is_empty() {
        text.push_str(&format!(" {options}"));
    }
    text + deferrable(when)
}

fn deferrable(when: Deferrable) -> &'static str {
    match when {
        Deferrable::No => "",
        Deferrable::Immediate => " DEFERRABLE",
        Deferrable::Deferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// Constraints that are added to a table that is there.
pub(super) fn constraints(table: &Table) -> Vec<String> {
    let name = named(&table.name);
    let checks = table
        .checks
        .iter()
        .filter(|check| !is_whole(check))
        .map(check);
    let exclusions = table.exclusions.iter().map(|exclusion| {
        let constraint = FACTS.quoted(&exclusion.name);
        format!("CONSTRAINT {constraint} {}", exclusion.definition)
    });
    let added = checks.chain(exclusions);
    added
        .map(|what| format!("ALTER TABLE {name} ADD {what}"))
        .collect()
}

pub(super) fn indexes(table: &Table) -> Vec<String> {
    let of_table = |one| index(&table.name, one);
    table.indexes.iter().map(of_table).collect()
}

/// What else is set for it, and whether policies are looked at.
pub(super) fn settings(table: &Table) -> Vec<String> {
    let name = named(&table.name);
    let row_security: &[&str] = match table.row_security {
        RowSecurity::Off => &[],
        RowSecurity::On => &["ENABLE ROW LEVEL SECURITY"],
        RowSecurity::Forced => &["ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"],
    };
    let actions = row_security.iter().copied().chain(table.options.as_deref());
    actions
        .map(|action| format!("ALTER TABLE {name} {action}"))
        .collect()
}

pub(super) fn foreign_keys(table: &Table) -> Vec<String> {
    let name = named(&table.name);
    let keys = table.foreign_keys.iter();
    keys.map(|key| format!("ALTER TABLE {name} ADD {}", foreign_key(key)))
        .collect()
}

fn foreign_key(key: &ForeignKey) -> String {
    let mut text = format!(
        "{}FOREIGN KEY ({}) REFERENCES {}",
        constraint(&key.name),
        list(&key.columns),
        named(&key.table)
    );
    if !key.referenced.is_empty() {
        text.push_str(&format!(" ({})", list(&key.referenced)));
    }
    if key.match_type == Match::Full {
        text.push_str(" MATCH FULL");
    }
    for (event, action) in [("UPDATE", &key.on_update), ("DELETE", &key.on_delete)] {
        let (words, columns) = match action {
            Action::NoAction => continue,
            Action::Restrict => ("RESTRICT", &[][..]),
            Action::Cascade => ("CASCADE", &[][..]),
            Action::SetNull(columns) => ("SET NULL", columns.as_slice()),
            Action::SetDefault(columns) => ("SET DEFAULT", columns.as_slice()),
        };
        text.push_str(&format!(" ON {event} {words}"));
        if !columns.is_empty() {
            text.push_str(&format!(" ({})", list(columns)));
        }
    }
    text.push_str(deferrable(key.deferrable));
    for (is_set, words) in [
        (key.not_valid, " NOT VALID"),
        (key.not_enforced, " NOT ENFORCED"),
    ] {
        if is_set {
            text.push_str(words);
        }
    }
    text
}

pub(super) fn triggers(table: &Table) -> Vec<String> {
    let name = named(&table.name);
    let mut statements = Vec::new();
    for trigger in &table.triggers {
        statements.push(trigger.definition.clone());
        statements.extend(state(&name, trigger));
    }
    statements
}

pub(super) fn policies(table: &Table) -> Vec<String> {
    let of_table = |one| create_policy(&table.name, one);
    table.policies.iter().map(of_table).collect()
}

pub(super) fn comments<'a>(table: &'a Table, found: &mut Vec<(String, &'a Option<String>)>) {
    let name = named(&table.name);
    found.push((format!("TABLE {name}"), &table.comment));
    for column in &table.columns {
        let column_name = FACTS.quoted(&column.name);
        found.push((format!("COLUMN {name}.{column_name}"), &column.comment));
    }
    let key = table
        .primary_key
        .iter()
        .map(|key| (&key.name, &key.comment));
    let constraints = key
        .chain(table.uniques.iter().map(|one| (&one.name, &one.comment)))
        .chain(
            table
                .foreign_keys
                .iter()
                .map(|one| (&one.name, &one.comment)),
        )
        .chain(table.checks.iter().map(|one| (&one.name, &one.comment)));
    for (constraint, comment) in constraints {
        if let Some(constraint) = constraint {
            let target = format!("CONSTRAINT {} ON {name}", FACTS.quoted(constraint));
            found.push((target, comment));
        }
    }
    for one in &table.exclusions {
        let target = format!("CONSTRAINT {} ON {name}", FACTS.quoted(&one.name));
        found.push((target, &one.comment));
    }
    for one in &table.triggers {
        let target = format!("TRIGGER {} ON {name}", FACTS.quoted(&one.name));
        found.push((target, &one.comment));
    }
    for one in &table.policies {
        let target = format!("POLICY {} ON {name}", FACTS.quoted(&one.name));
        found.push((target, &one.comment));
    }
    super::relation::index_comments(&table.name, &table.indexes, found);
}
