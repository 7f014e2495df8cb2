use leptos::prelude::*;

use super::{Glyph, GrantForm, Icon, SignInForm, WayOn, set_page_status};
use crate::{discord::Scope, error::AppError, paths, server::page_context::PageContext};

/// What stands where a page would, when the page could not be made: what happened, why, and a way on.
///
/// Also sets the page's status.
#[component]
pub fn Failure(error: AppError) -> impl IntoView {
    set_page_status(error.status_code());
    view! { <FailureMessage error/> }
}

/// The words of a [`Failure`].
#[component]
pub fn FailureMessage(error: AppError) -> impl IntoView {
    let address = PageContext::current().address;
    let way_on = match &error {
        AppError::Unauthenticated => view! { <SignInForm return_to=Some(address)/> }.into_any(),
        AppError::MissingScope { scope } => {
            view! { <Unlocks scope=scope.clone()/> <GrantForm scope=scope.clone()/> }.into_any()
        }
        AppError::NotFound => {
            view! { <a class="button button--primary" href=paths::DASHBOARD>"Open your dashboard"</a> }.into_any()
        }
        _ => view! { <a class="button button--primary" href=address>"Try again"</a> }.into_any(),
    };
    view! {
        <section class="failure">
            <Icon glyph=Glyph::Warning/>
            <h1>{error.to_string()}</h1>
            <p class="lead"><WayOn error/></p>
            {way_on}
        </section>
    }
}

/// What each missing scope is for.
#[component]
fn Unlocks(
    /// Discord's names of them, separated by spaces.
    scope: String,
) -> impl IntoView {
    let known = scope.split(' ').filter_map(Scope::find).map(|known| view! { <li>{known.unlocks}</li> });
    view! { <ul>{known.collect_view()}</ul> }
}
