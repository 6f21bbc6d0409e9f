//! Constraints of tables: uniques and foreign keys.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod filed;
    pub(crate) mod unique;
}

use seaworthy::generate::Answers;
use seaworthy::{Runner, entities};

use crate::generate::case::{Case, case, entity, snapshot, test_cases};
use crate::support::{Which, list};

entity!(unique_before, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub title: String,
    #[sea_orm(unique)]
    pub slug: String,
});

entity!(unique_after, "note", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique)]
    pub title: String,
    pub slug: String,
});

entity!(folder, "folder", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

/// Notes in folders, which go with them or not.
macro_rules! filed {
    ($module:ident, $action:literal, $kind:ty) => {
        entity!($module, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            pub folder_id: $kind,
        }, {
            #[sea_orm(
                belongs_to = "super::folder::Entity",
                from = "Column::FolderId",
                to = "super::folder::Column::Id",
                on_delete = $action
            )]
            Folder,
        });
    };
}

filed!(filed_before, "Restrict", i32);
filed!(filed_after, "Cascade", i32);
filed!(filed_wider, "Restrict", i64);

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO note (title, slug) VALUES ('a', 'b')"],
            then: ("SELECT title FROM note", &["a"]),
            refused: &[[
                "INSERT INTO note (title, slug) VALUES ('a', 'c')",
                "values of `title` stand in several rows of `note`: 1",
                "DELETE FROM note WHERE slug = 'c'",
            ]],
            ..case!(
                constraints::unique,
                entities![unique_before],
                entities![unique_after]
            )
        },
        Case {
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO note (folder_id) VALUES (7)",
            ],
            then: (
                "SELECT CASE folder_id WHEN 7 THEN 'filed' END FROM note",
                &["filed"],
            ),
            ..case!(
                constraints::filed,
                entities![folder, filed_before],
                entities![folder, filed_after]
            )
        },
    ]
}

test_cases!();

/// What nobody can write yet is named, and never written wrongly.
#[test]
fn the_type_of_a_reference_is_left_to_a_person() {
    let before = entities![folder, filed_before];
    let wider = entities![folder, filed_wider];
    let runner = Runner::new(list([]));
    let proposal = runner.proposal(&wider, &snapshot(Some(&before))).unwrap();
    let draft = proposal.unwrap().draft(&Answers::new());
    assert_eq!(draft.body.unwritten.len(), 1, "{:?}", draft.body.unwritten);
    assert!(
        draft.body.unwritten[0].starts_with("alter column note.folder_id"),
        "{:?}",
        draft.body.unwritten
    );
}
