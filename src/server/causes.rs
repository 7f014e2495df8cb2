//! An error for the log, with its causes.

use std::{error::Error, fmt};

/// Writes an error and its whole chain of sources in one line. The log's JSON format would keep only the first error.
#[derive(Debug, Clone, Copy)]
pub struct Causes<'a>(pub &'a (dyn Error + 'static));

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = self.0.to_string();
        let mut source = self.0.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            // Some errors already contain the text of their source.
            if !written.ends_with(&text) {
                written.push_str(": ");
                written.push_str(&text);
            }
            source = cause.source();
        }
        // A database's message may contain line breaks, but a log record is one line.
        f.write_str(&written.replace(['\n', '\r'], " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{says}")]
    struct Layer {
        says: &'static str,
        #[source]
        source: Option<Box<Layer>>,
    }

    fn chain(layers: &[&'static str]) -> Layer {
        let (says, rest) = layers.split_first().unwrap();
        Layer { says, source: (!rest.is_empty()).then(|| Box::new(chain(rest))) }
    }

    #[test]
    fn every_cause_is_written_once_and_in_one_line() {
        for (layers, written) in [
            (&["the database failed"][..], "the database failed"),
            (
                &["the store failed", "the database failed", "disk\nfull"],
                "the store failed: the database failed: disk full",
            ),
            (&["the refresh failed: no answer", "no answer"], "the refresh failed: no answer"),
        ] {
            assert_eq!(Causes(&chain(layers)).to_string(), written);
        }
    }
}
