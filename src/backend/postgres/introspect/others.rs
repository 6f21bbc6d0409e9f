//! What is known by its definition alone. Where PostgreSQL has no function for one it is put
//! together here; where that is not possible either, as for what is written in C, it is empty.

use sea_orm::DbErr;
use serde::Deserialize;

use super::super::{FACTS, types};
use super::reading::Reading;
use crate::schema::object::Opaque;

#[derive(Deserialize)]
struct Other {
    #[serde(flatten)]
    opaque: Opaque,
    /// What people wrote about it.
    comment: Option<String>,
}

/// Each of these asks for kind, name, table, definition, arguments and comment.
pub(super) async fn read(reading: &mut Reading<'_, '_>) -> Result<Vec<Opaque>, DbErr> {
    let queries = [
        composites(reading),
        ranges(reading),
        base_types(reading),
        collations(reading),
        aggregates(reading),
        operators(reading),
        operator_classes(reading),
        casts(reading),
        search_dictionaries(reading),
        search_configurations(reading),
        rules(reading),
        statistics(reading),
        wrappers(reading),
        servers(reading),
        foreign_tables(reading),
        event_triggers(reading),
        publications(reading),
        view_defaults(reading),
        comments(reading),
    ];
    let sql = queries.join(" UNION ALL ");
    let others = reading.rows::<Other>(&sql).await?;
    Ok(others.into_iter().map(Other::commented).collect())
}

impl Other {
    /// With the statement that says what people wrote.
    fn commented(self) -> Opaque {
        let mut opaque = self.opaque;
        opaque.definition = types::settled(&opaque.definition);
        if let Some(comment) = self.comment
            && !opaque.definition.is_empty()
        {
            let arguments = opaque.arguments.as_deref().unwrap_or_default();
            let target = match (opaque.kind.as_str(), &opaque.table) {
                ("cast", _) => opaque.name.name.clone(),
                ("aggregate", _) => format!("{}({arguments})", types::named(&opaque.name)),
                ("operator", _) => format!("{}({arguments})", types::operator(&opaque.name)),
                ("operator class", _) => format!("{}{arguments}", types::named(&opaque.name)),
                ("rule", Some(table)) => {
                    format!("{} ON {}", types::named(&opaque.name), types::named(table))
                }
                _ => types::named(&opaque.name),
            };
            let kind = opaque.kind.to_uppercase();
            let comment = FACTS.literal(&comment);
            let sentence = format!(";\nCOMMENT ON {kind} {target} IS {comment}");
            opaque.definition.push_str(&sentence);
        }
        opaque
    }
}

/// One query of the union.
fn query(
    kind: &str,
    name: &str,
    table: &str,
    definition: &str,
    arguments: &str,
    comment: &str,
    from: &str,
) -> String {
    format!(
        "SELECT '{kind}' AS kind, {name} AS name, {table} AS table, coalesce({definition}, '') AS definition, \
         {arguments} AS arguments, {comment} AS comment FROM {from}"
    )
}

const NONE: &str = "NULL::json";
const NO_TEXT: &str = "NULL::text";

/// Columns of a row type `c`, as they are declared.
fn attributes() -> String {
    "(SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || \
        coalesce((SELECT ' COLLATE ' || quote_ident(l.collname) FROM pg_collation l JOIN pg_type b ON b.oid = a.atttypid \
            WHERE l.oid = a.attcollation AND l.oid <> b.typcollation), ''), ', ' ORDER BY a.attnum) \
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"
        .to_owned()
}

