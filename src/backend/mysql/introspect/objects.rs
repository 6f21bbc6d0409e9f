//! Objects: views, routines, events and sequences, and what tables get that do not say.

use super::super::options;
use super::super::text::without_schema;
use super::super::text::{Piece, list_of, literal, name_of, pieces};
use super::super::{FACTS, qualified};
use super::Reading;
use super::catalog::Row;
use crate::schema::Schema;
use crate::schema::object::{Function, Opaque, Sequence, SequenceOptions, View};

impl Reading<'_> {
    pub(super) fn add_objects(&self, schema: &mut Schema) {
        let catalog = self.catalog;
        schema
            .views
            .extend(catalog.views.iter().map(|row| self.view(row)));
        for row in &catalog.routines {
            let [name, kind] = row.texts();
            if ["FUNCTION", "PROCEDURE"].contains(&kind) {
                schema.functions.push(self.function(row));
            } else {
                schema.others.push(Opaque {
                    kind: kind.to_lowercase(),
                    name: self.name(name),
                    table: None,
                    definition: String::new(),
                    arguments: None,
                });
            }
        }
        schema
            .sequences
            .extend(catalog.sequences.iter().map(|row| self.sequence(row)));
        schema
            .others
            .extend(catalog.events.iter().map(|row| self.event(row)));
        if !catalog.tables.is_empty() {
            let database = match catalog.schema == self.here {
                true => String::new(),
                false => format!("{} ", FACTS.quoted(&catalog.schema)),
            };
            schema.others.push(Opaque {
                kind: super::super::COLLATION.to_owned(),
                name: self.name(""),
                table: None,
                definition: format!("ALTER DATABASE {database}COLLATE {}", catalog.collation),
                arguments: None,
            });
        }
    }

    /// A text without the name of the database that needs none.
    pub(super) fn without_schema(&self, text: &str) -> String {
        if self.catalog.schema != self.here {
            return text.to_owned();
        }
        without_schema(text, self.here, |name| {
            let is_named = |row: &Row| row.texts::<1>() == [name];
            self.catalog.tables.iter().any(is_named)
        })
    }

    fn view(&self, row: &Row) -> View {
        let [name, query, check, security, algorithm] = row.texts();
        let mut set = None;
        if !["", "UNDEFINED"].contains(&algorithm) {
            options::add(&mut set, &format!("ALGORITHM={algorithm}"));
        }
        if security == "INVOKER" {
            options::add(&mut set, "SQL SECURITY INVOKER");
        }
        if !["", "NONE"].contains(&check) {
            options::add(&mut set, &format!("WITH {check} CHECK OPTION"));
        }
        let columns: Vec<String> = self
            .catalog
            .columns
            .iter()
            .map(Row::texts)
            .filter(|[table, _]| *table == name)
            .map(|[_, column]| column.to_owned())
            .collect();
        View {
            name: self.name(name),
            columns: match gives_names(query, &columns) {
                true => Vec::new(),
                false => columns,
            },
            query: self.without_schema(query),
            options: set,
            ..View::default()
        }
    }

    fn function(&self, row: &Row) -> Function {
        let [
            name,
            kind,
            returned,
            charset,
            collation,
            body,
            deterministic,
            access,
            security,
            comment,
        ] = row.texts();
        let is_procedure = kind == "PROCEDURE";
        let known = if is_procedure {
            "PROCEDURE"
        } else {
            "FUNCTION"
        };
        let statement = self.catalog.statements.get(&(known, name.to_owned()));
        let definition = match (statement, row.option(5)) {
            (Some(statement), _) => without_definer(statement),
            (None, None) => String::new(),
            (None, Some(_)) => {
                let aggregate = match body.to_uppercase().contains("FETCH GROUP NEXT ROW") {
                    true => "AGGREGATE ",
                    false => "",
                };
                let mut header = format!(
                    "CREATE {aggregate}{kind} {}({})",
                    qualified(&self.name(name)),
                    self.parameters(name, kind).join(", ")
                );
                if !is_procedure {
                    let returned = self.typed(returned, charset, collation);
                    header.push_str(&format!(" RETURNS {returned}"));
                }
                if deterministic == "YES" {
                    header.push_str(" DETERMINISTIC");
                }
                if !["", "CONTAINS SQL"].contains(&access) {
                    header.push_str(&format!(" {access}"));
                }
                if security == "INVOKER" {
                    header.push_str(" SQL SECURITY INVOKER");
                }
                if !comment.is_empty() {
                    header.push_str(&format!(" COMMENT {}", literal(comment)));
                }
                format!("{header}\n{body}")
            }
        };
        Function {
            name: self.name(name),
            arguments: String::new(),
            is_procedure,
            definition,
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
        }
    }

    fn parameters(&self, routine: &str, kind: &str) -> Vec<String> {
        let of_routine = self.catalog.parameters.iter().filter(|row| {
            let [name, its_kind] = row.texts();
            (name, its_kind) == (routine, kind)
        });
        of_routine
            .map(|row| {
                let [_, _, mode, name, written, charset, collation] = row.texts();
                let mode = match (kind, mode) {
                    ("FUNCTION", "IN") => String::new(),
                    (_, mode) => format!("{mode} "),
                };
                let written = self.typed(written, charset, collation);
                format!("{mode}{} {written}", FACTS.quoted(name))
            })
            .collect()
    }

    /// A type with how its texts sort, where the database says otherwise.
    fn typed(&self, written: &str, charset: &str, collation: &str) -> String {
        match collation == self.catalog.collation || collation.is_empty() {
            true => written.to_owned(),
            false => format!("{written} CHARSET {charset} COLLATE {collation}"),
        }
    }

    fn event(&self, row: &Row) -> Opaque {
        let [
            name,
            body,
            _,
            at,
            every,
            field,
            starts,
            ends,
            status,
            completion,
            comment,
        ] = row.texts();
        let statement = self.catalog.statements.get(&("EVENT", name.to_owned()));
        let definition = statement.map(|statement| without_definer(statement));
        let definition = definition.unwrap_or_else(|| {
            let mut text = format!("CREATE EVENT {} ON SCHEDULE ", qualified(&self.name(name)));
            text.push_str(&match at {
                "" => format!("EVERY {every} {field}"),
                at => format!("AT {}", literal(at)),
            });
            for (word, time) in [("STARTS", starts), ("ENDS", ends)] {
                if !time.is_empty() {
                    text.push_str(&format!(" {word} {}", literal(time)));
                }
            }
            text.push_str(&format!(" ON COMPLETION {completion}"));
            text.push_str(match status {
                "DISABLED" => " DISABLE",
                "ENABLED" => "",
                _ => " DISABLE ON SLAVE",
            });
            if !comment.is_empty() {
                text.push_str(&format!(" COMMENT {}", literal(comment)));
            }
            format!("{text} DO {body}")
        });
        Opaque {
            kind: "event".to_owned(),
            name: self.name(name),
            table: None,
            definition,
            arguments: None,
        }
    }

    fn sequence(&self, row: &Row) -> Sequence {
        let [name] = row.texts();
        let number = |position: usize, usual: i64| {
            let number = row.option(position).and_then(|number| number.parse().ok());
            number.filter(|number| *number != usual)
        };
        let is_up = number(2, 0).is_none_or(|step| step > 0);
        let (least, greatest) = match is_up {
            true => (1, i64::MAX - 1),
            false => (i64::MIN + 1, -1),
        };
        let usual_start = match is_up {
            true => number(3, least).unwrap_or(least),
            false => number(4, greatest).unwrap_or(greatest),
        };
        Sequence {
            name: self.name(name),
            options: SequenceOptions {
                start: number(1, usual_start),
                increment: number(2, 1),
                minimum: number(3, least),
                maximum: number(4, greatest),
                cache: number(5, 1000),
                cycle: row.option(6) == Some("1"),
            },
            ..Sequence::default()
        }
    }
}

