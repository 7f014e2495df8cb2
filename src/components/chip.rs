use std::borrow::Cow;

use leptos::prelude::*;

/// The colour of a [`Chip`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neutral.
    #[default]
    Plain,
    /// Good news.
    Good,
    /// Needs attention.
    Notice,
    /// Something is wrong.
    Danger,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Good => "chip chip--good",
            Self::Notice => "chip chip--notice",
            Self::Danger => "chip chip--danger",
        }
    }
}

/// A label of one or two words about the thing beside it.
#[component]
pub fn Chip(
    #[prop(into)] label: Cow<'static, str>,
    /// Default: plain.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! { <span class=tone.class()>{label}</span> }
}
