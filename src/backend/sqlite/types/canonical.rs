//! Canonical: one form for what SQLite makes no difference of.

use super::super::ddl;
use super::default::default;
use super::expression::expression;
use super::{affine, is_strict, row_number, written};
use crate::schema::Schema;
use crate::schema::column::{AutoIncrement, Column, Expression};
use crate::schema::constraint::{Action, Check, Deferrable, ForeignKey, Match, PrimaryKey, Unique};
use crate::schema::index::{Index, IndexKey, Keyed};
use crate::schema::name::Name;
use crate::schema::object::View;
use crate::schema::table::{RowSecurity, Table, Trigger};
use crate::schema::types::{ColumnType, Width};

/// The form in which two schemas that mean the same are equal.
///
/// What SQLite does not have is left out, comments among it: a schema for several databases says
/// more than it can keep.
pub(in crate::backend::sqlite) fn canonical(schema: Schema) -> Schema {
    let tables: Vec<Table> = schema.tables.into_iter().map(apart).collect();
    let keys: Vec<(Name, Vec<String>, Vec<String>)> = tables.iter().map(key).collect();
    let mut schema = Schema {
        tables: tables.into_iter().map(|of| table(of, &keys)).collect(),
        views: schema.views.into_iter().map(view).collect(),
        others: schema.others,
        ..Schema::default()
    };
    for other in &mut schema.others {
        other.name.schema = None;
        other.definition = statement(&other.definition);
    }
    schema.sort();
    schema
}

/// Name, columns and primary key of a table.
fn key(table: &Table) -> (Name, Vec<String>, Vec<String>) {
    let columns = table.columns.iter().map(|column| column.name.clone());
    let key = table.primary_key.as_ref();
    let key = key.map(|key| key.columns.clone()).unwrap_or_default();
    (Name::here(&table.name.name), columns.collect(), key)
}

/// Names in the spelling of the first that is the same to SQLite, which compares without case.
pub(super) fn spell(name: &mut String, names: &[String]) {
    if let Some(found) = names.iter().find(|found| found.eq_ignore_ascii_case(name)) {
        name.clone_from(found);
    }
}

/// A table of which nothing is said in options that has a word of its own.
fn apart(mut table: Table) -> Table {
    let columns = std::mem::take(&mut table.columns);
    for mut column in columns {
        ddl::take_apart(&mut column, &mut table);
        table.columns.push(column);
    }
    table
}

fn table(table: Table, keys: &[(Name, Vec<String>, Vec<String>)]) -> Table {
    let (name, names, _) = key(&table);
    let row_number = row_number(&table).map(str::to_owned);
    let is_without_rowid = ddl::is_without_rowid(&table);
    let options = table.options.as_deref().and_then(table_options);
    let fills_key = is_without_rowid || is_strict(&table);
    let words: Vec<String> = table
        .columns
        .iter()
        .map(|column| written(&table, column))
        .collect();
    let primary_key = table.primary_key.map(|key| primary_key(key, &names));
    let key = primary_key.as_ref().map_or(&[][..], |key| &key.columns);
    let columns: Vec<Column> = table
        .columns
        .into_iter()
        .zip(words)
        .map(|(of, word)| {
            let is_row_number = row_number.as_ref() == Some(&of.name);
            let place = Place {
                column_type: affine(&word),
                is_row_number,
                is_only_key: key.len() == 1 && key[0] == of.name,
                is_filled: is_row_number || fills_key && key.contains(&of.name),
            };
            column(of, &names, place)
        })
        .collect();
    Table {
        name,
        uniques: table
            .uniques
            .into_iter()
            .map(|of| unique(of, &names))
            .collect(),
        foreign_keys: table
            .foreign_keys
            .into_iter()
            .map(|key| foreign_key(key, &names, keys))
            .collect(),
        checks: table
            .checks
            .into_iter()
            .map(|of| check(of, &names))
            .collect(),
        indexes: table
            .indexes
            .into_iter()
            .map(|of| index(of, &names, &columns))
            .collect(),
        triggers: table.triggers.into_iter().map(trigger).collect(),
        columns,
        primary_key,
        options,
        renamed_from: table.renamed_from,
        exclusions: Vec::new(),
        policies: Vec::new(),
        row_security: RowSecurity::Off,
        partition_by: None,
        partition_of: None,
        inherits: Vec::new(),
        comment: None,
    }
}

/// `STRICT` and `WITHOUT ROWID`, in one spelling.
fn table_options(options: &str) -> Option<String> {
    let upper = options.to_ascii_uppercase();
    let mut words: Vec<String> = upper
        .split(',')
        .map(|option| option.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|option| ["STRICT", "WITHOUT ROWID"].contains(&option.as_str()))
        .collect();
    words.sort();
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}

/// What a column is in its table.
struct Place {
    /// As the table takes it.
    column_type: ColumnType,
    /// Whether it is the key that is the number of the row.
    is_row_number: bool,
    is_only_key: bool,
    /// Whether SQLite refuses a row without it, said or not.
    is_filled: bool,
}

