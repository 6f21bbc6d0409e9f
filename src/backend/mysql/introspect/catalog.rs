//! What is asked of the catalog: rows of texts, in a number of queries that does not grow with the
//! schema.

use std::collections::HashMap;

use sea_orm::{DatabaseExecutor, DbErr, QueryResult};

use super::super::super::Backend;
use super::statements::{self, Statements};

/// Rows of the catalog about one database.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    /// The database's name.
    pub(super) schema: String,
    pub(super) is_mariadb: bool,
    /// What a table gets that does not say.
    pub(super) collation: String,
    pub(super) tables: Vec<Row>,
    pub(super) columns: Vec<Row>,
    pub(super) keys: Vec<Row>,
    pub(super) references: Vec<Row>,
    pub(super) actions: Vec<Row>,
    pub(super) checks: Vec<Row>,
    pub(super) views: Vec<Row>,
    pub(super) routines: Vec<Row>,
    pub(super) parameters: Vec<Row>,
    pub(super) triggers: Vec<Row>,
    pub(super) events: Vec<Row>,
    pub(super) partitions: Vec<Row>,
    pub(super) sequences: Vec<Row>,
    pub(super) spatial: Vec<Row>,
    /// As the server writes what its tables do not tell.
    pub(super) statements: Statements,
}

/// A row, whatever its types are in the catalog.
#[derive(Clone, Debug)]
pub(super) struct Row(Vec<Option<String>>);

impl Row {
    pub(super) fn read(row: &QueryResult, columns: usize) -> Result<Self, DbErr> {
        let values = (0..columns).map(|position| row.try_get_by_index(position));
        values.collect::<Result<_, _>>().map(Self)
    }

    /// The first values; nothing is an empty text.
    pub(super) fn texts<const N: usize>(&self) -> [&str; N] {
        std::array::from_fn(|position| self.option(position).unwrap_or_default())
    }

    pub(super) fn option(&self, position: usize) -> Option<&str> {
        self.0.get(position)?.as_deref()
    }
}

/// Asks for rows of `information_schema`.
struct Asking<'a> {
    backend: &'a dyn Backend,
    database: &'a DatabaseExecutor<'a>,
    /// The database's name as a literal: the servers find their rows by it.
    schema: String,
}

impl Asking<'_> {
    /// The columns are cast, for MySQL has a binary type for most of them.
    async fn rows(&self, columns: &str, from: &str, rest: &str) -> Result<Vec<Row>, DbErr> {
        let columns: Vec<String> = columns
            .split(", ")
            .map(|column| format!("CAST({column} AS char)"))
            .collect();
        let sql = format!(
            "SELECT {} FROM information_schema.{from} = {} {rest}",
            columns.join(", "),
            self.schema
        );
        let rows = self.backend.query(self.database, &sql).await?;
        rows.iter()
            .map(|row| Row::read(row, columns.len()))
            .collect()
    }
}

/// MySQL's checks as MariaDB tells them. Its two tables are put together here, for the server takes
/// half a minute to do it with a thousand of them.
async fn checks_of_mysql(asking: &Asking<'_>) -> Result<Vec<Row>, DbErr> {
    let clauses = asking
        .rows(
            "constraint_name, check_clause",
            "check_constraints WHERE constraint_schema",
            "",
        )
        .await?;
    let tables = asking
        .rows(
            "constraint_name, table_name, enforced",
            "table_constraints WHERE constraint_schema",
            "AND constraint_type = 'CHECK'",
        )
        .await?;
    let clauses: HashMap<&str, &str> = clauses
        .iter()
        .map(Row::texts)
        .map(|[name, clause]| (name, clause))
        .collect();
    let rows = tables
        .iter()
        .map(Row::texts)
        .map(|[name, table, enforced]| {
            let clause = clauses.get(name).copied().unwrap_or_default();
            let values = [table, name, clause, "", enforced];
            Row(values.map(|value| Some(value.to_owned())).to_vec())
        });
    Ok(rows.collect())
}

impl Catalog {
    /// Everything that the catalog says about a database; `None` is the session's own, of which
    /// there may be none.
    pub(super) async fn read(
        backend: &dyn Backend,
        database: &DatabaseExecutor<'_>,
        schema: Option<&str>,
    ) -> Result<Option<Self>, DbErr> {
        let named = schema.map(|schema| backend.facts().literal(schema));
        let mut asking = Asking {
            backend,
            database,
            schema: named.unwrap_or_else(|| "database()".to_owned()),
        };
        let known = asking
            .rows(
                "schema_name, default_collation_name, version()",
                "schemata WHERE schema_name",
                "",
            )
            .await?;
        let Some([schema, collation, version]) = known.first().map(Row::texts) else {
            return Ok(None);
        };
        asking.schema = backend.facts().literal(schema);
        let mut catalog = Self {
            schema: schema.to_owned(),
            is_mariadb: version.contains("MariaDB"),
            collation: collation.to_owned(),
            ..Self::default()
        };
        catalog.fill(&asking).await?;
        catalog.statements = statements::read(backend, database, &catalog).await?;
        Ok(Some(catalog))
    }

