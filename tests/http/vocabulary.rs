//! The vocabulary as a library: it decodes every example in full, and nothing that Discord might send breaks it.

mod examples;
mod properties;
