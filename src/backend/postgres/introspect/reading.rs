//! Reading: one view of the catalog, in which texts do not say where they were read.

use sea_orm::sqlx::{self, Postgres, Transaction};
use sea_orm::{DatabaseExecutor, DbErr, QueryResult};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::super::failure::driver_error;
use super::super::super::{Backend, query_prepared};
use super::super::FACTS;

/// Settings that the texts of the catalog depend on. With these they are the same in every session.
const SETTINGS: &[(&str, &str)] = &[
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "1"),
    ("quote_all_identifiers", "off"),
    ("bytea_output", "hex"),
    ("standard_conforming_strings", "on"),
    // These queries cost more on paper than they take.
    ("jit", "off"),
];

/// Where the catalog is asked, and for which schemas.
pub(super) struct Reading<'a, 'c> {
    source: Source<'a, 'c>,
    before: Vec<(String, String)>,
    /// The server's version, such as 150018.
    pub(super) version: i32,
    here: u32,
    namespaces: Vec<u32>,
}

enum Source<'a, 'c> {
    /// A transaction of its own, which sees one state of the catalog and changes nothing.
    Own(Box<Transaction<'static, Postgres>>),
    /// The caller's, as it is.
    Given(&'a DatabaseExecutor<'c>),
}

#[derive(Deserialize)]
struct Found {
    version: i32,
    current: Option<String>,
    namespaces: Vec<Namespace>,
    extensions: Vec<String>,
    settings: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Namespace {
    name: String,
    oid: u32,
}

impl<'a, 'c> Reading<'a, 'c> {
    /// Looks where it is and prepares the session: what is in the first schema, or belongs to an
    /// extension, has no schema in any text.
    pub(super) async fn begin(
        database: &'a DatabaseExecutor<'c>,
        schemas: &[String],
    ) -> Result<Self, DbErr> {
        let source = match super::super::pool(database) {
            Some(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                let transaction = pool.begin_with(begin).await.map_err(driver_error)?;
                Source::Own(Box::new(transaction))
            }
            None => Source::Given(database),
        };
        let mut reading = Self {
            source,
            before: Vec::new(),
            version: 0,
            here: 0,
            namespaces: Vec::new(),
        };
        let found = reading.look(schemas).await?;
        reading.version = found.version;
        reading.before = found.settings;
        let here = schemas.first().or(found.current.as_ref());
        for namespace in &found.namespaces {
            if Some(&namespace.name) == here {
                reading.here = namespace.oid;
            }
            reading.namespaces.push(namespace.oid);
        }
        let path: Vec<String> = here
            .into_iter()
            .chain(found.extensions.iter().filter(|name| Some(*name) != here))
            .map(|name| FACTS.quoted(name))
            .chain(["pg_temp".to_owned()])
            .collect();
        let mut settings = vec![("search_path", path.join(", "))];
        settings.extend(
            SETTINGS
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        reading.set(&settings).await?;
        Ok(reading)
    }

    async fn look(&mut self, schemas: &[String]) -> Result<Found, DbErr> {
        let names: Vec<String> = schemas.iter().map(|name| FACTS.literal(name)).collect();
        let wanted = match names.is_empty() {
            true => "nspname = current_schema()".to_owned(),
            false => format!("nspname IN ({})", names.join(", ")),
        };
        let settings: Vec<String> = SETTINGS
            .iter()
            .map(|(name, _)| *name)
            .chain(["search_path"])
            .map(|name| format!("json_build_array('{name}', current_setting('{name}'))"))
            .collect();
        let sql = format!(
            "SELECT current_setting('server_version_num')::integer AS version, \
                current_schema()::text AS current, \
                coalesce((SELECT json_agg(json_build_object('name', nspname, 'oid', oid::bigint)) \
                    FROM pg_namespace WHERE {wanted}), '[]') AS namespaces, \
                coalesce((SELECT json_agg(DISTINCT nspname ORDER BY nspname) FROM pg_extension \
                    JOIN pg_namespace ON pg_namespace.oid = extnamespace \
                    WHERE nspname <> 'pg_catalog'), '[]') AS extensions, \
                json_build_array({}) AS settings",
            settings.join(", ")
        );
        let found = self.rows(&sql).await?.pop();
        found.ok_or_else(|| DbErr::Custom("the catalog gives no answer".to_owned()))
    }

    /// Sets what holds until the transaction ends.
    async fn set(&mut self, settings: &[(&str, String)]) -> Result<(), DbErr> {
        let calls: Vec<String> = settings
            .iter()
            .map(|(name, value)| format!("set_config('{name}', {}, true)", FACTS.literal(value)))
            .collect();
        self.send(&format!("SELECT {}", calls.join(", "))).await?;
        Ok(())
    }

    /// Rows of a query, each read by the names of its columns.
    pub(super) async fn rows<T: DeserializeOwned>(&mut self, sql: &str) -> Result<Vec<T>, DbErr> {
        let sql = format!("SELECT row_to_json(q)::text FROM ({sql}) q");
        let rows = self.send(&sql).await?;
        rows.iter()
            .map(|row| {
                let text: String = row.try_get_by_index(0)?;
                serde_json::from_str(&text)
                    .map_err(|error| DbErr::Type(format!("the catalog says {text}: {error}")))
            })
            .collect()
    }

    async fn send(&mut self, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
        match &mut self.source {
            Source::Own(transaction) => {
                // Sent as it is: a pooler may give each transaction another session.
                let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
                    .fetch_all(&mut ***transaction)
                    .await
                    .map_err(driver_error)?;
                Ok(rows.into_iter().map(QueryResult::from).collect())
            }
            Source::Given(database) => match super::super::pool(database) {
                Some(_) => super::super::Postgres.query(database, sql).await,
                None => query_prepared(database, sql).await,
            },
        }
    }

    /// Ends it; a transaction of the caller's goes on as it was.
    pub(super) async fn end(mut self) -> Result<(), DbErr> {
        let before = std::mem::take(&mut self.before);
        if let Source::Own(transaction) = self.source {
            return transaction.commit().await.map_err(driver_error);
        }
        let before: Vec<(&str, String)> = before
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        self.set(&before).await
    }

    /// A condition on a column that holds the number of a schema.
    pub(super) fn wanted(&self, column: &str) -> String {
        let numbers: Vec<String> = self.namespaces.iter().map(u32::to_string).collect();
        match numbers.is_empty() {
            true => "false".to_owned(),
            false => format!("{column} IN ({})", numbers.join(", ")),
        }
    }

    /// A condition that no extension owns an object of a catalog, by the expression of its number.
    pub(super) fn unowned(&self, catalog: &str, number: &str) -> String {
        format!(
            "NOT EXISTS (SELECT FROM pg_depend owner WHERE owner.classid = '{catalog}'::regclass \
             AND owner.objid = {number} AND owner.deptype = 'e')"
        )
    }

    /// An expression for the name of an object as JSON, with its schema unless that is here.
    pub(super) fn name(&self, namespace: &str, name: &str) -> String {
        format!(
            "CASE WHEN {namespace} = {} THEN to_json({name}::text) ELSE json_build_array(\
             (SELECT nspname FROM pg_namespace home WHERE home.oid = {namespace}), {name}) END",
            self.here
        )
    }

    /// The same as SQL.
    pub(super) fn quoted(&self, namespace: &str, name: &str) -> String {
        format!("{} || quote_ident({name})", self.schema_prefix(namespace))
    }

    /// The schema and a dot as SQL, unless that is here.
    pub(super) fn schema_prefix(&self, namespace: &str) -> String {
        format!(
            "CASE WHEN {} THEN '' ELSE (SELECT quote_ident(nspname) || '.' \
             FROM pg_namespace home WHERE home.oid = {namespace}) END",
            self.is_here(namespace)
        )
    }

    /// The name of a function by its number.
    pub(super) fn function(&self, number: &str) -> String {
        let name = self.quoted("found.pronamespace", "found.proname");
        format!("(SELECT {name} FROM pg_proc found WHERE found.oid = {number})")
    }

    /// The name as SQL, with its schema unless it is found without.
    pub(super) fn visible(&self, kind: &str, number: &str, namespace: &str, name: &str) -> String {
        format!(
            "CASE WHEN pg_{kind}_is_visible({number}) THEN '' ELSE (SELECT quote_ident(nspname) || '.' \
             FROM pg_namespace home WHERE home.oid = {namespace}) END || quote_ident({name})"
        )
    }

    /// A condition that a schema is the one that is looked at.
    pub(super) fn is_here(&self, namespace: &str) -> String {
        format!("{namespace} = {}", self.here)
    }

    /// An expression for what a person wrote about an object.
    pub(super) fn comment(&self, catalog: &str, number: &str) -> String {
        format!("obj_description({number}, '{catalog}')")
    }

    /// A piece of SQL, or another where the server is older than a major version.
    pub(super) fn since(&self, major: i32, sql: &str, before: &str) -> String {
        let is_new = self.version >= major * 10_000;
        (if is_new { sql } else { before }).to_owned()
    }
}

/// An expression that writes options of the form `name=value` as SQL does. PostgreSQL from
/// 15.20 on notes as `pg_attver` when a column came to be, another time in each database; `pg_dump` leaves it
/// out as well.
pub(super) fn options(array: &str, prefix: &str) -> String {
    format!(
        "CASE WHEN {array} IS NOT NULL THEN (SELECT string_agg('{prefix}' || split_part(entry, '=', 1) || '=' || \
         quote_literal(substr(entry, position('=' IN entry) + 1)), ', ' ORDER BY entry) \
         FROM unnest({array}) entry WHERE split_part(entry, '=', 1) <> 'pg_attver') END"
    )
}
