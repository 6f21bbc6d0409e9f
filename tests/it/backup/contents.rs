//! Databases with everything in them that a backup could lose, and all that they hold as text.

use seaworthy::sea_orm::DatabaseConnection;

use crate::support::{TestDatabase, Which, run, texts};

/// All 256 bytes as hexadecimal digits.
fn all_bytes() -> String {
    (0..=255).map(|byte| format!("{byte:02X}")).collect()
}

const SQLITE: &[&str] = &[
    "PRAGMA application_id = 1399153518",
    "PRAGMA user_version = 77",
    "CREATE TABLE parent (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL DEFAULT 'x''y')",
    "INSERT INTO parent VALUES (7, ''), (9, 'Zoë ✓ 🦀'), (40, 'gone')",
    "DELETE FROM parent WHERE id = 40",
    "CREATE TABLE \"order \"\"x\"\" 'y' größe\" (\"select\" text, \"ä\" blob, parent_id integer REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO \"order \"\"x\"\" 'y' größe\" VALUES (NULL, x'ALLBYTES', 7), ('', x'', NULL), ('a' || char(10) || char(13) || char(9) || '\\n''\"`', zeroblob(70000), 9)",
    "CREATE TABLE \"values\" (i, r real, g integer GENERATED ALWAYS AS (i * 2) VIRTUAL, s text GENERATED ALWAYS AS (i || '!') STORED, CHECK (i IS NULL OR i > -10))",
    "INSERT INTO \"values\" (i, r) VALUES (9223372036854775807, 0.1), (1, 1e308), (2, -4.9e-324), (3, 9e999), (NULL, NULL)",
    "DELETE FROM \"values\" WHERE i = 1",
    "CREATE TABLE without_rowid (a text, b integer, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "INSERT INTO without_rowid VALUES ('a', 1), ('A', 2)",
    "CREATE TABLE bare (id integer)",
    "CREATE UNIQUE INDEX part ON parent (name COLLATE NOCASE) WHERE name <> ''",
    "CREATE VIEW \"the view\" AS SELECT id FROM parent",
    "CREATE TRIGGER t AFTER INSERT ON parent BEGIN INSERT INTO bare VALUES (new.id); END",
    "CREATE VIRTUAL TABLE search USING fts5 (body)",
    "INSERT INTO search VALUES ('the quick brown fox')",
];

