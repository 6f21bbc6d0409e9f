//! Before: the schema that changes led away from, in the words of entities.

use crate::diff::{Change, Object, Part};
use crate::schema::Schema;
use crate::schema::name::Name;
use crate::schema::object::EnumType;
use crate::schema::table::Table;
use crate::schema::types::ColumnType;

/// The schema from which those changes lead to `to`. They were found on one backend; of the others
/// only what every backend has is taken over.
pub(super) fn before(to: &Schema, changes: &[Change], is_same_backend: bool) -> Schema {
    let mut from = to.clone();
    for change in changes {
        match change {
            Change::Create(object) => remove_object(&mut from, object),
            Change::Drop(object) => {
                let is_everywhere = matches!(object, Object::Table(_) | Object::View(_));
                if is_same_backend || is_everywhere {
                    add_object(&mut from, object.clone());
                }
            }
            Change::Alter { from: before, to } => {
                if has_object(&from, to) {
                    remove_object(&mut from, to);
                    add_object(&mut from, before.clone());
                }
            }
            Change::Add { table, part } => {
                if let Some(table) = from.tables.iter_mut().find(|it| it.name == *table) {
                    remove_part(table, part);
                }
            }
            Change::Remove { table, part } => {
                if let Some(table) = from.tables.iter_mut().find(|it| it.name == *table)
                    && (is_same_backend || is_everywhere(part))
                {
                    add_part(table, part.clone());
                }
            }
            Change::Modify {
                table,
                from: before,
                to: after,
            } => {
                if let Some(table) = from.tables.iter_mut().find(|it| it.name == *table)
                    && (is_same_backend || is_everywhere(after))
                {
                    exchange(table, before, after);
                }
            }
            // Nobody has said so yet.
            Change::RenameTable { .. }
            | Change::RenameColumn { .. }
            | Change::RenameEnum { .. }
            | Change::RenameValues { .. } => {}
        }
    }
    if !is_same_backend {
        // Where the others have no types of their own, nobody saw them come.
        let uses = |schema: &Schema, kind: &EnumType| {
            let mut columns = schema.tables.iter().flat_map(|table| &table.columns);
            columns.any(|column| is_of(&column.column_type, &kind.name))
        };
        let used = from.clone();
        from.enums
            .retain(|kind| uses(&used, kind) || !uses(to, kind));
    }
    from.sort();
    from
}

fn is_of(column_type: &ColumnType, kind: &Name) -> bool {
    match column_type {
        ColumnType::Enum { name, .. } => name == kind,
        ColumnType::Array(element) => is_of(element, kind),
        _ => false,
    }
}

fn is_everywhere(part: &Part) -> bool {
    matches!(
        part,
        Part::Column(_)
            | Part::PrimaryKey(_)
            | Part::Unique(_)
            | Part::ForeignKey(_)
            | Part::Check(_)
            | Part::Index(_)
    )
}

fn has_object(schema: &Schema, object: &Object) -> bool {
    let mut without = schema.clone();
    remove_object(&mut without, object);
    without != *schema
}

fn remove_object(schema: &mut Schema, object: &Object) {
    match object {
        Object::Extension(it) => schema.extensions.retain(|other| other.name != it.name),
        Object::Enum(it) => schema.enums.retain(|other| other.name != it.name),
        Object::Domain(it) => schema.domains.retain(|other| other.name != it.name),
        Object::Sequence(it) => schema.sequences.retain(|other| other.name != it.name),
        Object::Function(it) => schema
            .functions
            .retain(|other| (&other.name, &other.arguments) != (&it.name, &it.arguments)),
        Object::Table(it) => schema.tables.retain(|other| other.name != it.name),
        Object::View(it) => schema.views.retain(|other| other.name != it.name),
        Object::Grant(it) => schema.grants.retain(|other| other.key() != it.key()),
        Object::Other(it) => schema
            .others
            .retain(|other| (&other.kind, &other.name) != (&it.kind, &it.name)),
    }
}

