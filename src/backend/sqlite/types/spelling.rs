//! Spelling: SQLite compares names without case, so what another schema spells otherwise is the
//! same.

use super::super::ddl::{Kind, tokens};
use super::canonical;
use super::canonical::spell;
use crate::schema::Schema;
use crate::schema::table::{Table, Trigger};

/// A schema in canonical form, with each name that another one has, too, in that one's spelling.
pub(in crate::backend::sqlite) fn spelled_like(mut schema: Schema, like: &Schema) -> Schema {
    for table in &mut schema.tables {
        let mut others = like.tables.iter();
        if let Some(other) = others.find(|other| is_same(&other.name.name, &table.name.name)) {
            spell_table(table, other);
        }
    }
    for view in &mut schema.views {
        let mut others = like.views.iter();
        if let Some(other) = others.find(|other| is_same(&other.name.name, &view.name.name)) {
            view.name.clone_from(&other.name);
            spell_text(&mut view.query, &other.query);
            spell_triggers(&mut view.triggers, &other.triggers);
        }
    }
    for object in &mut schema.others {
        let mut others = like.others.iter();
        let other = others.find(|other| {
            other.kind == object.kind && is_same(&other.name.name, &object.name.name)
        });
        if let Some(other) = other {
            object.name.clone_from(&other.name);
            spell_text(&mut object.definition, &other.definition);
        }
    }
    // What names a table or a column follows.
    canonical(schema)
}

fn is_same(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

fn spell_table(table: &mut Table, like: &Table) {
    table.name.clone_from(&like.name);
    let columns: Vec<String> = like.columns.iter().map(|one| one.name.clone()).collect();
    for column in &mut table.columns {
        spell(&mut column.name, &columns);
    }
    if let Some(key) = &mut table.primary_key {
        key.columns
            .iter_mut()
            .for_each(|name| spell(name, &columns));
    }
    let indexes: Vec<String> = like.indexes.iter().map(|one| one.name.clone()).collect();
    for index in &mut table.indexes {
        spell(&mut index.name, &indexes);
    }
    spell_triggers(&mut table.triggers, &like.triggers);
}

fn spell_triggers(triggers: &mut [Trigger], like: &[Trigger]) {
    for trigger in triggers {
        if let Some(other) = like
            .iter()
            .find(|other| is_same(&other.name, &trigger.name))
        {
            trigger.name.clone_from(&other.name);
            spell_text(&mut trigger.definition, &other.definition);
        }
    }
}

/// A statement that says the same as another one, in the same letters but for their case.
fn spell_text(text: &mut String, like: &str) {
    let values = |text: &str| -> Option<Vec<String>> {
        let tokens = tokens(text)?;
        let values = tokens.iter().filter(|token| token.kind == Kind::Text);
        Some(values.map(|token| token.text.to_owned()).collect())
    };
    if is_same(text, like) && values(text) == values(like) {
        like.clone_into(text);
    }
}
