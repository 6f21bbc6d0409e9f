//! Clause: what may be said of a function beside what it takes, gives and does.

/// What may be said of a function beside what it takes, gives and does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Clause {
    Window,
    Immutable,
    Stable,
    Volatile,
    Deterministic,
    /// MySQL: `READS SQL DATA` and the like.
    Access(&'static str),
    Parallel(String),
    Strict,
    SecurityDefiner,
    SecurityInvoker,
    Leakproof,
    Cost(String),
    Rows(String),
}

impl Clause {
    pub(super) fn on_postgres(&self) -> Option<String> {
        Some(match self {
            Self::Window => "WINDOW".to_owned(),
            Self::Immutable => "IMMUTABLE".to_owned(),
            Self::Stable => "STABLE".to_owned(),
            Self::Volatile => "VOLATILE".to_owned(),
            Self::Parallel(how) => format!("PARALLEL {how}"),
            Self::Strict => "STRICT".to_owned(),
            Self::SecurityDefiner => "SECURITY DEFINER".to_owned(),
            Self::SecurityInvoker => "SECURITY INVOKER".to_owned(),
            Self::Leakproof => "LEAKPROOF".to_owned(),
            Self::Cost(cost) => format!("COST {cost}"),
            Self::Rows(rows) => format!("ROWS {rows}"),
            Self::Deterministic | Self::Access(_) => return None,
        })
    }

    pub(super) fn on_mysql(&self) -> Option<&'static str> {
        Some(match self {
            Self::Deterministic => "DETERMINISTIC",
            Self::Access(access) => access,
            Self::SecurityDefiner => "SQL SECURITY DEFINER",
            Self::SecurityInvoker => "SQL SECURITY INVOKER",
            _ => return None,
        })
    }
}
