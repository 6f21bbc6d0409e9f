//! Canonical: one form for what SQLite makes no difference of.

use crate::schema::Schema;

/// The form in which two schemas that mean the same are equal.
pub(in crate::backend::sqlite) fn canonical(mut schema: Schema) -> Schema {
    schema.sort();
    schema
}
