//! Takes the place of `otlp.rs` in a build without the feature `otlp`, and exports nothing.

use tracing_subscriber::layer::Identity;

/// The export of the spans, which this build does not have.
#[derive(Debug)]
pub struct Traces {
    is_wanted: bool,
}

impl Traces {
    /// Notes whether `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
    ///
    /// # Errors
    /// Never.
    pub fn start(is_wanted: bool) -> Result<Self, String> {
        Ok(Self { is_wanted })
    }

    /// Returns a layer that does nothing.
    pub fn layer(&self) -> Identity {
        Identity::new()
    }

    /// Writes to the log that traces are wanted, but cannot be exported.
    pub fn announce(&self) {
        if self.is_wanted {
            tracing::warn!(
                "OTEL_EXPORTER_OTLP_ENDPOINT is set, but this server was built without traces. Build it with the feature `otlp`, or \
                 remove the variable."
            );
        }
    }

    /// Does nothing.
    pub fn stop(self) {}
}
