//! Unique constraints, checks and primary keys of tables that exist.

use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
use sea_orm::StatementBuilder;
use sea_orm::sea_query::{ColumnDef, Table};

use super::super::rebuild::TableEdit;
use super::alter::{owned, table_ref};
use super::{DroppedUnique, Script, ScriptStatement, column};
use crate::schema::name::Name;

impl Script {
    /// Adds a unique constraint; on MySQL it is an index.
    pub fn add_unique(&mut self, table: impl Into<Name>, name: &str, columns: &[&str]) {
        let table = &table.into();
        let (quoted, of, listed) = (
            self.quoted(name),
            self.quoted_table(table),
            self.listed(columns),
        );
        match self.backend {
            Postgres => self.sql(format!(
                "ALTER TABLE {of} ADD CONSTRAINT {quoted} UNIQUE ({listed})"
            )),
            MySql => self.sql(format!("CREATE UNIQUE INDEX {quoted} ON {of} ({listed})")),
            _ => self.edit(
                table,
                TableEdit::AddUnique {
                    name: name.to_owned(),
                    columns: owned(columns),
                },
            ),
        }
    }

    /// Drops a unique constraint by its name; on PostgreSQL and SQLite, where the server chose the name
    /// or gave none, it is found by its columns otherwise. On PostgreSQL it may be an index, too.
    pub fn drop_unique(&mut self, table: impl Into<Name>, name: &str, columns: &[&str]) {
        let table = &table.into();
        let (quoted, of) = (self.quoted(name), self.quoted_table(table));
        match self.backend {
            Postgres => self
                .statements
                .push(ScriptStatement::DropUnique(DroppedUnique {
                    table: table.clone(),
                    name: name.to_owned(),
                    columns: owned(columns),
                })),
            MySql => self.sql(format!("DROP INDEX {quoted} ON {of}")),
            _ => self.edit(
                table,
                TableEdit::DropUnique {
                    name: name.to_owned(),
                    columns: owned(columns),
                },
            ),
        }
    }

    /// Adds a check, which is SQL of the backend. Rows that do not hold to it are an error.
    pub fn add_check(&mut self, table: impl Into<Name>, name: &str, expression: &str) {
        let table = &table.into();
        if self.backend == Sqlite {
            let (name, expression) = (name.to_owned(), expression.to_owned());
            return self.edit(table, TableEdit::AddCheck { name, expression });
        }
        let (name, table) = (self.quoted(name), self.quoted_table(table));
        self.sql(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({expression})"
        ));
    }

    /// Drops a check.
    pub fn drop_check(&mut self, table: impl Into<Name>, name: &str) {
        let table = &table.into();
        if self.backend == Sqlite {
            let name = name.to_owned();
            return self.edit(table, TableEdit::DropCheck { name });
        }
        let (name, table) = (self.quoted(name), self.quoted_table(table));
        self.sql(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"));
    }

    /// Makes those columns the key of a table that has none. They are not empty afterwards.
    ///
    /// On MySQL, where a column that counts must have a key at any time, a key that was dropped by
    /// the statement before is replaced by one statement.
    pub fn add_primary_key(&mut self, table: impl Into<Name>, columns: &[&str]) {
        let table = &table.into();
        if self.backend == Sqlite {
            let columns = owned(columns);
            return self.edit(table, TableEdit::AddPrimaryKey { columns });
        }
        let clause = format!("ADD PRIMARY KEY ({})", self.listed(columns));
        let drop = self.primary_key_dropped(table);
        if self.backend == MySql
            && let Some(ScriptStatement::Sql(last)) = self.statements.last_mut()
            && *last == drop
        {
            last.push_str(", ");
            last.push_str(&clause);
            return;
        }
        let table = self.quoted_table(table);
        self.sql(format!("ALTER TABLE {table} {clause}"));
    }

    /// The same as [`add_primary_key`](Self::add_primary_key) with a name, which MySQL does not keep.
    pub fn add_named_primary_key(&mut self, table: impl Into<Name>, name: &str, columns: &[&str]) {
        let table = &table.into();
        if self.backend != Postgres {
            return self.add_primary_key(table.clone(), columns);
        }
        let (table, name) = (self.quoted_table(table), self.quoted(name));
        let columns = self.listed(columns);
        self.sql(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY ({columns})"
        ));
    }

    /// Adds a column that counts by itself and is the key of a table that has none. Rows that are there
    /// get numbers.
    ///
    /// On MySQL, a key that was dropped by the statement before is replaced by one statement.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.drop_primary_key("member");
    ///     script.add_counting_key("member", ColumnDef::new("id").integer().not_null());
    /// }
    /// # let mut script = Script::new(DbBackend::MySql);
    /// # up(&mut script);
    /// # assert_eq!(script.statements().len(), 1);
    /// ```
    pub fn add_counting_key(&mut self, table: impl Into<Name>, column: &ColumnDef) {
        let table = table.into();
        let mut column = column.clone();
        if column::identity(&column).is_none() {
            column.auto_increment();
        }
        let name = column.get_column_name();
        if self.backend == Sqlite {
            match column::new_on_sqlite(&table, &column) {
                Ok(edit) => self.edit(&table, edit),
                Err(why) => self.impossible(why),
            }
            return self.add_primary_key(table, &[&name]);
        }
        let mut alter = Table::alter();
        alter.table(table_ref(&table)).add_column(column);
        let added = StatementBuilder::build(&alter, &self.backend).sql;
        let added = format!("{added}, ADD PRIMARY KEY ({})", self.quoted(&name));
        let drop = self.primary_key_dropped(&table);
        let place = format!("ALTER TABLE {} ", self.quoted_table(&table));
        if self.backend == MySql
            && let Some(ScriptStatement::Sql(last)) = self.statements.last_mut()
            && *last == drop
            && let Some(clauses) = added.strip_prefix(&place)
        {
            last.push_str(", ");
            last.push_str(clauses);
            return;
        }
        self.sql(added);
    }

    /// Drops the primary key of a table, whatever it is called.
    pub fn drop_primary_key(&mut self, table: impl Into<Name>) {
        let table = &table.into();
        match self.backend {
            Postgres => self.statements.push(ScriptStatement::DropPrimaryKey {
                table: table.clone(),
            }),
            MySql => self.sql(self.primary_key_dropped(table)),
            _ => self.edit(table, TableEdit::DropPrimaryKey),
        }
    }
}
