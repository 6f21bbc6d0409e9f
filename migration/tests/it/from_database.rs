//! Entities as sea-orm-cli's generator writes them from a migrated database: they want nothing that is not
//! there.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "what the generator writes is more than a schema needs"
)]

use migration::Migrator;
use seaworthy::diff::{Change, Part};
use seaworthy::schema::types::{ColumnType, Width};
use seaworthy::{Entities, Runner, Verify};

use crate::support::{Which, on_each_backend};

/// The entities of one database: what a key is, what a flag is, and what an update of a key does.
// Each run of rustfmt would indent the attributes further.
#[rustfmt::skip]
macro_rules! entities_of {
    ($database:ident, $key:tt, $flag:tt, $on_update:tt) => {
        mod $database {
            pub(super) mod api_tokens {
                use seaworthy::sea_orm::{self, entity::prelude::*};

                #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
                #[sea_orm(table_name = "api_tokens")]
                pub struct Model {
                    #[sea_orm(primary_key)]
                    pub id: $key,
                    pub user_id: String,
                    #[sea_orm(unique)]
                    pub token: String,
                    pub name: String,
                    pub last_used: Option<DateTime>,
                    pub created_at: Option<DateTime>,
                    pub updated_at: Option<DateTime>,
                }

                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {
                    #[sea_orm(
                        belongs_to = "super::users::Entity",
                        from = "Column::UserId",
                        to = "super::users::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Users,
                }

                impl Related<super::users::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::Users.def()
                    }
                }

                impl ActiveModelBehavior for ActiveModel {}
            }

            pub(super) mod note_links {
                use seaworthy::sea_orm::{self, entity::prelude::*};

                #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
                #[sea_orm(table_name = "note_links")]
                pub struct Model {
                    #[sea_orm(primary_key, auto_increment = false)]
                    pub source_id: $key,
                    #[sea_orm(primary_key, auto_increment = false)]
                    pub target_id: $key,
                }

                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {
                    #[sea_orm(
                        belongs_to = "super::notes::Entity",
                        from = "Column::TargetId",
                        to = "super::notes::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Notes2,
                    #[sea_orm(
                        belongs_to = "super::notes::Entity",
                        from = "Column::SourceId",
                        to = "super::notes::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Notes1,
                }

                impl ActiveModelBehavior for ActiveModel {}
            }

            pub(super) mod note_tags {
                use seaworthy::sea_orm::{self, entity::prelude::*};

                #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
                #[sea_orm(table_name = "note_tags")]
                pub struct Model {
                    #[sea_orm(primary_key, auto_increment = false)]
                    pub note_id: $key,
                    #[sea_orm(primary_key, auto_increment = false)]
                    pub tag_id: $key,
                }

                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {
                    #[sea_orm(
                        belongs_to = "super::notes::Entity",
                        from = "Column::NoteId",
                        to = "super::notes::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Notes,
                    #[sea_orm(
                        belongs_to = "super::tags::Entity",
                        from = "Column::TagId",
                        to = "super::tags::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Tags,
                }

                impl Related<super::notes::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::Notes.def()
                    }
                }

                impl Related<super::tags::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::Tags.def()
                    }
                }

                impl ActiveModelBehavior for ActiveModel {}
            }

            pub(super) mod notes {
                use seaworthy::sea_orm::{self, entity::prelude::*};

                #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
                #[sea_orm(table_name = "notes")]
                pub struct Model {
                    #[sea_orm(primary_key)]
                    pub id: $key,
                    pub user_id: String,
                    pub title: String,
                    #[sea_orm(column_type = "Text")]
                    pub body: String,
                    pub created_at: DateTime,
                    pub updated_at: DateTime,
                    pub word_count: $key,
                }

                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {
                    #[sea_orm(has_many = "super::note_tags::Entity")]
                    NoteTags,
                    #[sea_orm(
                        belongs_to = "super::users::Entity",
                        from = "Column::UserId",
                        to = "super::users::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Users,
                }

                impl Related<super::note_tags::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::NoteTags.def()
                    }
                }

                impl Related<super::tags::Entity> for Entity {
                    fn to() -> RelationDef {
                        super::note_tags::Relation::Tags.def()
                    }
                    fn via() -> Option<RelationDef> {
                        Some(super::note_tags::Relation::Notes.def().rev())
                    }
                }

                impl Related<super::users::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::Users.def()
                    }
                }

                impl ActiveModelBehavior for ActiveModel {}
            }

            pub(super) mod tags {
                use seaworthy::sea_orm::{self, entity::prelude::*};

                #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
                #[sea_orm(table_name = "tags")]
                pub struct Model {
                    #[sea_orm(primary_key)]
                    pub id: $key,
                    #[sea_orm(unique_key = "user_id_name")]
                    pub user_id: String,
                    #[sea_orm(unique_key = "user_id_name")]
                    pub name: String,
                }

                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {
                    #[sea_orm(has_many = "super::note_tags::Entity")]
                    NoteTags,
                    #[sea_orm(
                        belongs_to = "super::users::Entity",
                        from = "Column::UserId",
                        to = "super::users::Column::Id",
                        on_update = $on_update,
                        on_delete = "Cascade"
                    )]
                    Users,
                }

                impl Related<super::note_tags::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::NoteTags.def()
                    }
                }

                impl Related<super::users::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::Users.def()
                    }
                }

                impl ActiveModelBehavior for ActiveModel {}
            }

            pub(super) mod users {
                use seaworthy::sea_orm::{self, entity::prelude::*};

                #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
                #[sea_orm(table_name = "users")]
                pub struct Model {
                    #[sea_orm(primary_key, auto_increment = false)]
                    pub id: String,
                    #[sea_orm(unique)]
                    pub email: String,
                    pub username: String,
                    pub password_hash: Option<String>,
                    pub created_at: DateTime,
                    pub updated_at: DateTime,
                    pub github_id: Option<String>,
                    pub google_id: Option<String>,
                    pub profile_image_url: Option<String>,
                    pub is_admin: Option<$flag>,
                }

                #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
                pub enum Relation {
                    #[sea_orm(has_many = "super::api_tokens::Entity")]
                    ApiTokens,
                    #[sea_orm(has_many = "super::notes::Entity")]
                    Notes,
                    #[sea_orm(has_many = "super::tags::Entity")]
                    Tags,
                }

                impl Related<super::api_tokens::Entity> for Entity {
                    fn to() -> RelationDef {
                        Relation::ApiTokens.def()
                    }
                }

                impl ActiveModelBehavior for ActiveModel {}
            }

            pub(super) fn entities() -> seaworthy::Entities {
                seaworthy::entities![api_tokens, note_links, note_tags, notes, tags, users]
            }
        }
    };
}

