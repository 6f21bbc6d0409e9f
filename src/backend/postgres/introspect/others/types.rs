//! Types that no column of the model describes, and collations.

use super::super::reading::Reading;
use super::{NO_TEXT, NONE, query};

pub(super) fn composites(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE TYPE ' || {} || ' AS (' || coalesce({}, '') || ')'",
        reading.quoted("c.relnamespace", "c.relname"),
        attributes()
    );
    let from = format!(
        "pg_class c WHERE c.relkind = 'c' AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let name = reading.name("c.relnamespace", "c.relname");
    let comment = reading.comment("pg_type", "c.reltype");
    query("type", &name, NONE, &definition, NO_TEXT, &comment, &from)
}

/// Columns of a row type `c`, as they are declared.
fn attributes() -> String {
    "(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || \
        coalesce((SELECT ' COLLATE ' || quote_ident(l.collname) FROM pg_collation l JOIN pg_type b ON b.oid = a.atttypid \
            WHERE l.oid = a.attcollation AND l.oid <> b.typcollation), ''), ', ' ORDER BY a.attnum) \
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"
        .to_owned()
}

pub(super) fn ranges(reading: &Reading<'_, '_>) -> String {
    let multirange = "', MULTIRANGE_TYPE_NAME = ' || (SELECT quote_ident(m.typname) FROM pg_type m WHERE m.oid = r.rngmultitypid)";
    let definition = format!(
        "'CREATE TYPE ' || {name} || ' AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL) || \
         coalesce((SELECT ', SUBTYPE_OPCLASS = ' || {class} FROM pg_opclass o WHERE o.oid = r.rngsubopc \
            AND NOT o.opcdefault), '') || \
         coalesce((SELECT ', COLLATION = ' || {collation} FROM pg_collation l JOIN pg_type b ON b.oid = r.rngsubtype \
            WHERE l.oid = r.rngcollation AND l.oid <> b.typcollation), '') || \
         CASE WHEN r.rngcanonical <> 0 THEN ', CANONICAL = ' || {canonical} ELSE '' END || \
         CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || {difference} ELSE '' END || \
         {multirange} || ')'",
        name = reading.quoted("t.typnamespace", "t.typname"),
        canonical = reading.function("r.rngcanonical"),
        difference = reading.function("r.rngsubdiff"),
        class = "quote_ident(o.opcname)",
        collation = "quote_ident(l.collname)",
    );
    let from = format!(
        "pg_range r JOIN pg_type t ON t.oid = r.rngtypid WHERE {} AND {}",
        reading.wanted("t.typnamespace"),
        reading.unowned("pg_type", "t.oid")
    );
    let name = reading.name("t.typnamespace", "t.typname");
    let comment = reading.comment("pg_type", "t.oid");
    query("type", &name, NONE, &definition, NO_TEXT, &comment, &from)
}

/// Written in C, and shells of types that were never finished.
pub(super) fn base_types(reading: &Reading<'_, '_>) -> String {
    let from = format!(
        "pg_type t WHERE (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) \
            OR t.typtype = 'p') AND {} AND {}",
        reading.wanted("t.typnamespace"),
        reading.unowned("pg_type", "t.oid")
    );
    let definition = format!(
        "CASE WHEN NOT t.typisdefined THEN 'CREATE TYPE ' || {} END",
        reading.quoted("t.typnamespace", "t.typname")
    );
    let name = reading.name("t.typnamespace", "t.typname");
    query("type", &name, NONE, &definition, NO_TEXT, NO_TEXT, &from)
}

pub(super) fn collations(reading: &Reading<'_, '_>) -> String {
    let locale = match reading.version {
        170_000.. => "coalesce(l.colllocale, l.collcollate)",
        150_000.. => "coalesce(l.colliculocale, l.collcollate)",
        _ => "l.collcollate::text",
    };
    let rules = reading.since(
        16,
        "coalesce(', RULES = ' || quote_literal(l.collicurules), '')",
        "''",
    );
    let definition = format!(
        "'CREATE COLLATION ' || {} || ' (PROVIDER = ' || CASE l.collprovider WHEN 'i' THEN 'icu' \
            WHEN 'b' THEN 'builtin' ELSE 'libc' END || \
         CASE WHEN l.collprovider = 'c' AND l.collcollate::text <> l.collctype::text \
            THEN ', LC_COLLATE = ' || quote_literal(l.collcollate) || ', LC_CTYPE = ' || quote_literal(l.collctype) \
            ELSE ', LOCALE = ' || quote_literal({locale}) END || \
         CASE WHEN l.collisdeterministic THEN '' ELSE ', DETERMINISTIC = false' END || {rules} || ')'",
        reading.quoted("l.collnamespace", "l.collname"),
    );
    let from = format!(
        "pg_collation l WHERE {} AND {}",
        reading.wanted("l.collnamespace"),
        reading.unowned("pg_collation", "l.oid")
    );
    let name = reading.name("l.collnamespace", "l.collname");
    let comment = reading.comment("pg_collation", "l.oid");
    query(
        "collation",
        &name,
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}
