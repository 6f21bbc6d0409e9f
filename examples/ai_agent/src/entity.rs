//! The entities that the seeds write.

/// Somebody who signs in.
pub mod user {
    use sea_orm::entity::prelude::*;

    /// A row of `users`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        /// Counts up.
        #[sea_orm(primary_key)]
        pub id: i32,
        /// Where they get mail.
        #[sea_orm(unique)]
        pub email: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something that a user wants to be remembered.
pub mod memory {
    use sea_orm::entity::prelude::*;

    /// A row of `memories`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "memories")]
    pub struct Model {
        /// Counts up.
        #[sea_orm(primary_key)]
        pub id: i32,
        /// Whose it is.
        pub user_id: i32,
        /// What is remembered.
        #[sea_orm(column_type = "Text")]
        pub content: String,
        /// From 1 to 10.
        pub importance: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
