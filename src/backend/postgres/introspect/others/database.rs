//! What serves a whole database: search, foreign data, event triggers, publications.

use super::super::reading::Reading;
use super::{NO_TEXT, NONE, query};

pub(super) fn search_dictionaries(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE TEXT SEARCH DICTIONARY ' || {} || ' (TEMPLATE = ' || {} || coalesce(', ' || d.dictinitoption, '') || ')'",
        reading.quoted("d.dictnamespace", "d.dictname"),
        reading.visible("ts_template", "m.oid", "m.tmplnamespace", "m.tmplname"),
    );
    let from = format!(
        "pg_ts_dict d JOIN pg_ts_template m ON m.oid = d.dicttemplate WHERE {} AND {}",
        reading.wanted("d.dictnamespace"),
        reading.unowned("pg_ts_dict", "d.oid")
    );
    let name = reading.name("d.dictnamespace", "d.dictname");
    let comment = reading.comment("pg_ts_dict", "d.oid");
    query(
        "text search dictionary",
        &name,
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

pub(super) fn search_configurations(reading: &Reading<'_, '_>) -> String {
    let name = reading.quoted("f.cfgnamespace", "f.cfgname");
    let definition = format!(
        "'CREATE TEXT SEARCH CONFIGURATION ' || {name} || ' (PARSER = ' || {parser} || ')' || \
         coalesce((SELECT string_agg(';' || chr(10) || 'ALTER TEXT SEARCH CONFIGURATION ' || {name} || \
            ' ADD MAPPING FOR ' || quote_ident(token.alias) || ' WITH ' || dictionaries, '' ORDER BY token.tokid) \
            FROM (SELECT maptokentype, string_agg({dictionary}, ', ' ORDER BY mapseqno) AS dictionaries \
                FROM pg_ts_config_map JOIN pg_ts_dict d ON d.oid = mapdict WHERE mapcfg = f.oid GROUP BY maptokentype) m \
            JOIN ts_token_type(f.cfgparser) token ON token.tokid = m.maptokentype), '')",
        parser = reading.visible("ts_parser", "r.oid", "r.prsnamespace", "r.prsname"),
        dictionary = reading.visible("ts_dict", "d.oid", "d.dictnamespace", "d.dictname"),
    );
    let from = format!(
        "pg_ts_config f JOIN pg_ts_parser r ON r.oid = f.cfgparser WHERE {} AND {}",
        reading.wanted("f.cfgnamespace"),
        reading.unowned("pg_ts_config", "f.oid")
    );
    let comment = reading.comment("pg_ts_config", "f.oid");
    let json = reading.name("f.cfgnamespace", "f.cfgname");
    query(
        "text search configuration",
        &json,
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

/// Options of what is foreign, without secrets.
fn foreign_options(array: &str) -> String {
    format!(
        "coalesce((SELECT ' OPTIONS (' || string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') || ')' \
         FROM pg_options_to_table({array}) WHERE option_name NOT LIKE '%pass%'), '')"
    )
}

pub(super) fn wrappers(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) || \
         CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || {} ELSE '' END || \
         CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || {} ELSE '' END || {}",
        reading.function("w.fdwhandler"),
        reading.function("w.fdwvalidator"),
        foreign_options("w.fdwoptions")
    );
    let from = format!(
        "pg_foreign_data_wrapper w WHERE {}",
        reading.unowned("pg_foreign_data_wrapper", "w.oid")
    );
    let comment = reading.comment("pg_foreign_data_wrapper", "w.oid");
    query(
        "foreign data wrapper",
        "to_json(w.fdwname)",
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

pub(super) fn servers(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE SERVER ' || quote_ident(s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || \
         coalesce(' VERSION ' || quote_literal(s.srvversion), '') || ' FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) || {}",
        foreign_options("s.srvoptions")
    );
    let from = format!(
        "pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE {}",
        reading.unowned("pg_foreign_server", "s.oid")
    );
    let comment = reading.comment("pg_foreign_server", "s.oid");
    query(
        "server",
        "to_json(s.srvname)",
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

pub(super) fn foreign_tables(reading: &Reading<'_, '_>) -> String {
    let columns = format!(
        "(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || {} || \
            CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || \
            coalesce((SELECT ' DEFAULT ' || pg_get_expr(adbin, adrelid) FROM pg_attrdef \
                WHERE adrelid = c.oid AND adnum = a.attnum AND a.attgenerated = ''), ''), ', ' ORDER BY a.attnum) \
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)",
        foreign_options("a.attfdwoptions")
    );
    let definition = format!(
        "'CREATE FOREIGN TABLE ' || {} || ' (' || coalesce({columns}, '') || ') SERVER ' || quote_ident(s.srvname) || {}",
        reading.quoted("c.relnamespace", "c.relname"),
        foreign_options("f.ftoptions")
    );
    let from = format!(
        "pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_foreign_server s ON s.oid = f.ftserver \
         WHERE {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let name = reading.name("c.relnamespace", "c.relname");
    let comment = reading.comment("pg_class", "c.oid");
    query(
        "foreign table",
        &name,
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

/// Those that run a function that is here.
pub(super) fn event_triggers(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE EVENT TRIGGER ' || quote_ident(v.evtname) || ' ON ' || v.evtevent || \
         coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ') FROM unnest(v.evttags) tag) || ')', '') || \
         ' EXECUTE FUNCTION ' || {} || '()' || CASE v.evtenabled WHEN 'O' THEN '' ELSE \
         ';' || chr(10) || 'ALTER EVENT TRIGGER ' || quote_ident(v.evtname) || CASE v.evtenabled WHEN 'D' THEN ' DISABLE' \
         WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END END",
        reading.quoted("p.pronamespace", "p.proname")
    );
    let from = format!(
        "pg_event_trigger v JOIN pg_proc p ON p.oid = v.evtfoid WHERE {} AND {}",
        reading.wanted("p.pronamespace"),
        reading.unowned("pg_event_trigger", "v.oid")
    );
    let comment = reading.comment("pg_event_trigger", "v.oid");
    query(
        "event trigger",
        "to_json(v.evtname)",
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

/// Those of all tables, and those of tables that are here.
pub(super) fn publications(reading: &Reading<'_, '_>) -> String {
    let table = reading.quoted("c.relnamespace", "c.relname");
    let filter = match reading.version >= 150_000 {
        true => {
            "coalesce((SELECT ' (' || string_agg(quote_ident(attname), ', ' ORDER BY attnum) || ')' FROM pg_attribute \
                WHERE attrelid = c.oid AND attnum = ANY (l.prattrs::int2[])), '') || \
             coalesce(' WHERE (' || pg_get_expr(l.prqual, c.oid) || ')', '')"
        }
        false => "''",
    };
    let schemas = reading.since(
        15,
        "(SELECT string_agg(quote_ident(nspname), ', ' ORDER BY nspname) FROM pg_publication_namespace \
            JOIN pg_namespace ON pg_namespace.oid = pnnspid WHERE pnpubid = b.oid)",
        "NULL::text",
    );
    let definition = format!(
        "'CREATE PUBLICATION ' || quote_ident(b.pubname) || CASE WHEN b.puballtables THEN ' FOR ALL TABLES' ELSE \
         coalesce(' FOR ' || nullif(concat_ws(', ', 'TABLE ' || (SELECT string_agg({table} || {filter}, ', ' ORDER BY c.relname) \
            FROM pg_publication_rel l JOIN pg_class c ON c.oid = l.prrelid WHERE l.prpubid = b.oid), \
            'TABLES IN SCHEMA ' || {schemas}), ''), '') END || \
         ' WITH (publish = ' || quote_literal(concat_ws(', ', CASE WHEN b.pubinsert THEN 'insert' END, \
            CASE WHEN b.pubupdate THEN 'update' END, CASE WHEN b.pubdelete THEN 'delete' END, \
            CASE WHEN b.pubtruncate THEN 'truncate' END)) || \
         CASE WHEN b.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END || ')'"
    );
    let from = format!(
        "pg_publication b WHERE (b.puballtables OR NOT EXISTS (SELECT FROM pg_publication_rel WHERE prpubid = b.oid) \
            OR EXISTS (SELECT FROM pg_publication_rel JOIN pg_class c ON c.oid = prrelid \
                WHERE prpubid = b.oid AND {})) AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_publication", "b.oid")
    );
    let comment = reading.comment("pg_publication", "b.oid");
    query(
        "publication",
        "to_json(b.pubname)",
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}
