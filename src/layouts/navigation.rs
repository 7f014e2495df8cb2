use leptos::prelude::*;

use crate::{
    components::{Glyph, Icon},
    page_context::PageContext,
    paths,
    server_fns::is_admin,
};

/// The links of the dashboard's navigation, in order: address, label, icon.
const LINKS: &[(&str, &str, Glyph)] = &[
    (paths::DASHBOARD, "Overview", Glyph::Overview),
    (paths::PROFILE, "Profile", Glyph::Profile),
    (paths::GUILDS, "Servers", Glyph::Servers),
    (paths::CONNECTIONS, "Connections", Glyph::Connections),
];

/// The link after these, which only admins see.
const ADMIN_LINK: (&str, &str, Glyph) = (paths::ADMIN, "Admin", Glyph::Lock);

/// The dashboard's navigation. It marks the link of the current page.
#[component]
pub fn DashboardNavigation() -> impl IntoView {
    let page = PageContext::current();
    let for_admins = is_admin().then_some(&ADMIN_LINK);
    let links = LINKS.iter().chain(for_admins).map(|&(href, label, glyph)| {
        let current = is_open(href, &page.path).then_some("page");
        view! {
            <li>
                <a class="dashboard__link" href=href aria-current=current>
                    <Icon glyph />
                    {label}
                </a>
            </li>
        }
    });
    view! {
        <nav class="dashboard__nav" aria-label="Dashboard">
            <ul>{links.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

/// Returns whether a link leads to the current page or to a page above it.
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
