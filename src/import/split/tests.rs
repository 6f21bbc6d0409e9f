#![expect(clippy::expect_used, reason = "a test that cannot go on ends there")]

use sea_orm::DatabaseBackend::{self, MySql, Postgres, Sqlite};

use super::super::section::sections;
use super::Source;

fn split(backend: DatabaseBackend, text: &str) -> Result<Vec<String>, String> {
    let source = Source {
        file: "1.sql",
        text,
        backend,
    };
    let sections = sections("1.sql", text).map_err(|error| error.to_string())?;
    let statements = source.statements(&sections.up);
    let statements = statements.map_err(|error| error.to_string())?;
    Ok(statements.iter().map(|it| it.text.to_owned()).collect())
}

#[track_caller]
fn check(backend: DatabaseBackend, text: &str, expected: &[&str]) {
    assert_eq!(split(backend, text).expect(text), expected, "{text}");
}

#[test]
fn quotes_and_comments_hide_semicolons() {
    for backend in [Postgres, MySql, Sqlite] {
        check(backend, "", &[]);
        check(backend, " ;; -- only\n/* this */ ;", &[]);
        check(backend, "\u{feff}a;\r\nb", &["a", "b"]);
        check(backend, "a 'x;''y;' b; c", &["a 'x;''y;' b", "c"]);
        check(backend, "a \"x;y\"; c;", &["a \"x;y\"", "c"]);
        check(
            backend,
            "a /* ; */ b -- ;\n c; d",
            &["a /* ; */ b -- ;\n c", "d"],
        );
        check(backend, "-- it's\na;", &["a"]);
    }
    check(Postgres, r"a '\'; b", &[r"a '\'", "b"]);
    check(Postgres, r"a E'\'; b'; c", &[r"a E'\'; b'", "c"]);
    check(MySql, r"a '\'; b'; c", &[r"a '\'; b'", "c"]);
    check(
        MySql,
        "a `;` # it's ;\n; b--5;",
        &["a `;` # it's ;", "b--5"].map(|it| it.trim_end_matches(" # it's ;")),
    );
    check(Sqlite, "a [;] `;`; b", &["a [;] `;`", "b"]);
    check(Postgres, "/* a /* ; */ ; */ b; c", &["b", "c"]);
    check(MySql, "/* a /* ; */ b; c", &["b", "c"]);
    check(
        MySql,
        "/*!40101 SET a = 1 */; b",
        &["/*!40101 SET a = 1 */", "b"],
    );
}

#[test]
fn postgres_has_dollars_and_bodies() {
    check(Postgres, "a $$ ; $$; b", &["a $$ ; $$", "b"]);
    check(
        Postgres,
        "a $x$ ; $$ ; $x$; b $1;",
        &["a $x$ ; $$ ; $x$", "b $1"],
    );
    let rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)";
    check(Postgres, &format!("{rule}; c"), &[rule, "c"]);
    let function = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END";
    check(Postgres, &format!("{function}; c"), &[function, "c"]);
    check(
        Postgres,
        "CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION begin(); b",
        &[
            "CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION begin()",
            "b",
        ],
    );
    check(Postgres, "BEGIN; a; COMMIT;", &["BEGIN", "a", "COMMIT"]);
}

#[test]
fn sqlite_has_triggers() {
    let trigger = "CREATE TRIGGER t AFTER UPDATE ON a BEGIN\n UPDATE a SET b = CASE c WHEN 1 THEN 2 END; DELETE FROM d;\nEND";
    check(Sqlite, &format!("{trigger};\nb;"), &[trigger, "b"]);
    check(
        Sqlite,
        "CREATE TABLE trigger_ (a); b",
        &["CREATE TABLE trigger_ (a)", "b"],
    );
}

#[test]
fn mysql_has_routines_and_delimiters() {
    let routine = "CREATE DEFINER=`a`@`%` PROCEDURE p()\nBEGIN\n IF a THEN b; END IF; CASE c WHEN 1 THEN d; END CASE; \
                   WHILE e DO BEGIN f; END; END WHILE; SELECT CASE g WHEN 1 THEN 2 END;\nEND";
    check(MySql, &format!("{routine};\nb;"), &[routine, "b"]);
    check(
        MySql,
        &format!("DELIMITER $$\n{routine}$$\nDELIMITER ;\nb;"),
        &[routine, "b"],
    );
    check(
        MySql,
        &format!("DELIMITER //\n{routine} //\nc//\nDELIMITER ;\nb;"),
        &[routine, "c", "b"],
    );
    let trigger = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1";
    check(MySql, &format!("{trigger}; b"), &[trigger, "b"]);
    let block = "BEGIN NOT ATOMIC a; b; END";
    check(MySql, &format!("{block}; c"), &[block, "c"]);
}

#[test]
fn marks_of_tools_are_obeyed() {
    check(
        Postgres,
        "-- +goose Up\n-- +goose StatementBegin\na; b;\n-- +goose StatementEnd\nc;",
        &["a; b", "c"],
    );
    check(Postgres, "a\n--> statement-breakpoint\nb;", &["a", "b"]);
}

#[test]
fn what_no_server_reads_is_named_by_its_line() {
    for (backend, text, expected) in [
        (
            Postgres,
            "a;\n\\connect b\n",
            "1.sql:2: `\\connect b` is for psql",
        ),
        (
            Postgres,
            "\nCOPY a (b) FROM stdin;\n1\n\\.\n",
            "1.sql:2: `COPY a (b) FROM stdin;` is for psql",
        ),
        (
            Sqlite,
            "\n\n.read a.sql",
            "1.sql:3: `.read a.sql` is for sqlite3",
        ),
        (
            Postgres,
            "a;\n'b",
            "1.sql:2: a text begins there and never ends",
        ),
        (Postgres, "a $$ b", "1.sql:1: a text begins"),
        (Sqlite, "a;\n\n/* b", "1.sql:3: a comment begins"),
        (MySql, "`a", "1.sql:1: a name begins"),
    ] {
        let error = split(backend, text).expect_err(text);
        assert!(error.starts_with(expected), "{error}");
    }
    check(Postgres, "COPY a FROM '/tmp/b'", &["COPY a FROM '/tmp/b'"]);
}

#[test]
fn comments_stand_with_the_statement_behind_them() {
    let text = "-- one\n/* two */ a;\n-- three\nb;";
    let source = Source {
        file: "1.sql",
        text,
        backend: Postgres,
    };
    let sections = sections("1.sql", text).expect("sections");
    let statements = source.statements(&sections.up).expect("statements");
    let comments: Vec<_> = statements.iter().map(|it| it.comments.clone()).collect();
    assert_eq!(comments, [vec!["-- one", "/* two */"], vec!["-- three"]]);
}
