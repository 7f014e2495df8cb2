use leptos::{prelude::window, wasm_bindgen::JsValue, web_sys::UrlSearchParams};

/// Writes fields into the query of the page's address. Empty fields are left out.
pub(super) fn remember(path: &str, fields: &[(&str, &str)]) {
    let Ok(query) = UrlSearchParams::new() else { return };
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        query.append(name, value);
    }
    let query = String::from(query.to_string());
    let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    replace(&address);
}

/// Replaces the address of the page, so that a reload shows the same. The history gets no new entry.
pub(super) fn replace(address: &str) {
    if let Ok(history) = window().history() {
        // Browsers refuse changes that come too often. The next change writes the whole address again.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}
