//! The declarative ones among a round's migrations.

seaworthy::migrations! {
    f04_create_invoice,
    f07_add_due,
    f10_index_due,
    f13_rename_name,
    f14_seed,
}

/// They in their order, known as what they are.
pub(super) fn list() -> Vec<Box<dyn seaworthy::MigrationTrait>> {
    migrations()
}
