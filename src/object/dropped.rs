//! What goes.

use crate::schema::name::Name;

/// Something that is dropped: its name, or more than that.
///
/// ```
/// use seaworthy::prelude::*;
///
/// fn down(script: &mut Script) {
///     script.drop_view("titles");
///     script.drop_view(Dropped::new(("reports", "by_day")).if_exists().cascade());
///     script.drop_function(Dropped::new("search").arguments("text, integer"));
/// }
/// # let mut script = Script::new(DbBackend::Postgres);
/// # down(&mut script);
/// # assert_eq!(script.statements()[1].to_string(), r#"DROP VIEW IF EXISTS "reports"."by_day" CASCADE"#);
/// # assert_eq!(script.statements()[2].to_string(), r#"DROP FUNCTION "search"(text, integer)"#);
/// ```
#[derive(Clone, Debug)]
pub struct Dropped {
    pub(crate) name: Name,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
    pub(crate) arguments: Option<String>,
}

impl Dropped {
    /// What has that name.
    pub fn new(name: impl Into<Name>) -> Self {
        Self {
            name: name.into(),
            if_exists: false,
            cascade: false,
            arguments: None,
        }
    }

    /// It may be gone already.
    #[must_use]
    pub fn if_exists(mut self) -> Self {
        self.if_exists = true;
        self
    }

    /// PostgreSQL: what depends on it goes, too. The others look at nothing that depends on it.
    #[must_use]
    pub fn cascade(mut self) -> Self {
        self.cascade = true;
        self
    }

    /// PostgreSQL: types of the arguments of a function or procedure that is not the only one of its
    /// name.
    #[must_use]
    pub fn arguments(mut self, types: impl Into<String>) -> Self {
        self.arguments = Some(types.into());
        self
    }
}

impl<T: Into<Name>> From<T> for Dropped {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}
