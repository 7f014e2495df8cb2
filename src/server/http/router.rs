//! Routes, and the order of layers with the reason for each.

use std::{sync::OnceLock, time::Duration};

use axum::{
    Extension, Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::{from_fn, from_fn_with_state, map_request},
    response::Response,
    routing::{any, get, post},
};
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, ResponseOptions};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
    timeout::{RequestBodyTimeoutLayer, ResponseBodyTimeoutLayer, TimeoutLayer},
};

use super::{
    api,
    canonical_host::{CanonicalHost, canonical_host},
    failure_page::{find_style_sheet, render_failures},
    known_methods::known_methods,
    page_renderer::PageRenderer,
    prefetch, refresh,
    refusal::failure,
    same_origin::same_origin,
    security_headers::security_headers,
    telemetry, theme,
    trailing_slash::without_trailing_slash,
};
use crate::{
    app::{App, shell},
    error::AppError,
    features, paths,
    server::{auth, community, state::AppState},
};
use crate::{flash_message::FlashMessage, page_context::PageContext};

/// Our largest form is a few fields.
const MAX_REQUEST_BODY: usize = 64 * 1024;
/// Longer than a page waits for Discord, and than a sign-in's two calls take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(25);
/// Between two pieces of a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The whole app.
pub fn router(state: &AppState) -> Router {
    find_style_sheet(&state.leptos);
    guarded(Router::new().merge(pages(state)).merge(files(state)), state)
}

/// Routes within all that stands around every route.
pub fn guarded(routes: Router<AppState>, state: &AppState) -> Router {
    let app = routes
        .layer(from_fn(known_methods))
        .layer(CatchPanicLayer::custom(|_| failure(&AppError::Internal)))
        // What layers refuse, what panicked, and files that are not there.
        .layer(from_fn(render_failures))
        .route(prefetch::RULES, get(prefetch::rules))
        .route("/healthz", get(telemetry::healthz))
        .route("/readyz", get(telemetry::readyz))
        // Outside everything, so that redirects, refusals and failures carry the headers as well.
        .layer(from_fn_with_state(state.clone(), security_headers))
        .with_state(state.clone());
    let all = match &state.sandbox {
        // Outside our headers, checks and limits: it is another site that happens to be on this port.
        Some(sandbox) => app.nest("/sandbox", sandbox.router()),
        None => app,
    };
    // Every event of a request carries its id.
    all.layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn(telemetry::trace))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(map_request(telemetry::drop_odd_request_id))
}

/// Pages, server functions and the sign-in's steps; each layer stands outside the ones before it.
fn pages(state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    let context_state = state.clone();
    let renderer = page_renderer(state);
    let not_found = renderer.clone();
    let features = features::all().into_iter().fold(Router::new(), |all, feature| all.merge(feature.routes));
    Router::new()
        .leptos_routes_with_context(
            state,
            routes(),
            move || provide_page(&context_state),
            move || shell(options.clone()),
        )
        .route(&format!("{}{{*rest}}", paths::API), any(|| async { StatusCode::NOT_FOUND }))
        .route(paths::START_LOGIN, post(auth::start_login))
        .route(paths::INSTALL, post(auth::start_install))
        .route(paths::CALLBACK, get(auth::callback).head(auth::refuse_head))
        .route(paths::JOIN, post(community::join))
        .route(
            paths::LOGOUT,
            post(auth::logout).layer(SetResponseHeaderLayer::overriding(
                HeaderName::from_static("clear-site-data"),
                HeaderValue::from_static(prefetch::UNSEEN_PAGES),
            )),
        )
        .route(paths::REFRESH, post(refresh::refresh))
        .route(paths::THEME, post(theme::set_theme))
        .merge(features)
        .fallback(async move |request: Request| {
            let mut response = not_found.render(request).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        })
        .layer(Extension(renderer))
        .layer(from_fn_with_state(state.clone(), api::around_server_functions))
        // Which of its links a browser may fetch before the click.
        .layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static("speculation-rules"),
            prefetch::speculation_rules,
        ))
        // Who asks; turns visitors away from the dashboard before anything is rendered.
        .layer(from_fn_with_state(state.clone(), auth::attach_viewer))
        // The cookie; not around files, which would load a session each.
        .layer(auth::session_layer(state.sessions.clone(), &state.config.public_url))
        // After the session, which never looks at a body. A page is one piece, so nothing waits for the encoder.
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(MAX_REQUEST_BODY))
        // A visitor who sends or reads slowly does not hold a connection for ever.
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(ResponseBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, HEAD_TIMEOUT))
        // Before the session is touched: what another site sent changes nothing.
        .layer(from_fn_with_state(state.clone(), same_origin))
        .layer(from_fn_with_state(state.clone(), without_trailing_slash))
        // Outside the checks: whoever came by another name is led to the right one before anything is decided.
        .layer(from_fn_with_state(CanonicalHost::new(&state.config.public_url), canonical_host))
}

/// Built files and assets: no session, no database.
fn files(state: &AppState) -> Router<AppState> {
    let root = &*state.leptos.site_root;
    // A hashed name never changes its content; without hashes (development) a browser asks each time.
    let built = if state.leptos.hash_files { "public, max-age=31536000, immutable" } else { "no-cache" };
    let asset = "public, max-age=3600";
    let folder = |name: &str| {
        let files = ServeDir::new(format!("{root}/{name}")).precompressed_br().precompressed_gzip();
        Router::new().fallback_service(files)
    };
    let cached = |files: Router<AppState>, cache: &'static str| {
        // A shared cache must not give one browser the encoding of another.
        files
            .layer(SetResponseHeaderLayer::if_not_present(header::VARY, HeaderValue::from_static("accept-encoding")))
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, move |response: &Response<_>| {
                response.status().is_success().then(|| HeaderValue::from_static(cache))
            }))
    };
    // Browsers ask for it beside everything that names no icon, such as a picture.
    let icon = Router::new().route_service("/favicon.ico", ServeFile::new(format!("{root}/favicon.ico")));
    Router::new()
        .nest(&format!("/{}", state.leptos.site_pkg_dir), cached(folder(&state.leptos.site_pkg_dir), built))
        .nest("/assets", cached(folder("assets"), asset))
        .merge(cached(icon, asset))
}

/// The route table, read once: reading it sets a flag for the whole process that would silence pages being rendered.
pub fn routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| leptos_axum::generate_route_list(App)).clone()
}

/// What pages and server functions find in context, beside the framework's own.
fn provide_page(state: &AppState) {
    provide_context(state.clone());
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    // The nonce that the header names, in place of the framework's.
    if let Some(nonce) = parts.extensions.get::<leptos::nonce::Nonce>() {
        provide_context(nonce.clone());
    }
    let page = PageContext::of_request(state, &parts);
    if page.flash_message.is_some()
        && !page.path.starts_with(paths::API)
        && let (Some(response), Some(cookie)) =
            (use_context::<ResponseOptions>(), FlashMessage::removal(&state.config.public_url))
    {
        response.append_header(header::SET_COOKIE, cookie);
    }
    provide_context(page);
}

/// Renders the app outside the route table as well.
fn page_renderer(state: &AppState) -> PageRenderer {
    let state = state.clone();
    PageRenderer::new(move |request| {
        let (context_state, options) = (state.clone(), state.leptos.clone());
        let render = leptos_axum::render_app_async_with_context(
            move || provide_page(&context_state),
            move || shell(options.clone()),
        );
        Box::pin(render(request))
    })
}
