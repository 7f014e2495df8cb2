//! The product's name: with `Cargo.toml`, all that a rename touches.

/// The name people read.
pub const NAME: &str = "Guildhall";

/// One sentence under the name.
pub const TAGLINE: &str = "The dashboard your Discord community signs in to.";

/// The name in cookies: lower case, no spaces.
pub const SLUG: &str = "guildhall";

/// Where the project lives; Discord wants it in the `User-Agent`.
pub const HOMEPAGE: &str = "https://github.com/guildhall/guildhall";
