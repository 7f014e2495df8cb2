use leptos::prelude::*;

/// What a [`Chip`] says beyond its words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    #[default]
    Plain,
    /// Good news.
    Good,
    /// Worth a look.
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

/// A word or two about the thing it stands beside.
#[component]
pub fn Chip(
    #[prop(into)] label: String,
    /// Default: plain.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! { <span class=tone.class()>{label}</span> }
}
