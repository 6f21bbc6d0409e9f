//! What means the same to SQLite, and what does not.

use seaworthy::schema::Schema;

use super::{canonical, read};

/// The canonical form of what statements make.
async fn form(sql: &str) -> Schema {
    canonical(read(sql).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_means_the_same_is_equal() {
    let groups: &[&[&str]] = &[
        // Whole numbers have one size.
        &[
            "CREATE TABLE t (a integer, b text)",
            "CREATE TABLE t (a bigint, b TEXT)",
            "CREATE TABLE t (a INT, b  text)",
            "CREATE TABLE t (a tinyint(1), b \"text\")",
            "CREATE TABLE \"t\" ([a] unsigned big int, `b` Text) -- two",
        ],
        &[
            "CREATE TABLE t (a double)",
            "CREATE TABLE t (a float)",
            "CREATE TABLE t (a REAL)",
            "CREATE TABLE t (a double  precision)",
            "CREATE TABLE t (a real_decimal)",
        ],
        &["CREATE TABLE t (a bool)", "CREATE TABLE t (a BOOLEAN)"],
        &[
            "CREATE TABLE t (a json_text)",
            "CREATE TABLE t (a jsonb_text)",
        ],
        &[
            "CREATE TABLE t (a DECIMAL(10,5))",
            "CREATE TABLE t (a decimal (10, 5))",
        ],
        // A number of the row is never missing, and counts by itself either way.
        &[
            "CREATE TABLE t (id integer NOT NULL PRIMARY KEY AUTOINCREMENT)",
            "CREATE TABLE t (id INTEGER PRIMARY KEY)",
            "CREATE TABLE t (id integer, PRIMARY KEY (id DESC))",
            "CREATE TABLE t (id integer, CONSTRAINT pk PRIMARY KEY (ID AUTOINCREMENT))",
        ],
        &[
            "CREATE TABLE t (id bigint NOT NULL PRIMARY KEY)",
            "CREATE TABLE t (id int NOT NULL PRIMARY KEY)",
        ],
        &[
            "CREATE TABLE t (a text PRIMARY KEY) WITHOUT ROWID",
            "CREATE TABLE t (a text NOT NULL PRIMARY KEY) without rowid",
        ],
        &[
            "CREATE TABLE t (a int, b real, c any, d text, e blob) STRICT",
            "CREATE TABLE t (a INTEGER, b REAL, c ANY, d TEXT, e BLOB) STRICT",
        ],
        // Defaults.
        &[
            "CREATE TABLE t (a boolean DEFAULT FALSE, b integer DEFAULT 1000, c text)",
            "CREATE TABLE t (a boolean DEFAULT 0, b bigint DEFAULT 1e3, c text DEFAULT NULL)",
            "CREATE TABLE t (a boolean DEFAULT 'false', b integer DEFAULT (+1000.0), c text)",
            "CREATE TABLE t (a boolean DEFAULT (false), b integer DEFAULT '1000', c text NULL)",
        ],
        &[
            "CREATE TABLE t (a text DEFAULT CURRENT_TIMESTAMP, b text DEFAULT 'x')",
            "CREATE TABLE t (a text DEFAULT (current_timestamp), b text DEFAULT \"x\")",
            "CREATE TABLE t (a text DEFAULT current_timestamp, b text DEFAULT ('x'))",
        ],
        // Keys.
        &[
            "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p_id REFERENCES p)",
            "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p_id REFERENCES P (ID))",
            "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p_id, CONSTRAINT f FOREIGN KEY \
             (p_id) REFERENCES p (id) ON DELETE NO ACTION MATCH FULL NOT DEFERRABLE)",
            "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p_id CONSTRAINT f REFERENCES p \
             ON UPDATE NO ACTION DEFERRABLE INITIALLY IMMEDIATE)",
        ],
        &[
            "CREATE TABLE t (a UNIQUE, b, UNIQUE (a, b))",
            "CREATE TABLE t (a UNIQUE ON CONFLICT ABORT, b, CONSTRAINT u UNIQUE (A, B))",
            "CREATE TABLE t (a, b, UNIQUE (a), UNIQUE (a, b))",
        ],
        // Expressions.
        &[
            "CREATE TABLE t (a integer CHECK (a > 0), b AS (a + 1))",
            "CREATE TABLE t (a integer, b GENERATED ALWAYS AS ((\"a\"+1)) VIRTUAL, CHECK ([A]>0))",
            "CREATE TABLE t (a integer, b AS (a /* one */ + 1), CHECK ((a > 0)) ON CONFLICT FAIL)",
        ],
        &[
            "CREATE TABLE t (a text COLLATE nocase, b); CREATE INDEX i ON t (a, b) WHERE b IS NOT NULL",
            "CREATE TABLE t (a text COLLATE NOCASE, b COLLATE BINARY); \
             CREATE INDEX \"i\" ON T (A COLLATE NoCase ASC, (b) COLLATE binary) where (\"b\" is not null)",
        ],
        &[
            "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER r AFTER INSERT ON t \
             BEGIN SELECT 1; END",
            "CREATE TABLE t (a, b); CREATE VIEW IF NOT EXISTS v AS SELECT a FROM t -- those\n; \
             CREATE TRIGGER IF NOT EXISTS [r] AFTER INSERT ON t BEGIN SELECT 1; END;",
        ],
        &[
            "CREATE TABLE t (a text PRIMARY KEY) STRICT, WITHOUT ROWID",
            "CREATE TABLE t (a text PRIMARY KEY) without rowid,strict",
        ],
    ];
    for group in groups {
        for other in group.iter().skip(1) {
            super::super::differ(&form(group[0]).await, &form(other).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_mean_the_same_is_not_equal() {
    let all = [
        "CREATE TABLE t (id integer PRIMARY KEY, a)",
        "CREATE TABLE t (id integer, a, PRIMARY KEY (id, a))",
        "CREATE TABLE t (id integer, a, PRIMARY KEY (a, id))",
        "CREATE TABLE t (id integer, a, PRIMARY KEY (a DESC, id))",
        "CREATE TABLE t (id bigint PRIMARY KEY, a)",
        "CREATE TABLE t (id bigint NOT NULL PRIMARY KEY, a)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a)",
        "CREATE TABLE t (id integer PRIMARY KEY, a) WITHOUT ROWID",
        "CREATE TABLE t (id integer PRIMARY KEY, a text) STRICT",
        "CREATE TABLE t (id integer PRIMARY KEY, a text)",
        "CREATE TABLE t (id integer PRIMARY KEY, a blob)",
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(50))",
        "CREATE TABLE t (id integer PRIMARY KEY, a varchar(51))",
        "CREATE TABLE t (id integer PRIMARY KEY, a uuid_text)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL ON CONFLICT IGNORE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT '')",
        "CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT '1')",
        "CREATE TABLE t (id integer PRIMARY KEY, a integer DEFAULT 1)",
        "CREATE TABLE t (id integer PRIMARY KEY, a boolean DEFAULT 1)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT (datetime('now')))",
        "CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT 'datetime(now)')",
        "CREATE TABLE t (id integer PRIMARY KEY, a text COLLATE NOCASE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE ON CONFLICT REPLACE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE UNIQUE INDEX i ON t (a)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (a)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (a DESC)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (a COLLATE NOCASE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (lower(a))",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (a) WHERE a > 'A'",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (a) WHERE a > 'a'",
        "CREATE TABLE t (id integer PRIMARY KEY, a text); CREATE INDEX i ON t (a, id)",
        "CREATE TABLE t (id integer PRIMARY KEY, a text CHECK (a <> ''))",
        "CREATE TABLE t (id integer PRIMARY KEY, a text CONSTRAINT some CHECK (a <> ''))",
        "CREATE TABLE t (id integer PRIMARY KEY, a text AS (id))",
        "CREATE TABLE t (id integer PRIMARY KEY, a text AS (id) STORED)",
        "CREATE TABLE t (id integer PRIMARY KEY, a REFERENCES t)",
        "CREATE TABLE t (id integer PRIMARY KEY, a REFERENCES t ON DELETE CASCADE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a REFERENCES t ON DELETE RESTRICT)",
        "CREATE TABLE t (id integer PRIMARY KEY, a REFERENCES t ON UPDATE CASCADE)",
        "CREATE TABLE t (id integer PRIMARY KEY, a REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE t (id integer PRIMARY KEY, a); CREATE VIEW v AS SELECT a FROM t",
        "CREATE TABLE t (id integer PRIMARY KEY, a); CREATE VIEW v AS SELECT id FROM t",
        "CREATE TABLE t (id integer PRIMARY KEY, a); CREATE VIEW v (x) AS SELECT id FROM t",
    ];
    let mut forms: Vec<(&str, Schema)> = Vec::new();
    for sql in all {
        let form = form(sql).await;
        for (other, known) in &forms {
            assert_ne!(*known, form, "{other}\n{sql}");
        }
        forms.push((sql, form));
    }
}
