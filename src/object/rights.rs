//! Rights of a schema, as the builder of statements takes them.

use super::{Grant, On};
use crate::schema::object::{self, Right};

impl Grant {
    /// The statements of some rights of an object of a schema: those that are about the same columns are given at once.
    pub(crate) fn of(grant: &object::Grant, rights: &[Right]) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for right in rights {
            let columns: Vec<String> = rights
                .iter()
                .filter(|it| (&it.name, it.grantable) == (&right.name, right.grantable))
                .filter_map(|it| it.column.clone())
                .collect();
            let columns = if right.column.is_some() {
                columns
            } else {
                Vec::new()
            };
            let same = found
                .iter_mut()
                .find(|it| it.columns == columns && it.with_grant_option == right.grantable);
            match same {
                Some(same) if same.rights.contains(&right.name) => {}
                Some(same) => same.rights.push(right.name.clone()),
                None => found.push(Self {
                    rights: vec![right.name.clone()],
                    columns,
                    on: Some(On::of_rights(grant)),
                    to: vec![grant.role.clone()],
                    with_grant_option: right.grantable,
                }),
            }
        }
        found
    }
}

impl On {
    fn of_rights(grant: &object::Grant) -> Self {
        Self {
            kind: grant.kind.to_uppercase(),
            name: grant.name.clone(),
            arguments: grant.arguments.clone(),
            table: None,
        }
    }
}
