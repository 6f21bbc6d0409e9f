//! Objects: what a migration creates that sea-query has no builder for, as data, and its SQL on each
//! backend.
//!
//! A builder is filled like one of sea-query's. A [`Script`](crate::Script) takes it, and so does a
//! declaration beside an entity, so that `generate` and the migration that it writes say the same:
//!
//! ```
//! use seaworthy::prelude::*;
//!
//! fn up(script: &mut Script) {
//!     script.create_function(
//!         Function::new("touch")
//!             .returns("trigger")
//!             .language("plpgsql")
//!             .body("BEGIN NEW.updated_at = now(); RETURN NEW; END"),
//!     );
//!     script.create_trigger(
//!         "note",
//!         Trigger::new("touch").before().update().executes("touch()"),
//!     );
//!     script.enable_row_security("note");
//!     script.create_policy(
//!         "note",
//!         Policy::new("own").for_select().to("web").using("user_id = current_user_id()"),
//!     );
//!     script.create_view(View::new("titles", "SELECT id, title FROM note"));
//! }
//! # let mut script = Script::new(DbBackend::Postgres);
//! # up(&mut script);
//! # assert_eq!(script.statements().len(), 5);
//! # assert_eq!(script.impossibility(), None);
//! ```
//!
//! Names are given as they are and quoted here. Types, bodies, conditions and queries are SQL of the
//! backend; conditions and queries may be sea-query's.

mod domain;
mod dropped;
mod function;
mod grant;
mod on;
mod policy;
#[cfg_attr(
    not(feature = "generate"),
    allow(dead_code, reason = "only what is written is taken apart")
)]
mod read;
#[cfg_attr(
    not(feature = "generate"),
    allow(dead_code, reason = "only some backends have them")
)]
mod rights;
mod sequence;
pub(crate) mod sql;
pub(crate) mod text;
mod trigger;
mod view;

use sea_orm::DatabaseBackend;

use crate::schema::name::Name;

pub use domain::{Domain, DomainAlteration};
pub use dropped::Dropped;
pub use function::Function;
pub use grant::Grant;
pub use on::On;
pub use policy::Policy;
pub use sequence::Sequence;
pub use sql::Sql;
pub use trigger::Trigger;
pub use view::View;

pub(crate) use function::kind as kind_of_function;
#[cfg(feature = "generate")]
pub(crate) use function::{Argument, Clause, type_of};
pub(crate) use on::comment;
#[allow(unused_imports, reason = "only some backends ask for it")]
pub(crate) use policy::create as create_policy;
pub(crate) use read::Cursor;
#[cfg(feature = "generate")]
pub(crate) use read::parts;
#[allow(unused_imports, reason = "only some backends ask for it")]
pub(crate) use sequence::counting;
#[cfg(feature = "generate")]
pub(crate) use trigger::{Event, Timing};
#[allow(unused_imports, reason = "only some backends ask for it")]
pub(crate) use trigger::{altered as altered_trigger, dropped as dropped_trigger};
#[allow(unused_imports, reason = "only some backends ask for it")]
pub(crate) use view::{create as create_view, kind as kind_of_view};

/// The statements of an object on a backend, or a sentence that says why there are none.
pub(crate) type Written = Result<Vec<String>, String>;

/// How people call it.
pub(crate) fn called(backend: DatabaseBackend) -> &'static str {
    match backend {
        DatabaseBackend::Postgres => "PostgreSQL",
        DatabaseBackend::MySql => "MySQL",
        _ => "SQLite",
    }
}

/// Why a backend has no such object.
pub(crate) fn lacks(backend: DatabaseBackend, what: &str, name: &Name) -> String {
    format!(
        "{} has no {what}, such as `{name}`: say it where `script.backend()` is one that has",
        called(backend)
    )
}

/// The statement of an index with what stands before its condition, or at its end.
pub(crate) fn index_with(sql: &str, options: &str, backend: DatabaseBackend) -> String {
    let mut cursor = Cursor::new(sql, backend);
    let before = cursor.until(|it| it.peek().eq_ignore_ascii_case("WHERE"));
    let text = format!("{before} {options} {}", cursor.rest());
    text.trim_end().to_owned()
}

/// The statement of an extension with names that PostgreSQL reads as such: sea-query writes the extension's and the
/// schema's as they are given.
pub(crate) fn extension_named(sql: &str) -> String {
    let before = ["EXISTS ", "EXTENSION "];
    let start = before.iter().find_map(|it| Some(sql.find(it)? + it.len()));
    let (head, rest) = sql.split_at(start.unwrap_or_default());
    let ends = [" CASCADE", " RESTRICT", " VERSION "];
    let end = ends.iter().filter_map(|it| rest.rfind(it)).min();
    let (names, end) = rest.split_at(end.unwrap_or(rest.len()));
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let named = |name: &str| match name.starts_with('"') || name.chars().all(is_plain) {
        true => name.to_owned(),
        false => text::quoted(DatabaseBackend::Postgres, name),
    };
    match names.rsplit_once(" WITH SCHEMA ") {
        Some((name, schema)) => {
            let (name, schema) = (named(name), named(schema));
            format!("{head}{name} WITH SCHEMA {schema}{end}")
        }
        None => format!("{head}{}{end}", named(names)),
    }
}

#[cfg(test)]
mod tests {
    use super::extension_named;

    #[test]
    fn the_name_of_an_extension_is_one_name() {
        for (written, read) in [
            ("CREATE EXTENSION vector", "CREATE EXTENSION vector"),
            (
                "CREATE EXTENSION uuid-ossp",
                r#"CREATE EXTENSION "uuid-ossp""#,
            ),
            (
                "CREATE EXTENSION IF NOT EXISTS uuid-ossp WITH SCHEMA extensions CASCADE",
                r#"CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions CASCADE"#,
            ),
            (
                r#"DROP EXTENSION IF EXISTS "uuid-ossp" CASCADE"#,
                r#"DROP EXTENSION IF EXISTS "uuid-ossp" CASCADE"#,
            ),
            (
                "CREATE EXTENSION vector WITH SCHEMA the \"odd\" one VERSION v0.1 CASCADE",
                "CREATE EXTENSION vector WITH SCHEMA \"the \"\"odd\"\" one\" VERSION v0.1 CASCADE",
            ),
            (
                "DROP EXTENSION uuid-ossp RESTRICT",
                r#"DROP EXTENSION "uuid-ossp" RESTRICT"#,
            ),
        ] {
            assert_eq!(extension_named(written), read);
        }
    }
}
