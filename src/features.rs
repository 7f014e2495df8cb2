//! Features: a folder each, and two lines in this file. `docs/ADD_A_FEATURE.md` names the few lines that Rust and CSS cannot gather.

#[cfg(feature = "ssr")]
mod feature;
pub mod welcome;

#[cfg(feature = "ssr")]
pub use feature::{Feature, GuildLink};

/// Returns all features, in the order in which a guild's page links to them.
#[cfg(feature = "ssr")]
pub fn all() -> Vec<Feature> {
    vec![
        // One to a line.
        welcome::feature(),
    ]
}

/// Returns the migrations of all features.
#[cfg(feature = "ssr")]
pub fn migrations() -> Vec<sqlx::migrate::Migrator> {
    all().into_iter().map(|feature| feature.migrations).collect()
}