/// Whether a view's query says how the view's columns are called. MySQL keeps the names of the
/// query as they were, though the view may have others.
fn gives_names(query: &str, columns: &[String]) -> bool {
    let pieces = pieces(query);
    let mut depth = 0;
    let mut end = query.len();
    let mut length = 0;
    for piece in &pieces {
        match piece {
            Piece::Sign("(") => depth += 1,
            Piece::Sign(")") => depth -= 1,
            _ if depth == 0 && piece.is_word("from") => {
                end = length;
                break;
            }
            _ => {}
        }
        length += piece.as_str().len();
    }
    let Some(selected) = query[..end].strip_prefix("select ") else {
        return false;
    };
    let given = list_of(selected).into_iter().map(|item| {
        let last = super::super::text::pieces(&item).last().copied();
        last.filter(|_| item.contains(" AS "))
            .map(|piece| name_of(piece.as_str()))
    });
    given.eq(columns.iter().map(|column| Some(column.clone())))
}

/// A statement that any account can run.
fn without_definer(statement: &str) -> String {
    let Some((before, rest)) = statement.split_once(" DEFINER=") else {
        return statement.to_owned();
    };
    if before != "CREATE" {
        return statement.to_owned();
    }
    // An account is two names with an at sign between.
    let account = pieces(rest)
        .into_iter()
        .take_while(|piece| !matches!(piece, Piece::Space(_)));
    let length: usize = account.map(|piece| piece.as_str().len()).sum();
    format!("CREATE{}", &rest[length..])
}

#[cfg(test)]
mod tests {
    use super::{gives_names, without_definer};

    #[test]
    fn a_view_may_have_other_names_than_its_query() {
        let query = "select `t`.`id` AS `id`,concat(`t`.`a`,',') AS `b c` from `t`";
        let names = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.into()).collect() };
        assert!(gives_names(query, &names(&["id", "b c"])));
        assert!(!gives_names(query, &names(&["id", "c"])));
        assert!(!gives_names(query, &names(&["id"])));
    }

    #[test]
    fn who_defined_it_is_left_out() {
        assert_eq!(
            without_definer("CREATE DEFINER=`a b`@`%` FUNCTION `f`() RETURNS int RETURN 1"),
            "CREATE FUNCTION `f`() RETURNS int RETURN 1"
        );
        let without = "CREATE EVENT e DO SET @a = ' DEFINER=x y'";
        assert_eq!(without_definer(without), without);
    }
}
