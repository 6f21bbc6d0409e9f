//! What the server must have beside PostgreSQL itself. It comes first, so that where one of them is
//! not there nothing is done.

use seaworthy::prelude::*;
use seaworthy::sea_orm::sea_query::extension::postgres::Extension;

seaworthy::migration!("m20250214_090000_enable_extensions");

pub(crate) const EXTENSIONS: [&str; 3] = ["vector", "pg_trgm", "uuid-ossp"];

fn up(script: &mut Script) {
    for name in EXTENSIONS {
        script.create_extension(Extension::create().name(name).if_not_exists());
    }
}

fn down(script: &mut Script) {
    for name in EXTENSIONS.into_iter().rev() {
        script.drop_extension(Extension::drop().name(name).if_exists());
    }
}
