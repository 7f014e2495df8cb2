use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::Frame;

/// The layout of the public pages.
#[component]
pub fn SiteLayout() -> impl IntoView {
    view! {
        <Frame>
            <main id="main" class="site">
                <Outlet />
            </main>
        </Frame>
    }
}
