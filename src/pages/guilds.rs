use leptos::prelude::*;

use crate::{
    islands::GuildList,
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    server_fns::list_guild_rows,
};

/// Every guild the user is in.
#[component]
pub fn GuildsPage() -> impl IntoView {
    let page = PageContext::current();
    let asked = |name| page.query(name).unwrap_or_default().to_owned();
    let (address, query, show, sort) = (page.address.clone(), asked("q"), asked("show"), asked("sort"));
    let cdn = page.cdn.base().to_owned();
    view! {
        <PageTitle text="Servers" />
        <Loaded from=list_guild_rows() let:list>
            <GuildList list address query show sort cdn />
        </Loaded>
    }
}
