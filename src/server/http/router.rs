//! The routes, and the layers in their order, with the reason for each.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

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
    CompressionLevel,
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
    built_files::find_style_sheet,
    canonical_host::{CanonicalHost, canonical_host},
    failure_page::render_failures,
    known_methods::known_methods,
    manifest,
    page_renderer::PageRenderer,
    prefetch, refresh,
    refusal::failure,
    robots,
    same_origin::same_origin,
    security_headers::{SecurityHeaders, security_headers},
    telemetry, theme,
    trailing_slash::without_trailing_slash,
};
use crate::{
    app::{App, shell},
    error::AppError,
    features, paths,
    server::{admin, auth, community, state::AppState, webhooks},
};
use crate::{flash_message::FlashMessage, page_context::PageContext};

/// Our largest form has a few fields.
const MAX_REQUEST_BODY: usize = 64 * 1024;
/// Time until an answer to Discord begins, with the time for the body. Discord waits three seconds, and sends the event again after a
/// failure.
const WEBHOOK_TIMEOUT: Duration = Duration::from_millis(2500);
/// Time until an answer begins: longer than a page waits for Discord, and longer than the two calls of a sign-in take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(25);
/// Time between two pieces of a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The fastest level of gzip and of brotli. The usual ones take about as long as rendering the page, to save a few hundred bytes to two kilobytes
/// more (docs/PERFORMANCE.md).
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(1);

/// Returns the router of the whole app.
pub fn router(state: &AppState) -> Router {
    find_style_sheet(&state.leptos);
    guarded(Router::new().merge(pages(state)).merge(webhooks()).merge(files(state)), state)
}

/// Puts the layers that every route needs around these routes.
pub fn guarded(routes: Router<AppState>, state: &AppState) -> Router {
    let app = routes
        .layer(from_fn(known_methods))
        .layer(CatchPanicLayer::custom(|_| failure(&AppError::Internal)))
        // For refusals of the layers inside, for panics, and for missing files.
        .layer(from_fn(render_failures))
        .route(prefetch::RULES, get(prefetch::rules))
        .route(paths::MANIFEST, get(manifest::manifest))
        .route(paths::ROBOTS, get(robots::robots))
        .route("/healthz", get(telemetry::healthz))
        .route("/readyz", get(telemetry::readyz))
        // Outside the layers above, so that redirects, refusals and failures get the headers too.
        .layer(from_fn_with_state(SecurityHeaders::new(&state.config), security_headers))
        .with_state(state.clone());
    let all = match &state.sandbox {
        // Without our headers, checks and limits: the sandbox is another site on the same port.
        Some(sandbox) => app.nest("/sandbox", sandbox.router()),
        None => app,
    };
    // Every log line of a request has its id.
    all.layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn(telemetry::trace))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(map_request(telemetry::drop_odd_request_id))
}

/// Returns the routes of pages, server functions and the sign-in. Each layer wraps those above it.
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
        .route(paths::ADMIN_SIGN_OUT, post(admin::sign_out))
        .route(paths::ADMIN_BAN, post(admin::ban))
        .route(paths::ADMIN_UNBAN, post(admin::unban))
        .route(paths::CHECK_AGAIN, post(auth::check_again))
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
        // Inside the viewer's layer, and outside all handlers, so that a wrong method or a malformed form gets the same page.
        .layer(from_fn_with_state(state.clone(), auth::hide_from_others))
        .layer(Extension(renderer))
        .layer(from_fn_with_state(state.clone(), api::around_server_functions))
        // Tells a browser which links of the page it may prefetch.
        .layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static("speculation-rules"),
            prefetch::speculation_rules,
        ))
        // Finds out who is signed in. Redirects everybody else away from the dashboard before anything is rendered.
        .layer(from_fn_with_state(state.clone(), auth::attach_viewer))
        // The session cookie. It is not around files, because each file would load a session.
        .layer(auth::session_layer(state.sessions.clone(), &state.config.public_url))
        // Outside the session layer, which never reads a body. A page is one piece, so compression delays no part of it.
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .layer(RequestBodyLimitLayer::new(MAX_REQUEST_BODY))
        // A client that sends or reads slowly cannot hold a connection for ever.
        .layer(RequestBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(ResponseBodyTimeoutLayer::new(BODY_TIMEOUT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, HEAD_TIMEOUT))
        // Checked before the session is read, so that a form of another site changes nothing.
        .layer(from_fn_with_state(state.clone(), same_origin))
        .layer(from_fn_with_state(state.clone(), without_trailing_slash))
        // Outside the checks, so that a request for another name is redirected before it is checked.
        .layer(from_fn_with_state(CanonicalHost::new(&state.config.public_url), canonical_host))
}

/// Returns the route for Discord's webhook events.
///
/// It has none of the layers around pages. A signature says who sends an event, so the same-origin check does not apply, and there is
/// neither a session nor a cookie. It answers by any host name.
fn webhooks() -> Router<AppState> {
    Router::new()
        .route(paths::DISCORD_WEBHOOK, post(webhooks::receive))
        .layer(RequestBodyLimitLayer::new(MAX_REQUEST_BODY))
        .layer(RequestBodyTimeoutLayer::new(WEBHOOK_TIMEOUT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, WEBHOOK_TIMEOUT))
}

/// Returns the routes of built files and assets, which need no session and no database.
fn files(state: &AppState) -> Router<AppState> {
    let root = &*state.leptos.site_root;
    // The content of a hashed name never changes. Without hashes (in development) a browser asks each time.
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
    // Browsers request it for every document that names no icon, such as a picture.
    let icon = Router::new().route_service("/favicon.ico", ServeFile::new(format!("{root}/favicon.ico")));
    // Pages of other sites may show it.
    let shared = Router::new()
        .route_service(paths::SHARE_IMAGE, ServeFile::new(format!("{root}{}", paths::SHARE_IMAGE)))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ));
    Router::new()
        .nest(&format!("/{}", state.leptos.site_pkg_dir), cached(folder(&state.leptos.site_pkg_dir), built))
        .nest("/assets", cached(folder("assets"), asset))
        .merge(cached(icon.merge(shared), asset))
}

/// Returns the route table. It is built only once, because building it sets a flag for the whole process. The flag would stop the
/// loads of pages that are being rendered.
pub fn routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| leptos_axum::generate_route_list(App)).clone()
}

/// Provides the context of pages and server functions, in addition to the framework's own.
fn provide_page(state: &AppState) {
    provide_context(state.clone());
    let Some((nonce, page)) = with_context(|parts: &Parts| {
        (parts.extensions.get::<leptos::nonce::Nonce>().cloned(), PageContext::of_request(state, parts))
    }) else {
        return;
    };
    // Replaces the framework's nonce with the one in the header.
    if let Some(nonce) = nonce {
        provide_context(nonce);
    }
    if page.flash_message.is_some()
        && !page.path.starts_with(paths::API)
        && let (Some(response), Some(cookie)) =
            (use_context::<ResponseOptions>(), FlashMessage::removal(&state.config.public_url))
    {
        response.append_header(header::SET_COOKIE, cookie);
    }
    provide_context(Arc::new(page));
}

/// Returns a renderer of the app for handlers outside the route table.
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
