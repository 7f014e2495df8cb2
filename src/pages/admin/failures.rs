use leptos::prelude::*;

use super::rows::Rows;
use crate::{
    components::{EmptyState, Glyph, Icon, Timestamp},
    login_problem::LoginProblem,
    server::store::SignInFailureCount,
};

/// Lists why sign-ins failed, and how often.
#[component]
pub(super) fn Failures(failures: Vec<SignInFailureCount>) -> impl IntoView {
    let rows = failures.into_iter().map(failure_row).collect();
    let empty = || {
        view! {
            <EmptyState glyph=Glyph::Check sentence="No sign-in has failed">
                "If one fails, its reason is counted here. Nothing about the person is kept."
            </EmptyState>
        }
    };
    view! {
        <section class="stack">
            <h2 id="failures">"Sign-ins that failed in the last seven days"</h2>
            <p class="muted">"Each row is a sentence that people read on the sign-in page, and how often."</p>
            <Rows rows heading="failures" empty />
        </section>
    }
}

fn failure_row(failure: SignInFailureCount) -> impl IntoView {
    let SignInFailureCount { reason, count, last_at_ms } = failure;
    let times = if count == 1 { "Once".to_owned() } else { format!("{count} times") };
    let headline = LoginProblem::from_code(&reason).map(LoginProblem::headline);
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::Warning />
            <div>
                <p>
                    <strong>{headline}</strong>
                    " "
                    <code>{reason}</code>
                </p>
                <p class="muted">{times} ", last at " <Timestamp at_ms=last_at_ms /></p>
            </div>
        </li>
    }
}