const POSTGRES: &[&str] = &[
    "CREATE TYPE mood AS ENUM ('good', 'b''ad')",
    "CREATE DOMAIN word AS text CHECK (VALUE <> 'no')",
    "CREATE EXTENSION pg_trgm",
    "CREATE FUNCTION stamp () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := NEW.name || '!'; RETURN NEW; END $$",
    "CREATE TABLE parent (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'x''y')",
    "INSERT INTO parent VALUES (7, ''), (9, 'Zoë ✓ 🦀')",
    "SELECT setval('parent_id_seq', 41)",
    "CREATE TABLE \"order \"\"x\"\" 'y' größe\" (\"select\" text, \"ä\" bytea, parent_id integer REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO \"order \"\"x\"\" 'y' größe\" VALUES (NULL, '\\xALLBYTES', 7), ('', '', NULL), (E'a\\n\\r\\t\\\\n\\\\.''\"`', decode(repeat('00ff', 70000), 'hex'), 9)",
    "CREATE TABLE \"values\" (id bigint GENERATED ALWAYS AS IDENTITY, s smallint, b bigint, n numeric, r real, d double precision, m money, t boolean, \
     c char(5), v varchar(3), ts timestamp, tz timestamptz, dt date, ti time, tt timetz, iv interval, u uuid, j json, jb jsonb, x xml, ip inet, ci cidr, ma macaddr, \
     bi bit(5), vb bit varying, p point, po polygon, ir int4range, a integer[], ta text[][], w word, mo mood, ve tsvector, o oid, pair parent, \
     g integer GENERATED ALWAYS AS (s * 2) STORED)",
    "INSERT INTO \"values\" (s, b, n, r, d, m, t, c, v, ts, tz, dt, ti, tt, iv, u, j, jb, x, ip, ci, ma, bi, vb, p, po, ir, a, ta, w, mo, ve, o, pair) VALUES \
     (-32768, 9223372036854775807, 'NaN', 1.2345679, 0.1, '12.34', true, 'ab', 'äöü', 'infinity', '2026-01-31 12:00:00.123456+05', '0044-03-15 BC', '23:59:59.999999', \
     '12:00:00+02', '1 year -3 days 04:05:06.7', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{\"b\":1,  \"a\":[null]}', '{\"b\": 1, \"a\": 1e2}', '<a>&amp;</a>', '::1/64', '10.0.0.0/8', \
     '08:00:2b:01:02:03', B'10101', B'', '(1,2)', '((0,0),(1,1.5),(2,0))', '[1,5)', '{1,NULL,3}', '{{a,\"b\\\"c\"},{\"\",\"NULL\"}}', 'yes', 'b''ad', 'a:1 b:2', 4294967295, (7, 'x, \"y\"')), \
     (NULL, NULL, 1e-400, 'Infinity', '-0', NULL, NULL, NULL, '', '-infinity', NULL, NULL, NULL, NULL, NULL, NULL, 'null', 'null', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'empty', '{}', NULL, NULL, NULL, NULL, NULL, NULL)",
    "CREATE TABLE bare (id integer)",
    "CREATE UNIQUE INDEX part ON parent (lower(name)) WHERE name <> ''",
    "CREATE INDEX similar_names ON parent USING gin (name gin_trgm_ops)",
    "CREATE TABLE split (id integer, y integer) PARTITION BY LIST (y)",
    "CREATE TABLE split_1 PARTITION OF split FOR VALUES IN (1)",
    "INSERT INTO split VALUES (1, 1)",
    "CREATE VIEW \"the view\" AS SELECT id FROM parent",
    "CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS parents FROM parent",
    "CREATE TRIGGER t BEFORE UPDATE ON parent FOR EACH ROW EXECUTE FUNCTION stamp ()",
    "ALTER TABLE bare ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY p ON bare USING (id > 1)",
    "COMMENT ON TABLE bare IS 'it''s empty'",
    "CREATE SCHEMA \"other schema\"",
    "CREATE TABLE \"other schema\".t (id integer)",
    "INSERT INTO \"other schema\".t VALUES (5)",
    "SELECT lo_from_bytea(4242, '\\xALLBYTES')",
];

const MYSQL: &[&str] = &[
    "CREATE TABLE parent (id integer NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL DEFAULT 'x''y', KEY (name(3)))",
    "INSERT INTO parent VALUES (7, ''), (9, 'Zoë ✓ 🦀')",
    "ALTER TABLE parent AUTO_INCREMENT = 42",
    "CREATE TABLE `order \"x\" 'y' ``größe` (`select` text, `ä` longblob, parent_id integer, CONSTRAINT `fk ``x` FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO `order \"x\" 'y' ``größe` VALUES (NULL, x'ALLBYTES', 7), ('', '', NULL), ('a\\n\\r\\t\\\\n\\'\"`\\0\\Z', repeat(x'00ff', 70000), 9)",
    "CREATE TABLE `values` (s smallint, b bigint unsigned, n decimal(65,30), f float, d double, t boolean, c char(5), v varchar(3) CHARACTER SET latin1, ts timestamp(6) NULL, dt datetime(6), da date, ti time(6), \
     y year, bi bit(9), vb varbinary(10), fb binary(4), e enum('a','b''c','') , se set('x','y'), j json, p point, tx mediumtext COLLATE utf8mb4_bin, \
     g integer GENERATED ALWAYS AS (s * 2) STORED, gv varchar(20) GENERATED ALWAYS AS (concat(v, '!')) VIRTUAL, CHECK (s IS NULL OR s > -40000))",
    "INSERT INTO `values` (s, b, n, f, d, t, c, v, ts, dt, da, ti, y, bi, vb, fb, e, se, j, p, tx) VALUES \
     (-32768, 18446744073709551615, 12345678901234567890123456789012345.123456789012345678901234567890, 1.5, 0.1, true, 'ab', 'äöü', '2026-01-31 12:00:00.123456', '9999-12-31 23:59:59.999999', '1000-01-01', '-838:59:58.999999', \
     2155, b'101010101', x'00ff0a1a5c27', x'01', 'b''c', 'x,y', '{\"b\": 1, \"a\": [null, \"\\\\\\\\n\"]}', point(1.5, -2), '\\\\N'), \
     (NULL, 0, NULL, -0.0, 1.7976931348623157e308, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, '', '', NULL, NULL, 'NULL')",
    "CREATE TABLE bare (id integer) COMMENT 'it''s empty'",
    "CREATE VIEW `the view` AS SELECT id FROM parent",
    "CREATE TRIGGER t BEFORE UPDATE ON parent FOR EACH ROW BEGIN SET NEW.name = concat(NEW.name, '!'); SET @a = ';'; END",
    "CREATE FUNCTION f (x integer) RETURNS integer DETERMINISTIC BEGIN DECLARE y integer; SET y = x + 1; RETURN y; END",
    "CREATE PROCEDURE `p '` () SELECT 'ä'",
    "CREATE EVENT later ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM bare",
];

