//! The WebAssembly entry: one file with all islands and the function that hydrates them.
//!
//! It is a separate crate because Cargo optimises all crates together (`lto`) only for a library that is a `cdylib` and nothing else.
//! The server and the tests need the app as an `rlib`. Without `lto`, the browser would load a quarter more.

pub use app::hydrate;
