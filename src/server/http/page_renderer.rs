//! Pages in answer to forms.

use std::{pin::Pin, sync::Arc};

use axum::{extract::Request, response::Response};

/// Renders the page at a request's address, whatever the method: a form that was refused is answered with its page. What the page has to
/// know of that travels in the request's extensions.
///
/// A handler takes it as `Extension<PageRenderer>`; handlers are part of the router, and cannot call it directly.
#[derive(Clone)]
pub struct PageRenderer(Arc<dyn Fn(Request) -> Rendering + Send + Sync>);

/// A page on its way.
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
