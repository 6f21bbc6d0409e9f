//! Rows: what the rows of a tracking table say, by its tool's own rules.

use std::collections::{HashMap, HashSet};

use super::Tracked;
use super::recognise::Recognised;
use super::shapes::Rule;

/// A row, by columns in lower case.
pub(super) type Row = HashMap<String, Option<String>>;

fn get<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    row.get(column)?.as_deref()
}

/// A truth, as any database writes one.
pub(super) fn is_true(text: &str) -> bool {
    ["1", "t", "true", "y", "yes"].contains(&text.to_lowercase().as_str())
}

fn is(row: &Row, column: &str) -> bool {
    get(row, column).is_some_and(is_true)
}

fn number(row: &Row, column: &str) -> i64 {
    get(row, column)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn key(recognised: &Recognised, row: &Row) -> Option<String> {
    let between = match recognised.rule {
        Rule::Joined(between) => between,
        _ => "::",
    };
    let parts = recognised.key.iter().filter_map(|column| get(row, column));
    let key = parts.collect::<Vec<_>>().join(between);
    (!key.is_empty()).then_some(key)
}

/// Whether each row has a key of its own, as a tracking table has it.
pub(super) fn are_distinct(rows: &[Row], recognised: &Recognised) -> bool {
    let mut seen = HashSet::new();
    rows.iter()
        .all(|row| key(recognised, row).is_some_and(|key| seen.insert(key)))
}

/// What is applied, and what is dirty or broke off.
pub(super) fn read(recognised: &Recognised, rows: &[Row]) -> (Vec<Tracked>, Vec<String>) {
    let mut entries: Vec<Tracked> = Vec::new();
    let mut troubles = Vec::new();
    for row in rows {
        let Some(key) = key(recognised, row) else {
            entries.extend(repeatable(recognised, row));
            continue;
        };
        let said = said(recognised.rule, row, &key);
        let without_earlier = |entries: &mut Vec<Tracked>| {
            // The last word on a version is the one that counts.
            entries.retain(|entry| entry.key != key);
        };
        match said {
            Said::Applied => {
                without_earlier(&mut entries);
                let names = recognised
                    .names
                    .iter()
                    .filter_map(|column| get(row, column));
                entries.push(Tracked {
                    key: key.clone(),
                    names: names.map(str::to_owned).collect(),
                    is_optional: false,
                });
            }
            Said::Reverted => without_earlier(&mut entries),
            Said::Nothing => {}
            Said::Trouble(trouble) => troubles.push(trouble),
        }
    }
    if entries.iter().all(|entry| is_whole_number(&entry.key)) && !recognised.rule.is_ordered() {
        entries.sort_by_key(|entry| entry.key.parse::<u128>().unwrap_or(0));
    }
    (entries, troubles)
}

fn is_whole_number(text: &str) -> bool {
    !text.is_empty() && text.len() < 30 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Rule {
    /// Whether the order of the rows is the order in which they were applied.
    fn is_ordered(self) -> bool {
        matches!(self, Self::Goose | Self::Flyway | Self::Liquibase)
    }
}

enum Said {
    Applied,
    Reverted,
    Nothing,
    Trouble(String),
}

fn said(rule: Rule, row: &Row, key: &str) -> Said {
    match rule {
        Rule::Every | Rule::Joined(_) => Said::Applied,
        Rule::State if is(row, "dirty") => Said::Trouble(format!("`{key}` is dirty")),
        // What golang-migrate writes when all has been taken back.
        Rule::State if key == "-1" => Said::Nothing,
        Rule::State => Said::Applied,
        Rule::Success("dirty") => match is(row, "dirty") {
            true => Said::Trouble(format!("`{key}` is dirty")),
            false => Said::Applied,
        },
        Rule::Success(column) => match is(row, column) {
            true => Said::Applied,
            false => Said::Trouble(format!("`{key}` did not end well")),
        },
        Rule::Atlas if key.starts_with('.') => Said::Nothing,
        Rule::Atlas => {
            let is_partial = number(row, "applied") < number(row, "total");
            match is_partial || get(row, "error").is_some_and(|error| !error.is_empty()) {
                true => Said::Trouble(format!("`{key}` was applied in part")),
                false => Said::Applied,
            }
        }
        Rule::Flyway => match (is(row, "success"), get(row, "type")) {
            (false, _) => Said::Trouble(format!("`{key}` failed")),
            (true, Some(kind)) if kind == "DELETE" || kind.starts_with("UNDO") => Said::Reverted,
            (true, _) => Said::Applied,
        },
        Rule::Goose if key == "0" => Said::Nothing,
        Rule::Goose if is(row, "is_applied") => Said::Applied,
        Rule::Goose => Said::Reverted,
        Rule::Liquibase => match get(row, "exectype").unwrap_or_default() {
            "FAILED" => Said::Trouble(format!("`{key}` failed")),
            "SKIPPED" => Said::Nothing,
            _ => Said::Applied,
        },
        Rule::Prisma if get(row, "rolled_back_at").is_some() => Said::Nothing,
        Rule::Prisma if get(row, "finished_at").is_none() => {
            Said::Trouble(format!("`{key}` did not end"))
        }
        Rule::Prisma => Said::Applied,
    }
}

/// What Flyway runs again whenever it has changed has no version.
fn repeatable(recognised: &Recognised, row: &Row) -> Option<Tracked> {
    let is_script = get(row, "type").is_some_and(|kind| kind != "SCHEMA");
    let name = recognised
        .names
        .iter()
        .find_map(|column| get(row, column))?;
    is_script.then(|| Tracked {
        key: name.to_owned(),
        names: Vec::new(),
        is_optional: true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::recognise::Recognised;
    use super::super::shapes::{Rule, SHAPES};
    use super::{Row, are_distinct, read};

    fn of_tool(tool: &str) -> Recognised {
        let shape = SHAPES.iter().find(|shape| shape.tool == tool);
        let shape = shape.unwrap_or_else(|| unreachable!("{tool}"));
        Recognised {
            tool: tool.to_owned(),
            rule: shape.rule,
            key: shape.key.to_vec(),
            names: shape.names.to_vec(),
            order: shape.order.to_vec(),
            is_guess: false,
        }
    }

    /// `column=value, column=value`; `-` is no value.
    fn rows(texts: &[&str]) -> Vec<Row> {
        let row = |text: &&str| {
            let cells = text.split(", ").filter_map(|cell| cell.split_once('='));
            cells
                .map(|(column, value)| {
                    let value = (value != "-").then(|| value.to_owned());
                    (column.to_owned(), value)
                })
                .collect()
        };
        texts.iter().map(row).collect()
    }

    #[track_caller]
    fn check(tool: &str, texts: &[&str], applied: &[&str], troubles: &[&str]) {
        let (entries, found) = read(&of_tool(tool), &rows(texts));
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, applied, "{tool}");
        assert_eq!(found, troubles, "{tool}");
    }

    #[test]
    fn every_tool_has_rules_of_its_own() {
        check(
            "sqlx",
            &["version=1, success=true", "version=2, success=f"],
            &["1"],
            &["`2` did not end well"],
        );
        check("golang-migrate", &["version=7, dirty=0"], &["7"], &[]);
        check(
            "golang-migrate",
            &["version=7, dirty=t"],
            &[],
            &["`7` is dirty"],
        );
        check("golang-migrate", &["version=-1, dirty=0"], &[], &[]);
        check(
            "Alembic",
            &["version_num=802fc5996861"],
            &["802fc5996861"],
            &[],
        );
        check(
            "Flyway",
            &[
                "version=-, type=SCHEMA, success=1, description=<< Flyway Schema Creation >>",
                "version=1, type=BASELINE, success=1, description=b",
                "version=3, type=SQL, success=1, description=c",
                "version=3, type=DELETE, success=1, description=c",
                "version=-, type=SQL, success=1, description=views",
                "version=4, type=SQL, success=0, description=d",
            ],
            &["1", "views"],
            &["`4` failed"],
        );
        check(
            "goose",
            &[
                "version_id=0, is_applied=t",
                "version_id=2, is_applied=t",
                "version_id=1, is_applied=t",
                "version_id=2, is_applied=f",
                "version_id=3, is_applied=t",
                "version_id=3, is_applied=f",
                "version_id=3, is_applied=t",
            ],
            &["1", "3"],
            &[],
        );
        check(
            "Prisma",
            &[
                "migration_name=a, finished_at=-, rolled_back_at=2024",
                "migration_name=a, finished_at=2024, rolled_back_at=-",
                "migration_name=b, finished_at=-, rolled_back_at=-",
            ],
            &["a"],
            &["`b` did not end"],
        );
        check(
            "Atlas",
            &[
                "version=.atlas_cloud_identifier, applied=0, total=0, error=-",
                "version=1, applied=2, total=2, error=-",
                "version=2, applied=1, total=2, error=-",
                "version=3, applied=2, total=2, error=boom",
            ],
            &["1"],
            &["`2` was applied in part", "`3` was applied in part"],
        );
        check(
            "Liquibase",
            &[
                "filename=a.xml, id=1, author=ada, exectype=EXECUTED",
                "filename=a.xml, id=2, author=ada, exectype=SKIPPED",
                "filename=b.xml, id=1, author=bob, exectype=RERAN",
            ],
            &["a.xml::1::ada", "b.xml::1::bob"],
            &[],
        );
        check(
            "Django",
            &["app=auth, name=0001_initial"],
            &["auth.0001_initial"],
            &[],
        );
        check("knex", &["name=b.js", "name=a.ts"], &["b.js", "a.ts"], &[]);
    }

    #[test]
    fn numbers_are_sorted_as_numbers() {
        check("diesel", &["version=10", "version=9"], &["9", "10"], &[]);
    }

    #[test]
    fn what_stands_twice_is_no_key() {
        let by_name = Recognised {
            rule: Rule::Every,
            ..of_tool("knex")
        };
        assert!(are_distinct(&rows(&["name=a", "name=b"]), &by_name));
        assert!(!are_distinct(&rows(&["name=a", "name=a"]), &by_name));
        assert!(!are_distinct(&rows(&["name=-"]), &by_name));
    }
}
