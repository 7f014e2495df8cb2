//! The vocabulary as a library: every example payload decodes in full, and nothing Discord might send breaks it.

mod examples;
mod properties;
