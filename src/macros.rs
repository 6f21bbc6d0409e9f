//! The macros: what cannot be a function because it declares modules, implements a trait of
//! SeaORM's for a type of the user's, or reads the user's file.

/// Declares the modules of a migrator and writes the function that lists them.
///
/// ```text
/// seaworthy::migrations! {
///     m20260101_000001_create_users,
///     m20260102_000001_add_github_id,
/// }
/// ```
///
/// declares `mod m20260101_000001_create_users;` and so on, and writes
/// `fn migrations() -> Vec<Box<dyn MigrationTrait>>` with the type `Migration` of each in this
/// order, for a `MigratorTrait` to call. It also keeps each file's text for its checksum, so the
/// modules must be files beside the one that has the macro, and not folders.
///
/// A merge of two branches is two lines.
#[macro_export]
macro_rules! migrations {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// The migrations in the order in which they run.
        fn migrations() -> ::std::vec::Vec<::std::boxed::Box<dyn $crate::MigrationTrait>> {
            #[allow(unused_imports, reason = "a migration of SeaORM's form needs the other one")]
            use $crate::__private::{Chosen as _, Plain as _, Scripted as _, Unchosen as _};
            let migrations: ::std::vec::Vec<::std::boxed::Box<dyn $crate::MigrationTrait>> =
                ::std::vec![$(::std::boxed::Box::new($module::Migration)),*];
            $crate::__private::tell_all(
                ::std::concat!(::std::env!("CARGO_PKG_NAME"), " ", ::std::env!("CARGO_PKG_VERSION")),
                &migrations,
                &[$($crate::__private::Module {
                    source: ::std::include_str!(::std::concat!(::std::stringify!($module), ".rs")),
                    declaration: (&$crate::__private::Probe(&$module::Migration)).declaration(),
                    replaces: (&$crate::__private::Probe(&$module::Migration)).replaces(),
                    environments: (&$crate::__private::Probe(&$module::Migration)).environments(),
                }),*],
            );
            migrations
        }
    };
}

/// Makes a module with `fn up(script: &mut Script)` and `fn down(script: &mut Script)` a migration
/// of that name.
///
/// ```
/// # mod m20260101_000001_create_note {
/// use seaworthy::prelude::*;
///
/// seaworthy::migration!("m20260101_000001_create_note");
///
/// fn up(script: &mut Script) {
///     script.create_table(Table::create().table("note").col(ColumnDef::new("id").integer()));
/// }
///
/// fn down(script: &mut Script) {
///     script.drop_table(Table::drop().table("note"));
/// }
/// # }
/// ```
///
/// With `migration!("…", transaction: false)` it runs without a transaction, which statements such
/// as `CREATE INDEX CONCURRENTLY` need; then have nothing else in it.
///
/// With `migration!("…", replaces: ["m…_a", "m…_b"])` it stands for those: a database without any of them
/// runs it, one that has begun with them ends them first, and each has all of them recorded in the end. Leave
/// their modules in the list before it until no database stands between two of them.
///
/// With `migration!("…", environments: ["development"])` it is applied by a run in one of those environments
/// alone. Several of these stand in the order `replaces`, `environments`, `transaction`.
///
/// The type is called `Migration` and is a `MigrationTrait`, so it also runs under SeaORM's own
/// migrator.
#[macro_export]
macro_rules! migration {
    (
        $name:literal
        $(, replaces: [$($old:literal),* $(,)?])?
        $(, environments: [$($environment:literal),* $(,)?])?
        $(,)?
    ) => {
        $crate::migration!(
            @write $name, ::std::option::Option::None, &[$($($old),*)?], &[$($($environment),*)?]
        );
    };
    (
        $name:literal
        $(, replaces: [$($old:literal),* $(,)?])?
        $(, environments: [$($environment:literal),* $(,)?])?
        , transaction: $transaction:literal
        $(,)?
    ) => {
        $crate::migration!(
            @write $name,
            ::std::option::Option::Some($transaction),
            &[$($($old),*)?],
            &[$($($environment),*)?]
        );
    };
    (@write $name:literal, $transaction:expr, $replaces:expr, $environments:expr) => {
        /// The type of this migration.
        pub type Migration = $crate::__private::Declarative;

        /// This migration. It is data: a module with a type and a trait of its own would cost three
        /// times as much to compile.
        #[allow(non_upper_case_globals, reason = "it is written as a unit struct would be")]
        pub const Migration: Migration = $crate::__private::Declarative {
            name: $name,
            declaration: $crate::__private::Declaration { up, down },
            transaction: $transaction,
            environments: $environments,
            replaces: $replaces,
        };
    };
}

