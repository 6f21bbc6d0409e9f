//! Columns that come and go, several at once or only where it has to be.

use sea_orm::sea_query::{
    ColumnDef, IntoColumnDef, IntoIden, IntoTableRef, Table, TableAlterStatement,
};
use sea_orm::{DatabaseBackend, StatementBuilder};

use super::{ConditionalColumn, Script, ScriptStatement};

impl Script {
    /// Adds columns to a table, in one statement where the backend has one.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.add_columns(
    ///         "note",
    ///         [ColumnDef::new("tag").text(), ColumnDef::new("stars").integer()],
    ///     );
    /// }
    /// # let mut script = Script::new(DbBackend::Sqlite);
    /// # up(&mut script);
    /// # assert_eq!(script.statements().len(), 2);
    /// ```
    pub fn add_columns(
        &mut self,
        table: impl IntoTableRef,
        columns: impl IntoIterator<Item = impl IntoColumnDef>,
    ) {
        let columns = columns.into_iter();
        self.altering(table, columns, |alter, column| {
            alter.add_column(column);
        });
    }

    /// Drops columns of a table, in one statement where the backend has one.
    pub fn drop_columns(
        &mut self,
        table: impl IntoTableRef,
        columns: impl IntoIterator<Item = impl IntoIden>,
    ) {
        self.altering(table, columns.into_iter(), |alter, column| {
            alter.drop_column(column);
        });
    }

    /// Adds a column unless the table has one of that name, whatever its type: for databases
    /// that somebody has changed by hand.
    ///
    /// PostgreSQL decides by itself; on MySQL and SQLite the catalog is read when the script runs.
    pub fn add_column_if_missing(&mut self, table: &str, column: &ColumnDef) {
        let mut alter = Table::alter();
        alter.table(table.to_owned());
        if self.backend == DatabaseBackend::Postgres {
            return self.definition(alter.add_column_if_not_exists(column.clone()));
        }
        alter.add_column(column.clone());
        let column = self.conditional(table, &column.get_column_name(), &alter);
        self.statements.push(ScriptStatement::AddColumn(column));
    }

    /// Drops a column if the table has it.
    ///
    /// PostgreSQL decides by itself; on MySQL and SQLite the catalog is read when the script runs.
    pub fn drop_column_if_present(&mut self, table: &str, column: &str) {
        let mut alter = Table::alter();
        alter.table(table.to_owned());
        if self.backend == DatabaseBackend::Postgres {
            return self.definition(alter.drop_column_if_exists(column.to_owned()));
        }
        alter.drop_column(column.to_owned());
        let column = self.conditional(table, column, &alter);
        self.statements.push(ScriptStatement::DropColumn(column));
    }

    fn altering<T>(
        &mut self,
        table: impl IntoTableRef,
        each: impl Iterator<Item = T>,
        option: impl Fn(&mut TableAlterStatement, T),
    ) {
        let mut bare = Table::alter();
        bare.table(table);
        let mut all = Vec::new();
        for one in each {
            // SQLite alters one thing at a time.
            if all.is_empty() || self.backend == DatabaseBackend::Sqlite {
                all.push(bare.clone());
            }
            if let Some(last) = all.last_mut() {
                option(last, one);
            }
        }
        for alter in &all {
            self.definition(alter);
        }
    }

    fn conditional(
        &self,
        table: &str,
        column: &str,
        alter: &TableAlterStatement,
    ) -> ConditionalColumn {
        ConditionalColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            sql: StatementBuilder::build(alter, &self.backend).sql,
        }
    }
}
