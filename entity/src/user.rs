//! User: somebody who signs in.

use sea_orm::entity::prelude::*;

/// A row of `users`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Text that the application chooses.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Where they get mail.
    #[sea_orm(unique)]
    pub email: String,
    /// The name that others see.
    pub username: String,
    /// None for somebody who only signs in with GitHub or Google.
    pub password_hash: Option<String>,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTime,
    /// In UTC.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub updated_at: DateTime,
    /// GitHub's id of them.
    #[sea_orm(indexed)]
    pub github_id: Option<String>,
    /// Google's id of them.
    #[sea_orm(indexed)]
    pub google_id: Option<String>,
    /// Where their picture is.
    pub profile_image_url: Option<String>,
    /// Whether they may administrate; none means no.
    #[sea_orm(default_value = false)]
    pub is_admin: Option<bool>,
    /// What they wrote.
    #[sea_orm(has_many)]
    pub notes: HasMany<super::note::Entity>,
    /// What they tag with.
    #[sea_orm(has_many)]
    pub tags: HasMany<super::tag::Entity>,
    /// What acts for them.
    #[sea_orm(has_many)]
    pub api_tokens: HasMany<super::api_token::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
