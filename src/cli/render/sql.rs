//! A preview as SQL that can be given to the database's own client.

use super::human::clean;
use crate::execute::capture::Preview;
use crate::plan::Direction;

pub(super) fn script(direction: Direction, previews: &[Preview]) -> String {
    if previews.is_empty() {
        return match direction {
            Direction::Up => "-- nothing is pending\n".to_owned(),
            Direction::Down => "-- nothing is applied\n".to_owned(),
        };
    }
    let mut text =
        "-- Without the rows of the ledger and the journal, which only a run writes.\n".to_owned();
    for preview in previews {
        text.push('\n');
        text.push_str(&step(preview));
    }
    text
}

fn step(preview: &Preview) -> String {
    let transaction = if preview.in_transaction {
        "in one transaction"
    } else {
        "without a transaction"
    };
    let version = clean(preview.version.as_str());
    let verb = preview.direction.verb();
    let of_set = preview.set.as_deref();
    let of_set = of_set.map_or_else(String::new, |set| format!(" of set {}", clean(set)));
    let mut text = format!("-- {verb} {version}{of_set}, {transaction}\n");
    for sql in preview.before {
        text.push_str(&statement(sql));
    }
    for sql in &preview.statements {
        text.push_str(&statement(sql));
    }
    if let Some(reason) = &preview.incomplete {
        text.push_str(&format!("-- incomplete: {}\n", clean(reason)));
    } else if preview.statements.is_empty() {
        text.push_str("-- no statement\n");
    }
    for sql in preview.after {
        text.push_str(&statement(sql));
    }
    text
}

/// The end stands on a line of its own where the last line may be a comment.
fn statement(sql: &str) -> String {
    let sql = sql.trim().trim_end_matches(';').trim_end();
    let last = sql.lines().last().unwrap_or_default();
    let separator = if last.contains("--") || last.contains('#') {
        "\n"
    } else {
        ""
    };
    format!("{sql}{separator};\n")
}

#[cfg(test)]
mod tests {
    use super::{Direction, Preview, script, statement};

    #[test]
    fn every_statement_ends() {
        assert_eq!(statement("SELECT 1"), "SELECT 1;\n");
        assert_eq!(statement(" SELECT 1 ; \n"), "SELECT 1;\n");
        assert_eq!(statement("SELECT 1 -- one"), "SELECT 1 -- one\n;\n");
        assert_eq!(statement("SELECT 1 # one"), "SELECT 1 # one\n;\n");
    }

    #[test]
    fn what_cannot_be_shown_cannot_end_its_comment() {
        let preview = Preview {
            before: &[],
            after: &[],
            version: "m1".into(),
            set: None,
            direction: Direction::Up,
            in_transaction: false,
            statements: vec!["CREATE TABLE a (b int)".to_owned()],
            incomplete: Some("it panicked:\nDROP TABLE a;".to_owned()),
        };
        let text = script(Direction::Up, &[preview]);
        let code: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("--"))
            .collect();
        assert_eq!(code, ["", "CREATE TABLE a (b int);"]);
    }
}
