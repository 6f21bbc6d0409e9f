//! What a session of PostgreSQL's is, and which rights its role lacks.

use sea_orm::{DatabaseExecutor, DbErr};

use super::super::{About, Backend, Lacks};
use crate::migration::MissingRight;
use crate::migration::need::{Action, Need};

pub(super) async fn about(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
) -> Result<About, DbErr> {
    let query = "SELECT current_setting('server_version'), current_user::text, \
        current_schema()::text, pg_is_in_recovery(), current_setting('transaction_read_only') = 'on', \
        (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())";
    let rows = backend.query(database, query).await?;
    let Some(row) = rows.first() else {
        return Ok(About::default());
    };
    let version: String = row.try_get_by_index(0)?;
    let (is_standby, is_read_only) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
    let read_only = match (is_standby, is_read_only) {
        (true, _) => Some("this is a standby"),
        (false, true) => Some("the session is read-only"),
        (false, false) => None,
    };
    Ok(About {
        // Distributions add theirs behind it.
        server: format!(
            "PostgreSQL {}",
            version.split(' ').next().unwrap_or_default()
        ),
        role: row.try_get_by_index(1)?,
        schema: row.try_get_by_index(2)?,
        read_only: read_only.map(str::to_owned),
        is_encrypted: row.try_get_by_index(5)?,
    })
}

/// One query finds all that is missing. What is not in the catalog is not judged.
pub(super) async fn lacks(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    needs: &[Need],
) -> Result<Lacks, DbErr> {
    // What the role creates belongs to it.
    let needs = needs.iter().filter(|need| !need.is_new);
    let values = needs.enumerate().map(|(place, need)| {
        let (action, name) = (word(need.action), super::literal(&need.name));
        format!("({place}, '{action}', {name}, {})", need.is_own)
    });
    let values: Vec<String> = values.collect();
    if values.is_empty() {
        return Ok(Lacks::default());
    }
    let extensions = match values.iter().any(|value| value.contains("'extension'")) {
        true => EXTENSIONS,
        false => "",
    };
    let query = format!(
        "WITH need (place, action, name, is_own) AS (VALUES {}), {LACKS}{extensions}) lacks \
         GROUP BY what, remedy ORDER BY min(place), what",
        values.join(", ")
    );
    let rows = backend.query(database, &query).await?;
    let mut lacks = Lacks::default();
    for row in &rows {
        lacks.role = row.try_get_by_index(0)?;
        lacks.rights.push(MissingRight {
            right: row.try_get_by_index(1)?,
            remedy: row.try_get_by_index(2)?,
        });
    }
    Ok(lacks)
}

fn word(action: Action) -> &'static str {
    match action {
        Action::CreateTable => "create",
        Action::Keep => "keep",
        Action::NewName => "be named",
        Action::Alter => "alter",
        Action::Rename => "rename",
        Action::Drop | Action::DropIndex => "drop",
        Action::Truncate => "truncate",
        Action::References => "references",
        // An index is dropped by its own name here, so the other form is not this server's.
        Action::Index | Action::Unindex => "index",
        Action::Select => "select",
        Action::Insert => "insert",
        Action::Update => "update",
        Action::Delete => "delete",
        Action::CreateType => "create type",
        Action::AlterType => "alter type",
        Action::DropType => "drop type",
        Action::CreateSchema => "schema",
        Action::CreateExtension => "extension",
    }
}

/// Whoever may act for the owner owns; the owner of a schema may drop what is in it; and a right to
/// a column is taken for one to the table, for which columns are meant is not known.
const LACKS: &str = "
target AS (
    SELECT place, action, name, class.oid AS relation, class.relkind AS kind, type.oid AS type,
        coalesce(class.relowner, type.typowner) AS owner,
        coalesce(class.relnamespace, type.typnamespace) AS home,
        coalesce(tables.oid, class.oid) AS holder
    FROM need
    LEFT JOIN pg_class class ON action NOT LIKE '% type' AND class.oid = to_regclass(
        CASE WHEN is_own THEN quote_ident(current_schema()) || '.' || quote_ident(name) ELSE quote_ident(name) END)
    LEFT JOIN pg_index ON indexrelid = class.oid
    LEFT JOIN pg_class tables ON tables.oid = indrelid
    LEFT JOIN pg_type type ON action LIKE '% type' AND type.oid = to_regtype(quote_ident(name))
), known AS (
    SELECT target.*, quote_ident(nspname) || '.' || quote_ident(coalesce(relname, typname)) AS title
    FROM target
    LEFT JOIN pg_namespace ON pg_namespace.oid = home
    LEFT JOIN pg_class ON pg_class.oid = holder
    LEFT JOIN pg_type ON pg_type.oid = target.type
)
SELECT current_user::text, what, remedy FROM (
    SELECT place, format('CREATE on schema `%s`', nspname) AS what,
        format('GRANT CREATE ON SCHEMA %I TO %I', nspname, current_user) AS remedy
    FROM known JOIN pg_namespace ON CASE WHEN action IN ('index', 'rename')
        THEN pg_namespace.oid = home ELSE nspname = current_schema() END
    WHERE (action IN ('create', 'create type', 'index', 'rename') OR action = 'keep' AND relation IS NULL)
        AND NOT has_schema_privilege(pg_namespace.oid, 'CREATE')
    UNION ALL
    SELECT place, format('ownership of %s `%s`', CASE WHEN type IS NULL THEN 'table' ELSE 'type' END, title),
        format('ALTER %s %s OWNER TO %I', CASE WHEN type IS NULL THEN 'TABLE' ELSE 'TYPE' END, title,
            current_user)
    FROM known JOIN pg_namespace ON pg_namespace.oid = home
    WHERE action IN ('alter', 'rename', 'index', 'drop', 'alter type', 'drop type')
        AND NOT pg_has_role(owner, 'USAGE')
        AND NOT (action IN ('drop', 'drop type') AND pg_has_role(nspowner, 'USAGE'))
    UNION ALL
    SELECT place, format('%s on table `%s`', upper(action), title),
        format('GRANT %s ON %s TO %I', upper(action), title, current_user)
    FROM known
    WHERE kind IN ('r', 'p', 'v', 'm', 'f') AND NOT CASE
        WHEN action IN ('select', 'insert', 'update', 'references')
            THEN has_table_privilege(relation, action) OR has_any_column_privilege(relation, action)
        WHEN action IN ('delete', 'truncate') THEN has_table_privilege(relation, action)
        ELSE true END
    UNION ALL
    SELECT place, format('CREATE on database `%s`', current_database()),
        format('GRANT CREATE ON DATABASE %I TO %I', current_database(), current_user)
    FROM known
    WHERE action = 'schema' AND NOT has_database_privilege(current_database(), 'CREATE')";

/// One that everybody with that right may install. For others a provider may have ways of its own.
const EXTENSIONS: &str = "
    UNION ALL
    SELECT place, format('CREATE on database `%s`', current_database()),
        format('GRANT CREATE ON DATABASE %I TO %I', current_database(), current_user)
    FROM known
    WHERE action = 'extension' AND NOT has_database_privilege(current_database(), 'CREATE')
        AND NOT EXISTS (SELECT FROM pg_extension WHERE extname = known.name)
        AND EXISTS (SELECT FROM pg_available_extension_versions available
            WHERE available.name = known.name AND to_jsonb(available)->>'trusted' = 'true')";