/// Lists the entities of an application, each by the module that has it, and makes [`Entities`] of
/// them.
///
/// ```
/// # mod entity {
/// #     pub mod user {
/// #         use sea_orm::entity::prelude::*;
/// #         #[sea_orm::model]
/// #         #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
/// #         #[sea_orm(table_name = "users")]
/// #         pub struct Model {
/// #             #[sea_orm(primary_key)]
/// #             pub id: i32,
/// #         }
/// #         impl ActiveModelBehavior for ActiveModel {}
/// #     }
/// # }
/// fn entities() -> seaworthy::Entities {
///     seaworthy::entities![
///         entity::user,
///         #[cfg(feature = "billing")]
///         entity::invoice,
///     ]
/// }
/// # assert!(entities().schema(sea_orm::DbBackend::Sqlite).is_ok());
/// ```
///
/// What an entity [declares](crate::declare) beside itself is found by its type and not listed again.
///
/// [`Entities`]: crate::Entities
#[macro_export]
macro_rules! entities {
    ($($(#[$attribute:meta])* $($segment:ident)::+),* $(,)?) => {{
        #[allow(unused_imports, reason = "an entity needs one of the two")]
        use $crate::__private::{Declared as _, Undeclared as _};
        $crate::__private::list(::std::vec::Vec::from([$(
            $(#[$attribute])*
            $crate::__private::Listed {
                entity: ::std::any::type_name::<$($segment)::+::Entity>(),
                statements: $crate::__private::statements::<$($segment)::+::Entity>,
                declare: (&$crate::__private::Beside::<$($segment)::+::Entity>(
                    ::std::marker::PhantomData,
                ))
                    .declaration(),
            },
        )*]))
    }};
}

/// Gives a migrator methods of the same names and signatures as SeaORM's `up`, `down`, `fresh`,
/// `refresh` and `reset`. Rust prefers them to those of the trait, so every
/// `Migrator::up(&db, None)` of the program goes through Seaworthy.
///
/// ```
/// # use seaworthy::prelude::*;
/// pub struct Migrator;
///
/// impl MigratorTrait for Migrator {
///     fn migrations() -> Vec<Box<dyn MigrationTrait>> {
///         vec![]
///     }
/// }
///
/// seaworthy::guard!(Migrator);
///
/// # async fn start(db: &sea_orm::DatabaseConnection) -> Result<(), DbErr> {
/// Migrator::up(db, None).await
/// # }
/// ```
///
/// The macro stands in the crate of the type. A generic function over `M: MigratorTrait` still
/// calls SeaORM's.
#[macro_export]
macro_rules! guard {
    ($migrator:ty) => {
        #[allow(dead_code, reason = "a program calls those that it needs")]
        impl $migrator {
            /// Applies pending migrations, at most `steps` of them.
            pub async fn up<'c, C>(
                db: C,
                steps: ::std::option::Option<u32>,
            ) -> ::std::result::Result<(), $crate::DbErr>
            where
                C: $crate::IntoSchemaManagerConnection<'c>,
            {
                $crate::__private::up::<Self, C>(db, steps).await
            }

            /// Reverts migrations, the one that was applied last first, at most `steps` of them.
            pub async fn down<'c, C>(
                db: C,
                steps: ::std::option::Option<u32>,
            ) -> ::std::result::Result<(), $crate::DbErr>
            where
                C: $crate::IntoSchemaManagerConnection<'c>,
            {
                $crate::__private::down::<Self, C>(db, steps).await
            }

            /// Drops everything that the schema holds and applies every migration.
            pub async fn fresh<'c, C>(db: C) -> ::std::result::Result<(), $crate::DbErr>
            where
                C: $crate::IntoSchemaManagerConnection<'c>,
            {
                $crate::__private::fresh::<Self, C>(db).await
            }

            /// Reverts every migration and applies them again.
            pub async fn refresh<'c, C>(db: C) -> ::std::result::Result<(), $crate::DbErr>
            where
                C: $crate::IntoSchemaManagerConnection<'c>,
            {
                $crate::__private::refresh::<Self, C>(db).await
            }

            /// Reverts every migration and drops the ledger.
            pub async fn reset<'c, C>(db: C) -> ::std::result::Result<(), $crate::DbErr>
            where
                C: $crate::IntoSchemaManagerConnection<'c>,
            {
                $crate::__private::reset::<Self, C>(db).await
            }
        }
    };
}
