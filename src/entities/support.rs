//! Support: a schema goes without what its backend does not have, and says so.

use sea_orm::DatabaseBackend;

use super::error::Warning;
use crate::schema::Schema;
use crate::schema::column::AutoIncrement;
use crate::schema::constraint::{Deferrable, Match};
use crate::schema::index::{Index, Keyed};
use crate::schema::table::{RowSecurity, Table};
use crate::schema::types::ColumnType;

/// Takes out of a schema what the backend does not have.
pub(super) fn leave_out(
    schema: &mut Schema,
    backend: DatabaseBackend,
    warnings: &mut Vec<Warning>,
) {
    let mut left = Left { backend, warnings };
    let is_postgres = backend == DatabaseBackend::Postgres;
    for table in &mut schema.tables {
        let name = table.name.to_string();
        columns(table, &mut left);
        triggers(table, &mut left);
        indexes(&mut table.indexes, &name, &mut left);
        if backend == DatabaseBackend::MySql {
            prefixes(table);
        }
        if !is_postgres {
            constraints(table, &mut left);
            security(table, &mut left);
        }
    }
    for view in &mut schema.views {
        let name = view.name.to_string();
        indexes(&mut view.indexes, &name, &mut left);
    }
    if is_postgres {
        return;
    }
    left.all(&mut schema.extensions, |one| {
        format!("extension `{}`", one.name)
    });
    left.all(&mut schema.enums, |one| format!("enum type `{}`", one.name));
    left.all(&mut schema.grants, |one| {
        format!("rights of `{}` on {} `{}`", one.role, one.kind, one.name)
    });
    left.all(&mut schema.domains, |one| format!("domain `{}`", one.name));
    schema.views.retain(|view| {
        if view.materialized {
            left.out(format!("materialized view `{}`", view.name));
        }
        !view.materialized
    });
    if backend == DatabaseBackend::Sqlite {
        left.all(&mut schema.sequences, |one| {
            format!("sequence `{}`", one.name)
        });
        left.all(&mut schema.functions, |one| {
            format!("function `{}`", one.name)
        });
    }
}

struct Left<'a> {
    backend: DatabaseBackend,
    warnings: &'a mut Vec<Warning>,
}

impl Left<'_> {
    fn out(&mut self, what: String) {
        let backend = self.backend;
        self.warnings.push(Warning::LeftOut { what, backend });
    }

    fn all<T>(&mut self, things: &mut Vec<T>, called: impl Fn(&T) -> String) {
        for thing in things.drain(..) {
            self.out(called(&thing));
        }
    }

    /// Puts back what is said where nothing is said.
    fn part<T: Default + PartialEq>(&mut self, part: &mut T, called: impl FnOnce() -> String) {
        if std::mem::take(part) != T::default() {
            self.out(called());
        }
    }
}

/// A trigger that the backend has no words for has no definition.
fn triggers(table: &mut Table, left: &mut Left<'_>) {
    let none = table.triggers.extract_if(.., |it| it.definition.is_empty());
    for one in none {
        left.out(format!("trigger `{}` of table `{}`", one.name, table.name));
    }
}

fn columns(table: &mut Table, left: &mut Left<'_>) {
    for column in &mut table.columns {
        let called = |what: &str| format!("{what} of column `{}`.`{}`", table.name, column.name);
        if left.backend != DatabaseBackend::MySql {
            left.part(&mut column.on_update, || called("`ON UPDATE`"));
        }
        if left.backend != DatabaseBackend::Postgres
            && let Some(AutoIncrement::Identity { always, options }) = &mut column.auto_increment
        {
            left.part(always, || called("`ALWAYS`"));
            left.part(options, || called("how it counts"));
            column.auto_increment = Some(AutoIncrement::Usual);
        }
    }
}

