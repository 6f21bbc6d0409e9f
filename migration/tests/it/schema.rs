//! What a database's own catalog says of its schema, as lines that can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use seaworthy::sea_orm::DatabaseConnection;

use crate::support::{TestDatabase, Which, rows};

/// Each line is a table's name, a kind (`column`, `index`, `foreign key`, `check`, ...), a name
/// that only exists to be referred to, and a text.
const POSTGRES: [&str; 4] = [
    "SELECT c.relname::text, 'column', '', a.attname || ' ' \
        || format_type(a.atttypid, a.atttypmod) \
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE ' NULL' END \
        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') \
        || CASE WHEN a.attidentity = '' THEN '' ELSE ' IDENTITY ' || a.attidentity::text END \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace \
        AND a.attnum > 0 AND NOT a.attisdropped \
     ORDER BY c.relname, a.attnum",
    "SELECT c.relname::text, CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' \
        WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'constraint' END, \
        k.conname::text, pg_get_constraintdef(k.oid) \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
     WHERE k.connamespace = current_schema()::regnamespace AND k.contype <> 'n' \
     ORDER BY 1, 2, 4, 3",
    "SELECT tablename::text, 'index', indexname::text, \
        replace(indexdef, ' ' || quote_ident(indexname) || ' ON ', ' ON ') \
     FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 4, 3",
    "SELECT relname::text, 'other', '', relkind::text FROM pg_class \
     WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('r', 'i') \
     UNION ALL SELECT typname::text, 'other', '', 'type' FROM pg_type \
     WHERE typnamespace = current_schema()::regnamespace AND typtype = 'e' ORDER BY 1",
];

const MYSQL: [&str; 5] = [
    "SELECT table_name, 'column', '', concat_ws(' ', column_name, column_type, \
        if(is_nullable = 'YES', 'NULL', 'NOT NULL'), concat('DEFAULT ', column_default), extra, \
        collation_name) \
     FROM information_schema.columns WHERE table_schema = database() \
     ORDER BY table_name, ordinal_position",
    "SELECT table_name, 'index', index_name, concat(if(non_unique, '', 'UNIQUE '), \
        if(index_name = 'PRIMARY', 'PRIMARY ', ''), index_type, ' ', \
        group_concat(column_name, coalesce(sub_part, '') ORDER BY seq_in_index)) \
     FROM information_schema.statistics WHERE table_schema = database() \
     GROUP BY table_name, index_name, non_unique, index_type ORDER BY 1, 4, 3",
    "SELECT k.table_name, 'foreign key', k.constraint_name, concat( \
        group_concat(k.column_name ORDER BY k.ordinal_position), ' REFERENCES ', \
        r.referenced_table_name, ' ', \
        group_concat(k.referenced_column_name ORDER BY k.ordinal_position), \
        ' ON DELETE ', r.delete_rule, ' ON UPDATE ', r.update_rule) \
     FROM information_schema.key_column_usage k \
     JOIN information_schema.referential_constraints r \
        ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
        AND r.table_name = k.table_name \
     WHERE k.table_schema = database() \
     GROUP BY k.table_name, k.constraint_name, r.referenced_table_name, r.delete_rule, \
        r.update_rule ORDER BY 1, 4, 3",
    "SELECT t.table_name, 'check', t.constraint_name, c.check_clause \
     FROM information_schema.check_constraints c \
     JOIN information_schema.table_constraints t \
        ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name \
     WHERE t.table_schema = database() AND t.constraint_type = 'CHECK' ORDER BY 1, 4, 3",
    "SELECT table_name, 'other', '', table_type FROM information_schema.tables \
     WHERE table_schema = database() AND table_type <> 'BASE TABLE' ORDER BY 1",
];

const SQLITE: [&str; 4] = [
    "SELECT m.name, 'column', '', p.name || ' ' || lower(p.type) \
        || CASE WHEN p.\"notnull\" THEN ' NOT NULL' ELSE ' NULL' END \
        || coalesce(' DEFAULT ' || p.dflt_value, '') || ' pk ' || p.pk || ' hidden ' || p.hidden \
     FROM sqlite_master m JOIN pragma_table_xinfo(m.name) p \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid",
    "SELECT m.name, 'index', l.name, CASE WHEN l.\"unique\" THEN 'UNIQUE ' ELSE '' END \
        || l.origin || ' partial ' || l.partial || ' ' \
        || (SELECT group_concat(coalesce(name, '') || CASE WHEN \"desc\" THEN ' DESC' ELSE '' END) \
            FROM pragma_index_xinfo(l.name) WHERE \"key\") \
     FROM sqlite_master m JOIN pragma_index_list(m.name) l \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 4, 3",
    "SELECT m.name, 'foreign key', '', f.\"from\" || ' REFERENCES ' || f.\"table\" || ' ' \
        || coalesce(f.\"to\", '') || ' ON DELETE ' || f.on_delete || ' ON UPDATE ' || f.on_update \
        || ' part ' || f.seq \
     FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' \
     ORDER BY 1, 4",
    "SELECT tbl_name, 'text', name, sql FROM sqlite_master \
     WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY 1, 3",
];

