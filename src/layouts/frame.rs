use leptos::prelude::*;

use crate::{
    brand,
    components::{BrandMark, SandboxNotice, ThemeForm},
    islands::{LocalTimes, Toast},
    page_context::PageContext,
    paths,
};

/// The frame of every page: the skip link, the header and the footer. The children must contain `<main id="main">`.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let page = PageContext::current();
    view! {
        <div class="frame">
            <a class="skip-link" href="#main">
                "Skip to content"
            </a>
            <header class="frame__header">
                {page.sandbox.then(|| view! { <SandboxNotice /> })} <div class="frame__bar">
                    <a class="frame__brand" href=paths::HOME>
                        <BrandMark />
                        {brand::NAME}
                    </a>
                    <ThemeForm />
                </div>
            </header>
            {page
                .flash_message
                .map(|message| view! { <Toast sentence=message.sentence().to_owned() is_good=message.is_good() /> })}
            {children()}
            <footer class="frame__footer">
                <p>{brand::NAME} " is not affiliated with Discord."</p>
                {page
                    .setup
                    .then(|| {
                        view! {
                            <p>
                                <a href=paths::SETUP>"Set up your own application"</a>
                            </p>
                        }
                    })}
                {page
                    .development
                    .then(|| {
                        view! {
                            <p>
                                <a href=paths::LOOK>"How everything looks"</a>
                            </p>
                        }
                    })}
                <LocalTimes />
            </footer>
        </div>
    }
}