fn composites(reading: &Reading<'_, '_>) -> String {
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

fn ranges(reading: &Reading<'_, '_>) -> String {
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
fn base_types(reading: &Reading<'_, '_>) -> String {
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

fn collations(reading: &Reading<'_, '_>) -> String {
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

fn aggregates(reading: &Reading<'_, '_>) -> String {
    let option = |word: &str, column: &str| {
        format!(
            "CASE WHEN a.{column} <> 0 THEN ', {word} = ' || {} ELSE '' END",
            reading.function(&format!("a.{column}"))
        )
    };
    let definition = format!(
        "CASE WHEN NOT EXISTS (SELECT FROM pg_type i WHERE i.oid = a.aggtranstype AND i.typname = 'internal') THEN \
         'CREATE AGGREGATE ' || {name} || '(' || coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*') || ') (SFUNC = ' || \
         {step} || ', STYPE = ' || format_type(a.aggtranstype, NULL) || \
         CASE WHEN a.aggtransspace <> 0 THEN ', SSPACE = ' || a.aggtransspace ELSE '' END || \
         {rest} || {combine} || \
         CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END || \
         CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' \
            WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END ELSE '' END || \
         coalesce(', INITCOND = ' || quote_literal(a.agginitval), '') || \
         CASE WHEN a.aggmtransfn <> 0 THEN ', MSFUNC = ' || {moving} || ', MINVFUNC = ' || {inverse} || \
            ', MSTYPE = ' || format_type(a.aggmtranstype, NULL) || \
            CASE WHEN a.aggmfinalfn <> 0 THEN ', MFINALFUNC = ' || {moving_end} ELSE '' END || \
            coalesce(', MINITCOND = ' || quote_literal(a.aggminitval), '') ELSE '' END || \
         CASE WHEN a.aggsortop <> 0 THEN (SELECT ', SORTOP = OPERATOR(' || {sort} || oprname || ')' \
            FROM pg_operator WHERE oid = a.aggsortop) ELSE '' END || \
         CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END || \
         CASE WHEN a.aggkind = 'h' THEN ', HYPOTHETICAL' ELSE '' END || ')' END",
        name = reading.quoted("p.pronamespace", "p.proname"),
        step = reading.function("a.aggtransfn"),
        moving = reading.function("a.aggmtransfn"),
        inverse = reading.function("a.aggminvtransfn"),
        moving_end = reading.function("a.aggmfinalfn"),
        sort = reading.schema_prefix("oprnamespace"),
        rest = option("FINALFUNC", "aggfinalfn"),
        combine = option("COMBINEFUNC", "aggcombinefn"),
    );
    let from = format!(
        "pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE {} AND {}",
        reading.wanted("p.pronamespace"),
        reading.unowned("pg_proc", "p.oid")
    );
    let name = reading.name("p.pronamespace", "p.proname");
    let arguments = "coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*')";
    let comment = reading.comment("pg_proc", "p.oid");
    query(
        "aggregate",
        &name,
        NONE,
        &definition,
        arguments,
        &comment,
        &from,
    )
}

fn operators(reading: &Reading<'_, '_>) -> String {
    let other = |word: &str, column: &str| {
        format!(
            "coalesce((SELECT ', {word} = OPERATOR(' || {} || x.oprname || ')' FROM pg_operator x WHERE x.oid = o.{column}), '')",
            reading.schema_prefix("x.oprnamespace")
        )
    };
    let definition = format!(
        "CASE WHEN o.oprcode <> 0 THEN 'CREATE OPERATOR ' || {schema} || o.oprname || ' (FUNCTION = ' || {code} || \
         CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || format_type(o.oprleft, NULL) ELSE '' END || \
         CASE WHEN o.oprright <> 0 THEN ', RIGHTARG = ' || format_type(o.oprright, NULL) ELSE '' END || \
         {commutator} || {negator} || \
         CASE WHEN o.oprrest <> 0 THEN ', RESTRICT = ' || {restrict} ELSE '' END || \
         CASE WHEN o.oprjoin <> 0 THEN ', JOIN = ' || {join} ELSE '' END || \
         CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')' END",
        schema = reading.schema_prefix("o.oprnamespace"),
        code = reading.function("o.oprcode"),
        restrict = reading.function("o.oprrest"),
        join = reading.function("o.oprjoin"),
        commutator = other("COMMUTATOR", "oprcom"),
        negator = other("NEGATOR", "oprnegate"),
    );
    let from = format!(
        "pg_operator o WHERE o.oprcode <> 0 AND {} AND {}",
        reading.wanted("o.oprnamespace"),
        reading.unowned("pg_operator", "o.oid")
    );
    let name = reading.name("o.oprnamespace", "o.oprname");
    let arguments = "CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', ' || \
        CASE WHEN o.oprright = 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END";
    let comment = reading.comment("pg_operator", "o.oid");
    query(
        "operator",
        &name,
        NONE,
        &definition,
        arguments,
        &comment,
        &from,
    )
}

fn operator_classes(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE OPERATOR CLASS ' || {name} || CASE WHEN o.opcdefault THEN ' DEFAULT' ELSE '' END || ' FOR TYPE ' || \
         format_type(o.opcintype, NULL) || ' USING ' || quote_ident(am.amname) || ' AS ' || \
         concat_ws(', ', (SELECT string_agg('OPERATOR ' || amopstrategy || ' ' || amopopr::regoperator::text || \
                coalesce((SELECT ' FOR ORDER BY ' || quote_ident(f.opfname) FROM pg_opfamily f WHERE f.oid = amopsortfamily), ''), \
                ', ' ORDER BY amopstrategy, amoplefttype, amoprighttype) \
            FROM pg_amop WHERE amopfamily = o.opcfamily AND (amoplefttype = o.opcintype OR amoprighttype = o.opcintype)), \
         (SELECT string_agg('FUNCTION ' || amprocnum || ' (' || format_type(amproclefttype, NULL) || ', ' || \
                format_type(amprocrighttype, NULL) || ') ' || amproc::regprocedure::text, ', ' ORDER BY amprocnum, amprocrighttype) \
            FROM pg_amproc WHERE amprocfamily = o.opcfamily AND amproclefttype = o.opcintype), \
         CASE WHEN o.opckeytype <> 0 THEN 'STORAGE ' || format_type(o.opckeytype, NULL) END)",
        name = reading.quoted("o.opcnamespace", "o.opcname"),
    );
    let from = format!(
        "pg_opclass o JOIN pg_am am ON am.oid = o.opcmethod WHERE {} AND {}",
        reading.wanted("o.opcnamespace"),
        reading.unowned("pg_opclass", "o.oid")
    );
    let name = reading.name("o.opcnamespace", "o.opcname");
    let arguments = "' USING ' || quote_ident(am.amname)";
    let comment = reading.comment("pg_opclass", "o.oid");
    query(
        "operator class",
        &name,
        NONE,
        &definition,
        arguments,
        &comment,
        &from,
    )
}

/// Casts belong to no schema; those are here whose types or function are.
fn casts(reading: &Reading<'_, '_>) -> String {
    let head = "'(' || format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL) || ')'";
    let definition = format!(
        "'CREATE CAST ' || {head} || CASE k.castmethod WHEN 'f' THEN ' WITH FUNCTION ' || k.castfunc::regprocedure::text \
         WHEN 'i' THEN ' WITH INOUT' ELSE ' WITHOUT FUNCTION' END || \
         CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END"
    );
    let from = format!(
        "pg_cast k JOIN pg_type s ON s.oid = k.castsource JOIN pg_type t ON t.oid = k.casttarget \
         LEFT JOIN pg_proc p ON p.oid = k.castfunc \
         WHERE k.oid >= 16384 AND ({} OR {} OR {}) AND {} \
            AND NOT EXISTS (SELECT FROM pg_range WHERE rngtypid = k.castsource AND rngmultitypid = k.casttarget)",
        reading.wanted("s.typnamespace"),
        reading.wanted("t.typnamespace"),
        reading.wanted("p.pronamespace"),
        reading.unowned("pg_cast", "k.oid")
    );
    let comment = reading.comment("pg_cast", "k.oid");
    query(
        "cast",
        &format!("to_json({head})"),
        NONE,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

fn search_dictionaries(reading: &Reading<'_, '_>) -> String {
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

fn search_configurations(reading: &Reading<'_, '_>) -> String {
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

fn rules(reading: &Reading<'_, '_>) -> String {
    let from = format!(
        "pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_rewrite", "r.oid")
    );
    let definition = format!(
        "rtrim(pg_get_ruledef(r.oid, true), ';') || CASE r.ev_enabled WHEN 'O' THEN '' ELSE \
         ';' || chr(10) || 'ALTER TABLE ' || {} || CASE r.ev_enabled WHEN 'D' THEN ' DISABLE RULE ' \
         WHEN 'A' THEN ' ENABLE ALWAYS RULE ' ELSE ' ENABLE REPLICA RULE ' END || quote_ident(r.rulename) END",
        reading.quoted("c.relnamespace", "c.relname")
    );
    let table = reading.name("c.relnamespace", "c.relname");
    let comment = reading.comment("pg_rewrite", "r.oid");
    query(
        "rule",
        "to_json(r.rulename)",
        &table,
        &definition,
        NO_TEXT,
        &comment,
        &from,
    )
}

fn statistics(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'CREATE STATISTICS ' || {} || substr(pg_get_statisticsobjdef(s.oid), 1 + length(\
         format('CREATE STATISTICS %I.%I', n.nspname, s.stxname)))",
        reading.quoted("s.stxnamespace", "s.stxname")
    );
    let target = format!(
        "CASE WHEN s.stxstattarget >= 0 THEN ';' || chr(10) || 'ALTER STATISTICS ' || {} || ' SET STATISTICS ' || \
         s.stxstattarget ELSE '' END",
        reading.quoted("s.stxnamespace", "s.stxname")
    );
    let from = format!(
        "pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid \
         WHERE {} AND {}",
        reading.wanted("s.stxnamespace"),
        reading.unowned("pg_statistic_ext", "s.oid")
    );
    let name = reading.name("s.stxnamespace", "s.stxname");
    let table = reading.name("c.relnamespace", "c.relname");
    let comment = reading.comment("pg_statistic_ext", "s.oid");
    let definition = format!("{definition} || {target}");
    query(
        "statistics",
        &name,
        &table,
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

fn wrappers(reading: &Reading<'_, '_>) -> String {
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

fn servers(reading: &Reading<'_, '_>) -> String {
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

fn foreign_tables(reading: &Reading<'_, '_>) -> String {
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
fn event_triggers(reading: &Reading<'_, '_>) -> String {
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
fn publications(reading: &Reading<'_, '_>) -> String {
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

/// Columns of views that have a default of their own.
fn view_defaults(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'ALTER VIEW ' || {} || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)",
        reading.quoted("c.relnamespace", "c.relname")
    );
    let from = format!(
        "pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum WHERE c.relkind = 'v' AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let table = reading.name("c.relnamespace", "c.relname");
    query(
        "default",
        "to_json(a.attname)",
        &table,
        &definition,
        NO_TEXT,
        NO_TEXT,
        &from,
    )
}

/// What people wrote about columns of views and of row types.
fn comments(reading: &Reading<'_, '_>) -> String {
    let definition = format!(
        "'COMMENT ON COLUMN ' || {} || '.' || quote_ident(a.attname) || ' IS ' || quote_literal(d.description)",
        reading.quoted("c.relnamespace", "c.relname")
    );
    let from = format!(
        "pg_description d JOIN pg_class c ON c.oid = d.objoid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid \
         WHERE d.classoid = 'pg_class'::regclass AND d.objsubid > 0 AND c.relkind IN ('v', 'm', 'c', 'f') AND {} AND {}",
        reading.wanted("c.relnamespace"),
        reading.unowned("pg_class", "c.oid")
    );
    let table = reading.name("c.relnamespace", "c.relname");
    query(
        "comment",
        "to_json(a.attname)",
        &table,
        &definition,
        NO_TEXT,
        NO_TEXT,
        &from,
    )
}
