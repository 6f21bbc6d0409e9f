//! Manifest: what `migrations!` knows of a migration and a `Box<dyn MigrationTrait>` cannot say.
//!
//! SeaORM's trait has a name, `up`, `down` and a transaction preference, and nothing else can be
//! asked of it. So the function that `migrations!` writes tells the rest on the side, while
//! Seaworthy is calling it: on this thread, for this one call, and for nobody else.

use std::cell::RefCell;

use sea_orm_migration::MigrationTrait;

use super::Script;

/// A function that fills a script: `up` or `down` of a declarative migration.
pub type Build = fn(&mut Script);

/// The two directions of a declarative migration.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// What applies it.
    pub up: Build,
    /// What reverts it.
    pub down: Build,
}

/// What is known of one migration beyond SeaORM's trait.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub version: String,
    /// Its source text.
    pub source: &'static str,
    /// Its scripts, where it is declarative.
    pub declaration: Option<Declaration>,
    /// The versions that it stands for.
    pub replaces: &'static [&'static str],
    /// The environments that it is for; none where it is for all.
    pub environments: &'static [&'static str],
    /// Where the boxed migration is: one that wraps it has its name and does something else.
    /// `None` stands for whatever has the name.
    pub address: Option<usize>,
    /// Name and version of the crate that holds it, such as `migration 1.3.0`.
    pub application: &'static str,
}

thread_local! {
    static LISTENING: RefCell<Option<Vec<Entry>>> = const { RefCell::new(None) };
}

/// Calls `migrations` and gives what it returns with what it told on the side.
pub(crate) fn listen<T>(migrations: impl FnOnce() -> T) -> (T, Vec<Entry>) {
    let outer = LISTENING.with_borrow_mut(|entries| entries.replace(Vec::new()));
    let restore = Restore(outer);
    let result = migrations();
    let entries = LISTENING.with_borrow_mut(Option::take).unwrap_or_default();
    drop(restore);
    (result, entries)
}

/// Puts the outer listener back, also when `migrations` panics.
struct Restore(Option<Vec<Entry>>);

impl Drop for Restore {
    fn drop(&mut self) {
        let outer = self.0.take();
        LISTENING.with_borrow_mut(|entries| *entries = outer);
    }
}

/// Where a boxed migration is.
pub fn address_of(migration: &dyn MigrationTrait) -> usize {
    std::ptr::from_ref(migration).cast::<()>().addr()
}

/// Told by the function that `migrations!` writes; heard only while somebody listens.
pub fn tell(entry: impl FnOnce() -> Entry) {
    LISTENING.with_borrow_mut(|entries| {
        if let Some(entries) = entries {
            entries.push(entry());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Entry, listen, tell};

    fn entry(version: &str) -> Entry {
        Entry {
            version: version.to_owned(),
            source: "",
            declaration: None,
            replaces: &[],
            environments: &[],
            address: None,
            application: "",
        }
    }

    #[test]
    fn only_the_listener_hears_and_listeners_nest() {
        tell(|| unreachable!("nobody listens"));
        let ((), outer) = listen(|| {
            tell(|| entry("a"));
            let ((), inner) = listen(|| tell(|| entry("b")));
            assert_eq!(inner.len(), 1);
            tell(|| entry("c"));
        });
        let versions: Vec<_> = outer.iter().map(|entry| entry.version.as_str()).collect();
        assert_eq!(versions, ["a", "c"]);
    }

    #[test]
    fn a_panic_ends_the_listening() {
        let result = std::panic::catch_unwind(|| listen(|| panic!("in migrations()")));
        assert!(result.is_err());
        tell(|| unreachable!("nobody listens"));
    }
}
