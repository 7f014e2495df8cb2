use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::Frame;

/// The layout of the pages anybody may see.
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
