//! Databases and migrators for the tests.

mod database;
mod migrations;
mod proxy;
mod server;
mod temporary;
mod tls;
mod wire;

pub(crate) use database::{TestDatabase, Which, count, in_the_way, rows, run, texts};
pub(crate) use migrations::{
    Build, Declared, Migrations, Sql, declared, list, named, script, scripts, versions,
};
pub(crate) use proxy::{Break, Proxy};
pub(crate) use server::{End, PrivateServer};
pub(crate) use temporary::TemporaryFolder;
pub(crate) use tls::{tls_file, tls_server};
pub(crate) use wire::{Said, Wire};

/// Writes each test once for every backend: `name::sqlite`, `name::postgres`, `name::mysql`. Each
/// run has a database of its own, and drops it when it ends well.
macro_rules! on_each_backend {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn check($database: &crate::support::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                crate::support::on!(Sqlite, check);
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                crate::support::on!(Postgres, check);
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn mysql() {
                crate::support::on!(MySql, check);
            }
        }
    )*};
}
pub(crate) use on_each_backend;

/// Runs a check on a database of its own.
macro_rules! on {
    ($which:ident, $check:path) => {{
        let database = crate::support::TestDatabase::create(crate::support::Which::$which).await;
        $check(&database).await;
        database.drop().await;
    }};
}
pub(crate) use on;
