//! The WebAssembly entry: one file with all islands and the function that hydrates them.
//!
//! It is a crate of its own because Cargo optimises over all crates at once (`lto`) only for a library that is a `cdylib` and nothing
//! else, and the server and the tests need the app as an `rlib`. Without that, the browser would load a quarter more.

pub use app::hydrate;
