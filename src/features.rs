//! Features. Each has its own folder and two lines in this file. `docs/ADD_A_FEATURE.md` names the few lines elsewhere.

#[cfg(feature = "ssr")]
mod feature;
pub mod welcome;

#[cfg(feature = "ssr")]
pub use feature::{Feature, GuildLink};

/// Returns all features, in the order of the links on a guild's page.
#[cfg(feature = "ssr")]
pub fn all() -> Vec<Feature> {
    vec![
        // One on each line.
        welcome::feature(),
    ]
}

/// Returns the migrations of all features.
#[cfg(feature = "ssr")]
pub fn migrations() -> Vec<sqlx::migrate::Migrator> {
    all().into_iter().map(|feature| feature.migrations).collect()
}
