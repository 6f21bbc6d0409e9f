//! What belongs to no entity: extensions, whose rows are whose, what the database does by itself.
//!
//! Each is as a migration made it, and that migration's own text: another version of it is written
//! here, and `generate` makes a migration of that. An old migration stays as it is.

use seaworthy::declare::{Objects, RowSecurity};

use crate::entity::message;
use crate::m20250214_090000_enable_extensions::EXTENSIONS;
use crate::m20250214_090001_provide_auth as auth;
use crate::m20250214_090600_secure_rows as rows;
use crate::m20250214_090700_add_functions as functions;

pub(crate) fn objects(schema: &mut Objects) {
    for name in EXTENSIONS {
        schema.extension(name);
    }
    secure_rows(schema);
    for function in [
        auth::uid(),
        functions::touch(),
        functions::count_messages(),
        functions::welcome(),
        functions::search(),
        functions::clean_up(),
    ] {
        schema.add_function(function);
    }
    for table in functions::TOUCHED {
        let trigger = functions::touches(table);
        schema.table(table).add_trigger(trigger);
    }
    schema
        .table(message::Entity)
        .add_trigger(functions::counts_messages());
    schema
        .table(("auth", "users"))
        .add_trigger(functions::welcomes());
    schema.add_view(functions::statistics());
}

fn secure_rows(schema: &mut Objects) {
    for secured in &rows::TABLES {
        let table = schema.table(secured.table);
        table.row_security(RowSecurity::On);
        for policy in secured.policies() {
            table.add_policy(policy);
        }
    }
}
