//! Renders a page as the answer to a form.

use std::{pin::Pin, sync::Arc};

use axum::{extract::Request, response::Response};

/// Renders the page at a request's address, for any method, so that a refused form gets its page as the answer. The
/// request's extensions tell the page about the refusal.
///
/// A handler takes it as `Extension<PageRenderer>`: handlers are part of the router and cannot call the router.
#[derive(Clone)]
pub struct PageRenderer(Arc<dyn Fn(Request) -> Rendering + Send + Sync>);

/// The future of a rendered page.
pub type Rendering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl PageRenderer {
    /// Wraps the function that renders the app.
    pub fn new(render: impl Fn(Request) -> Rendering + Send + Sync + 'static) -> Self {
        Self(Arc::new(render))
    }

    /// Renders the page.
    pub async fn render(&self, request: Request) -> Response {
        (self.0)(request).await
    }
}
