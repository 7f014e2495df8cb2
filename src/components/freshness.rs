use leptos::prelude::*;

use super::{Glyph, Icon, Timestamp};
use crate::{error::AppError, fetched::Age, islands::Countdown, page_context::PageContext, paths};

/// How old the data on the page is, why it is older than it should be, and the button to ask again.
#[component]
pub fn Freshness(
    /// The age of everything from Discord that the page shows: `Age::oldest` folds the ages of several parts.
    age: Age,
) -> impl IntoView {
    let Age { fetched_at_ms, stale } = age;
    let return_to = PageContext::current().address;
    view! {
        <div class="stack">
            <form class="cluster" method="post" action=paths::REFRESH>
                <p class="muted">"As of " <Timestamp at_ms=fetched_at_ms /></p>
                <input type="hidden" name="return_to" value=return_to />
                <button class="button button--quiet button--small" type="submit">
                    <Icon glyph=Glyph::Refresh />
                    "Refresh"
                </button>
            </form>
            {stale
                .map(|reason| {
                    view! {
                        <div class="notice" role="note">
                            <Icon glyph=Glyph::Warning />
                            <p>"This may be out of date. " {reason.to_string()} " " <Remedy error=reason /></p>
                        </div>
                    }
                })}
        </div>
    }
}

/// What to do about a failure, counting down where Discord said how long.
#[component]
pub fn Remedy(error: AppError) -> impl IntoView {
    match error {
        AppError::RateLimited { retry_after_s } => view! { <Countdown seconds=retry_after_s /> }.into_any(),
        other => other.remedy().into_any(),
    }
}
