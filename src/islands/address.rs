use leptos::{prelude::window, wasm_bindgen::JsValue, web_sys::UrlSearchParams};

/// Writes fields into the query of the page's address, so that a reload shows the same. Empty fields are left out. The history gets no new
/// entry.
pub(super) fn remember(path: &str, fields: impl IntoIterator<Item = (&'static str, String)>) {
    let Ok(query) = UrlSearchParams::new() else { return };
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append(name, &value);
    }
    let query = String::from(query.to_string());
    let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    if let Ok(history) = window().history() {
        // Browsers refuse changes that come too often. The next change writes the whole address again.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
