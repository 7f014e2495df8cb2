use axum::{Router, routing::post};
use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute as _, components::Route, path};

use super::{page::WelcomePage, restore, save, store::migrations};
use crate::features::{Feature, GuildLink};

/// Returns what the feature brings to the app.
pub fn feature() -> Feature {
    let page = view! { <Route path=path!("guilds/:id/welcome") view=WelcomePage ssr=SsrMode::Async /> };
    Feature {
        pages: vec![page.into_inner().into_any_nested_route()],
        routes: Router::new()
            .route(save::PATH, post(save::save))
            .route(restore::PATH, post(restore::restore).get(restore::open)),
        migrations: migrations(),
        guild_link: Some(GuildLink {
            path: "welcome",
            title: "Welcome message",
            description: "Greets everybody who joins, in a channel of your choice.",
        }),
    }
}