fn add_object(schema: &mut Schema, object: Object) {
    match object {
        Object::Extension(it) => schema.extensions.push(it),
        Object::Enum(it) => schema.enums.push(it),
        Object::Domain(it) => schema.domains.push(it),
        Object::Sequence(it) => schema.sequences.push(it),
        Object::Function(it) => schema.functions.push(it),
        Object::Table(it) => schema.tables.push(*it),
        Object::View(it) => schema.views.push(it),
        Object::Grant(it) => schema.grants.push(it),
        Object::Other(it) => schema.others.push(it),
    }
}

/// What is declared has no name where the server gives one, so what it says is compared, too.
fn remove_part(table: &mut Table, part: &Part) {
    match part {
        Part::Column(it) => table.columns.retain(|other| other.name != it.name),
        Part::PrimaryKey(_) => table.primary_key = None,
        Part::Unique(it) => table.uniques.retain(|other| {
            (other.name.is_none() || other.name != it.name) && other.columns != it.columns
        }),
        Part::ForeignKey(it) => table
            .foreign_keys
            .retain(|other| (&other.columns, &other.table) != (&it.columns, &it.table)),
        Part::Check(it) => table.checks.retain(|other| {
            (other.name.is_none() || other.name != it.name) && other.expression != it.expression
        }),
        Part::Exclusion(it) => table.exclusions.retain(|other| other.name != it.name),
        Part::Index(it) => table.indexes.retain(|other| other.name != it.name),
        Part::Trigger(it) => table.triggers.retain(|other| other.name != it.name),
        Part::Policy(it) => table.policies.retain(|other| other.name != it.name),
        Part::RowSecurity(_) => table.row_security = Default::default(),
        Part::PartitionBy(_) => table.partition_by = None,
        Part::PartitionOf(_) => table.partition_of = None,
        Part::Inherits(_) => table.inherits.clear(),
        Part::Comment(_) => table.comment = None,
        Part::Options(_) => table.options = None,
    }
}

fn add_part(table: &mut Table, part: Part) {
    match part {
        Part::Column(it) => table.columns.push(it),
        Part::PrimaryKey(it) => table.primary_key = Some(it),
        Part::Unique(it) => table.uniques.push(it),
        Part::ForeignKey(it) => table.foreign_keys.push(it),
        Part::Check(it) => table.checks.push(it),
        Part::Exclusion(it) => table.exclusions.push(it),
        Part::Index(it) => table.indexes.push(it),
        Part::Trigger(it) => table.triggers.push(it),
        Part::Policy(it) => table.policies.push(it),
        Part::RowSecurity(it) => table.row_security = it,
        Part::PartitionBy(it) => table.partition_by = Some(it),
        Part::PartitionOf(it) => table.partition_of = Some(it),
        Part::Inherits(it) => table.inherits = it,
        Part::Comment(it) => table.comment = Some(it),
        Part::Options(it) => table.options = Some(it),
    }
}

/// Puts what was before in the place of what is after. Of a column, only what differs.
fn exchange(table: &mut Table, before: &Part, after: &Part) {
    let (Part::Column(before), Part::Column(after)) = (before, after) else {
        remove_part(table, after);
        return add_part(table, before.clone());
    };
    let Some(column) = table.columns.iter_mut().find(|it| it.name == after.name) else {
        return;
    };
    put_back(
        &mut column.column_type,
        &before.column_type,
        &after.column_type,
    );
    put_back(&mut column.nullable, &before.nullable, &after.nullable);
    put_back(&mut column.default, &before.default, &after.default);
    put_back(&mut column.generated, &before.generated, &after.generated);
    put_back(
        &mut column.auto_increment,
        &before.auto_increment,
        &after.auto_increment,
    );
    put_back(&mut column.on_update, &before.on_update, &after.on_update);
    put_back(&mut column.collation, &before.collation, &after.collation);
    put_back(&mut column.comment, &before.comment, &after.comment);
    put_back(&mut column.options, &before.options, &after.options);
}

/// A property as it was before, where it is another afterwards.
fn put_back<T: Clone + PartialEq>(property: &mut T, before: &T, after: &T) {
    if before != after {
        property.clone_from(before);
    }
}
