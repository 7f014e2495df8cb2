//! The browser half as one WebAssembly file: the islands, and what wakes them up.
//!
//! A package of its own for one reason: Cargo optimises over all crates at once (`lto`) only for a library that is a
//! `cdylib` and nothing else, and the server and the tests need ours as an `rlib`. Without that, the browser would load a
//! quarter more.

pub use app::hydrate;
