use std::future::Future;

use leptos::prelude::*;

use super::Failure;
use crate::{error::AppError, server::http::load::in_a_task};

/// Waits for the page's data, then shows the page, or says why it cannot be shown.
///
/// Usage: `<Loaded from=list_guilds() let:guilds>..</Loaded>`. Let it be the whole content of `<main>`, because a failure has a heading
/// of its own.
#[component]
pub fn Loaded<T, Answer, Page, V>(
    /// The future of a server function's answer.
    from: Answer,
    /// Renders the page from the answer.
    children: Page,
) -> impl IntoView
where
    T: Send + 'static,
    Answer: Future<Output = Result<T, AppError>> + Send + 'static,
    Page: FnOnce(T) -> V + Send + 'static,
    V: IntoView + 'static,
{
    let loading = in_a_task(from);
    Suspend::new(async move {
        match loading.await {
            Ok(answer) => children(answer).into_any(),
            Err(error) => view! { <Failure error /> }.into_any(),
        }
    })
}