/// Fills an empty database.
pub(super) async fn fill(database: &TestDatabase, db: &DatabaseConnection) {
    let statements = match database.which {
        Which::Sqlite => SQLITE,
        Which::Postgres => POSTGRES,
        Which::MySql => MYSQL,
    };
    for statement in statements {
        run(db, &statement.replace("ALLBYTES", &all_bytes())).await;
    }
    let mut settings = Vec::new();
    if database.which == Which::MySql && texts(db, "SELECT version()").await[0].contains("MariaDB")
    {
        settings.extend([
            "CREATE SEQUENCE counter START 5",
            "DO nextval(counter)",
            "CREATE TABLE versioned (id integer PRIMARY KEY, x integer) WITH SYSTEM VERSIONING",
            "INSERT INTO versioned VALUES (1, 1)",
            "UPDATE versioned SET x = 2",
        ]);
    }
    for statement in settings {
        run(db, statement).await;
    }
}

/// Everything that a database holds: definitions, then each row of each table.
pub(super) async fn contents(which: Which, db: &DatabaseConnection) -> Vec<String> {
    match which {
        Which::Sqlite => sqlite(db).await,
        Which::Postgres => postgres(db).await,
        Which::MySql => mysql(db).await,
    }
}

async fn sqlite(db: &DatabaseConnection) -> Vec<String> {
    let mut found = texts(
        db,
        "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name",
    )
    .await;
    for pragma in [
        "application_id",
        "user_version",
        "page_size",
        "encoding",
        "auto_vacuum",
        "journal_mode",
    ] {
        let value = texts(
            db,
            &format!("SELECT CAST({pragma} AS text) FROM pragma_{pragma}"),
        )
        .await;
        found.push(format!("{pragma} {value:?}"));
    }
    let tables = texts(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    )
    .await;
    for table in tables {
        let literal = table.replace('\'', "''");
        let columns = texts(
            db,
            &format!(
                "SELECT group_concat('typeof(\"' || name || '\") || quote(\"' || name || '\")', ' || ''|'' || ') FROM pragma_table_xinfo('{literal}') WHERE hidden IN (0, 2, 3)"
            ),
        )
        .await;
        let rowid = if table.starts_with("without")
            || table.ends_with("_idx")
            || table.ends_with("_config")
        {
            "''"
        } else {
            "rowid"
        };
        let sql = format!(
            "SELECT {rowid} || ' ' || {} FROM \"{}\" ORDER BY 1",
            columns[0],
            table.replace('"', "\"\"")
        );
        let rows = texts(db, &sql).await;
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    found
}

async fn postgres(db: &DatabaseConnection) -> Vec<String> {
    let here = "nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";
    let definitions = format!(
        "SELECT definition FROM (
        SELECT format('column %I.%I.%I %s %s %s %s %s', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated, attidentity, pg_get_expr(adbin, adrelid)) AS definition
          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE {here} AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT format('relation %I.%I %s %s %s %s', nspname, relname, relkind, relrowsecurity, obj_description(c.oid, 'pg_class'), pg_get_userbyid(relowner)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE {here}
        UNION ALL SELECT indexdef FROM pg_indexes JOIN pg_namespace ON nspname = schemaname WHERE {here}
        UNION ALL SELECT format('constraint %I %s', conname, pg_get_constraintdef(c.oid)) FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace WHERE {here}
        UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT tgisinternal
        UNION ALL SELECT format('view %I %s', viewname, definition) FROM pg_views JOIN pg_namespace ON nspname = schemaname WHERE {here}
        UNION ALL SELECT format('view %I %s', matviewname, definition) FROM pg_matviews
        UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE {here} AND prokind <> 'a'
        UNION ALL SELECT format('sequence %s', s::text) FROM pg_sequences s
        UNION ALL SELECT format('policy %s', p::text) FROM pg_policies p
        UNION ALL SELECT format('enum %s %s', enumtypid::regtype, enumlabel) FROM pg_enum
        UNION ALL SELECT format('extension %s %s', extname, extversion) FROM pg_extension
        UNION ALL SELECT format('large object %s %s', oid, lo_get(oid)) FROM pg_largeobject_metadata
        ) d ORDER BY definition COLLATE \"C\""
    );
    let mut found = texts(db, &definitions).await;
    let tables = format!(
        "SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'm') AND {here} ORDER BY 1"
    );
    for table in texts(db, &tables).await {
        let sql =
            format!("SELECT row_of::text FROM {table} row_of ORDER BY row_of::text COLLATE \"C\"");
        let rows = texts(db, &sql).await;
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    found
}

async fn mysql(db: &DatabaseConnection) -> Vec<String> {
    use seaworthy::sea_orm::TryGetable;
    let mut found = Vec::new();
    let tables = texts(
        db,
        "SELECT CAST(concat(table_type, ' ', table_name) AS char) FROM information_schema.tables WHERE table_schema = database() ORDER BY 1",
    )
    .await;
    let show = async |what: &str, name: &str, column: usize| {
        let quoted = name.replace('`', "``");
        let rows = crate::support::rows(db, &format!("SHOW CREATE {what} `{quoted}`")).await;
        String::try_get_by(&rows[0], column).expect("a definition")
    };
    for table in tables {
        if let Some(view) = table.strip_prefix("VIEW ") {
            // It names the database.
            let definition = show("VIEW", view, 1).await;
            found.push(
                definition
                    .split(" VIEW ")
                    .last()
                    .unwrap_or_default()
                    .to_owned(),
            );
            continue;
        }
        let name = table
            .split_once("TABLE ")
            .or(table.split_once("VERSIONED "))
            .or(table.split_once("SEQUENCE "));
        let name = name.expect("a kind").1;
        let quoted = name.replace('`', "``");
        let literal = name.replace('\'', "''");
        // MySQL names the set of characters only where a statement did.
        let definition = show("TABLE", name, 1).await;
        found.push(definition.replace(" CHARACTER SET utf8mb4 COLLATE", " COLLATE"));
        if table.starts_with("SEQUENCE") {
            continue;
        }
        let columns = texts(
            db,
            &format!(
                "SELECT CAST(group_concat(concat('coalesce(hex(cast(`', replace(column_name, '`', '``'), '` AS binary)), ''NULL'')') ORDER BY ordinal_position SEPARATOR ', ') AS char) \
                 FROM information_schema.columns WHERE table_schema = database() AND table_name = '{literal}'"
            ),
        )
        .await;
        let history = if table.contains("VERSIONED") {
            " FOR SYSTEM_TIME ALL"
        } else {
            ""
        };
        let sql = format!(
            "SELECT CAST(concat_ws(' ', {}) AS char) FROM `{quoted}`{history}",
            columns[0]
        );
        let mut rows = texts(db, &sql).await;
        // Some are longer than what MySQL sorts with.
        rows.sort();
        found.extend(rows.into_iter().map(|row| format!("{name}: {row}")));
    }
    for (what, from, column) in [
        (
            "FUNCTION",
            "SELECT CAST(routine_name AS char) FROM information_schema.routines WHERE routine_schema = database() AND routine_type = 'FUNCTION' ORDER BY 1",
            2,
        ),
        (
            "PROCEDURE",
            "SELECT CAST(routine_name AS char) FROM information_schema.routines WHERE routine_schema = database() AND routine_type = 'PROCEDURE' ORDER BY 1",
            2,
        ),
        (
            "TRIGGER",
            "SELECT CAST(trigger_name AS char) FROM information_schema.triggers WHERE trigger_schema = database() ORDER BY 1",
            2,
        ),
        (
            "EVENT",
            "SELECT CAST(event_name AS char) FROM information_schema.events WHERE event_schema = database() ORDER BY 1",
            3,
        ),
    ] {
        for name in texts(db, from).await {
            found.push(show(what, &name, column).await);
        }
    }
    found
}
