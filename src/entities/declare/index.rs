//! Indexes, as declarations make them.

use sea_orm::sea_query::IntoIden;

use super::{name_of, names_of};
use crate::object::sql::{Place, Sql};
use crate::schema::index::{self, IndexKey, Keyed, Nulls};

/// An index. What [`descending`](Self::descending), [`operator_class`](Self::operator_class) and the
/// like say is of the column or expression before them:
///
/// ```
/// # fn declare(table: &mut seaworthy::declare::Table) {
/// table
///     .index("newest_first")
///     .column("user_id")
///     .column("created_at").descending().nulls_last()
///     .only_where("deleted_at IS NULL");
/// # }
/// ```
#[derive(Debug)]
pub struct Index {
    place: Place,
    pub(super) index: index::Index,
    /// Something was said of a key before there was one.
    pub(super) is_misplaced: bool,
}

impl Index {
    pub(super) fn new(place: &Place, index: index::Index) -> Self {
        Self {
            place: place.clone(),
            index,
            is_misplaced: false,
        }
    }

    pub(super) fn named(place: &Place, name: String) -> Self {
        Self::new(
            place,
            index::Index {
                name,
                ..Default::default()
            },
        )
    }

    /// Sorts by a column, after what was said before.
    pub fn column(&mut self, column: impl IntoIden) -> &mut Self {
        self.key(Keyed::Column(name_of(column)))
    }

    /// Sorts by several columns.
    pub fn columns<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        for column in names_of(columns) {
            self.key(Keyed::Column(column));
        }
        self
    }

    /// Sorts by an expression.
    pub fn expression(&mut self, expression: impl Into<Sql>) -> &mut Self {
        let text = self.place.text(expression.into());
        self.key(Keyed::Expression(text.into()))
    }

    /// The greatest first.
    pub fn descending(&mut self) -> &mut Self {
        self.last(|key| key.descending = true)
    }

    /// PostgreSQL: rows without a value come first.
    pub fn nulls_first(&mut self) -> &mut Self {
        self.last(|key| key.nulls = Some(Nulls::First))
    }

    /// PostgreSQL: rows without a value come last.
    pub fn nulls_last(&mut self) -> &mut Self {
        self.last(|key| key.nulls = Some(Nulls::Last))
    }

    /// PostgreSQL: how values are compared, such as `gin_trgm_ops`, with parameters where it has any.
    pub fn operator_class(&mut self, name: impl Into<String>) -> &mut Self {
        let name = name.into();
        self.last(|key| key.operator_class = Some(name))
    }

    /// How the text sorts, if not in the column's way.
    pub fn collation(&mut self, name: impl Into<String>) -> &mut Self {
        let name = name.into();
        self.last(|key| key.collation = Some(name))
    }

    /// MySQL: only so many characters or bytes of it count.
    pub fn prefix(&mut self, length: u32) -> &mut Self {
        self.last(|key| key.prefix = Some(length))
    }

    /// No two rows may have equal keys.
    pub fn unique(&mut self) -> &mut Self {
        self.index.unique = true;
        self
    }

    /// Only rows for which this holds are in it. MySQL has no such indexes.
    pub fn only_where(&mut self, condition: impl Into<Sql>) -> &mut Self {
        self.index.predicate = Some(self.place.text(condition.into()).into());
        self
    }

    /// How it is built: PostgreSQL's `gin`, `gist`, `brin`, `hash`; MySQL's `fulltext`, `spatial`,
    /// `hash`.
    pub fn method(&mut self, method: impl Into<String>) -> &mut Self {
        let method = method.into().to_lowercase();
        self.index.method = (method != "btree").then_some(method);
        self
    }

    /// PostgreSQL: columns that it carries along, so that a query needs not look into the table.
    pub fn include<I: IntoIden>(&mut self, columns: impl IntoIterator<Item = I>) -> &mut Self {
        self.index.include.extend(names_of(columns));
        self
    }

    /// PostgreSQL: two rows without a value are equal.
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.index.nulls_not_distinct = true;
        self
    }

    /// PostgreSQL: it is built and dropped beside writes, for a table that is large. A migration that
    /// does so runs without a transaction.
    pub fn concurrently(&mut self) -> &mut Self {
        self.index.concurrent = true;
        self
    }

    /// What people should know of it.
    pub fn comment(&mut self, text: impl Into<String>) -> &mut Self {
        self.index.comment = Some(text.into());
        self
    }

    /// What else is set for it, as the backend writes it: `WITH (fillfactor = 70)`.
    pub fn options(&mut self, sql: impl Into<String>) -> &mut Self {
        self.index.options = Some(sql.into());
        self
    }

    fn key(&mut self, of: Keyed) -> &mut Self {
        self.index.keys.push(IndexKey::new(of));
        self
    }

    fn last(&mut self, change: impl FnOnce(&mut IndexKey)) -> &mut Self {
        match self.index.keys.last_mut() {
            Some(key) => change(key),
            None => self.is_misplaced = true,
        }
        self
    }
}
