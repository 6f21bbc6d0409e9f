//! Objects that sea-query has no builders for.

use std::borrow::Borrow;

use sea_orm::DatabaseBackend::{Postgres, Sqlite};

use sea_orm::StatementBuilder;
use sea_orm::sea_query::IndexCreateStatement;

use super::Script;
use crate::object::{
    self, Domain, DomainAlteration, Dropped, Function, Grant, On, Policy, Sequence, Trigger, View,
    Written,
};
use crate::schema::name::Name;

impl Script {
    /// Creates a view; a [materialized](View::materialized) one on PostgreSQL.
    pub fn create_view(&mut self, view: impl Borrow<View>) {
        self.object(view.borrow().created(self.backend));
    }

    /// Puts a view in the place of one that is there, or creates it. PostgreSQL lets columns come at the end,
    /// and otherwise wants them as they were: drop the old one for more. A materialized view is made anew,
    /// with none of its indexes.
    pub fn replace_view(&mut self, view: impl Borrow<View>) {
        self.object(view.borrow().replaced(self.backend));
    }

    /// Drops a view.
    pub fn drop_view(&mut self, view: impl Into<Dropped>) {
        self.drop("VIEW", &view.into());
    }

    /// Drops a materialized view; PostgreSQL only.
    pub fn drop_materialized_view(&mut self, view: impl Into<Dropped>) {
        let view = view.into();
        self.on_postgres("materialized views", &view.name.clone(), |script| {
            script.drop("MATERIALIZED VIEW", &view);
        });
    }

    /// Runs the query of a materialized view again; PostgreSQL only. Nobody reads it meanwhile.
    pub fn refresh_materialized_view(&mut self, view: impl Into<Name>) {
        self.refresh("REFRESH MATERIALIZED VIEW", &view.into());
    }

    /// The same beside those who read it. It must have rows and a unique index over columns.
    pub fn refresh_materialized_view_concurrently(&mut self, view: impl Into<Name>) {
        self.refresh("REFRESH MATERIALIZED VIEW CONCURRENTLY", &view.into());
    }

    /// Creates a function or a procedure; SQLite has none.
    pub fn create_function(&mut self, function: impl Borrow<Function>) {
        self.object(function.borrow().created(self.backend));
    }

    /// Puts a function or a procedure in the place of one that is there, or creates it. PostgreSQL wants what
    /// it gives, and the names of what it takes, as they were: drop the old one for more.
    pub fn replace_function(&mut self, function: impl Borrow<Function>) {
        self.object(function.borrow().replaced(self.backend));
    }

    /// Drops a function. On PostgreSQL one that is not the only one of its name is told by its
    /// [arguments](Dropped::arguments).
    pub fn drop_function(&mut self, function: impl Into<Dropped>) {
        self.drop_routine(false, &function.into());
    }

    /// Drops a procedure, as [`drop_function`](Self::drop_function) does a function.
    pub fn drop_procedure(&mut self, procedure: impl Into<Dropped>) {
        self.drop_routine(true, &procedure.into());
    }

    /// Creates a trigger on a table or a view.
    pub fn create_trigger(&mut self, table: impl Into<Name>, trigger: impl Borrow<Trigger>) {
        self.object(trigger.borrow().created(&table.into(), self.backend));
    }

    /// Puts a trigger in the place of one that is there, or creates it.
    pub fn replace_trigger(&mut self, table: impl Into<Name>, trigger: impl Borrow<Trigger>) {
        self.object(trigger.borrow().replaced(&table.into(), self.backend));
    }

    /// Drops a trigger.
    pub fn drop_trigger(&mut self, table: impl Into<Name>, trigger: impl Into<Dropped>) {
        let (table, trigger) = (table.into(), trigger.into());
        let (name, if_exists) = (&trigger.name.name, trigger.if_exists);
        let drop = object::dropped_trigger(&table, name, if_exists, self.backend);
        self.sql(drop + self.cascade(&trigger));
    }

    /// Creates a policy; PostgreSQL only.
    pub fn create_policy(&mut self, table: impl Into<Name>, policy: impl Borrow<Policy>) {
        self.object(policy.borrow().created(&table.into(), self.backend));
    }

    /// Makes a policy what is said in full: for whom it is, and its conditions. What it is for, and whether it
    /// is restrictive, must be as it was, and a condition that it has cannot go: that takes
    /// [`replace_policy`](Self::replace_policy). PostgreSQL only.
    pub fn alter_policy(&mut self, table: impl Into<Name>, policy: impl Borrow<Policy>) {
        self.object(policy.borrow().altered(&table.into(), self.backend));
    }