entities_of!(postgres, i32, bool, "NoAction");
entities_of!(mysql, i32, bool, "Restrict");
// The generator takes a boolean of MySQL's for a small number.
entities_of!(mysql_as_written, i32, i8, "Restrict");
entities_of!(sqlite, i64, bool, "NoAction");

fn entities(which: Which) -> Entities {
    match which {
        Which::Postgres => postgres::entities(),
        Which::MySql => mysql::entities(),
        Which::Sqlite => sqlite::entities(),
    }
}

on_each_backend! {
    async fn entities_from_a_database_agree_with_it(database) {
        let db = database.connect().await;
        let runner = Runner::new(Migrator);
        runner.up(&db).await.expect("applied");
        let verified = async |entities| {
            let how = Verify::new().entities(entities);
            runner.verify(&db, &how).await.expect("looked at")
        };
        let agreed = verified(entities(database.which)).await;
        assert_eq!(agreed.forgotten, Some(Vec::new()), "nothing is to be generated");
        assert!(agreed.is_clean(), "{agreed:#?}");
        if database.which == Which::MySql {
            let told = verified(mysql_as_written::entities()).await.forgotten;
            let told = told.expect("there are entities");
            let [Change::Modify { to: Part::Column(column), .. }] = &told[..] else {
                panic!("one column: {told:#?}");
            };
            assert_eq!((column.name.as_str(), &column.column_type), ("is_admin", &ColumnType::Integer(Width::Tiny)));
        }
        db.close().await.unwrap();
    }
}
