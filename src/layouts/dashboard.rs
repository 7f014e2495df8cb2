use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::{Frame, navigation::DashboardNavigation};
use crate::{
    components::{Avatar, AvatarSize, Glyph, Icon, SignOutForm},
    discord::User,
    fetched::Fetched,
    page_context::PageContext,
    paths,
    server::http::load::in_a_task,
    server_fns::show_profile,
};

/// The layout of the pages that need a sign-in.
#[component]
pub fn DashboardLayout() -> impl IntoView {
    view! {
        <DashboardFrame>
            <Outlet />
        </DashboardFrame>
    }
}

/// The frame of those pages, for a page that is not below the dashboard's address.
#[component]
pub fn DashboardFrame(children: Children) -> impl IntoView {
    view! {
        <Frame>
            <div class="dashboard">
                <div class="dashboard__side">
                    <DashboardNavigation />
                    <Account />
                </div>
                <main id="main" class="dashboard__main">
                    {children()}
                </main>
            </div>
        </Frame>
    }
}

#[component]
fn Account() -> impl IntoView {
    let viewer = in_a_task(show_profile());
    let viewer = Suspend::new(async {
        // If this fails, the page gives the reason. Only the name is missing here.
        let viewer = viewer.await.ok();
        viewer.map(|viewer| view! { <ViewerLink viewer /> }.into_any())
    });
    view! {
        <section class="dashboard__account" aria-label="Account">
            {viewer}
            <AccountLink />
            <SignOutForm />
        </section>
    }
    .into_any()
}

#[component]
fn AccountLink() -> impl IntoView {
    let current = (PageContext::current().path == paths::ACCOUNT).then_some("page");
    view! {
        <a class="button button--quiet dashboard__settings" href=paths::ACCOUNT aria-current=current>
            <Icon glyph=Glyph::Settings />
            <span>"Account"</span>
        </a>
    }
}

#[component]
fn ViewerLink(viewer: Fetched<User>) -> impl IntoView {
    let name = viewer.value.name().into_owned();
    // This links to the profile page, which gives the reason.
    let old = viewer.stale.map(|_| view! { <span class="dashboard__old">"May be out of date"</span> });
    view! {
        <a class="dashboard__viewer" href=paths::PROFILE>
            <Avatar user=viewer.value size=AvatarSize::Small />
            <span class="dashboard__who">
                <bdi>{name}</bdi>
                {old}
            </span>
        </a>
    }
}
