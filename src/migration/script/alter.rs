//! The changes that sea-query has no statement for, the same line on every backend.

use sea_orm::DatabaseBackend::{MySql, Postgres, Sqlite};
use sea_orm::sea_query::{
    ColumnDef, DynIden, ForeignKeyCreateStatement, ForeignKeyDropStatement, IntoIden,
    MysqlQueryBuilder, PostgresQueryBuilder, QueryBuilder, QuotedBuilder, SelectStatement,
    SqliteQueryBuilder, Table, TableName, TableRef,
};
use sea_orm::{DatabaseBackend, StatementBuilder};

use super::super::rebuild::{Rebuild, TableEdit};
use super::super::tokens::{Words, tokens};
use super::column;
use super::{DroppedUnique, Script, ScriptStatement};

impl Script {
    /// Makes a column what `column` says in full: its type, whether it may be empty, its default. What
    /// is not said is none: a column without a default loses the one that it had. Values are cast,
    /// and one that cannot be is an error.
    ///
    /// On MySQL all the rest is said anew as well: comment, collation, `auto_increment`, a check of
    /// the column's own. Elsewhere a check is added by [`add_check`](Self::add_check), and a collation
    /// is said as `.extra("COLLATE …")`; on PostgreSQL a column that does not say one gets its
    /// type's. With `auto_increment` a column of PostgreSQL keeps the sequence that it has. Whether
    /// it is a key is not looked at: [`add_primary_key`](Self::add_primary_key),
    /// [`add_unique`](Self::add_unique).
    ///
    /// SQLite has no such statement, so the table is made anew, with all that is in it and on it.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.alter_column("note", ColumnDef::new("title").string_len(80).not_null());
    /// }
    /// # let mut script = Script::new(DbBackend::Sqlite);
    /// # up(&mut script);
    /// # assert_eq!(script.statements().len(), 1);
    /// ```
    pub fn alter_column(&mut self, table: &str, column: &ColumnDef) {
        let using = column.get_column_spec().using.as_ref().map(|using| {
            let mut sql = String::new();
            match self.backend {
                Postgres => PostgresQueryBuilder.prepare_expr(using, &mut sql),
                MySql => MysqlQueryBuilder.prepare_expr(using, &mut sql),
                _ => SqliteQueryBuilder.prepare_expr(using, &mut sql),
            }
            sql
        });
        self.altered(table, column, using);
    }

    /// The same as [`alter_column`](Self::alter_column), and each value becomes that expression over
    /// the old row, such as `"price"::integer * 100`. It is SQL of the backend.
    ///
    /// MySQL writes the values before the type changes, so that the old type must hold them.
    pub fn alter_column_using(
        &mut self,
        table: &str,
        column: &ColumnDef,
        using: impl Into<String>,
    ) {
        self.altered(table, column, Some(using.into()));
    }

