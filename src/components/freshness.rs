use leptos::prelude::*;

use super::{Glyph, Icon, Timestamp};
use crate::{error::AppError, fetched::Age, islands::Countdown, page_context::PageContext, paths};

/// Shows how old the data on the page is, why it is older than it should be, and the button that asks Discord again.
#[component]
pub fn Freshness(
    /// The age of everything from Discord that the page shows: `Age::oldest` folds the ages of several parts.
    #[prop(into)]
    age: Signal<Age>,
    /// The page that the form comes back to. Default: the page being rendered, which an island does not know.
    #[prop(optional, into)]
    return_to: Option<String>,
    /// Whether a refresh is under way. Default: no, as in a page without scripts.
    #[prop(optional, into)]
    is_pending: Signal<bool>,
) -> impl IntoView {
    let return_to = return_to.unwrap_or_else(|| PageContext::current().address.clone());
    let busy = move || is_pending.get().then_some("true");
    let stale = move || {
        age.read().stale.clone().map(|reason| {
            view! {
                <div class="notice" role="note">
                    <Icon glyph=Glyph::Warning />
                    <p>"This may be out of date. " {reason.to_string()} " " <Remedy error=reason /></p>
                </div>
            }
        })
    };
    view! {
        <div class="stack">
            <form class="cluster" method="post" action=paths::REFRESH>
                <p class="muted">"As of " {move || view! { <Timestamp at_ms=age.read().fetched_at_ms /> }}</p>
                <input type="hidden" name="return_to" value=return_to />
                // Not `disabled`, which would take the focus away.
                <button class="button button--quiet button--small" type="submit" aria-busy=busy aria-disabled=busy>
                    <Icon glyph=Glyph::Refresh />
                    "Refresh"
                </button>
            </form>
            {stale}
        </div>
    }
}

/// Says what to do about a failure, and counts down where Discord said how long to wait.
#[component]
pub fn Remedy(error: AppError) -> impl IntoView {
    match error {
        AppError::RateLimited { retry_after_s } => view! { <Countdown seconds=retry_after_s /> }.into_any(),
        other => other.remedy().into_any(),
    }
}