/// One thing of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    table: String,
    kind: String,
    name: String,
    text: String,
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            table,
            kind,
            name,
            text,
        } = self;
        write!(formatter, "{table} | {kind} | {name} | {text}")
    }
}

/// All tables, columns in order, keys, indexes and checks of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Schema(Vec<Line>);

impl Schema {
    /// Of everything but the ledger and the journal.
    pub(crate) async fn of(database: &TestDatabase, db: &DatabaseConnection) -> Self {
        let mut schema = Self::with_ledger(database, db).await;
        schema
            .0
            .retain(|line| !line.table.starts_with("schema_migrations"));
        schema
    }

    /// Of everything.
    pub(crate) async fn with_ledger(database: &TestDatabase, db: &DatabaseConnection) -> Self {
        let queries: &[&str] = match database.which {
            Which::Postgres => &POSTGRES,
            Which::MySql => &MYSQL,
            Which::Sqlite => &SQLITE,
        };
        let mut lines = Vec::new();
        for query in queries {
            for row in rows(db, query).await {
                let column = |index| row.try_get_by_index::<String>(index).expect("a text");
                let (kind, text) = (column(1), column(3));
                let text = if kind == "text" { plain(&text) } else { text };
                lines.push(Line {
                    table: column(0),
                    kind,
                    name: column(2),
                    text,
                });
            }
        }
        Self(lines)
    }

    /// Whether it has nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts of one kind.
    pub(crate) fn texts_of(&self, wanted: &str) -> Vec<&str> {
        let of_kind = self.0.iter().filter(|line| line.kind == wanted);
        of_kind.map(|line| line.text.as_str()).collect()
    }

    /// The names of the columns of each table, in order.
    pub(crate) fn columns(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in self.0.iter().filter(|line| line.kind == "column") {
            let name = line.text.split(' ').next().unwrap_or_default();
            columns.entry(&line.table).or_default().push(name);
        }
        columns
    }

    /// What the schema means, whatever the order of columns, the names of constraints and the
    /// spelling. Checks are left out: entities have none.
    pub(crate) fn meaning(&self) -> BTreeSet<String> {
        let meant = |line: &&Line| line.kind != "text" && line.kind != "check";
        let say =
            |line: &Line| format!("{} | {} | {}", line.table, line.kind, meant_by(&line.text));
        self.0.iter().filter(meant).map(say).collect()
    }

    /// Fails with the lines that differ.
    #[track_caller]
    pub(crate) fn must_be(&self, expected: &Self, when: &str) {
        let only_in = |one: &Self, other: &Self| {
            let lines = one.0.iter().filter(|line| !other.0.contains(line));
            lines.map(Line::to_string).collect::<Vec<_>>().join("\n")
        };
        assert!(
            self == expected,
            "{when}, there is what should not be:\n{}\nand there is not:\n{}\n\
             (or the order of columns differs)",
            only_in(self, expected),
            only_in(expected, self),
        );
    }
}

/// One spelling for what can be spelled in two ways.
fn meant_by(text: &str) -> String {
    // PostgreSQL: a key that counts up.
    let text = match text.split_once(" DEFAULT nextval(") {
        Some((column, _)) => format!("{column} IDENTITY d"),
        None => text.replace("now()", "CURRENT_TIMESTAMP"),
    };
    // SQLite: such a key is never null, and each name of a type that it does not know is as good.
    text.replace("id integer NULL pk 1", "id integer NOT NULL pk 1")
        .replace(" timestamp NULL", " datetime_text NULL")
        .replace(" timestamp NOT NULL", " datetime_text NOT NULL")
}

/// A definition that SQLite keeps as somebody wrote it, without quotes and with one blank between
/// words, for `ALTER TABLE` writes them in its own way.
fn plain(definition: &str) -> String {
    let mut spaced = String::new();
    for character in definition.chars() {
        match character {
            '"' | '`' => {}
            '(' | ')' | ',' => {
                spaced.push(' ');
                spaced.push(character);
                spaced.push(' ');
            }
            _ => spaced.push(character),
        }
    }
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