    /// Adds a unique constraint; on MySQL it is an index.
    pub fn add_unique(&mut self, table: &str, name: &str, columns: &[&str]) {
        let (quoted, of, listed) = (self.quoted(name), self.quoted(table), self.listed(columns));
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
    pub fn drop_unique(&mut self, table: &str, name: &str, columns: &[&str]) {
        let (quoted, of) = (self.quoted(name), self.quoted(table));
        match self.backend {
            Postgres => self
                .statements
                .push(ScriptStatement::DropUnique(DroppedUnique {
                    table: table.to_owned(),
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
    pub fn add_check(&mut self, table: &str, name: &str, expression: &str) {
        if self.backend == Sqlite {
            let (name, expression) = (name.to_owned(), expression.to_owned());
            return self.edit(table, TableEdit::AddCheck { name, expression });
        }
        let (name, table) = (self.quoted(name), self.quoted(table));
        self.sql(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({expression})"
        ));
    }

    /// Drops a check.
    pub fn drop_check(&mut self, table: &str, name: &str) {
        if self.backend == Sqlite {
            let name = name.to_owned();
            return self.edit(table, TableEdit::DropCheck { name });
        }
        let (name, table) = (self.quoted(name), self.quoted(table));
        self.sql(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"));
    }

    /// Makes those columns the key of a table that has none. They are not empty afterwards.
    ///
    /// On MySQL, where a column that counts must have a key at any time, a key that was dropped by
    /// the statement before is replaced by one statement.
    pub fn add_primary_key(&mut self, table: &str, columns: &[&str]) {
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
        let table = self.quoted(table);
        self.sql(format!("ALTER TABLE {table} {clause}"));
    }

    /// The same as [`add_primary_key`](Self::add_primary_key) with a name, which MySQL does not keep.
    pub fn add_named_primary_key(&mut self, table: &str, name: &str, columns: &[&str]) {
        if self.backend != Postgres {
            return self.add_primary_key(table, columns);
        }
        let (table, name) = (self.quoted(table), self.quoted(name));
        let columns = self.listed(columns);
        self.sql(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY ({columns})"
        ));
    }

    /// Drops the primary key of a table, whatever it is called.
    pub fn drop_primary_key(&mut self, table: &str) {
        match self.backend {
            Postgres => self.statements.push(ScriptStatement::DropPrimaryKey {
                table: table.to_owned(),
            }),
            MySql => self.sql(self.primary_key_dropped(table)),
            _ => self.edit(table, TableEdit::DropPrimaryKey),
        }
    }

    /// Adds a column. SQLite adds some only to a table that is made anew: a generated one whose values are
    /// kept, and one whose default is an expression.
    pub fn add_column(&mut self, table: &str, column: &ColumnDef) {
        let is_native = self.backend != Sqlite || column::is_added_by_sqlite(column);
        if is_native {
            let mut alter = Table::alter();
            alter.table(table.to_owned()).add_column(column.clone());
            return self.definition(&alter);
        }
        match column::new_on_sqlite(table, column) {
            Ok(edit) => self.edit(table, edit),
            Err(why) => self.impossible(why),
        }
    }

    /// Makes a generated column one whose values are written, and keeps those that it has. On MySQL and
    /// SQLite the [`alter_column`](Self::alter_column) that follows does so; PostgreSQL must be told.
    pub fn drop_expression(&mut self, table: &str, column: &str) {
        let (table, column) = (self.quoted(table), self.quoted(column));
        self.sql_on(
            Postgres,
            format!("ALTER TABLE {table} ALTER COLUMN {column} DROP EXPRESSION"),
        );
    }

    /// Says what a table is about, or nothing any more; nothing on SQLite.
    pub fn comment_on_table(&mut self, table: &str, comment: Option<&str>) {
        let of = self.quoted(table);
        match self.backend {
            Postgres => self.sql(format!(
                "COMMENT ON TABLE {of} IS {}",
                postgres_text(comment)
            )),
            MySql => {
                let text = MysqlQueryBuilder.value_to_string(&comment.unwrap_or_default().into());
                self.sql(format!("ALTER TABLE {of} COMMENT = {text}"));
            }
            _ => {}
        }
    }

    /// Says what a column is about, or nothing any more. PostgreSQL only: on MySQL a comment is part
    /// of [`alter_column`](Self::alter_column), and SQLite has none.
    pub fn comment_on_column(&mut self, table: &str, column: &str, comment: Option<&str>) {
        let (table, column) = (self.quoted(table), self.quoted(column));
        self.sql_on(
            Postgres,
            format!(
                "COMMENT ON COLUMN {table}.{column} IS {}",
                postgres_text(comment)
            ),
        );
    }

    /// Gives an index another name; SQLite builds it again.
    pub fn rename_index(&mut self, table: &str, from: &str, to: &str) {
        let (of, before, after) = (self.quoted(table), self.quoted(from), self.quoted(to));
        match self.backend {
            Postgres => self.sql(format!("ALTER INDEX {before} RENAME TO {after}")),
            MySql => self.sql(format!("ALTER TABLE {of} RENAME INDEX {before} TO {after}")),
            _ => self.edit(
                table,
                TableEdit::RenameIndex {
                    from: from.to_owned(),
                    to: to.to_owned(),
                },
            ),
        }
    }

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
        self.drop_foreign_key_of(&table, &name, &[]);
    }

    /// Drops a foreign key by its name; on SQLite, where it may have none, it is found by its
    /// columns otherwise.
    pub fn drop_foreign_key_of(&mut self, table: &str, name: &str, columns: &[&str]) {
        let (of, quoted) = (self.quoted(table), self.quoted(name));
        match self.backend {
            Postgres => self.sql(format!("ALTER TABLE {of} DROP CONSTRAINT {quoted}")),
            MySql => self.sql(format!("ALTER TABLE {of} DROP FOREIGN KEY {quoted}")),
            _ => self.edit(
                table,
                TableEdit::DropForeignKey {
                    name: name.to_owned(),
                    columns: owned(columns),
                },
            ),
        }
    }

    /// Refuses to run where a query counts rows, before anything is changed: it is asked before the
    /// first statement that is no such question, wherever it stands in the script, and so it is about
    /// the tables as they were. The sentence says of what: ``"`note` has rows without `title`"``; the
    /// error adds how many.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.require_none(
    ///         Query::select()
    ///             .expr(Expr::cust("count(*)"))
    ///             .from("note")
    ///             .and_where(Expr::col("title").is_null()),
    ///         "`note` has rows without `title`",
    ///     );
    ///     script.alter_column("note", ColumnDef::new("title").text().not_null());
    /// }
    /// # let mut script = Script::new(DbBackend::Sqlite);
    /// # up(&mut script);
    /// # assert_eq!(script.statements().len(), 2);
    /// ```
    pub fn require_none(&mut self, count: &SelectStatement, sentence: impl Into<String>) {
        let count = StatementBuilder::build(count, &self.backend).to_string();
        let sentence = sentence.into();
        let position = self
            .statements
            .iter()
            .position(|statement| !statement.is_question());
        let position = position.unwrap_or(self.statements.len());
        self.statements
            .insert(position, ScriptStatement::RequireNone { count, sentence });
    }

    fn altered(&mut self, table: &str, column: &ColumnDef, using: Option<String>) {
        let altered = match self.backend {
            Postgres => column::on_postgres(table, column, using),
            MySql => column::on_mysql(table, column, using),
            _ => match column::on_sqlite(table, column, using) {
                Ok(edit) => return self.edit(table, edit),
                Err(why) => Err(why),
            },
        };
        match altered {
            Ok(statements) => self.statements.extend(statements),
            Err(why) => self.impossible(why),
        }
    }

    /// Edits of a table that follow each other are made at once.
    fn edit(&mut self, table: &str, edit: TableEdit) {
        if let Some(ScriptStatement::Rebuild(last)) = self.statements.last_mut()
            && last.takes(table, &edit)
        {
            last.edits.push(edit);
            return;
        }
        self.statements.push(ScriptStatement::Rebuild(Rebuild {
            table: table.to_owned(),
            edits: vec![edit],
        }));
    }

    fn impossible(&mut self, why: String) {
        self.statements.push(ScriptStatement::Impossible(why));
    }

    fn primary_key_dropped(&self, table: &str) -> String {
        format!("ALTER TABLE {} DROP PRIMARY KEY", self.quoted(table))
    }

    fn quoted(&self, name: &str) -> String {
        quoted(self.backend, name)
    }

    fn listed(&self, columns: &[&str]) -> String {
        let quoted: Vec<String> = columns.iter().map(|name| self.quoted(name)).collect();
        quoted.join(", ")
    }
}

/// A name, quoted as sea-query quotes it everywhere else in a script.
pub(super) fn quoted(backend: DatabaseBackend, name: &str) -> String {
    let name: DynIden = name.to_owned().into_iden();
    let mut sql = String::new();
    match backend {
        Postgres => PostgresQueryBuilder.prepare_iden(&name, &mut sql),
        MySql => MysqlQueryBuilder.prepare_iden(&name, &mut sql),
        _ => SqliteQueryBuilder.prepare_iden(&name, &mut sql),
    }
    sql
}

pub(super) fn postgres_text(text: Option<&str>) -> String {
    match text {
        Some(text) => PostgresQueryBuilder.value_to_string(&text.into()),
        None => "NULL".to_owned(),
    }
}

fn owned(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|name| (*name).to_owned()).collect()
}

fn name_of(table: &TableRef) -> Option<String> {
    match table {
        TableRef::Table(TableName(_, name), _) => Some(name.inner().into_owned()),
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

#[cfg(test)]
mod tests;
