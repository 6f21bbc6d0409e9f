//! Shape: whether a table of the ledger's name is a ledger.

use super::LedgerError;
use crate::backend::CatalogColumn;

/// Accepts SeaORM's two columns, as any of its versions made them, and whatever a person added
/// beside them.
pub(super) fn recognise(table: &str, columns: &[CatalogColumn]) -> Result<(), LedgerError> {
    let kind = |name: &str| {
        let column = columns.iter().find(|column| column.name == name);
        column.map_or("", |column| column.kind.as_str())
    };
    let is_text = ["char", "text"]
        .iter()
        .any(|part| kind("version").contains(part));
    let is_integer = kind("applied_at").contains("int");
    if is_text && is_integer {
        return Ok(());
    }
    let found = columns
        .iter()
        .map(|column| format!("{} {}", column.name, column.kind));
    let columns = found.collect::<Vec<String>>().join(", ");
    Err(LedgerError::Foreign {
        table: table.to_owned(),
        columns,
    })
}

#[cfg(test)]
mod tests {
    use super::recognise;
    use crate::backend::CatalogColumn;

    fn check(columns: &[(&str, &str)], accepted: bool) {
        let columns: Vec<CatalogColumn> = columns
            .iter()
            .map(|(name, kind)| CatalogColumn {
                name: (*name).into(),
                kind: (*kind).into(),
            })
            .collect();
        assert_eq!(
            recognise("ledger", &columns).is_ok(),
            accepted,
            "{columns:?}"
        );
    }

    #[test]
    fn seaorms_ledger_is_told_from_the_tables_of_other_tools() {
        check(
            &[("version", "character varying"), ("applied_at", "bigint")],
            true,
        );
        check(
            &[
                ("version", "varchar"),
                ("applied_at", "bigint"),
                ("note", "text"),
            ],
            true,
        );
        check(&[("version", "varchar"), ("applied_at", "integer")], true);
        check(
            &[
                ("version", "integer"),
                ("description", "character varying"),
                ("applied_at", "timestamp without time zone"),
            ],
            false,
        );
        check(&[("filename", "text"), ("executed_at", "timestamp")], false);
        check(&[("version", "character varying")], false);
        check(&[("version", "bigint"), ("applied_at", "bigint")], false);
    }
}
