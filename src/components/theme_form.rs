use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::{page_context::PageContext, paths, theme::Theme};

/// The themes in their order, as words and as pictures.
const THEMES: [(Theme, &str, Glyph); 3] =
    [(Theme::System, "System", Glyph::System), (Theme::Light, "Light", Glyph::Sun), (Theme::Dark, "Dark", Glyph::Moon)];

/// Switches the colours; the answer is the same page in the other colours. No island: a script would be faster than the
/// server hears of it, and a page that was fetched ahead would come in the old colours.
#[component]
pub fn ThemeForm(
    /// Whether the words show, or only the pictures. Default: pictures.
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
            <input type="hidden" name="return_to" value=page.address />
            <fieldset>
                <legend class="visually-hidden">"Theme"</legend>
                {buttons}
            </fieldset>
        </form>
    }
}
