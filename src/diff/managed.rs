//! Managed: which differences from the entities are somebody's wish.
//!
//! Entities do not say everything, and what they do not say is no wish to drop it: an index of a
//! hand-written migration stays. What was declared once is recorded, and dropped when it is
//! declared no more.

use super::change::{Change, Object, Part};
use crate::schema::Schema;
use crate::schema::column::Column;
use crate::schema::index::Index;
use crate::schema::name::Name;
use crate::schema::table::Table;

/// Those of the changes from what is there to what is `desired` that somebody wishes. `recorded` is
/// what was desired before.
pub(crate) fn managed(
    changes: Vec<Change>,
    desired: &Schema,
    recorded: Option<&Schema>,
) -> Vec<Change> {
    let wishes = Wishes { desired, recorded };
    changes
        .into_iter()
        .filter_map(|change| wishes.of(change))
        .collect()
}

/// Whether the columns of an index of a `unique_key` would stand in another order alone: the order of
/// an entity's fields is nobody's wish, and SeaORM names its indexes so. An index that is declared has the
/// order in which it is declared.
pub(crate) fn is_order_of_fields(change: &Change) -> bool {
    let Change::Modify {
        table,
        from: Part::Index(from),
        to: Part::Index(to),
    } = change
    else {
        return false;
    };
    let ordered = Index {
        keys: from.keys.clone(),
        ..to.clone()
    };
    let is_same_set = from.keys.len() == to.keys.len()
        && from.keys.iter().all(|key| to.keys.contains(key))
        && to.keys.iter().all(|key| from.keys.contains(key));
    let prefix = format!("idx-{}-", table.name);
    from.unique && from.name.starts_with(&prefix) && is_same_set && ordered == *from
}

struct Wishes<'a> {
    desired: &'a Schema,
    recorded: Option<&'a Schema>,
}

impl Wishes<'_> {
    fn of(&self, change: Change) -> Option<Change> {
        let is_wished = match &change {
            Change::Drop(object) => self.was_declared(object),
            Change::Remove { table, part } => match part {
                // An entity names each of its columns, and its key.
                Part::Column(_) | Part::PrimaryKey(_) => self.desired.table(table).is_some(),
                part => self.had(table, part),
            },
            Change::Modify {
                table,
                from: Part::Column(before),
                to: Part::Column(after),
            } => return self.of_column(table, before, after),
            _ => !is_order_of_fields(&change),
        };
        is_wished.then_some(change)
    }

    fn was_declared(&self, object: &Object) -> bool {
        self.recorded.is_some_and(|recorded| has(recorded, object))
    }

    fn recorded_table(&self, name: &Name) -> Option<&Table> {
        self.recorded?.table(name)
    }

    /// Whether that part of the table was declared.
    fn had(&self, table: &Name, gone: &Part) -> bool {
        let Some(table) = self.recorded_table(table) else {
            return false;
        };
        match gone {
            Part::Column(gone) => table.column(&gone.name).is_some(),
            Part::PrimaryKey(_) => table.primary_key.is_some(),
            Part::Unique(gone) => table.uniques.iter().any(|it| it.columns == gone.columns),
            Part::ForeignKey(gone) => table
                .foreign_keys
                .iter()
                .any(|it| (&it.columns, &it.table) == (&gone.columns, &gone.table)),
            // The server's name of one is none.
            Part::Check(gone) => table.checks.iter().any(|it| {
                it.name == gone.name || (gone.name.is_none() && it.expression == gone.expression)
            }),
            Part::Exclusion(gone) => table.exclusions.iter().any(|it| it.name == gone.name),
            Part::Index(gone) => table.indexes.iter().any(|it| it.name == gone.name),
            Part::Trigger(gone) => table.triggers.iter().any(|it| it.name == gone.name),
            Part::Policy(gone) => table.policies.iter().any(|it| it.name == gone.name),
            Part::RowSecurity(_) => table.row_security != Default::default(),
            Part::PartitionBy(_) => table.partition_by.is_some(),
            Part::PartitionOf(_) => table.partition_of.is_some(),
            Part::Inherits(_) => !table.inherits.is_empty(),
            Part::Comment(_) => table.comment.is_some(),
            Part::Options(_) => table.options.is_some(),
        }
    }

    /// The change of a column, with what nobody ever said about it left as it is.
    fn of_column(&self, table: &Name, before: &Column, after: &Column) -> Option<Change> {
        let recorded = self
            .recorded_table(table)
            .and_then(|table| table.column(&before.name));
        let mut wished = after.clone();
        let keep = |is_recorded: fn(&Column) -> bool| !recorded.is_some_and(is_recorded);
        if wished.default.is_none() && keep(|column| column.default.is_some()) {
            wished.default.clone_from(&before.default);
        }
        if wished.comment.is_none() && keep(|column| column.comment.is_some()) {
            wished.comment.clone_from(&before.comment);
        }
        if wished.collation.is_none() && keep(|column| column.collation.is_some()) {
            wished.collation.clone_from(&before.collation);
        }
        if wished.on_update.is_none() && keep(|column| column.on_update.is_some()) {
            wished.on_update.clone_from(&before.on_update);
        }
        if wished.options.is_none() && keep(|column| column.options.is_some()) {
            wished.options.clone_from(&before.options);
        }
        if wished.generated.is_none() && keep(|column| column.generated.is_some()) {
            wished.generated.clone_from(&before.generated);
        }
        let mut same = before.clone();
        same.renamed_from.clone_from(&wished.renamed_from);
        (same != wished).then(|| Change::Modify {
            table: table.clone(),
            from: Part::Column(before.clone()),
            to: Part::Column(wished),
        })
    }
}

/// Whether a schema has an object of that kind and name.
fn has(schema: &Schema, object: &Object) -> bool {
    match object {
        Object::Extension(gone) => schema.extensions.iter().any(|it| it.name == gone.name),
        Object::Enum(gone) => schema.enums.iter().any(|it| it.name == gone.name),
        Object::Domain(gone) => schema.domains.iter().any(|it| it.name == gone.name),
        Object::Sequence(gone) => schema.sequences.iter().any(|it| it.name == gone.name),
        Object::Function(gone) => schema.functions.iter().any(|it| it.name == gone.name),
        Object::Table(gone) => schema.table(&gone.name).is_some(),
        Object::View(gone) => schema.views.iter().any(|it| it.name == gone.name),
        Object::Grant(gone) => schema.grants.iter().any(|it| it.key() == gone.key()),
        Object::Other(gone) => schema
            .others
            .iter()
            .any(|it| (&it.kind, &it.name) == (&gone.kind, &gone.name)),
    }
}

/// Whether what a schema has would be dropped or changed.
#[cfg(feature = "generate")]
pub(crate) fn touches(change: &Change, schema: &Schema) -> bool {
    match change {
        Change::Drop(Object::Function(gone))
        | Change::Alter {
            to: Object::Function(gone),
            ..
        } => {
            let mut functions = schema.functions.iter();
            functions.any(|it| (&it.name, &it.arguments) == (&gone.name, &gone.arguments))
        }
        Change::Create(_) => false,
        Change::Drop(object) | Change::Alter { to: object, .. } => has(schema, object),
        part => part
            .table()
            .is_some_and(|name| schema.table(name).is_some()),
    }
}
