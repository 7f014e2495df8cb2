//! The HTML shell and the route table.

use leptos::{html, prelude::*, tachys::view::iterators::StaticVec};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _},
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    brand, features,
    layouts::{DashboardLayout, LinkPreview, SiteLayout},
    page_context::PageContext,
    pages, paths,
    server::http::{
        built_files,
        canvas_color::{CANVAS_COLOR, CanvasColor},
        page_change::PAGE_CHANGE,
    },
    theme::Theme,
};

/// Renders the whole page before its headers are sent. Only this mode sets status and cookies correctly and works without scripts.
const WHOLE: SsrMode = SsrMode::Async;

/// The route table: every page, inside its layout.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| view! { <pages::not_found::NotFoundPage /> }>
                <ParentRoute path=path!("/dashboard") view=DashboardLayout ssr=WHOLE>
                    <Route path=path!("") view=pages::overview::OverviewPage ssr=WHOLE />
                    <Route path=path!("profile") view=pages::profile::ProfilePage ssr=WHOLE />
                    <Route path=path!("guilds") view=pages::guilds::GuildsPage ssr=WHOLE />
                    <Route path=path!("guilds/:id") view=pages::guild::GuildPage ssr=WHOLE />
                    <Route path=path!("account") view=pages::account::AccountPage ssr=WHOLE />
                    <Route path=path!("connections") view=pages::connections::ConnectionsPage ssr=WHOLE />
                    <FeatureRoutes />
                </ParentRoute>
                <Route path=path!("/admin") view=pages::admin::AdminPage ssr=WHOLE />
                <Route path=path!("/look") view=pages::look::LookPage ssr=WHOLE />
                <Route path=path!("/setup") view=pages::setup::SetupPage ssr=WHOLE />
                <ParentRoute path=path!("") view=SiteLayout ssr=WHOLE>
                    <Route path=path!("") view=pages::home::HomePage ssr=WHOLE />
                    <Route path=path!("login") view=pages::login::LoginPage ssr=WHOLE />
                    <Route path=path!("no-access") view=pages::no_access::NoAccessPage ssr=WHOLE />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The routes of all features.
#[component(transparent)]
fn FeatureRoutes() -> AnyNestedRoute {
    let pages: Vec<_> = features::all().into_iter().flat_map(|feature| feature.pages).collect();
    StaticVec::from(pages).into_any_nested_route()
}

/// Renders the HTML document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let page = PageContext::current();
    let schemes = match page.theme {
        Theme::System => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=page.theme.word()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content=schemes />
                <meta name="description" content=brand::TAGLINE />
                <ThemeColor theme=page.theme />
                <LinkPreview />
                <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg" />
                <link rel="apple-touch-icon" href="/assets/apple-touch-icon.png" />
                <link rel="manifest" href=paths::MANIFEST />
                {page.image_origin.clone().map(|origin| view! { <link rel="preconnect" href=origin /> })}
                <style>{PAGE_CHANGE}</style>
                <link id="leptos" rel="stylesheet" href=built_files::found_style_sheet() />
                <AutoReload options=options.clone() />
                // The style sheet and the text come first. A page works without the WebAssembly, so it may arrive later.
                <HydrationScripts islands=true options {..} fetchpriority="low" />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Gives the browser's own bars the colour of the page.
#[component]
fn ThemeColor(theme: Theme) -> impl IntoView {
    let &CanvasColor { light, dark } = CANVAS_COLOR.as_ref()?;
    let tag = |media: Option<&'static str>, color: &'static str| {
        // The macro knows no attribute `media` of this element.
        html::meta().name("theme-color").attr("media", media).attr("content", color)
    };
    let (in_light, in_dark) = ("(prefers-color-scheme: light)", "(prefers-color-scheme: dark)");
    Some(match theme {
        Theme::System => (tag(Some(in_light), light), Some(tag(Some(in_dark), dark))),
        Theme::Light => (tag(None, light), None),
        Theme::Dark => (tag(None, dark), None),
    })
}
