//! Scratch places on PostgreSQL: a database, or a schema where there is no right to create one.

use futures_util::FutureExt;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
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
            let database = connect(pool.options().clone(), options.database(&name));
            let removal = format!("DROP DATABASE IF EXISTS {quoted} WITH (FORCE)");
            let alike = search_alike(backend, &executor, &database, &quoted).await;
            let scratch = Scratch::kept(database, keeper, removal);
            if let Err(error) = alike {
                // The first error is the one to tell.
                let _ = scratch.remove(backend).await;
                return Err(error);
            }
            Ok(scratch)
        }
        Err(error) if is_forbidden(&error) => {
            let beside = text(backend, &executor, "SELECT current_schema()::text").await?;
            let schema = format!("CREATE SCHEMA {quoted}");
            keeper.execute_unprepared(&schema).await?;
            let path = path_of(backend, &executor, &quoted).await?;
            // What the program does with its connections may set the path of its own schema.
            let unhooked = pool
                .options()
                .clone()
                .after_connect(|_, _| async { Ok(()) }.boxed());
            let unhooked = unhooked.before_acquire(|_, _| async { Ok(true) }.boxed());
            let database = connect(unhooked, options.options([("search_path", path)]));
            let removal = format!("DROP SCHEMA IF EXISTS {quoted} CASCADE");
            let others = "SELECT nspname::text FROM pg_namespace \
                WHERE nspname NOT IN ('pg_catalog', 'information_schema')";
            let mut others = texts(backend, &executor, others).await?;
            others.retain(|other| *other != name);
            let scratch = Scratch::kept(database, keeper, removal).among(others, beside);
            let reached = DatabaseExecutor::Connection(&scratch.database);
            let reached = text(backend, &reached, "SELECT coalesce(current_schema(), '')").await;
            if reached.as_ref().is_ok_and(|reached| *reached == name) {
                return Ok(scratch);
            }
            // Elsewhere the migrations would run in what is verified.
            let _ = scratch.remove(backend).await;
            reached?;
            let elsewhere = "the connections do not lead to the schema that was made for it";
            Err(DbErr::Custom(elsewhere.to_owned()))
        }
        Err(error) => Err(error),
    }
}

/// Lets a scratch database find names as the database beside it does, in schemas of the same names.
async fn search_alike(
    backend: &dyn Backend,
    beside: &DatabaseExecutor<'_>,
    scratch: &DatabaseConnection,
    name: &str,
) -> Result<(), DbErr> {
    let path = format!("ALTER DATABASE {name} SET search_path FROM CURRENT");
    beside.execute_unprepared(&path).await?;
    let schemas = "SELECT 'CREATE SCHEMA IF NOT EXISTS ' || quote_ident(name) \
        FROM unnest(current_schemas(false)) name WHERE name <> 'pg_catalog'";
    for statement in texts(backend, beside, schemas).await? {
        scratch.execute_unprepared(&statement).await?;
    }
    Ok(())
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

fn connect(pool: PgPoolOptions, options: PgConnectOptions) -> DatabaseConnection {
    let pool = pool.min_connections(0).max_connections(CONNECTIONS);
    let pool = pool.connect_lazy_with(options);
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
}

/// The role may not create databases.
fn is_forbidden(error: &DbErr) -> bool {
    matches!(Failure::of(error).cause, Cause::Server(code) if code == "42501")
}