    async fn fill(&mut self, asking: &Asking<'_>) -> Result<(), DbErr> {
        let is_mariadb = self.is_mariadb;
        let either = |mariadb, mysql| if is_mariadb { mariadb } else { mysql };
        self.tables = asking
            .rows(
                "table_name, table_type, engine, table_collation, create_options, table_comment",
                "tables WHERE table_schema",
                "",
            )
            .await?;
        let columns = "table_name, column_name, column_type, column_default, is_nullable, extra, \
             collation_name, column_comment, generation_expression, ";
        self.columns = asking
            .rows(
                &format!("{columns}{}", either("NULL", "srs_id")),
                "columns WHERE table_schema",
                "ORDER BY table_name, ordinal_position",
            )
            .await?;
        let keys = "table_name, index_name, non_unique, column_name, collation, sub_part, \
             index_type, index_comment, ";
        self.keys = asking
            .rows(
                &format!(
                    "{keys}{}",
                    either("ignored, NULL", "is_visible, expression")
                ),
                "statistics WHERE table_schema",
                "ORDER BY table_name, index_name, seq_in_index",
            )
            .await?;
        self.references = asking
            .rows(
                "table_name, constraint_name, column_name, referenced_table_schema, \
                 referenced_table_name, referenced_column_name",
                "key_column_usage WHERE table_schema",
                "AND referenced_table_name IS NOT NULL \
                 ORDER BY table_name, constraint_name, ordinal_position",
            )
            .await?;
        self.actions = asking
            .rows(
                "table_name, constraint_name, delete_rule, update_rule, match_option",
                "referential_constraints WHERE constraint_schema",
                "",
            )
            .await?;
        self.checks = match is_mariadb {
            true => {
                asking
                    .rows(
                        "table_name, constraint_name, check_clause, level, NULL",
                        "check_constraints WHERE constraint_schema",
                        "",
                    )
                    .await?
            }
            false => checks_of_mysql(asking).await?,
        };
        self.fill_objects(asking).await
    }

    async fn fill_objects(&mut self, asking: &Asking<'_>) -> Result<(), DbErr> {
        let algorithm = if self.is_mariadb { "algorithm" } else { "NULL" };
        self.views = asking
            .rows(
                &format!("table_name, view_definition, check_option, security_type, {algorithm}"),
                "views WHERE table_schema",
                "",
            )
            .await?;
        self.routines = asking
            .rows(
                "specific_name, routine_type, dtd_identifier, character_set_name, \
                 collation_name, routine_definition, is_deterministic, sql_data_access, \
                 security_type, routine_comment, external_language",
                "routines WHERE routine_schema",
                "",
            )
            .await?;
        self.parameters = asking
            .rows(
                "specific_name, routine_type, parameter_mode, parameter_name, dtd_identifier, \
                 character_set_name, collation_name",
                "parameters WHERE specific_schema",
                "AND ordinal_position > 0 ORDER BY specific_name, routine_type, ordinal_position",
            )
            .await?;
        self.triggers = asking
            .rows(
                "event_object_table, trigger_name, action_timing, event_manipulation, \
                 action_statement",
                "triggers WHERE event_object_schema",
                "ORDER BY event_object_table, action_timing, event_manipulation, action_order",
            )
            .await?;
        self.events = asking
            .rows(
                "event_name, event_definition, event_type, execute_at, interval_value, \
                 interval_field, starts, ends, status, on_completion, event_comment",
                "events WHERE event_schema",
                "",
            )
            .await?;
        // MariaDB opens every table to answer, and says beforehand whether there is a reason.
        let has_partitions = self
            .tables
            .iter()
            .any(|table| table.texts::<5>()[4].contains("partitioned"));
        if has_partitions || !self.is_mariadb {
            self.partitions = asking
                .rows(
                    "table_name, partition_name, subpartition_name, partition_method, \
                     subpartition_method, partition_expression, subpartition_expression, \
                     partition_description, partition_comment",
                    "partitions WHERE table_schema",
                    "AND partition_name IS NOT NULL \
                     ORDER BY table_name, partition_ordinal_position, \
                     subpartition_ordinal_position",
                )
                .await?;
        }
        let is_spatial = |row: &Row| {
            let [_, _, column_type] = row.texts();
            ["point", "linestring", "polygon", "geom"]
                .iter()
                .any(|word| column_type.contains(word))
        };
        if self.is_mariadb && self.columns.iter().any(is_spatial) {
            self.spatial = asking
                .rows(
                    "g_table_name, g_geometry_column, srid",
                    "geometry_columns WHERE g_table_schema",
                    "AND srid <> 0",
                )
                .await?;
        }
        self.fill_sequences(asking).await
    }

    /// A sequence is a table of one row, which alone says how it counts.
    async fn fill_sequences(&mut self, asking: &Asking<'_>) -> Result<(), DbErr> {
        let facts = asking.backend.facts();
        let selects: Vec<String> = self
            .tables
            .iter()
            .map(Row::texts)
            .filter(|[_, kind]| *kind == "SEQUENCE")
            .map(|[name, _]| {
                format!(
                    "SELECT {}, CAST(start_value AS char), CAST(increment AS char), \
                     CAST(minimum_value AS char), CAST(maximum_value AS char), \
                     CAST(cache_size AS char), CAST(cycle_option AS char) FROM {}",
                    facts.literal(name),
                    facts.qualified(Some(&self.schema), name)
                )
            })
            .collect();
        if !selects.is_empty() {
            let sql = selects.join(" UNION ALL ");
            let rows = asking.backend.query(asking.database, &sql).await?;
            let rows = rows.iter().map(|row| Row::read(row, 7));
            self.sequences = rows.collect::<Result<_, _>>()?;
        }
        Ok(())
    }
}
