//! Primary keys: their columns, their order, their names, and the types that others refer to.

/// The modules, as `generate` writes them.
mod written {
    pub(crate) mod composite;
    pub(crate) mod leaned_on;
    pub(crate) mod named;
    pub(crate) mod natural;
    pub(crate) mod renamed_key;
    pub(crate) mod single;
    pub(crate) mod turned;
    pub(crate) mod turned_below;
    pub(crate) mod wider_key;
    pub(crate) mod wider_name;
}

use seaworthy::generate::Answers;
use seaworthy::{Entities, Runner, entities};

use crate::generate::case::{Case, case, entity, snapshot, test_cases};
use crate::support::{Which, list};

entity!(single, "note", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub tenant: i32,
    pub title: String,
});

entity!(composite, "note", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: i32,
    pub title: String,
});

entity!(turned, "note", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub title: String,
});

entity!(page, "page", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub note_id: i32,
    pub tenant: i32,
}, {
    #[sea_orm(
        belongs_to = "super::composite::Entity",
        from = "(Column::NoteId, Column::Tenant)",
        to = "(super::composite::Column::Id, super::composite::Column::Tenant)"
    )]
    Note,
});

entity!(unique_id, "note", {
    #[sea_orm(primary_key, auto_increment = false, unique)]
    pub id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant: i32,
    pub title: String,
});

entity!(leaf, "leaf", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub note_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::single::Entity",
        from = "Column::NoteId",
        to = "super::single::Column::Id",
        on_delete = "Cascade"
    )]
    Note,
});

entity!(counted, "member", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique_key = "membership")]
    pub team: i32,
    #[sea_orm(unique_key = "membership")]
    pub person: i32,
});

entity!(natural, "member", {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: i32,
});

/// Folders in folders with notes in them, and the type by which they are known.
macro_rules! filed {
    ($folder:ident, $note:ident, $id:ident, $key:ty, $reference:ty, $($attribute:tt)*) => {
        entity!($folder, "folder", {
            #[sea_orm(primary_key $($attribute)*)]
            pub $id: $key,
            pub parent_id: Option<$key>,
        }, {
            #[sea_orm(
                belongs_to = "Entity",
                from = "Column::ParentId",
                to = "Column::Id",
                on_delete = "SetNull"
            )]
            Parent,
        });

        entity!($note, "note", {
            #[sea_orm(primary_key)]
            pub id: i32,
            #[sea_orm(indexed)]
            pub folder_id: $reference,
        }, {
            #[sea_orm(
                belongs_to = "super::folder::Entity",
                from = "Column::FolderId",
                to = "super::folder::Column::Id",
                on_delete = "Cascade"
            )]
            Folder,
        });
    };
}

filed!(folder, note, id, i32, i32,);
filed!(folder_wider, note_wider, id, i64, i64,);
filed!(folder_other, note_other, id, Uuid, Uuid, , auto_increment = false);

entity!(tag, "tag", {
    #[sea_orm(
        primary_key,
        auto_increment = false,
        column_type = "String(StringLen::N(20))"
    )]
    pub name: String,
});

entity!(tag_wider, "tag", {
    #[sea_orm(
        primary_key,
        auto_increment = false,
        column_type = "String(StringLen::N(40))"
    )]
    pub name: String,
});

entity!(tagged, "tagged", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub tag: String,
}, {
    #[sea_orm(
        belongs_to = "super::tag::Entity",
        from = "Column::Tag",
        to = "super::tag::Column::Name"
    )]
    Tag,
});

entity!(tagged_wider, "tagged", {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(column_type = "String(StringLen::N(40))")]
    pub tag: String,
}, {
    #[sea_orm(
        belongs_to = "super::tag::Entity",
        from = "Column::Tag",
        to = "super::tag::Column::Name"
    )]
    Tag,
});

entity!(shelf, "shelf", {
    #[sea_orm(primary_key)]
    pub id: i32,
});

entity!(shelf_renamed, "shelf", {
    #[sea_orm(primary_key, renamed_from = "id")]
    pub number: i32,
});

entity!(book, "book", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub shelf_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::shelf::Entity",
        from = "Column::ShelfId",
        to = "super::shelf::Column::Id"
    )]
    Shelf,
});

entity!(book_renamed, "book", {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub shelf_id: i32,
}, {
    #[sea_orm(
        belongs_to = "super::shelf_renamed::Entity",
        from = "Column::ShelfId",
        to = "super::shelf_renamed::Column::Number"
    )]
    Shelf,
});

