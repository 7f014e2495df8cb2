use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{page_context::PageContext, paths, theme::Theme};

/// The themes in order, each with its label and icon.
const THEMES: [(Theme, &str, Glyph); 3] =
    [(Theme::System, "System", Glyph::System), (Theme::Light, "Light", Glyph::Sun), (Theme::Dark, "Dark", Glyph::Moon)];

/// Buttons that switch the theme and reload the page. It is not an island: a script would change the colours before the server knows, and
/// prefetched pages would have the old colours.
#[component]
pub fn ThemeForm(
    /// Whether the labels show, or only the icons. Default: only the icons.
    #[prop(optional)]
    in_words: bool,
) -> impl IntoView {
    let word_class = if in_words { "theme-form__word" } else { "visually-hidden" };
    let page = PageContext::current();
    let buttons = THEMES.map(|(theme, label, glyph)| {
        let pressed = if theme == page.theme { "true" } else { "false" };
        view! {
            <button
                class="theme-form__button"
                type="submit"
                name="theme"
                value=theme.word()
                aria-pressed=pressed
                title=label
            >
                <Icon glyph />
                <span class=word_class>{label}</span>
            </button>
        }
    });
    view! {
        <form class="theme-form" method="post" action=paths::THEME>
            <input type="hidden" name="return_to" value=page.address.clone() />
            <fieldset>
                <legend class="visually-hidden">"Theme"</legend>
                {buttons}
            </fieldset>
        </form>
    }
}
