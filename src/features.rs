//! Features that are a folder each: copied for a feature of one's own, or removed.

// One to a line: docs/ADD_A_FEATURE.md.
pub mod welcome;