/// Notes whose key has a name.
macro_rules! named {
    ($name:literal) => {
        entities![single].declare(|schema| {
            schema.table(single::Entity).primary_key().named($name);
        })
    };
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            rows: &["INSERT INTO note (id, tenant, title) VALUES (1, 7, 'a'), (2, 7, 'b')"],
            then: ("SELECT title FROM note ORDER BY id", &["a", "b"]),
            then_on: |_| {
                &[
                    (
                        "INSERT INTO note (id, tenant, title) VALUES (1, 8, 'c')",
                        &[],
                    ),
                    ("DELETE FROM note WHERE tenant = 8", &[]),
                ]
            },
            rejected: |_| &["INSERT INTO note (id, tenant, title) VALUES (1, 7, 'c')"],
            ..case!(keys::composite, entities![single], entities![composite])
        },
        Case {
            rows: &["INSERT INTO note (id, tenant, title) VALUES (1, 7, 'a'), (2, 7, 'b')"],
            then: ("SELECT title FROM note ORDER BY id", &["a", "b"]),
            refused: &[[
                "INSERT INTO note (id, tenant, title) VALUES (1, 8, 'c')",
                "values of `id` stand in several rows of `note`: 1",
                "DELETE FROM note WHERE tenant = 8",
            ]],
            rejected: |_| &["INSERT INTO note (id, tenant, title) VALUES (1, 8, 'c')"],
            ..case!(keys::single, entities![composite], entities![single])
        },
        Case {
            rows: &["INSERT INTO note (id, tenant, title) VALUES (1, 7, 'a'), (1, 8, 'b')"],
            then: ("SELECT title FROM note ORDER BY tenant", &["a", "b"]),
            ..case!(keys::turned, entities![composite], entities![turned])
        },
        Case {
            // MySQL finds no index there that begins so.
            on: &[Which::Postgres, Which::Sqlite],
            rows: &[
                "INSERT INTO note (id, tenant, title) VALUES (1, 7, 'a'), (1, 8, 'b')",
                "INSERT INTO page (note_id, tenant) VALUES (1, 8)",
            ],
            then: (
                "SELECT title FROM note JOIN page ON note.id = note_id AND note.tenant = page.tenant",
                &["b"],
            ),
            ..case!(
                keys::turned_below,
                entities![composite, page],
                entities![turned, page]
            )
        },
        Case {
            rows: &[
                "INSERT INTO note (id, tenant, title) VALUES (1, 7, 'a')",
                "INSERT INTO leaf (note_id) VALUES (1)",
            ],
            then: (
                "SELECT title FROM note JOIN leaf ON note.id = note_id",
                &["a"],
            ),
            ..case!(
                keys::leaned_on,
                entities![single, leaf],
                entities![unique_id, leaf]
            )
        },
        Case {
            answers: &[("drop:member.id", "yes")],
            rows: &["INSERT INTO member (team, person) VALUES (1, 2), (1, 3)"],
            then: (
                "SELECT CASE person WHEN 2 THEN 'two' WHEN 3 THEN 'three' END FROM member ORDER BY person",
                &["two", "three"],
            ),
            ..case!(keys::natural, entities![counted], entities![natural])
        },
        Case {
            rows: &["INSERT INTO note (id, tenant, title) VALUES (1, 7, 'a')"],
            then: ("SELECT title FROM note", &["a"]),
            ..case!(keys::named, named!("one_note"), named!("a_note"))
        },
        Case {
            rows: &[
                "INSERT INTO folder (id) VALUES (7)",
                "INSERT INTO folder (id, parent_id) VALUES (8, 7)",
                "INSERT INTO note (folder_id) VALUES (8)",
            ],
            then: (
                "SELECT CASE folder.id * 10 + folder.parent_id WHEN 87 THEN 'found' END \
                 FROM note JOIN folder ON folder.id = folder_id",
                &["found"],
            ),
            rejected: |_| {
                &[
                    "INSERT INTO note (folder_id) VALUES (99)",
                    "INSERT INTO folder (parent_id) VALUES (99)",
                ]
            },
            ..case!(
                keys::wider_key,
                entities![folder, note],
                entities![folder_wider, note_wider]
            )
        },
        Case {
            answers: &[],
            rows: &[
                "INSERT INTO tag (name) VALUES ('a')",
                "INSERT INTO tagged (tag) VALUES ('a')",
            ],
            then: ("SELECT name FROM tagged JOIN tag ON name = tag", &["a"]),
            ..case!(
                keys::wider_name,
                entities![tag, tagged],
                entities![tag_wider, tagged_wider]
            )
        },
        Case {
            rows: &[
                "INSERT INTO shelf (id) VALUES (7)",
                "INSERT INTO book (shelf_id) VALUES (7)",
            ],
            then: (
                "SELECT CASE number WHEN 7 THEN 'found' END FROM book JOIN shelf ON number = shelf_id",
                &["found"],
            ),
            ..case!(
                keys::renamed_key,
                entities![shelf, book],
                entities![shelf_renamed, book_renamed]
            )
        },
    ]
}

test_cases!();

fn unwritten(before: &Entities, after: &Entities, answers: &[(&str, &str)]) -> Vec<String> {
    let runner = Runner::new(list([]));
    let proposal = runner.proposal(after, &snapshot(Some(before))).unwrap();
    let answers: Answers = answers
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    proposal.unwrap().draft(&answers).body.unwritten
}

/// What nobody can write is named, with what a person can do, and never written wrongly.
#[test]
fn a_key_of_another_kind_is_left_to_a_person() {
    let unwritten = unwritten(
        &entities![folder, note],
        &entities![folder_other, note_other],
        &[],
    );
    let by_hand = "no value of the old type is one of the new. Write it by hand, in this order: \
        add a column of the new type beside `folder.id`, empty, and give each row a value of its own; \
        add one beside `folder.parent_id` and `note.folder_id`, and give it by an update the new value of the row that \
        is referred to; drop the foreign key `fk-folder-parent_id` and `fk-note-folder_id`, then the key of `folder`;";
    for column in ["folder.id", "folder.parent_id", "note.folder_id"] {
        let begins = format!("alter column {column}: ");
        assert!(
            unwritten
                .iter()
                .any(|it| it.starts_with(&begins) && it.contains(by_hand)),
            "{column}: {unwritten:#?}"
        );
    }
}

/// A reference that is not of its key's type is no statement of MySQL's.
#[test]
fn a_child_that_is_left_behind_is_named_with_its_parent() {
    let unwritten = unwritten(
        &entities![folder, note],
        &entities![folder_wider, note],
        &[],
    );
    assert_eq!(
        unwritten,
        [
            "add foreign key note.fk-note-folder_id: `note.folder_id` refers to `folder.id`, which is of another type"
        ]
    );
}
