use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::{Frame, navigation::DashboardNavigation};
use crate::{
    components::{Avatar, AvatarSize, Glyph, Icon, SignOutForm},
    discord::User,
    paths,
    server::{load::in_a_task, page_context::PageContext},
    server_fns::current_viewer,
};

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
fn Account() -> impl IntoView {
    let viewer = in_a_task(current_viewer());
    let viewer = Suspend::new(async {
        // A page that cannot be shown says why itself; here the name is only left out.
        let viewer = viewer.await.ok().flatten();
        viewer.map(|user| view! { <ViewerLink user/> }.into_any())
    });
    view! {
        <section class="dashboard__account" aria-label="Account">
            {viewer}
            <AccountLink/>
            <SignOutForm/>
        </section>
    }
    .into_any()
}

#[component]
fn AccountLink() -> impl IntoView {
    let current = (PageContext::current().path == paths::ACCOUNT).then_some("page");
    view! {
        <a class="button button--quiet dashboard__settings" href=paths::ACCOUNT aria-current=current>
            <Icon glyph=Glyph::Settings/>
            <span>"Account"</span>
        </a>
    }
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
