use leptos::prelude::*;

mod audit;
mod bans;
mod failures;
mod people;
mod person;
mod rows;

use self::{
    audit::Audit,
    bans::{BanForm, Bans},
    failures::Failures,
    people::People,
};
use super::not_found::NotFoundPage;
use crate::{
    layouts::{DashboardFrame, Loaded, PageTitle},
    server_fns::{is_admin, show_admin_overview},
};

/// The page for admins: who is signed in, bans, failed sign-ins, and what admins did. Everybody else gets the page of an unknown address.
#[component]
pub fn AdminPage() -> impl IntoView {
    if !is_admin() {
        return view! { <NotFoundPage /> }.into_any();
    }
    view! {
        <PageTitle text="Admin" />
        <DashboardFrame>
            <Loaded from=show_admin_overview() let:overview>
                <h1>"Admin"</h1>
                <People people=overview.people />
                <BanForm />
                <Bans bans=overview.bans />
                <Failures failures=overview.failures />
                <Audit audit=overview.audit />
            </Loaded>
        </DashboardFrame>
    }
    .into_any()
}