fn column(column: Column, names: &[String], place: Place) -> Column {
    let mut column_type = place.column_type;
    // What is no number of the row must not become one.
    if place.is_only_key
        && !place.is_row_number
        && column_type == ColumnType::Integer(Width::Normal)
    {
        column_type = ColumnType::Other("int".to_owned());
    }
    let generated = column.generated.map(|mut generated| {
        generated.expression = normal(generated.expression, names);
        generated
    });
    Column {
        default: column
            .default
            .and_then(|value| default(&column_type, value)),
        nullable: column.nullable && !place.is_filled,
        generated,
        auto_increment: place.is_row_number.then_some(AutoIncrement::Usual),
        on_update: None,
        collation: column.collation.and_then(|name| collation(&name)),
        comment: None,
        options: options(column.options, names),
        column_type,
        name: column.name,
        renamed_from: column.renamed_from,
    }
}

/// `None` for the way in which all text sorts.
fn collation(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    (upper != "BINARY").then_some(upper)
}

/// How a key sorts and what happens to a row that breaks it, without what is usual.
fn options(options: Option<String>, names: &[String]) -> Option<String> {
    let options = options?;
    let at = options.find("ON CONFLICT").unwrap_or(options.len());
    let (order, conflict) = options.split_at(at);
    let mut said = Vec::new();
    if order.starts_with('(') {
        said.push(format!("({})", expression(order, names)));
    } else if !order.is_empty() {
        said.push(order.trim().to_owned());
    }
    if !conflict.is_empty() && conflict != "ON CONFLICT ABORT" {
        said.push(conflict.to_owned());
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn normal(text: Expression, names: &[String]) -> Expression {
    Expression(expression(&text.0, names))
}

/// A name of it is kept nowhere but in the text.
fn primary_key(mut key: PrimaryKey, names: &[String]) -> PrimaryKey {
    key.columns.iter_mut().for_each(|name| spell(name, names));
    PrimaryKey {
        columns: key.columns,
        options: options(key.options, names),
        ..PrimaryKey::default()
    }
}

fn unique(mut unique: Unique, names: &[String]) -> Unique {
    unique
        .columns
        .iter_mut()
        .for_each(|name| spell(name, names));
    Unique {
        columns: unique.columns,
        options: options(unique.options, names),
        ..Unique::default()
    }
}

/// What is only a word to SQLite is left out: its name, `MATCH`, `DEFERRABLE` alone.
fn foreign_key(
    mut key: ForeignKey,
    names: &[String],
    keys: &[(Name, Vec<String>, Vec<String>)],
) -> ForeignKey {
    let whole = |action: Action| match action {
        Action::SetNull(_) => Action::SetNull(Vec::new()),
        Action::SetDefault(_) => Action::SetDefault(Vec::new()),
        other => other,
    };
    key.columns.iter_mut().for_each(|name| spell(name, names));
    let parent = keys
        .iter()
        .find(|(name, _, _)| name.name.eq_ignore_ascii_case(&key.table.name));
    let mut parent_name = Name::here(&key.table.name);
    if let Some((name, columns, primary_key)) = parent {
        parent_name = name.clone();
        key.referenced
            .iter_mut()
            .for_each(|name| spell(name, columns));
        if key.referenced.is_empty() {
            key.referenced.clone_from(primary_key);
        }
    }
    ForeignKey {
        columns: key.columns,
        table: parent_name,
        referenced: key.referenced,
        on_delete: whole(key.on_delete),
        on_update: whole(key.on_update),
        deferrable: match key.deferrable {
            Deferrable::Deferred => Deferrable::Deferred,
            Deferrable::No | Deferrable::Immediate => Deferrable::No,
        },
        match_type: Match::Simple,
        ..ForeignKey::default()
    }
}

/// Its name is what the error of a row says.
fn check(check: Check, names: &[String]) -> Check {
    Check {
        name: check.name,
        expression: normal(check.expression, names),
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        comment: None,
    }
}

fn index(index: Index, names: &[String], columns: &[Column]) -> Index {
    let keys = index.keys.into_iter();
    Index {
        name: index.name,
        keys: keys.map(|key| index_key(key, names, columns)).collect(),
        unique: index.unique,
        predicate: index.predicate.map(|predicate| normal(predicate, names)),
        ..Index::default()
    }
}

fn index_key(key: IndexKey, names: &[String], columns: &[Column]) -> IndexKey {
    let said = key.collation.map(|name| name.to_ascii_uppercase());
    let (of, usual) = match key.of {
        Keyed::Column(mut name) => {
            spell(&mut name, names);
            let column = columns.iter().find(|column| column.name == name);
            let usual = column.and_then(|column| column.collation.clone());
            (Keyed::Column(name), usual)
        }
        Keyed::Expression(text) => (Keyed::Expression(normal(text, names)), None),
    };
    let usual = usual.unwrap_or_else(|| "BINARY".to_owned());
    IndexKey {
        descending: key.descending,
        collation: said.filter(|said| *said != usual),
        ..IndexKey::new(of)
    }
}

/// A view is never kept as rows here, and is no more than its query.
fn view(view: View) -> View {
    View {
        name: Name::here(view.name.name),
        columns: view.columns,
        query: lines(&ddl::statement(&view.query)),
        triggers: view.triggers.into_iter().map(trigger).collect(),
        ..View::default()
    }
}

fn trigger(trigger: Trigger) -> Trigger {
    Trigger {
        name: trigger.name,
        definition: statement(&trigger.definition),
        state: None,
        comment: None,
    }
}

/// A statement as SQLite keeps it, with its name in one spelling.
fn statement(definition: &str) -> String {
    lines(&ddl::headed(&ddl::statement(definition)))
}

/// The same lines without what nobody sees.
fn lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}
