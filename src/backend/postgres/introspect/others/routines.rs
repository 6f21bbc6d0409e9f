//! Aggregates, operators, their classes, and casts.

use super::super::reading::Reading;
use super::{NO_TEXT, NONE, query};

pub(super) fn aggregates(reading: &Reading<'_, '_>) -> String {
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

pub(super) fn operators(reading: &Reading<'_, '_>) -> String {
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

pub(super) fn operator_classes(reading: &Reading<'_, '_>) -> String {
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
pub(super) fn casts(reading: &Reading<'_, '_>) -> String {
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
