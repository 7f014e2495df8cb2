use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::Frame;
use crate::{
    components::{Avatar, AvatarSize, Glyph, Icon, SignOutForm},
    discord::User,
    paths,
    server::page_context::PageContext,
    server_fns::current_viewer,
};

/// What the navigation leads to, in its order.
const PAGES: [(&str, &str, Glyph); 4] = [
    (paths::DASHBOARD, "Overview", Glyph::Overview),
    (paths::PROFILE, "Profile", Glyph::Profile),
    (paths::GUILDS, "Servers", Glyph::Servers),
    (paths::CONNECTIONS, "Connections", Glyph::Connections),
];

/// The layout of the pages behind the sign-in.
#[component]
pub fn DashboardLayout() -> impl IntoView {
    view! {
        <Frame>
            <div class="dashboard">
                <div class="dashboard__side">
                    <DashboardNavigation/>
                    <Account/>
                </div>
                <main id="main" class="dashboard__main">
                    <Outlet/>
                </main>
            </div>
        </Frame>
    }
}

#[component]
fn DashboardNavigation() -> impl IntoView {
    let path = PageContext::current().path;
    let links = PAGES.map(|(href, label, glyph)| {
        let current = is_open(href, &path).then_some("page");
        view! {
            <li>
                <a class="dashboard__link" href=href aria-current=current>
                    <Icon glyph/>
                    {label}
                </a>
            </li>
        }
    });
    view! {
        <nav class="dashboard__nav" aria-label="Dashboard">
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

#[component]
fn Account() -> impl IntoView {
    let viewer = Suspend::new(async {
        // A page that cannot be shown says why itself; here the name is only left out.
        let viewer = current_viewer().await.ok().flatten();
        viewer.map(|user| view! { <ViewerLink user/> }.into_any())
    });
    view! {
        <section class="dashboard__account" aria-label="Account">
            {viewer}
            <SignOutForm/>
        </section>
    }
    .into_any()
}

#[component]
fn ViewerLink(user: User) -> impl IntoView {
    let name = user.name().to_owned();
    view! {
        <a class="dashboard__viewer" href=paths::PROFILE>
            <Avatar user size=AvatarSize::Small/>
            <bdi>{name}</bdi>
        </a>
    }
}

/// Whether a link leads to the page that is open, or to the one above it.
fn is_open(href: &str, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    path == href || href != paths::DASHBOARD && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_current_on_its_page_and_below_it() {
        for (href, path, open) in [
            (paths::DASHBOARD, "/dashboard", true),
            (paths::DASHBOARD, "/dashboard/", true),
            (paths::DASHBOARD, "/dashboard/guilds", false),
            (paths::GUILDS, "/dashboard/guilds/1", true),
            (paths::GUILDS, "/dashboard/guildsmen", false),
        ] {
            assert_eq!(is_open(href, path), open, "{href} on {path}");
        }
    }
}
