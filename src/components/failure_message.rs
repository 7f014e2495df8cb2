use leptos::prelude::*;

use super::{Glyph, GrantForm, Icon, Remedy, SignInForm};

use crate::{discord::Scope, error::AppError, page_context::PageContext, paths};

/// Shows what happened, why, and what to do about it.
#[component]
pub fn FailureMessage(error: AppError) -> impl IntoView {
    let page = PageContext::current();
    // The log has the cause under the same id.
    let request_id = (error.status_code() >= 500 && !page.request_id.is_empty()).then(|| page.request_id.clone());
    let action = match &error {
        AppError::Unauthenticated => view! { <SignInForm return_to=Some(page.address.clone()) /> }.into_any(),
        AppError::MissingScope { scope } => view! {
            <Unlocks scope=scope.clone() />
            <GrantForm scope=scope.clone() />
        }
        .into_any(),
        AppError::NotFound => view! {
            <a class="button button--primary" href=paths::DASHBOARD>
                "Open your dashboard"
            </a>
        }
        .into_any(),
        _ => view! {
            <a class="button button--primary" href=page.address.clone()>
                "Try again"
            </a>
        }
        .into_any(),
    };
    view! {
        <section class="failure">
            <Icon glyph=Glyph::Warning />
            <h1>{error.to_string()}</h1>
            <p class="lead">
                <Remedy error />
            </p>
            {action}
            {request_id.map(|id| view! { <p class="muted">"Request " <code>{id}</code></p> })}
        </section>
    }
}

/// Lists what each missing scope is for.
#[component]
fn Unlocks(
    /// Discord's names of the scopes, separated by spaces.
    scope: String,
) -> impl IntoView {
    let known = scope.split(' ').filter_map(Scope::find).map(|known| view! { <li>{known.unlocks}</li> });
    view! { <ul>{known.collect_view()}</ul> }
}
