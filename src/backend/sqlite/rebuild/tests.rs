#![expect(clippy::expect_used, reason = "a test that cannot go on ends there")]

use super::{Work, work};
use crate::backend::sqlite::ddl;
use crate::migration::rebuild::{Rebuild, TableEdit};
use crate::schema::Schema;

fn column(name: &str, definition: &str) -> TableEdit {
    TableEdit::Column {
        name: name.to_owned(),
        definition: definition.to_owned(),
        using: None,
    }
}

fn using(name: &str, definition: &str, using: &str) -> TableEdit {
    TableEdit::Column {
        name: name.to_owned(),
        definition: definition.to_owned(),
        using: Some(using.to_owned()),
    }
}

fn planned(sql: &str, edits: &[TableEdit]) -> Result<Work, String> {
    let table = ddl::table(sql).expect("a table");
    let rebuild = Rebuild {
        table: table.name.name.clone(),
        edits: edits.to_vec(),
    };
    let schema = Schema {
        tables: vec![table],
        ..Schema::default()
    };
    work(&schema, &rebuild)
}

/// The new table and what fills it.
fn made(sql: &str, edits: &[TableEdit]) -> (String, String) {
    let work = planned(sql, edits).expect("it can be made");
    let create = work.statements[1].split_once('(').expect("a table").1;
    let create: Vec<&str> = create.split_whitespace().collect();
    let copy = work.statements[2]
        .strip_prefix("INSERT INTO \"seaworthy_rebuild_of_t\" ")
        .expect("a copy");
    (create.join(" "), copy.to_owned())
}

fn refused(sql: &str, edits: &[TableEdit]) -> String {
    planned(sql, edits).expect_err("it cannot be made")
}

#[test]
fn a_column_is_what_its_definition_says_and_its_values_are_cast_where_that_matters() {
    let (create, copy) = made(
        "CREATE TABLE t (id integer PRIMARY KEY, A text DEFAULT 'x' COLLATE nocase, b varchar(5))",
        &[
            column("a", "\"a\" integer NOT NULL DEFAULT 3"),
            column("b", "\"b\" text"),
        ],
    );
    assert_eq!(
        create,
        "\"id\" integer PRIMARY KEY, \"A\" integer NOT NULL DEFAULT 3 COLLATE \"nocase\", \"b\" text )"
    );
    assert_eq!(
        copy,
        "(\"id\", \"A\", \"b\") SELECT \"id\", CAST(\"A\" AS integer), \"b\" FROM \"t\""
    );
}

#[test]
fn an_expression_takes_the_place_of_the_cast() {
    let edits = [using("a", "\"a\" integer", "length(a)")];
    let (_, copy) = made("CREATE TABLE t (a text PRIMARY KEY) WITHOUT ROWID", &edits);
    assert_eq!(copy, "(\"a\") SELECT (length(a)) FROM \"t\"");
}

#[test]
fn a_cast_to_a_number_asks_before_whether_the_values_are_some() {
    let sql = "CREATE TABLE t (a text, b real)";
    let work = planned(sql, &[column("a", "a integer"), column("b", "b text")]).expect("made");
    assert_eq!(
        work.questions,
        [(
            "SELECT CAST(count(*) AS text) FROM \"t\" WHERE CAST(\"a\" AS integer) <> \"a\""
                .to_owned(),
            "`t`.`a` has values that are none of type `integer`".to_owned()
        )]
    );
}

#[test]
fn generated_columns_are_not_copied_and_rows_keep_their_hidden_numbers() {
    let (create, copy) = made(
        "CREATE TABLE t (a text, b AS (a || 'x') STORED, c text AS (b))",
        &[column("a", "a text NOT NULL")],
    );
    assert_eq!(
        create,
        "\"a\" text NOT NULL, \"b\" GENERATED ALWAYS AS (a || 'x') STORED, \
         \"c\" text GENERATED ALWAYS AS (b) VIRTUAL )"
    );
    assert_eq!(copy, "(rowid, \"a\") SELECT rowid, \"a\" FROM \"t\"");
}

#[test]
fn the_next_number_of_a_counting_key_is_kept() {
    let sql = "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, a text)";
    let work = planned(sql, &[column("a", "a varchar")]).expect("made");
    assert!(work.statements[1].contains("PRIMARY KEY AUTOINCREMENT"));
    assert_eq!(
        work.statements[3..5],
        [
            "DELETE FROM sqlite_sequence WHERE name = 'seaworthy_rebuild_of_t'",
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'seaworthy_rebuild_of_t', seq \
             FROM sqlite_sequence WHERE name = 't'"
        ]
    );
}