fn indexes(indexes: &mut Vec<Index>, table: &str, left: &mut Left<'_>) {
    let backend = left.backend;
    indexes.retain(|index| {
        // Without its condition it would be another index, and a unique one would refuse rows.
        let is_partial = index.predicate.is_some() && backend == DatabaseBackend::MySql;
        if is_partial {
            left.out(format!(
                "index `{}` of table `{table}`, which is partial",
                index.name
            ));
        }
        !is_partial
    });
    for index in indexes {
        let name = index.name.clone();
        let called = |what: &str| format!("{what} of index `{name}` of table `{table}`");
        if backend != DatabaseBackend::Postgres {
            left.part(&mut index.include, || called("included columns"));
            left.part(&mut index.nulls_not_distinct, || {
                called("`NULLS NOT DISTINCT`")
            });
            for key in &mut index.keys {
                left.part(&mut key.nulls, || called("the place of NULLs"));
                left.part(&mut key.operator_class, || called("operator class"));
            }
        }
        if backend != DatabaseBackend::MySql {
            for key in &mut index.keys {
                left.part(&mut key.prefix, || called("prefix length"));
            }
        }
        if backend == DatabaseBackend::MySql {
            for key in &mut index.keys {
                left.part(&mut key.collation, || called("collation"));
            }
        }
        if backend == DatabaseBackend::Sqlite {
            left.part(&mut index.method, || called("method"));
        }
    }
}

/// How much of a long text an index has where nothing is said: three of them fit into the 3072 bytes that
/// one of InnoDB's may have, at four bytes a character.
const PREFIX: u32 = 255;

/// MySQL has long texts in an index by how they begin. What finds rows finds the same ones; what
/// keeps them apart would not.
fn prefixes(table: &mut Table) {
    let is_long = |column: &str| {
        let column = table.columns.iter().find(|it| it.name == column);
        column.is_some_and(|it| matches!(it.column_type, ColumnType::Text | ColumnType::Blob))
    };
    let by_value = |index: &&mut Index| !index.unique && index.method.is_none();
    for index in table.indexes.iter_mut().filter(by_value) {
        for key in &mut index.keys {
            match &key.of {
                Keyed::Column(column) if is_long(column) => {
                    key.prefix.get_or_insert(PREFIX);
                }
                _ => {}
            }
        }
    }
}

fn constraints(table: &mut Table, left: &mut Left<'_>) {
    let name = table.name.to_string();
    let called = |what: &str, of: &Option<String>| {
        let of = of.as_deref().unwrap_or_default();
        format!("{what} `{of}` of table `{name}`")
    };
    left.all(&mut table.exclusions, |one| {
        format!("exclusion constraint `{}` of table `{name}`", one.name)
    });
    if let Some(key) = &mut table.primary_key {
        left.part(&mut key.include, || {
            called("included columns of the primary key", &None)
        });
        left.part(&mut key.deferrable, || {
            called("deferrable primary key", &None)
        });
    }
    for unique in &mut table.uniques {
        let of = unique.name.clone();
        left.part(&mut unique.include, || called("included columns of", &of));
        left.part(&mut unique.nulls_not_distinct, || {
            called("`NULLS NOT DISTINCT` of", &of)
        });
        left.part(&mut unique.deferrable, || called("deferrability of", &of));
    }
    for key in &mut table.foreign_keys {
        let of = key.name.clone();
        if left.backend == DatabaseBackend::MySql && key.deferrable != Deferrable::No {
            left.part(&mut key.deferrable, || called("deferrability of", &of));
        }
        let is_full = key.match_type != Match::Simple;
        if is_full && key.columns.len() < 2 {
            // Of one column it says nothing.
            key.match_type = Match::Simple;
        } else if is_full {
            left.part(&mut key.match_type, || called("`MATCH FULL` of", &of));
        }
    }
    for check in &mut table.checks {
        let of = check.name.clone();
        left.part(&mut check.no_inherit, || called("`NO INHERIT` of", &of));
        if left.backend == DatabaseBackend::Sqlite {
            left.part(&mut check.not_enforced, || called("`NOT ENFORCED` of", &of));
        }
    }
    left.part(&mut table.partition_by, || {
        format!("partitions of table `{name}`")
    });
}

fn security(table: &mut Table, left: &mut Left<'_>) {
    let name = table.name.to_string();
    left.all(&mut table.policies, |one| {
        format!("policy `{}` of table `{name}`", one.name)
    });
    if std::mem::take(&mut table.row_security) != RowSecurity::Off {
        left.out(format!("row level security of table `{name}`"));
    }
}
