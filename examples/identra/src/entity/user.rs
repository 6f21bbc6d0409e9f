//! User: somebody who signs in. The table is Supabase's, or what stands in for it elsewhere.

use sea_orm::entity::prelude::*;

/// A row of `auth.users`, as far as this application looks at it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(schema_name = "auth", table_name = "users")]
pub struct Model {
    /// The database gives it.
    #[sea_orm(
        primary_key,
        auto_increment = false,
        default_expr = "Expr::cust(\"gen_random_uuid()\")"
    )]
    pub id: Uuid,
    /// Where they get mail.
    #[sea_orm(column_type = "Text", unique)]
    pub email: Option<String>,
    /// What they told of themselves when they came.
    #[sea_orm(column_type = "JsonBinary")]
    pub raw_user_meta_data: Option<Json>,
    /// When they came.
    #[sea_orm(default_expr = "Expr::current_timestamp()")]
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