#[test]
fn a_key_that_is_the_number_of_the_row_stays_it_while_it_is_whole() {
    let sql = "CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT)";
    let (create, _) = made(sql, &[column("id", "id smallint NOT NULL")]);
    assert_eq!(
        create,
        "\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT )"
    );
    let (create, _) = made(sql, &[column("id", "id uuid_text")]);
    assert_eq!(create, "\"id\" uuid_text NOT NULL PRIMARY KEY )");
    let work = planned(sql, &[column("id", "id uuid_text")]).expect("made");
    assert!(
        !work
            .statements
            .iter()
            .any(|sql| sql.contains("sqlite_sequence"))
    );
    let (create, _) = made(
        "CREATE TABLE t (id integer PRIMARY KEY)",
        &[column("id", "id smallint")],
    );
    assert_eq!(create, "\"id\" integer NOT NULL PRIMARY KEY )");
}

#[test]
fn constraints_come_and_go() {
    let name = |name: &str| name.to_owned();
    let columns = |columns: &[&str]| -> Vec<String> {
        columns.iter().map(|name| (*name).to_owned()).collect()
    };
    let (create, _) = made(
        "CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE, b text REFERENCES p, CONSTRAINT k CHECK (a > ''), UNIQUE (a, b))",
        &[
            TableEdit::DropUnique {
                name: name("of_a"),
                columns: columns(&["A"]),
            },
            TableEdit::DropUnique {
                name: name("of_both"),
                columns: columns(&["b", "a"]),
            },
            TableEdit::DropCheck { name: name("K") },
            TableEdit::DropForeignKey {
                name: name("t_b"),
                columns: columns(&["b"]),
            },
            TableEdit::DropPrimaryKey,
            TableEdit::AddUnique {
                name: name("u"),
                columns: columns(&["B"]),
            },
            TableEdit::AddCheck {
                name: name("c"),
                expression: name("b <> ')'"),
            },
            TableEdit::AddForeignKey {
                name: Some(name("f")),
                definition: name("FOREIGN KEY (\"a\") REFERENCES \"p\" (\"x\") ON DELETE CASCADE"),
            },
            TableEdit::AddPrimaryKey {
                columns: columns(&["id", "a"]),
            },
        ],
    );
    assert_eq!(
        create,
        "\"id\" integer NOT NULL, \"a\" text NOT NULL, \"b\" text, PRIMARY KEY (\"id\", \"a\"), \
         CONSTRAINT \"u\" UNIQUE (\"b\"), CONSTRAINT \"c\" CHECK (b <> ')'), \
         CONSTRAINT \"f\" FOREIGN KEY (\"a\") REFERENCES \"p\" (\"x\") ON DELETE CASCADE )"
    );
}

#[test]
fn what_is_not_there_is_not_dropped() {
    let sql = "CREATE TABLE t (a text, b text UNIQUE)";
    let text = |text: &str| text.to_owned();
    let (name, columns) = (text("n"), vec![text("a")]);
    let refused = |edit: TableEdit| refused(sql, &[edit]);
    assert_eq!(refused(column("x", "x text")), "`t` has no column `x`");
    assert_eq!(
        refused(TableEdit::DropUnique {
            name: name.clone(),
            columns: columns.clone()
        }),
        "`t` has no unique constraint `n` (a)"
    );
    assert_eq!(
        refused(TableEdit::DropForeignKey {
            name: name.clone(),
            columns
        }),
        "`t` has no foreign key `n` (a)"
    );
    assert_eq!(
        refused(TableEdit::DropCheck { name: name.clone() }),
        "`t` has no check `n`"
    );
    assert_eq!(refused(TableEdit::DropPrimaryKey), "`t` has no primary key");
    let to = text("m");
    assert_eq!(
        refused(TableEdit::RenameIndex { from: name, to }),
        "`t` has no index `n`"
    );
}

#[test]
fn a_key_or_a_check_is_no_part_of_another_definition() {
    let refused = refused(
        "CREATE TABLE t (a text)",
        &[column("a", "a text CHECK (a > '')")],
    );
    assert_eq!(
        refused,
        "`a text CHECK (a > '')` says a key or a check, which a column cannot be given so"
    );
}
