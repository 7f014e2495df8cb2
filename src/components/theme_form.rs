use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{
    paths,
    server::page_context::{PageContext, Theme},
};

/// The themes in their order, as words and as pictures.
const THEMES: [(Theme, &str, Glyph); 3] =
    [(Theme::System, "System", Glyph::System), (Theme::Light, "Light", Glyph::Sun), (Theme::Dark, "Dark", Glyph::Moon)];

/// Switches the colours; the answer is the same page in the other colours.
#[component]
pub fn ThemeForm() -> impl IntoView {
    let page = PageContext::current();
    let buttons = THEMES.map(|(theme, label, glyph)| {
        let pressed = if theme == page.theme { "true" } else { "false" };
        view! {
            <button class="theme-form__button" type="submit" name="theme" value=theme.word() aria-pressed=pressed title=label>
                <Icon glyph/>
                <span class="visually-hidden">{label}</span>
            </button>
        }
    });
    view! {
        <form class="theme-form" method="post" action=paths::THEME>
            <input type="hidden" name="return_to" value=page.address/>
            <fieldset>
                <legend class="visually-hidden">"Theme"</legend>
                {buttons}
            </fieldset>
        </form>
    }
}