    /// Puts a policy in the place of one that is there, or creates it; PostgreSQL only.
    pub fn replace_policy(&mut self, table: impl Into<Name>, policy: impl Borrow<Policy>) {
        let (table, policy) = (table.into(), policy.borrow());
        let created = policy.created(&table, self.backend);
        if created.is_ok() {
            self.drop_policy(table, Dropped::new(policy.name()).if_exists());
        }
        self.object(created);
    }

    /// Drops a policy; PostgreSQL only.
    pub fn drop_policy(&mut self, table: impl Into<Name>, policy: impl Into<Dropped>) {
        let (table, policy) = (table.into(), policy.into());
        self.on_postgres("policies", &policy.name, |script| {
            let if_exists = if_exists(&policy);
            let name = script.quoted(&policy.name.name);
            let of = script.quoted_table(&table);
            script.sql(format!("DROP POLICY{if_exists} {name} ON {of}"));
        });
    }

    /// Lets the policies of a table hold for everybody but its owner: without one, nobody else sees a row.
    /// PostgreSQL only.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.enable_row_security("note");
    ///     script.force_row_security(("audit", "entry"));
    /// }
    /// # let mut script = Script::new(DbBackend::Postgres);
    /// # up(&mut script);
    /// # assert_eq!(script.impossibility(), None);
    /// # let mut script = Script::new(DbBackend::Sqlite);
    /// # up(&mut script);
    /// # assert!(script.impossibility().is_some());
    /// ```
    pub fn enable_row_security(&mut self, table: impl Into<Name>) {
        self.row_security(&table.into(), &["ENABLE", "NO FORCE"]);
    }

    /// Lets them hold for the owner, too; PostgreSQL only.
    pub fn force_row_security(&mut self, table: impl Into<Name>) {
        self.row_security(&table.into(), &["ENABLE", "FORCE"]);
    }

    /// Lets them hold for nobody; PostgreSQL only.
    pub fn disable_row_security(&mut self, table: impl Into<Name>) {
        self.row_security(&table.into(), &["DISABLE", "NO FORCE"]);
    }

    /// Says what something is about, or nothing any more. PostgreSQL alone: on MySQL a comment is part of what it
    /// is about, and SQLite has none.
    pub fn comment_on(&mut self, on: On, comment: Option<&str>) {
        self.sql_on(Postgres, object::comment(&on, comment));
    }

    /// Creates a sequence that no column owns; PostgreSQL and MariaDB.
    pub fn create_sequence(&mut self, sequence: impl Borrow<Sequence>) {
        self.object(sequence.borrow().created(self.backend));
    }

    /// Lets a sequence that is there be what is said in full: what is not said is as a new one has it. The number that it
    /// has come to stays.
    pub fn alter_sequence(&mut self, sequence: impl Borrow<Sequence>) {
        self.object(sequence.borrow().altered(self.backend));
    }

    /// Drops a sequence.
    pub fn drop_sequence(&mut self, sequence: impl Into<Dropped>) {
        let sequence = sequence.into();
        match self.backend {
            Sqlite => self.impossible(object::lacks(Sqlite, "sequences", &sequence.name)),
            _ => self.drop("SEQUENCE", &sequence),
        }
    }

    /// Creates a domain; PostgreSQL only.
    pub fn create_domain(&mut self, domain: impl Borrow<Domain>) {
        self.object(domain.borrow().created(self.backend));
    }

    /// Changes a domain, in the order in which it is said; PostgreSQL only.
    pub fn alter_domain(&mut self, alteration: impl Borrow<DomainAlteration>) {
        self.object(alteration.borrow().written(self.backend));
    }

    /// Drops a domain; PostgreSQL only.
    pub fn drop_domain(&mut self, domain: impl Into<Dropped>) {
        let domain = domain.into();
        self.on_postgres("domains", &domain.name.clone(), |script| {
            script.drop("DOMAIN", &domain);
        });
    }

    /// Gives rights; not on SQLite, which has none.
    pub fn grant(&mut self, grant: impl Borrow<Grant>) {
        self.object(grant.borrow().granted(self.backend));
    }

    /// Takes rights away; not on SQLite, which has none.
    pub fn revoke(&mut self, grant: impl Borrow<Grant>) {
        self.object(grant.borrow().revoked(self.backend));
    }

