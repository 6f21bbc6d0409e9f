//! Scratch places on PostgreSQL: a database, or a schema where there is no right to create one.

use sea_orm::sqlx::PgPool;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbErr, SqlxPostgresConnector,
};

use super::super::{Backend, Cause, Failure, SCRATCH, Scratch, single, text, texts};

/// How many connections a migration may use at once.
const CONNECTIONS: u32 = 5;

/// A place beside the database of those connections. Its name is that of the session that keeps
/// it: process and start, so a name whose session is gone is nobody's.
pub(super) async fn create(
    backend: &dyn Backend,
    given: &DatabaseExecutor<'_>,
) -> Result<Scratch, DbErr> {
    let Some(pool) = super::pool(given) else {
        let needed = "a scratch database needs a connection, and not a transaction";
        return Err(DbErr::Custom(needed.to_owned()));
    };
    let options = pool.connect_options().as_ref().clone();
    let options = options.statement_cache_capacity(0);
    let keeper = single(pool.options().clone(), options.clone());
    let keeper = SqlxPostgresConnector::from_sqlx_postgres_pool(keeper);
    let executor = DatabaseExecutor::Connection(&keeper);
    sweep(backend, &executor).await?;
    let name = format!(
        "SELECT '{SCRATCH}' || pid || '_' || {STARTED} || '_' || to_hex((random() * 2147483647)::int) \
         FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    );
    let name = text(backend, &executor, &name).await?;
    let quoted = backend.facts().quoted(&name);
    // Nothing that somebody put into the server's template is in it.
    let database = format!("CREATE DATABASE {quoted} TEMPLATE template0");
    match keeper.execute_unprepared(&database).await {
        Ok(_) => {
            let database = connect(pool, options.database(&name));
            let removal = format!("DROP DATABASE IF EXISTS {quoted} WITH (FORCE)");
            Ok(Scratch::kept(database, keeper, removal))
        }
        Err(error) if is_forbidden(&error) => {
            let beside = text(backend, &executor, "SELECT current_schema()::text").await?;
            let schema = format!("CREATE SCHEMA {quoted}");
            keeper.execute_unprepared(&schema).await?;
            let path = path_of(backend, &executor, &quoted).await?;
            let database = connect(pool, options.options([("search_path", path)]));
            let removal = format!("DROP SCHEMA IF EXISTS {quoted} CASCADE");
            let others = "SELECT nspname::text FROM pg_namespace \
                WHERE nspname NOT IN ('pg_catalog', 'information_schema')";
            let mut others = texts(backend, &executor, others).await?;
            others.retain(|other| *other != name);
            Ok(Scratch::kept(database, keeper, removal).among(others, beside))
        }
        Err(error) => Err(error),
    }
}

/// When the session of a row of `pg_stat_activity` began, in microseconds.
const STARTED: &str = "(extract(epoch FROM backend_start) * 1000000)::bigint";

/// Removes what killed programs have left, of those whose session the server has no more.
async fn sweep(backend: &dyn Backend, database: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
    let left = |kind: &str, name: &str, catalog: &str, how: &str| {
        format!(
            "SELECT 'DROP {kind} IF EXISTS ' || quote_ident(place) || '{how}' \
             FROM (SELECT {name} AS place FROM {catalog}) places \
             WHERE starts_with(place, '{SCRATCH}') AND NOT EXISTS (SELECT 1 FROM pg_stat_activity \
             WHERE pid::text = split_part(place, '_', 3) AND (backend_start IS NULL \
             OR {STARTED}::text = split_part(place, '_', 4)))"
        )
    };
    let databases = left("DATABASE", "datname", "pg_database", " WITH (FORCE)");
    let schemas = left("SCHEMA", "nspname", "pg_namespace", " CASCADE");
    for statement in texts(
        backend,
        database,
        &format!("{databases} UNION ALL {schemas}"),
    )
    .await?
    {
        // Somebody else's, which goes when they come again.
        let _ = database.execute_unprepared(&statement).await;
    }
    Ok(())
}

/// The schema, and those that hold nothing but extensions: what an application has in another one
/// must not be found.
async fn path_of(
    backend: &dyn Backend,
    database: &DatabaseExecutor<'_>,
    schema: &str,
) -> Result<String, DbErr> {
    let others = "SELECT DISTINCT quote_ident(nspname) FROM pg_extension \
        JOIN pg_namespace ON pg_namespace.oid = extnamespace \
        WHERE nspname <> 'pg_catalog' AND NOT EXISTS (SELECT 1 FROM pg_class \
        LEFT JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e' \
        WHERE relnamespace = pg_namespace.oid AND objid IS NULL) ORDER BY 1";
    let mut path = vec![schema.to_owned()];
    path.extend(texts(backend, database, others).await?);
    Ok(path.join(", "))
}

fn connect(pool: &PgPool, options: PgConnectOptions) -> DatabaseConnection {
    let pool = pool.options().clone().min_connections(0);
    let pool = pool.max_connections(CONNECTIONS).connect_lazy_with(options);
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

/// The role may not create databases.
fn is_forbidden(error: &DbErr) -> bool {
    matches!(Failure::of(error).cause, Cause::Server(code) if code == "42501")
}
