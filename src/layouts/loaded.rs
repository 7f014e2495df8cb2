use std::future::Future;

use leptos::prelude::*;

use super::Failure;
use crate::{error::AppError, server::http::load::in_a_task};

/// Waits for what a page is made of, then shows the page; or says why it cannot be shown.
///
/// The one look of a failing page: `<Loaded from=list_guilds() let:guilds>..</Loaded>`. It stands for the whole content
/// of `<main>`, since a failure brings the heading along.
#[component]
pub fn Loaded<T, Answer, Page, V>(
    /// A server function's answer.
    from: Answer,
    /// The page, given the answer.
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