    /// Adds values that no two rows have in a relation such as overlapping. The definition is what follows
    /// `EXCLUDE`: `USING gist (room WITH =, during WITH &&)`. PostgreSQL only.
    pub fn add_exclusion(&mut self, table: impl Into<Name>, name: &str, definition: &str) {
        let table = table.into();
        self.on_postgres("exclusions", &Name::here(name), |script| {
            let (of, name) = (script.quoted_table(&table), script.quoted(name));
            let definition = definition.trim();
            script.sql(format!(
                "ALTER TABLE {of} ADD CONSTRAINT {name} EXCLUDE {definition}"
            ));
        });
    }

    /// Drops an exclusion; PostgreSQL only.
    pub fn drop_exclusion(&mut self, table: impl Into<Name>, name: &str) {
        let table = table.into();
        self.on_postgres("exclusions", &Name::here(name), |script| {
            let (of, name) = (script.quoted_table(&table), script.quoted(name));
            script.sql(format!("ALTER TABLE {of} DROP CONSTRAINT {name}"));
        });
    }

    /// Creates an index with what sea-query has no word for, as the backend writes it: on PostgreSQL `WITH (m = 16)`, `TABLESPACE
    /// fast`; on MySQL `WITH PARSER ngram`. SQLite has nothing of the kind.
    ///
    /// ```
    /// use seaworthy::prelude::*;
    ///
    /// fn up(script: &mut Script) {
    ///     script.create_index_with(
    ///         Index::create()
    ///             .name("memory_by_meaning")
    ///             .table("memory")
    ///             .index_type(IndexType::Custom("hnsw".into_iden()))
    ///             .col("embedding".into_index_column().with_operator_class("vector_cosine_ops")),
    ///         "WITH (m = 16, ef_construction = 64)",
    ///     );
    /// }
    /// # let mut script = Script::new(DbBackend::Postgres);
    /// # up(&mut script);
    /// # assert_eq!(script.statements()[0].to_string(), r#"CREATE INDEX "memory_by_meaning" ON "memory" USING hnsw ("embedding" vector_cosine_ops) WITH (m = 16, ef_construction = 64)"#);
    /// ```
    pub fn create_index_with(&mut self, index: &IndexCreateStatement, options: &str) {
        let sql = StatementBuilder::build(index, &self.backend).sql;
        let written = match self.backend {
            Sqlite => {
                return self.impossible(format!("SQLite has no options of an index: `{options}`"));
            }
            backend => object::index_with(&sql, options.trim(), backend),
        };
        self.sql(written);
    }

    fn row_security(&mut self, table: &Name, words: &[&str]) {
        self.on_postgres("row level security", table, |script| {
            let of = script.quoted_table(table);
            let actions = words
                .iter()
                .map(|word| format!("{word} ROW LEVEL SECURITY"));
            let actions: Vec<String> = actions.collect();
            script.sql(format!("ALTER TABLE {of} {}", actions.join(", ")));
        });
    }

    fn refresh(&mut self, words: &str, view: &Name) {
        self.on_postgres("materialized views", view, |script| {
            let view = script.quoted_table(view);
            script.sql(format!("{words} {view}"));
        });
    }

    fn drop_routine(&mut self, is_procedure: bool, routine: &Dropped) {
        if self.backend == Sqlite {
            let why = object::lacks(self.backend, "functions", &routine.name);
            return self.impossible(why);
        }
        self.drop(object::kind_of_function(is_procedure), routine);
    }

    fn drop(&mut self, kind: &str, dropped: &Dropped) {
        let if_exists = if_exists(dropped);
        let name = self.quoted_table(&dropped.name);
        let arguments = match &dropped.arguments {
            Some(types) if self.backend == Postgres => format!("({types})"),
            _ => String::new(),
        };
        let cascade = self.cascade(dropped);
        self.sql(format!("DROP {kind}{if_exists} {name}{arguments}{cascade}"));
    }

    fn cascade(&self, dropped: &Dropped) -> &'static str {
        match dropped.cascade && self.backend == Postgres {
            true => " CASCADE",
            false => "",
        }
    }

    fn on_postgres(&mut self, what: &str, name: &Name, say: impl FnOnce(&mut Self)) {
        match self.backend {
            Postgres => say(self),
            backend => self.impossible(object::lacks(backend, what, name)),
        }
    }

    fn object(&mut self, written: Written) {
        match written {
            Ok(statements) => statements.into_iter().for_each(|sql| self.sql(sql)),
            Err(why) => self.impossible(why),
        }
    }
}

fn if_exists(dropped: &Dropped) -> &'static str {
    match dropped.if_exists {
        true => " IF EXISTS",
        false => "",
    }
}
