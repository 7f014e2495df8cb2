//! The product's name. `make rename` writes it here and into `Cargo.toml`.

/// The name people read.
pub const NAME: &str = "Guildhall";

/// One sentence under the name.
pub const TAGLINE: &str = "The dashboard your Discord community signs in to.";

/// The name in cookies: the package's name in `Cargo.toml`.
pub const SLUG: &str = env!("CARGO_PKG_NAME");
