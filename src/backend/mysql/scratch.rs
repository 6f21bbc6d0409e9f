//! Scratch places on MySQL: databases.

use std::hash::{BuildHasher, Hasher, RandomState};

use sea_orm::{ConnectionTrait, DatabaseExecutor, DbErr, SqlxMySqlConnector};

use super::super::{Backend, SCRATCH, Scratch, single, text, texts};

/// How many connections a migration may use at once.
const CONNECTIONS: u32 = 5;

/// After how many seconds a place is nobody's if no session of this server keeps it; on a cluster,
/// another server's may.
const STALE: u32 = 3600;

/// A place beside the database of those connections. The session that keeps it holds a lock of its
/// name, which carries the second in which it was made.
pub(super) async fn create(
    backend: &dyn Backend,
    given: &DatabaseExecutor<'_>,
) -> Result<Scratch, DbErr> {
    let Some(pool) = super::pool(given) else {
        let needed = "a scratch database needs a connection, and not a transaction";
        return Err(DbErr::Custom(needed.to_owned()));
    };
    let options = pool.connect_options().as_ref().clone();
    let keeper = single(pool.options().clone(), options.clone());
    let keeper = SqlxMySqlConnector::from_sqlx_mysql_pool(keeper);
    let executor = DatabaseExecutor::Connection(&keeper);
    sweep(backend, &executor).await?;
    let random = RandomState::new().build_hasher().finish();
    let name = format!("SELECT concat('{SCRATCH}', unix_timestamp(), '_{random:016x}')");
    let name = text(backend, &executor, &name).await?;
    let locked = format!("DO get_lock({}, 0)", backend.facts().literal(&name));
    keeper.execute_unprepared(&locked).await?;
    let quoted = backend.facts().quoted(&name);
    let like = "SELECT concat(' CHARACTER SET ', @@character_set_database, ' COLLATE ', @@collation_database)";
    let like = text(backend, &executor, like).await?;
    let created = format!("CREATE DATABASE {quoted}{like}");
    keeper.execute_unprepared(&created).await?;
    let connections = pool.options().clone().min_connections(0);
    let connections = connections.max_connections(CONNECTIONS);
    let connections = connections.connect_lazy_with(options.database(&name));
    let database = SqlxMySqlConnector::from_sqlx_mysql_pool(connections);
    let removal = format!("DROP DATABASE IF EXISTS {quoted}");
    Ok(Scratch::kept(database, keeper, removal))
}

/// Removes what killed programs have left.
async fn sweep(backend: &dyn Backend, database: &DatabaseExecutor<'_>) -> Result<(), DbErr> {
    let left = format!(
        "SELECT concat('DROP DATABASE IF EXISTS `', schema_name, '`') FROM information_schema.schemata \
         WHERE left(schema_name, length('{SCRATCH}')) = '{SCRATCH}' AND is_free_lock(schema_name) = 1 \
         AND substring_index(substring_index(schema_name, '_', 3), '_', -1) < unix_timestamp() - {STALE}"
    );
    for statement in texts(backend, database, &left).await? {
        // Somebody else's, which goes when they come again.
        let _ = database.execute_unprepared(&statement).await;
    }
    Ok(())
}
