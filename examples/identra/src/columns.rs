//! Columns and keys that many tables have.

use seaworthy::prelude::*;

/// How many numbers a meaning has: those of `text-embedding-3-small`.
const DIMENSIONS: u32 = 1536;

/// A key that the database gives.
pub(crate) fn id() -> ColumnDef {
    ColumnDef::new("id")
        .uuid()
        .not_null()
        .default(Expr::cust("uuid_generate_v4()"))
        .primary_key()
        .to_owned()
}

/// Whose row it is.
pub(crate) fn user_id() -> ColumnDef {
    ColumnDef::new("user_id").uuid().not_null().to_owned()
}

/// Rows of a user go with the user.
pub(crate) fn to_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_user_id_fkey"))
        .from(table, "user_id")
        .to(("auth", "users"), "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

/// A key within the application; what happens to the row where its target goes, is said.
pub(crate) fn to(
    target: &'static str,
    table: &'static str,
    column: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(target, "id")
        .on_delete(on_delete)
        .to_owned()
}

/// A time that is now, unless another one is said.
pub(crate) fn now(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .default(Expr::current_timestamp())
        .to_owned()
}

/// A time that may not have come.
pub(crate) fn at(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().to_owned()
}

/// No, unless it is said.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .boolean()
        .not_null()
        .default(false)
        .to_owned()
}

/// A list, empty unless it is said.
pub(crate) fn list(name: &'static str, of: ColumnType) -> ColumnDef {
    ColumnDef::new(name)
        .array(of)
        .not_null()
        .default("{}")
        .to_owned()
}

/// What has no columns of its own.
pub(crate) fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .json_binary()
        .not_null()
        .default("{}")
        .to_owned()
}

/// The meaning of a text, as a model gives it.
pub(crate) fn embedding() -> ColumnDef {
    ColumnDef::new_with_type("embedding", ColumnType::Vector(Some(DIMENSIONS)))
}

/// An index that may be there already.
pub(crate) fn index(name: &'static str, table: &'static str) -> IndexCreateStatement {
    Index::create()
        .if_not_exists()
        .name(name)
        .table(table)
        .to_owned()
}

/// An index of another kind than a tree, over one column.
pub(crate) fn index_by(
    method: &'static str,
    name: &'static str,
    table: &'static str,
    column: impl IntoIndexColumn,
) -> IndexCreateStatement {
    index(name, table)
        .index_type(IndexType::Custom(method.into_iden()))
        .col(column)
        .to_owned()
}

/// An index that finds parts of words.
pub(crate) fn index_by_words(
    name: &'static str,
    table: &'static str,
    column: &'static str,
) -> IndexCreateStatement {
    let column = column
        .into_index_column()
        .with_operator_class("gin_trgm_ops");
    index_by("gin", name, table, column)
}

/// An index that finds what is near in meaning; its kind has options of its own.
pub(crate) fn index_by_meaning(
    method: &'static str,
    name: &'static str,
    table: &'static str,
) -> IndexCreateStatement {
    let column = "embedding"
        .into_index_column()
        .with_operator_class("vector_cosine_ops");
    index_by(method, name, table, column)
}
