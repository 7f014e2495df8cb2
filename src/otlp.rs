//! Traces for OpenTelemetry, in a build with the feature `otlp`. `docs/deploy/watch.md` says how to turn them on.

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracer, SdkTracerProvider},
};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use crate::brand;

/// The export of the spans to a collector. The standard `OTEL_*` variables configure it.
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Starts the export if `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
    ///
    /// # Errors
    /// If an `OTEL_*` variable has a wrong value. The text is for the person at the terminal.
    pub fn start(is_wanted: bool) -> Result<Self, String> {
        if !is_wanted {
            return Ok(Self(None));
        }
        let exporter = SpanExporter::builder().with_http().build().map_err(|error| {
            format!("The traces cannot be exported ({error}). Correct the OTEL_* variables, or remove them.")
        })?;
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource()).build();
        Ok(Self(Some(provider)))
    }

    /// Returns the layer that makes traces of the log's spans.
    pub fn layer<S>(&self) -> Option<OpenTelemetryLayer<S, SdkTracer>>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let provider = self.0.as_ref()?;
        Some(tracing_opentelemetry::layer().with_tracer(provider.tracer(brand::SLUG)))
    }

    /// Writes to the log whether traces are exported.
    pub fn announce(&self) {
        if self.0.is_some() {
            tracing::info!("traces are sent to OTEL_EXPORTER_OTLP_ENDPOINT");
        }
    }

    /// Sends the last spans. Waits a few seconds at most.
    pub fn stop(self) {
        if let Some(Err(error)) = self.0.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// Returns the name of the service, which `OTEL_SERVICE_NAME` replaces, and its version.
fn resource() -> Resource {
    let name = std::env::var("OTEL_SERVICE_NAME").ok().filter(|name| !name.is_empty());
    let builder =
        Resource::builder().with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    match name {
        Some(_) => builder.build(),
        None => builder.with_service_name(brand::SLUG).build(),
    }
}
