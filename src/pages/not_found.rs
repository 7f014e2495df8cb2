use leptos::prelude::*;

use crate::{
    layouts::{Frame, PageTitle},
    paths,
    server::http::page_status::set_page_status,
};

/// The page for every address without a page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_page_status(404);
    view! {
        <PageTitle text="Page not found" />
        <Frame>
            <main id="main" class="site site--narrow">
                <h1>"Page not found"</h1>
                <p class="lead">"There is no page at this address. Check the address, or start from your dashboard."</p>
                <p class="actions">
                    <a class="button button--primary" href=paths::DASHBOARD>
                        "Open your dashboard"
                    </a>
                    <a class="button" href=paths::HOME>
                        "Go to the start page"
                    </a>
                </p>
            </main>
        </Frame>
    }
}
