//! Declare: what entities cannot say, said beside them.
//!
//! An entity that has more to its table than SeaORM has attributes for implements [`Declare`]; that
//! it does is seen by [`entities!`](crate::entities), which needs no second list:
//!
//! ```
//! mod user {
//!     use sea_orm::entity::prelude::*;
//!     use seaworthy::{Declare, declare};
//!
//!     #[sea_orm::model]
//!     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
//!     #[sea_orm(table_name = "users")]
//!     pub struct Model {
//!         #[sea_orm(primary_key)]
//!         pub id: i32,
//!         pub email: String,
//!         pub age: i32,
//!     }
//!
//!     impl ActiveModelBehavior for ActiveModel {}
//!
//!     impl Declare for Entity {
//!         fn declare(table: &mut declare::Table) {
//!             table.comment("Somebody who signs in");
//!             table.index("users_by_email").expression("lower(email)").unique();
//!             table.check("age_is_positive", Column::Age.gt(0));
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let desired = seaworthy::entities![user].schema(sea_orm::DbBackend::Postgres)?;
//! let users = desired.schema.table(&"users".into()).ok_or("no such table")?;
//! assert_eq!(users.indexes[0].keys.len(), 1);
//! assert_eq!(users.checks[0].expression.0, r#""age" > 0"#);
//! # Ok(())
//! # }
//! ```
//!
//! What belongs to no table is declared for the list, with [`Entities::declare`](crate::Entities::declare)
//! and [`Objects`].
//!
//! Columns are named by the entity's `Column` or by a text; a name that the table does not have is an
//! error. Expressions are sea-query's or texts, see [`Sql`]. A name of something that is there already
//! means that one: `table.index("idx-users-email")` adds to the index of the attribute `indexed`.
//! Where backends differ, `if table.backend() == …` is all there is to it; what a backend does not
//! have is left out with a [`Warning`](crate::Warning).

mod attached;
mod column;
mod constraint;
mod index;
mod kinds;
mod objects;
mod table;
mod view;

use sea_orm::sea_query::IntoIden;

pub use attached::Trigger;
pub use column::{Column, Identity};
pub(super) use constraint::action_of;
pub use constraint::{Check, Exclusion, ForeignKey, PrimaryKey, Unique};
pub use index::Index;
pub use kinds::EnumType;
pub use objects::{Extension, Function, Objects, Raw};
pub use table::Table;
pub use view::View;

pub(super) use crate::object::text::qualified;
pub use crate::object::{Domain, Grant, Policy, Sequence, Sql};
pub use crate::schema::table::RowSecurity;

/// An entity with something to say that SeaORM has no attribute for; see [`declare`](self).
pub trait Declare {
    /// Says it. Called for each backend by itself.
    fn declare(table: &mut Table);
}

fn name_of(iden: impl IntoIden) -> String {
    iden.into_iden().inner().into_owned()
}

fn names_of<I: IntoIden>(names: impl IntoIterator<Item = I>) -> Vec<String> {
    names.into_iter().map(name_of).collect()
}
