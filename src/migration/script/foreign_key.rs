//! Foreign keys of tables that exist.

use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
use sea_orm::sea_query::{
    ForeignKeyCreateStatement, ForeignKeyDropStatement, PostgresQueryBuilder, SqliteQueryBuilder,
    Table, TableName, TableRef,
};

use super::super::rebuild::TableEdit;
use super::super::tokens::{Words, tokens};
use super::alter::owned;
use super::{DroppedForeignKey, Script, ScriptStatement};
use crate::schema::name::Name;

impl Script {
    /// Adds a foreign key to a table that exists.
    pub fn create_foreign_key(&mut self, key: &ForeignKeyCreateStatement) {
        if self.backend != Sqlite {
            return self.definition(key);
        }
        let written = Table::create()
            .foreign_key(&mut key.clone())
            .to_string(SqliteQueryBuilder);
        let definition = written
            .find("FOREIGN KEY")
            .and_then(|start| written[start..].strip_suffix(" )"));
        let key = key.get_foreign_key();
        let (Some(definition), Some(table)) = (definition, key.get_table().and_then(name_of))
        else {
            return self.impossible("a foreign key must say its table".to_owned());
        };
        let edit = TableEdit::AddForeignKey {
            name: key.get_name().map(ToOwned::to_owned),
            definition: definition.to_owned(),
        };
        self.edit(&table, edit);
    }

    /// Adds a foreign key that a transaction may break and mend again: it is checked at the end of
    /// each, or of those that ask for it. On MySQL, which has no such thing, it is checked at once.
    pub fn create_deferrable_foreign_key(
        &mut self,
        key: &ForeignKeyCreateStatement,
        is_deferred: bool,
    ) {
        self.create_foreign_key(key);
        let when = match is_deferred {
            true => " DEFERRABLE INITIALLY DEFERRED",
            false => " DEFERRABLE INITIALLY IMMEDIATE",
        };
        match self.statements.last_mut() {
            Some(ScriptStatement::Sql(sql)) if self.backend == Postgres => sql.push_str(when),
            Some(ScriptStatement::Rebuild(rebuild)) => {
                if let Some(TableEdit::AddForeignKey { definition, .. }) = rebuild.edits.last_mut()
                {
                    definition.push_str(when);
                }
            }
            _ => {}
        }
    }

    /// Drops a foreign key by its name. On SQLite it may have none: see
    /// [`drop_foreign_key_of`](Self::drop_foreign_key_of).
    pub fn drop_foreign_key(&mut self, key: &ForeignKeyDropStatement) {
        if self.backend != Sqlite {
            return self.definition(key);
        }
        // The statement tells nobody what it holds.
        let sql = key.to_string(PostgresQueryBuilder);
        let Some((table, name)) = dropped_constraint(&sql) else {
            return self.impossible(format!(
                "a foreign key that goes must say its table and its name: {sql}"
            ));
        };
        self.drop_foreign_key_of(table, &name, &[]);
    }

    /// Drops a foreign key by its name; where the server chose the name or gave none, it is found by its
    /// columns otherwise.
    pub fn drop_foreign_key_of(&mut self, table: impl Into<Name>, name: &str, columns: &[&str]) {
        let table = &table.into();
        let (of, quoted) = (self.quoted_table(table), self.quoted(name));
        let what = match self.backend {
            Postgres => "CONSTRAINT",
            MySql => "FOREIGN KEY",
            _ => {
                let (name, columns) = (name.to_owned(), owned(columns));
                return self.edit(table, TableEdit::DropForeignKey { name, columns });
            }
        };
        let sql = format!("ALTER TABLE {of} DROP {what} {quoted}");
        if columns.is_empty() {
            return self.sql(sql);
        }
        let key = DroppedForeignKey {
            table: table.clone(),
            name: name.to_owned(),
            columns: owned(columns),
            sql,
        };
        self.statements.push(ScriptStatement::DropForeignKey(key));
    }
}

fn name_of(table: &TableRef) -> Option<Name> {
    match table {
        TableRef::Table(TableName(_, name), _) => Some(Name::here(name.inner())),
        _ => None,
    }
}

/// Table and name of `ALTER TABLE … DROP CONSTRAINT …`.
fn dropped_constraint(sql: &str) -> Option<(String, String)> {
    let tokens = tokens(sql)?;
    let mut words = Words(&tokens);
    words.skip_all(&["ALTER", "TABLE"]);
    let table = words.name()?;
    words.skip_all(&["DROP", "CONSTRAINT"]);
    Some((table, words.name()?))
}
