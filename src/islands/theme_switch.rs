use leptos::{
    ev::SubmitEvent,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlButtonElement, UrlSearchParams},
};

use crate::paths;

/// Makes the theme form inside it switch without loading the page; the server is told, so that the next page is right.
#[island]
pub fn ThemeSwitch(
    /// The form.
    children: Children,
) -> impl IntoView {
    let switch = move |event: SubmitEvent| {
        let button = event.submitter().and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
        // Told without waiting, also when the page is left at once; where that cannot be, the form is sent after all.
        if let Some(button) = button.filter(|button| tell(&button.value())) {
            event.prevent_default();
            show(&button.value());
        }
    };
    view! { <div class="theme-switch" on:submit=switch>{children()}</div> }
}

fn tell(theme: &str) -> bool {
    let Ok(fields) = UrlSearchParams::new() else { return false };
    fields.append("theme", theme);
    window().navigator().send_beacon_with_opt_url_search_params(paths::THEME, Some(&fields)).unwrap_or(false)
}

/// Sets what the server sets in the next page: on the document, and on every theme form of this one.
fn show(theme: &str) {
    let Some(document) = document().document_element() else { return };
    let set = |element: &Element, name: &str, value: &str| {
        // Fails for impossible names only.
        let _ = element.set_attribute(name, value);
    };
    set(&document, "data-theme", theme);
    if let Ok(Some(schemes)) = document.query_selector("meta[name=color-scheme]") {
        set(&schemes, "content", if theme == "system" { "light dark" } else { theme });
    }
    let Ok(buttons) = document.query_selector_all("button[name=theme]") else { return };
    for button in (0..buttons.length()).filter_map(|index| buttons.item(index)?.dyn_into::<HtmlButtonElement>().ok()) {
        set(&button, "aria-pressed", if button.value() == theme { "true" } else { "false" });
    }
}
