use leptos::{html, prelude::*};

use super::Toaster;
use crate::{
    components::{Chip, Glyph, Icon, Timestamp, Tone},
    error::AppError,
    server_fns::EndBrowser,
    signed_in_browser::SignedInBrowser,
};

/// The browsers that a person is signed in with. A button signs out any other browser and removes its row.
///
/// Without scripts each row is a form, and the next page says what happened.
#[island]
pub fn BrowserList(
    /// The rows, in order.
    browsers: Vec<SignedInBrowser>,
) -> impl IntoView {
    let list = NodeRef::<html::Ul>::new();
    let browsers = RwSignal::new(browsers);
    let toaster = Toaster::current();
    let on_gone = Callback::new(move |(id, sentence): (String, String)| {
        browsers.update(|browsers| browsers.retain(|browser| browser.id != id));
        toaster.good(sentence);
        // The button with the focus is gone. Without this, the keyboard would start again at the top of the page.
        if let Some(list) = list.get_untracked() {
            let _ = list.focus();
        }
    });
    view! {
        <ul class="panel panel--rows rows" aria-labelledby="browsers" tabindex="-1" node_ref=list>
            <For each=move || browsers.get() key=|browser| browser.id.clone() let:browser>
                <BrowserRow browser on_gone />
            </For>
        </ul>
    }
}

#[component]
fn BrowserRow(
    browser: SignedInBrowser,
    /// Takes the browser's id, and what to tell the person, once the browser is signed out.
    on_gone: Callback<(String, String)>,
) -> impl IntoView {
    let SignedInBrowser { id, name, created_at_ms, last_seen_at_ms, is_this_one } = browser;
    view! {
        <li class="rows__row">
            <Icon glyph=Glyph::System />
            <div>
                <strong>{name.clone()}</strong>
                " "
                {is_this_one.then(|| view! { <Chip label="This browser" tone=Tone::Good /> })}
                <p class="muted">
                    "Signed in " <Timestamp at_ms=created_at_ms /> ", last used " <Timestamp at_ms=last_seen_at_ms />
                </p>
            </div>
            // The button for this browser is below the list.
            {(!is_this_one).then(|| view! { <EndBrowserForm id name on_gone /> })}
        </li>
    }
}

#[component]
fn EndBrowserForm(id: String, name: String, on_gone: Callback<(String, String)>) -> impl IntoView {
    let end = ServerAction::<EndBrowser>::new();
    let is_pending = end.pending();
    let failure = RwSignal::new(None::<AppError>);
    // An effect runs only in the browser. On the server, a link can invent the answer (`?__err=`).
    Effect::new({
        let (id, name) = (id.clone(), name.clone());
        move |_| match end.value().get() {
            Some(Ok(())) => on_gone.run((id.clone(), format!("{name} is signed out."))),
            Some(Err(AppError::NotFound)) => on_gone.run((id.clone(), format!("{name} was signed out already."))),
            Some(Err(error)) => failure.set(Some(error)),
            None => {}
        }
    });
    let (idle, busy) = (format!("Sign out {name}"), format!("Signing out {name}"));
    let what_failed = move || {
        let error = failure.get().filter(|_| !is_pending.get())?;
        Some(format!("Not signed out. {error} {}", error.remedy()))
    };
    view! {
        <ActionForm action=end>
            <input type="hidden" name="id" value=id />
            <button
                class="button"
                type="submit"
                aria-label=move || if is_pending.get() { busy.clone() } else { idle.clone() }
                aria-disabled=move || is_pending.get().then_some("true")
                aria-busy=move || is_pending.get().then_some("true")
                on:click=move |event| {
                    if is_pending.get_untracked() {
                        event.prevent_default();
                    }
                }
            >
                {move || if is_pending.get() { "Signing out…" } else { "Sign out" }}
            </button>
        </ActionForm>
        <p class="rows__failure" role="alert">
            {what_failed}
        </p>
    }
}
