use leptos::prelude::*;

/// A picture of `public/assets/icons.svg`. Always beside words, so it has none of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// Go there.
    Arrow,
    /// Done, or included.
    Check,
    /// Linked accounts.
    Connections,
    /// Not included.
    Cross,
    /// Leads away from here.
    External,
    /// Something to know.
    Info,
    /// Rights.
    Key,
    /// Kept safe.
    Lock,
    /// Dark colours.
    Moon,
    /// The start of the dashboard.
    Overview,
    /// A person.
    Profile,
    /// Ask again.
    Refresh,
    /// Guilds.
    Servers,
    /// How the account is set up.
    Settings,
    /// Go in.
    SignIn,
    /// Go out.
    SignOut,
    /// Light colours.
    Sun,
    /// The colours of the system.
    System,
    /// Mind this.
    Warning,
}

impl Glyph {
    /// Every icon there is.
    pub const ALL: [Self; 19] = [
        Self::Arrow,
        Self::Check,
        Self::Connections,
        Self::Cross,
        Self::External,
        Self::Info,
        Self::Key,
        Self::Lock,
        Self::Moon,
        Self::Overview,
        Self::Profile,
        Self::Refresh,
        Self::Servers,
        Self::Settings,
        Self::SignIn,
        Self::SignOut,
        Self::Sun,
        Self::System,
        Self::Warning,
    ];

    /// Where the picture is.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Arrow => "/assets/icons.svg#arrow",
            Self::Check => "/assets/icons.svg#check",
            Self::Connections => "/assets/icons.svg#connections",
            Self::Cross => "/assets/icons.svg#cross",
            Self::External => "/assets/icons.svg#external",
            Self::Info => "/assets/icons.svg#info",
            Self::Key => "/assets/icons.svg#key",
            Self::Lock => "/assets/icons.svg#lock",
            Self::Moon => "/assets/icons.svg#moon",
            Self::Overview => "/assets/icons.svg#overview",
            Self::Profile => "/assets/icons.svg#profile",
            Self::Refresh => "/assets/icons.svg#refresh",
            Self::Servers => "/assets/icons.svg#servers",
            Self::Settings => "/assets/icons.svg#settings",
            Self::SignIn => "/assets/icons.svg#sign-in",
            Self::SignOut => "/assets/icons.svg#sign-out",
            Self::Sun => "/assets/icons.svg#sun",
            Self::System => "/assets/icons.svg#system",
            Self::Warning => "/assets/icons.svg#warning",
        }
    }
}

/// Draws a [`Glyph`] in the colour of the text around it.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" width="20" height="20">
            <use_ href=glyph.href()></use_>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite() {
        let sprite = include_str!("../../public/assets/icons.svg");
        for glyph in Glyph::ALL {
            let (_, id) = glyph.href().split_once('#').unwrap();
            assert!(sprite.contains(&format!(r#"<symbol id="{id}""#)), "{id}");
        }
    }
}
