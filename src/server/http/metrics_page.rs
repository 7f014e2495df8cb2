//! `GET /metrics` in Prometheus' text format, on an address of its own.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Mutex;

use crate::server::{
    causes::Causes,
    clock::to_ms,
    discord::rest::BreakerState,
    metrics::{set_breaker, set_database_connections, set_signed_in_browsers},
    state::AppState,
    store::PoolUse,
};

/// The format that Prometheus expects.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// The signed-in browsers are counted at most this often, however often Prometheus asks, because each count is a query.
const COUNT_EVERY: Duration = Duration::from_secs(30);

#[derive(Clone)]
struct MetricsPage {
    state: AppState,
    handle: PrometheusHandle,
    /// When the signed-in browsers were counted last, in milliseconds since 1970 (UTC).
    counted_at_ms: Arc<Mutex<Option<u64>>>,
}

/// Returns the only route of the metrics' address.
pub fn router(state: AppState, handle: PrometheusHandle) -> Router {
    let page = MetricsPage { state, handle, counted_at_ms: Arc::default() };
    Router::new().route("/metrics", get(scrape)).with_state(page)
}

async fn scrape(State(page): State<MetricsPage>) -> impl IntoResponse {
    let PoolUse { idle, used } = page.state.database.pool_use();
    set_database_connections(idle, used);
    let BreakerState { recent_refusals, pauses_pages, pauses_sign_ins } = page.state.client.breaker_state();
    set_breaker(recent_refusals, pauses_pages, pauses_sign_ins);
    page.count_browsers().await;
    ([(header::CONTENT_TYPE, TEXT_FORMAT)], page.handle.render())
}

impl MetricsPage {
    /// Counts the signed-in browsers, unless that was done lately. Another scrape at the same time waits for the count.
    async fn count_browsers(&self) {
        let now_ms = self.state.clock.now_ms();
        let mut counted_at_ms = self.counted_at_ms.lock().await;
        if counted_at_ms.is_some_and(|at| now_ms.saturating_sub(at) < to_ms(COUNT_EVERY)) {
            return;
        }
        *counted_at_ms = Some(now_ms);
        let count = self.state.logins.count_signed_in(now_ms).await;
        if let Err(error) = &count {
            tracing::warn!(error = %Causes(error), "the signed-in browsers cannot be counted for the metrics");
        }
        set_signed_in_browsers(count.ok());
    }
}
