//! Checks of the template's documents and its structure. `make rename` deletes this folder, because your own project has other documents.

#![cfg(test)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod architecture;
mod deployment;
mod reference;
mod security_page;
mod sources;
