use leptos::prelude::*;

use crate::{
    guild_query::GuildQuery,
    islands::GuildList,
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    server_fns::list_guild_rows,
};

/// Every guild the user is in.
#[component]
pub fn GuildsPage() -> impl IntoView {
    let page = PageContext::current();
    let query = GuildQuery::from_fields(|name| page.query(name));
    let cdn = page.cdn.base().to_owned();
    view! {
        <PageTitle text="Servers" />
        <Loaded from=list_guild_rows() let:list>
            <GuildList list query cdn />
        </Loaded>
    }
}
