use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        Element,
        js_sys::{Array, Date, Intl, Object, Reflect},
    },
};

/// Writes every `<time>` of the page in its reader's language and time zone. The server writes UTC.
#[island]
pub fn LocalTimes() -> impl IntoView {
    Effect::new(|_| write_local_times());
}

/// Writes every `<time>` of the page. An island that puts a new one on the page calls it.
pub(super) fn write_local_times() {
    let Ok(times) = document().query_selector_all("time[datetime]") else { return };
    for time in (0..times.length()).filter_map(|index| times.item(index)?.dyn_into::<Element>().ok()) {
        let date = Date::new(&JsValue::from(time.get_attribute("datetime")));
        let day_only = time.has_attribute("data-day");
        // The text node stays the same, because an island may hold it and write the next time into it.
        if let (Some(text), Some(node)) = (local_text(&date, day_only), time.first_child()) {
            node.set_text_content(Some(&text));
        }
    }
}

/// Returns a time as its reader writes it, such as "5 March 2016 at 10:07".
fn local_text(date: &Date, day_only: bool) -> Option<String> {
    let options = Object::new();
    let set = |name: &str, value: &str| Reflect::set(&options, &name.into(), &value.into());
    set("dateStyle", "long").ok()?;
    if day_only {
        // A day is a day of the calendar, not an instant: another time zone must not change it.
        set("timeZone", "UTC").ok()?;
    } else {
        set("timeStyle", "short").ok()?;
    }
    let format = Intl::DateTimeFormat::new(&Array::new(), &options).format();
    format.call1(&JsValue::NULL, date).ok()?.as_string()
}
