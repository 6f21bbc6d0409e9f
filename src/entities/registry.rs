//! Registry: entities that the list forgot, as SeaORM's `entity-registry` knows them.

/// The modules of every entity that is linked into this program, where the registry is on.
#[cfg(feature = "entity-registry")]
pub(super) fn registered() -> Vec<&'static str> {
    let entities = inventory::iter::<sea_orm::EntityRegistry>();
    entities.map(|entity| entity.module_path).collect()
}

/// Nobody knows.
#[cfg(not(feature = "entity-registry"))]
pub(super) fn registered() -> Vec<&'static str> {
    Vec::new()
}

/// Those that are in a crate of a listed one, are not listed and not left out on purpose, sorted:
/// the linker's order is no one's.
pub(super) fn forgotten(registered: &[&str], listed: &[&str], left_out: &[&str]) -> Vec<String> {
    let crate_of = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let crates: Vec<String> = listed.iter().map(|module| crate_of(module)).collect();
    let is_left_out = |module: &str| {
        left_out.iter().any(|left_out| {
            let before = module.strip_suffix(left_out);
            before.is_some_and(|before| before.is_empty() || before.ends_with("::"))
        })
    };
    let mut forgotten: Vec<String> = registered
        .iter()
        .filter(|module| crates.contains(&crate_of(module)))
        .filter(|module| !listed.contains(module) && !is_left_out(module))
        .map(|module| (*module).to_owned())
        .collect();
    forgotten.sort();
    forgotten.dedup();
    forgotten
}

#[cfg(test)]
mod tests {
    use super::forgotten;

    #[test]
    fn an_entity_of_the_same_crate_is_missed() {
        let registered = [
            "shop::user",
            "shop::order",
            "shop::audit::entry",
            "other::user",
            "shopping::list",
        ];
        assert_eq!(
            forgotten(&registered, &["shop::user"], &[]),
            ["shop::audit::entry", "shop::order"]
        );
        assert!(forgotten(&registered, &["third::user"], &[]).is_empty());
        assert_eq!(
            forgotten(&registered, &["shop::user"], &["audit::entry", "der"]),
            ["shop::order"]
        );
    }
}
